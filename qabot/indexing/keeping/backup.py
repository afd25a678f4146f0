"""A build in one file, and back: a tar archive, packed by gzip if its name says so.

qabot-index/manifest.json       first, so that everything else is known before it is read
qabot-index/articles.sqlite …   what the manifest names
qabot-index/SHA256SUMS.json     last: of all the others, worked out while they were written
"""

import gzip
import hashlib
import io
import json
import shutil
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Set
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any

from qabot.errors import BackupError, IndexDamagedError, StorageError, UnusableIndexError
from qabot.indexing.dense import DenseLeg
from qabot.indexing.keeping.export import cannot_write
from qabot.indexing.manifest import FILE as MANIFEST
from qabot.indexing.manifest import Manifest
from qabot.indexing.pointer import current_build
from qabot.indexing.publishing import disk_errors_named, exclusive, folder_aside, publish
from qabot.indexing.report import Progress, Silent
from qabot.indexing.store import Store
from qabot.indexing.vector_cache import VectorCache
from qabot.messages import say

SUFFIXES = (".tar", ".tar.gz", ".tgz")
_PREFIX = "qabot-index/"
_SUMS = "SHA256SUMS.json"
_LEVEL = 1  # of gzip: vectors hardly get smaller, and the rest nearly as small as with 6, in a third of the time
_MOST_MANIFEST_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 20


def back_up(index: Path, file: Path, progress: Progress | None = None) -> Manifest:
    """Write the build in force into a file, which is there when all is written, or not at all.

    All of its files are opened first: whatever a reindex publishes meanwhile, they are of one build.

    Returns:
        What is in it.

    Raises:
        UnusableIndexError: There is no index, or it is damaged.
        StorageError: The file cannot be written.
    """
    progress = progress or Silent()
    folder = current_build(index)
    manifest = Manifest.load(folder)
    waiting = file.with_name(f".{file.name}.part")
    with ExitStack() as opened:
        names = [MANIFEST, *sorted(manifest.files)]
        try:
            files = {name: opened.enter_context((folder / name).open("rb")) for name in names}
        except FileNotFoundError:
            if current_build(index) == folder:
                manifest.check_files(folder)  # names the one that is missing
            return back_up(index, file, progress)  # it has just been superseded twice
        manifest.check_files(folder)
        try:
            try:
                with _written(waiting, packed=file.suffix != ".tar") as archive:
                    _write(archive, files, progress)
                waiting.replace(file)
            finally:
                waiting.unlink(missing_ok=True)
        except OSError as exc:
            raise cannot_write(file, exc) from exc
    return manifest


def restore(index: Path, file: Path, progress: Progress | None = None) -> Path:
    """Make the build in a file the one in force, in one step, after all of it has been verified.

    Returns:
        The folder of the build. The one that was in force stays beside it.

    Raises:
        BackupError: The file is no backup, or is damaged; nothing has changed.
        IndexMismatchError: It is one of another version.
        IndexBusyError: Another run is making a build.
        StorageError: The disk is full or cannot be written.
    """
    progress = progress or Silent()
    with (
        _opened(file) as stream,
        disk_errors_named(index),
        exclusive(index),
        folder_aside(index) as aside,
    ):
        with _damage_named(file):
            manifest = _extract(stream, aside, progress)
        try:
            folder = publish(index, aside)
        except UnusableIndexError as exc:
            raise _damaged(file, exc.message) from exc
        _fill_cache(index, folder, manifest)
    return folder


@contextmanager
def _written(path: Path, *, packed: bool) -> Iterator[tarfile.TarFile]:
    with ExitStack() as opened:
        stream: Any = opened.enter_context(path.open("wb"))
        if packed:
            stream = opened.enter_context(gzip.GzipFile("", "wb", _LEVEL, stream))
        yield opened.enter_context(tarfile.open(fileobj=stream, mode="w|"))


def _write(archive: tarfile.TarFile, files: Mapping[str, IO[bytes]], progress: Progress) -> None:
    sizes = {name: file.seek(0, io.SEEK_END) for name, file in files.items()}
    progress.start(say("备份（MB）", "Backing up (MB)"), _megabytes(sum(sizes.values())))
    sums = {}
    told = _Told(progress)
    for name, file in files.items():
        file.seek(0)
        hashed = _Hashed(file, told)
        archive.addfile(_member(name, sizes[name]), hashed)
        sums[name] = hashed.digest()
    data = json.dumps(sums, indent=1).encode()
    archive.addfile(_member(_SUMS, len(data)), io.BytesIO(data))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(_PREFIX + name)
    member.size, member.mode = size, 0o644
    return member


class _Told:
    """Tells a progress of megabytes as bytes go by."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bytes = 0

    def __call__(self, count: int) -> None:
        before, self._bytes = self._bytes, self._bytes + count
        self._progress.advance(_megabytes(self._bytes) - _megabytes(before))


class _Hashed:
    """A file that knows the SHA-256 of what was read of it."""

    def __init__(self, file: IO[bytes], told: _Told) -> None:
        self._file = file
        self._told = told
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read."""
        data = self._file.read(size)
        self._digest.update(data)
        self._told(len(data))
        return data

    def digest(self) -> str:
        """Return the SHA-256 so far, in hex."""
        return self._digest.hexdigest()


