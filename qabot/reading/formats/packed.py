"""Packed files (.gz, .zip) → the files inside, each bounded while it is unpacked, none written to disk."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO

from qabot.messages import say
from qabot.reading.encodings import NotTextError, detect_encoding
from qabot.reading.formats.source import FormatError, Source
from qabot.types import Skipped

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_DEPTH = 2
"""Archives inside archives: a month of days, each with its pages. A deeper one is likely to hold itself."""

MAX_MEMBERS = 10_000
MAX_DIRECTORY_BYTES = 10 << 20
"""Table of contents of a zip, which is read whole: 10,000 names of 1 KB."""

MAX_TOTAL = 20
"""All that one archive on disk unpacks to, in sizes of the largest file that is read (`max_file_mb`)."""

MAX_RATIO = 200
"""Bytes unpacked for each packed one: Chinese text has 2 to 4, tables and markup up to 50, bombs 1,000."""

RATIO_COUNTS_FROM = 1 << 20
"""Bytes; so little may be packed in any ratio."""

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x06"
_END_BYTES = 22 + 0xFFFF
_BLOCK = 1 << 16
_BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(slots=True)
class Budget:
    """What may still be unpacked of one file on disk, for all that is packed in it.

    Attributes:
        left: Bytes.
    """

    left: int


@dataclass(slots=True)
class _Share:
    """What one packed file takes of a budget; read again from its beginning, it takes no more.

    Attributes:
        taken: Bytes, up to where it has been read so far.
    """

    budget: Budget | None
    taken: int = 0

    def take(self, count: int) -> bool:
        """Take up to so many bytes from the beginning of the file; return whether the budget allows it."""
        if self.budget is None:
            return True
        more = max(0, count - self.taken)
        self.taken += more
        self.budget.left -= more
        return self.budget.left >= 0


class _Bounded(io.RawIOBase):
    """A stream of unpacked bytes that ends with a `FormatError` where it is broken or a bomb."""

    def __init__(
        self, *streams: IO[bytes] | io.BufferedIOBase, packed_bytes: int, share: _Share
    ) -> None:
        """Take the unpacked stream, then those beneath it that are to be closed with it."""
        self._streams, self._share = streams, share
        self._limit = max(RATIO_COUNTS_FROM, MAX_RATIO * packed_bytes)
        self._count = 0

    def readable(self) -> bool:
        """Say so."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read up to a block.

        Raises:
            FormatError: It is broken, or unpacks to more than is read.
        """
        view = memoryview(buffer).cast("B")
        try:
            data = self._streams[0].read(min(len(view), _BLOCK))
        except _BROKEN as exc:
            raise FormatError(_broken(exc)) from exc
        self._count += len(data)
        allowed = self._share.take(self._count)
        if self._count > self._limit:
            raise FormatError(
                say(
                    f"解压后超过原大小的 {MAX_RATIO} 倍，可能是压缩炸弹；如果可信，请先手工解压",
                    f"unpacks to over {MAX_RATIO} times its size, like a bomb; if you trust it, unpack it by hand",
                )
            )
        if not allowed:
            raise FormatError(
                say(
                    f"压缩包解压后的总量超过 max_file_mb 的 {MAX_TOTAL} 倍；请手工解压，或分成几个",
                    f"the archive unpacks to over {MAX_TOTAL} times max_file_mb; unpack it by hand, or split it",
                )
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the streams beneath as well."""
        for stream in self._streams:
            stream.close()
        super().close()


def open_gz(source: Source, *, budget: Budget | None) -> Source:
    """Give the file that a .gz holds; it is unpacked while it is read.

    Raises:
        FormatError: It is packed too often.
    """
    _check_depth(source)
    share = _Share(budget)

    def opened() -> BinaryIO:
        packed = source.open()
        size = source.size if source.size is not None else _size(packed)
        unpacked = gzip.GzipFile(fileobj=packed)
        bounded = _Bounded(unpacked, packed, packed_bytes=size, share=share)
        return io.BufferedReader(bounded, _BLOCK)

    return Source(source.name, source.stem, None, opened, source.depth + 1)


def _size(file: BinaryIO) -> int:
    """Give the size of a file that can be wound back; else as if it were small."""
    if not file.seekable():
        return 0
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    return size


