"""Days and periods as people type them, and ages as they are told."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.searching import Period


def day_of(text: str) -> date:
    """Read a day.

    Raises:
        ValueError: It is no day, or not written YYYY-MM-DD; names what was typed and the form, for people.
    """
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day, not a moment)
    except ValueError as exc:
        raise ValueError(
            say(
                f"“{repr(text)[1:-1]}”不是日期，应为 YYYY-MM-DD。",
                f"{text!r} is not a date of the form YYYY-MM-DD.",
            )
        ) from exc


def period_of(first: date | None, last: date | None) -> "Period":
    """Make a period of its first and last day; None is open.

    Raises:
        ValueError: It ends before it begins; names both days, for people.
    """
    from qabot.searching import Period

    if first and last and first > last:
        raise ValueError(
            say(f"起始日期 {first} 晚于截止日期 {last}。", f"From {first} is later than to {last}.")
        )
    return Period(first, last)


def ago(age: timedelta) -> str:
    """Tell in words how long ago something was."""
    hours = age // timedelta(hours=1)
    if hours < 1:
        return say("不到一小时前", "less than an hour ago")
    if hours < 48:
        return say(f"{hours} 小时前", f"{hours} h ago")
    return say(f"{age.days} 天前", f"{age.days} days ago")