def _megabytes(size: int) -> int:
    return size >> 20


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    """Open a backup for one pass, whatever packed it.

    Raises:
        BackupError: It is not there, or no archive.
    """
    try:
        archive = tarfile.open(file, "r|*")  # noqa: SIM115  (closed below)
    except (OSError, tarfile.TarError, EOFError, zlib.error) as exc:
        reason = (isinstance(exc, OSError) and exc.strerror) or say(
            "不是 tar 文件", "it is no tar file"
        )
        raise _damaged(file, reason) from exc
    with archive:
        yield archive


@contextmanager
def _damage_named(file: Path) -> Iterator[None]:
    """Turn what reading a broken archive raises into one error."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as exc:
        raise _damaged(file, str(exc) or type(exc).__name__) from exc
    except _ForeignError as exc:
        raise _damaged(file, str(exc)) from exc


class _ForeignError(Exception):
    """An archive holds something else than a backup does; the message is for people."""


def _extract(archive: tarfile.TarFile, aside: Path, progress: Progress) -> Manifest:
    """Write what an archive holds into a folder; every name and size is known before, every checksum compared."""
    told = _Told(progress)
    first = archive.next()
    if first is None or first.name != _PREFIX + MANIFEST or first.size > _MOST_MANIFEST_BYTES:
        raise _ForeignError(say("里面没有索引清单", "there is no manifest of an index in it"))
    sums = {MANIFEST: _copy(archive, first, aside, told)}
    try:
        manifest = Manifest.load(aside)
    except IndexDamagedError as exc:
        raise _ForeignError(exc.message) from exc
    sizes = {name: size for name, (size, _) in manifest.files.items()}
    _check_room(aside, sum(sizes.values()))
    progress.start(say("恢复（MB）", "Restoring (MB)"), _megabytes(sum(sizes.values())))
    noted: dict[str, str] = {}
    for member in iter(archive.next, None):  # iterating would begin with the first again
        name = member.name.removeprefix(_PREFIX)
        if name == _SUMS and not noted:
            noted = _sums_of(archive, member)
        elif name in sizes and name not in sums and member.size == sizes[name]:
            sums[name] = _copy(archive, member, aside, told)
        else:
            raise _ForeignError(
                say(f"{member.name!r} 不属于备份", f"{member.name!r} is no part of a backup")
            )
    _compare(sizes.keys() | {MANIFEST}, sums, noted)
    return manifest


def _compare(names: Set[str], sums: Mapping[str, str], noted: Mapping[str, str]) -> None:
    """Hold what was written against the checksums that came with it."""
    for name in sorted(names):
        if name not in sums or name not in noted:
            raise _ForeignError(
                say(f"缺少 {name} 或它的校验", f"{name} or its checksum is missing")
            )
        if noted[name] != sums[name]:
            raise _ForeignError(say(f"{name} 的校验不对", f"{name} has another checksum"))


def _copy(archive: tarfile.TarFile, member: tarfile.TarInfo, aside: Path, told: _Told) -> str:
    """Write a member into a folder and return its SHA-256; only plain files, only there."""
    if hasattr(tarfile, "data_filter"):  # since 3.11.4
        member = tarfile.data_filter(member, str(aside))
    name = member.name.removeprefix(_PREFIX)
    source = archive.extractfile(member)
    if not member.isreg() or source is None or Path(name).name != name:
        raise _ForeignError(
            say(f"{member.name!r} 不是普通文件", f"{member.name!r} is no plain file")
        )
    hashed = _Hashed(source, told)
    with (aside / name).open("xb") as target:
        while block := hashed.read(_BLOCK_BYTES):
            target.write(block)
    return hashed.digest()


def _sums_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, str]:
    if member.size > _MOST_MANIFEST_BYTES:
        raise _ForeignError(say(f"{_SUMS} 太大", f"{_SUMS} is too large"))
    source = archive.extractfile(member)
    try:
        sums = json.loads(source.read()) if source else None
    except ValueError:
        sums = None
    if not isinstance(sums, dict):
        raise _ForeignError(say(f"{_SUMS} 读不出来", f"{_SUMS} cannot be read"))
    return sums


def _check_room(aside: Path, size: int) -> None:
    free = shutil.disk_usage(aside).free
    if size > free:
        raise StorageError(
            say(
                f"恢复需要 {_megabytes(size)} MB，磁盘只剩 {_megabytes(free)} MB。",
                f"To restore takes {_megabytes(size)} MB; the disk has {_megabytes(free)} MB left.",
            ),
            say(
                "请腾出空间，或用 --index 换一个目录。",
                "Free some, or name another folder with --index.",
            ),
        )


def _damaged(file: Path, reason: str) -> BackupError:
    return BackupError(
        say(f"{file} 不能用作备份：{reason}。", f"{file} cannot be used as a backup: {reason}."),
        say(
            "原有索引不受影响。请换一个备份，或运行 qabot reindex。",
            "The index in force is as it was. Take another backup, or run qabot reindex.",
        ),
    )


def _fill_cache(index: Path, folder: Path, manifest: Manifest) -> None:
    """Keep the vectors for a reindex by other code, which reads the corpus anew."""
    with closing(Store(folder)) as store, closing(VectorCache(index, manifest.model)) as cache:
        cache.fill(store.hashes(), DenseLeg.load(folder).blocks())
