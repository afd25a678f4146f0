"""Stretches of days: months, parts of years and months, weeks; None where no calendar has them."""

import calendar
from datetime import date, timedelta

Period = tuple[date, date]
"""First and last day."""

_LAST_YEAR = 9998


def days_from(reference: date, first: int, last: int) -> Period | None:
    """Give the days from one to another, counted from a reference."""
    try:
        return reference + timedelta(days=first), reference + timedelta(days=last)
    except OverflowError:
        return None


def days_of(year: int, month: int, first: int, last: int) -> Period | None:
    """Give the days of a month from one to another; the first may be of the month before."""
    start = _day(year, month, first)
    over = first > last
    end = _day(year + (over and month == 12), month % 12 + 1 if over else month, last)
    return (start, end) if start and end else None


def months_of(year: int, first: int, last: int) -> Period | None:
    """Give the months of a year from one to another; the first may be of the year before."""
    start = _day(year - (first > last), first, 1)
    end = _day(year, last, 1)
    return (start, _end_of_month(end)) if start and end else None


def part_of_month(year: int, month: int, part: str) -> Period | None:
    """Give a part of a month: 上旬, 中旬, 下旬, 初, 底, 末; all of it for an empty part."""
    whole = months_of(year, month, month)
    first, last = {"上": (1, 10), "初": (1, 10), "中": (11, 20), "": (1, 31)}.get(
        part[:1], (21, 31)
    )
    return whole and (whole[0].replace(day=first), whole[1].replace(day=min(whole[1].day, last)))


def part_of_year(year: int, part: str) -> Period | None:
    """Give a part of a year: 初, 中, 底, 上半年, 第3季度, 前3季度; all of it for an empty part."""
    part = part.removeprefix("年")
    if part.endswith("季度"):
        quarter = "一二三四1234".index(part[-3]) % 4 + 1
        first = 1 if part.startswith("前") else 3 * quarter - 2
        return months_of(year, first, 3 * quarter)
    named = {
        "初": (1, 3),
        "中": (5, 8),
        "底": (11, 12),
        "末": (11, 12),
        "上": (1, 6),
        "下": (7, 12),
    }
    return months_of(year, *named.get(part[:1], (1, 12)))


def week_of(reference: date, weeks: int, weekday: int | None) -> Period | None:
    """Give a week, from Monday, or a day of it; so many weeks after that of the reference."""
    monday = 7 * weeks - reference.weekday()
    if weekday is None:
        return days_from(reference, monday, monday + 6)
    return days_from(reference, monday + weekday, monday + weekday)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year <= _LAST_YEAR else None
    except ValueError:
        return None


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
