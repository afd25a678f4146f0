"""Builds are made aside, under a lock, and become the index in force in one step."""

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qabot.errors import IndexBusyError, QABotError, StorageError, UnusableIndexError
from qabot.indexing.index import Index, open_build
from qabot.indexing.pointer import BUILDS, POINTER, current_build
from qabot.messages import say

_ASIDE = ".building-"
_LOCK = "lock"


@contextmanager
def exclusive(index: Path) -> Iterator[None]:
    """Hold the index for one run.

    Raises:
        IndexBusyError: Another run holds it.
    """
    index.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / _LOCK, timeout=0):
            yield
    except Timeout as exc:
        raise IndexBusyError(
            say(
                f"另一个 qabot reindex 正在更新 {index}。",
                f"Another qabot reindex is updating {index}.",
            ),
            say("请等它结束再运行。", "Wait until it ends, then run again."),
        ) from exc


@contextmanager
def folder_aside(index: Path) -> Iterator[Path]:
    """Give a folder beside the builds; what is still in it at the end goes, as do leftovers of killed runs."""
    for leftover in index.glob(f"{_ASIDE}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=index))
    aside.chmod(0o755)  # mkdtemp makes private folders; an index may be read by another user's bot
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def disk_errors_named(index: Path) -> Iterator[None]:
    """Turn the several ways in which libraries report a disk that cannot be written into one.

    Raises:
        StorageError: With the folder and the reason.
    """
    try:
        yield
    except QABotError:
        raise
    except (OSError, sqlite3.OperationalError) as exc:
        full = getattr(exc, "errno", None) == errno.ENOSPC or "full" in str(exc) or _no_space(index)
        reason = say("磁盘已满", "the disk is full") if full else str(exc)
        raise StorageError(
            say(
                f"写索引 {index} 失败：{reason}。原有索引不受影响。",
                f"Cannot write the index {index}: {reason}. The index in force is as it was.",
            ),
            say(
                "请腾出空间或检查权限后再运行 qabot reindex。",
                "Free space or mend the permissions, then run qabot reindex again.",
            ),
        ) from exc


def _no_space(index: Path) -> bool:
    return index.exists() and shutil.disk_usage(index).free < 1 << 20


def build_in_force(index: Path) -> Index | None:
    """Open the build in force for comparison, or return None if there is none that can be read."""
    try:
        return open_build(current_build(index))
    except UnusableIndexError:
        return None


def publish(index: Path, aside: Path) -> Path:
    """Read a finished build back, then make it the one in force.

    Returns:
        Its folder. The build before it stays, for programs that are just opening it; older ones go.

    Raises:
        IndexDamagedError: What was written cannot be read back.
    """
    open_build(aside).close()
    builds = index / BUILDS
    builds.mkdir(exist_ok=True)
    pointer = index / POINTER
    previous = pointer.read_text("utf-8", "replace").strip() if pointer.exists() else ""
    folder = builds / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.urandom(3).hex()}"
    for file in (*aside.iterdir(), aside):
        _sync(file)
    aside.rename(folder)
    _sync(builds)
    waiting = index / f"{POINTER}.new"
    waiting.write_text(folder.name + "\n", "utf-8")
    _sync(waiting)
    waiting.replace(pointer)
    _sync(index)
    for old in builds.iterdir():
        if old.name not in (folder.name, previous):
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _sync(path: Path) -> None:
    """Have the system write a file or folder to the disk, so that a power cut finds it there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
