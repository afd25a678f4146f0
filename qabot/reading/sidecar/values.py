"""The values of a sidecar, each read into its type or refused with the reason."""

import re
from datetime import date, datetime
from typing import Any

from qabot.messages import say
from qabot.reading.page.blocks import clean
from qabot.types import Role

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LINES = re.compile(r"\s*(\d{1,9})(?:\s*[-–—~]\s*(\d{1,9}))?\s*", re.ASCII)


class FaultError(ValueError):
    """A value cannot be used; the message is for people.

    Attributes:
        path: Where in the value, for one that holds others.
    """

    def __init__(self, message: str, path: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.path = path


def as_text(value: Any) -> str:
    """Read a text on one line."""
    if not isinstance(value, str):
        raise FaultError(_not(value, say("文字", "text")))
    return " ".join(clean(value).split("\n")).strip()


def as_page(value: Any) -> str:
    """Read the number of a page: "A12", "01", 1."""
    return str(value) if _is_int(value) else as_text(value)


def as_date(value: Any) -> date:
    """Read a day, as TOML writes it or as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise FaultError(_not(value, say("日期，如 2023-03-14", "a date such as 2023-03-14")))


def as_names(value: Any) -> tuple[str, ...]:
    """Read one name or several."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        raise FaultError(_not(value, say('名单，如 ["张三"]', 'a list such as ["张三"]')))
    names: list[str] = []
    for n, name in enumerate(value):
        try:
            names.append(as_text(name))
        except FaultError as exc:
            raise FaultError(str(exc), (n,)) from exc
    return tuple(filter(None, names))


def as_heading(value: Any, line_count: int) -> tuple[int, ...] | str:
    """Read a line of the page or a list of lines, or a text that stands for them."""
    if _is_int(value):
        return (as_line(value, line_count),)
    if isinstance(value, list) and value:
        parts = [as_lines(item, line_count) for item in value]
        return tuple(dict.fromkeys(n for a, b in parts for n in range(a, b + 1)))
    if isinstance(value, str):
        return as_text(value)
    raise FaultError(_not(value, say("行号或文字", "a line, a list of lines or a text")))


def as_line(value: Any, line_count: int) -> int:
    """Read a line of the page, from 1."""
    if not _is_int(value):
        raise FaultError(_not(value, say("行号", "a line")))
    if not 1 <= value <= line_count:
        raise FaultError(
            say(
                f"没有第 {value} 行（全文 {line_count} 行）",
                f"there is no line {value} (of {line_count})",
            )
        )
    return int(value)


def as_lines(value: Any, line_count: int) -> tuple[int, int]:
    """Read a line, or lines from one to another: 31, "31", "3-20"."""
    if _is_int(value):
        line = as_line(value, line_count)
        return line, line
    found = _LINES.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise FaultError(_not(value, say('行号或 "3-20"', 'a line or "3-20"')))
    first = as_line(int(found[1]), line_count)
    last = as_line(int(found[2] or first), line_count)
    if last < first:
        raise FaultError(say(f"{value!r} 起止颠倒", f"{value!r} runs backwards"))
    return first, last


def as_pair(value: Any, line_count: int) -> tuple[int, int]:
    """Read the line of a piece and a later line."""
    if not isinstance(value, list) or len(value) != 2:
        raise FaultError(_not(value, say("两个行号，如 [12, 30]", "two lines such as [12, 30]")))
    first, second = (as_line(line, line_count) for line in value)
    if second <= first:
        raise FaultError(
            say(f"第 {second} 行不在第 {first} 行之后", f"line {second} is not after line {first}")
        )
    return first, second


def as_role(value: Any) -> Role:
    """Read what a line is."""
    try:
        return Role(value)
    except ValueError as exc:
        known = " ".join(Role)
        raise FaultError(_not(value, say(f"下列之一：{known}", f"one of: {known}"))) from exc


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _not(value: Any, wanted: str) -> str:
    return say(f"{value!r:.60} 应为{wanted}", f"{value!r:.60} is not {wanted}")
