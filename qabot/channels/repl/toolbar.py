"""The line below the prompt: archive, days in force, model, keys."""

import re
from collections.abc import Sequence

from rich.cells import cell_len

from qabot.channels.repl.session import Session
from qabot.messages import say

_APART = " · "
_DIGEST = re.compile(r"-[0-9a-f]{8,}$")
# A window of fewer rows has one line of it only.
_TWO_LINES = 22


def toolbar(session: Session, columns: int, rows: int) -> str:
    """Return what fits: what is in force, and in a window that is high enough the keys below it.

    Args:
        session: Tells what is loaded and which days count.
        columns: Of the window, in cells.
        rows: Of the window.
    """
    keys = [say("Tab 补全", "Tab completes"), say("↑ 历史", "↑ history")]
    keys += ["/help", say("Ctrl-D 退出", "Ctrl-D leaves")]
    if rows >= _TWO_LINES:
        return f"{_fitting(_in_force(session), columns)}\n{_fitting(keys, columns)}"
    return _fitting([*_in_force(session)[:2], "/help", *_in_force(session)[2:]], columns)


def limits(session: Session) -> str:
    """Return which days count, for the line below the prompt."""
    if session.first is None and session.last is None:
        return say("不限日期", "all days")
    return say("只看 ", "only ") + f"{session.first or '…'}～{session.last or '…'}"


def _in_force(session: Session) -> list[str]:
    archive = session.archive
    if archive is None:
        return [say("正在加载……", "loading…"), limits(session)]
    size = say(f"{archive.articles:,} 篇", f"{archive.articles:,} articles")
    covered = f" {archive.first}～{archive.last}" if archive.first else ""
    return [size + covered, limits(session), _DIGEST.sub("", archive.model)]


def _fitting(parts: Sequence[str], columns: int) -> str:
    """Return as many of the parts, in order, as a line has room for."""
    line = " " + parts[0]
    for part in parts[1:]:
        longer = f"{line}{_APART}{part}"
        if cell_len(longer) <= columns:
            line = longer
    return line