def open_zip(source: Source, *, max_bytes: int, budget: Budget) -> Iterator[Source | Skipped]:
    """Give the files of a .zip, in the order of their names; hidden ones and the table of a Mac are left out.

    Args:
        source: The archive; one that is packed itself is taken into memory.
        max_bytes: Largest archive that is taken into memory.
        budget: Of the file on disk that is or holds it.

    Yields:
        The files, and those that cannot be opened, with the reason.

    Raises:
        FormatError: It is no zip, is broken, has too many files, or is packed too often.
    """
    _check_depth(source)
    with source.open() if source.depth == 0 else io.BytesIO(source.read(max_bytes)) as file:
        try:
            _check_directory(file)
            with zipfile.ZipFile(file) as archive:
                for info, inner in sorted(_members(archive), key=lambda pair: pair[1]):
                    yield _member(source, archive, info, inner, budget)
        except (*_BROKEN, ValueError) as exc:
            if isinstance(exc, FormatError):
                raise
            raise FormatError(_broken(exc)) from exc


def _check_depth(source: Source) -> None:
    if source.depth >= MAX_DEPTH:
        raise FormatError(
            say(
                f"压缩包套了 {MAX_DEPTH} 层以上；请先手工解压",
                f"packed more than {MAX_DEPTH} times; unpack it by hand",
            )
        )


def _check_directory(file: BinaryIO) -> None:
    """Refuse a table of contents that is too long before it is read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_BYTES))
    tail = file.read()
    at = tail.rfind(_END)
    members, length = (
        int.from_bytes(tail[at + 10 : at + 12], "little"),
        int.from_bytes(tail[at + 12 : at + 16], "little"),
    )
    at_64 = tail.rfind(_END_64, 0, max(0, at))
    if at_64 >= 0:
        members = int.from_bytes(tail[at_64 + 32 : at_64 + 40], "little")
        length = int.from_bytes(tail[at_64 + 40 : at_64 + 48], "little")
    if at >= 0 and (members > MAX_MEMBERS or length > MAX_DIRECTORY_BYTES):
        raise FormatError(
            say(
                f"压缩包里的文件超过 {MAX_MEMBERS} 个；请手工解压，或分成几个",
                f"an archive of over {MAX_MEMBERS} files; unpack it by hand, or split it",
            )
        )


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    for info in archive.infolist():
        inner = _name(info)
        parts = PurePosixPath(inner).parts
        # Of a backslash, Windows made a folder.
        if info.is_dir() or not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        yield info, inner


def _name(info: zipfile.ZipInfo) -> str:
    """Decode a name: UTF-8 where the archive says so; else what Windows or Linux in Chinese wrote."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
        encoding = detect_encoding(raw, whole=True)
        # Pairs of the bytes of a name may look like UTF-16, which no archive has.
        name = raw.decode("gb18030" if encoding.startswith("utf-16") else encoding)
    except (NotTextError, UnicodeError):
        return info.filename
    return name.replace("\\", "/")


def _member(
    source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str, budget: Budget
) -> Source | Skipped:
    name = f"{source.name}!/{inner}"
    if info.flag_bits & 0x1:
        return Skipped(
            name,
            say(
                "已加密；请用密码解压后再放进来",
                "encrypted; unpack it with its password and put in the files",
            ),
        )
    return Source(
        name,
        PurePosixPath(inner).name,
        info.file_size,
        _opener(archive, info, budget),
        source.depth + 1,
    )


def _opener(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget
) -> Callable[[], BinaryIO]:
    share = _Share(budget)

    def opened() -> BinaryIO:
        try:
            unpacked = archive.open(info)
        except (*_BROKEN, RuntimeError) as exc:
            raise FormatError(_broken(exc)) from exc
        bounded = _Bounded(unpacked, packed_bytes=info.compress_size, share=share)
        return io.BufferedReader(bounded, _BLOCK)

    return opened


def _broken(exc: Exception) -> str:
    return say(
        f"压缩包已损坏，或压缩方法不认识（{exc}）；请重新打包",
        f"broken, or packed in an unknown way ({exc}); pack it again",
    )
