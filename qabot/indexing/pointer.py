"""Which build is in force. Light, so that a missing index is told before anything heavy is imported."""

from pathlib import Path

from qabot.errors import IndexDamagedError, IndexMissingError
from qabot.messages import say

POINTER = "CURRENT"
BUILDS = "builds"


def current_build(index: Path) -> Path:
    """Return the folder of the build in force.

    Raises:
        IndexMissingError: Nothing has been built in this folder.
        IndexDamagedError: The pointer names no build.
    """
    pointer = index / POINTER
    try:
        name = pointer.read_text("utf-8").strip()
        folder = index / BUILDS / name
        there = bool(name) and "/" not in name and not name.startswith(".") and folder.is_dir()
    except FileNotFoundError as exc:
        raise IndexMissingError(
            say(f"{index} 里还没有索引。", f"There is no index in {index}.")
        ) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise IndexDamagedError(
            say(f"{pointer} 读不出来：{exc}。", f"Cannot read {pointer}: {exc}.")
        ) from exc
    if not there:
        raise IndexDamagedError(
            say(
                f"{pointer} 指向的索引 {name!r} 不存在。",
                f"{pointer} names a build that is not there: {name!r}.",
            )
        )
    return folder
