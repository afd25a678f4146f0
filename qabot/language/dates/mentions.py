"""Dates in Chinese text: complete, in part, or in words such as 昨日, all resolved to days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from qabot.language.dates import patterns
from qabot.language.dates.periods import (
    Period,
    days_from,
    days_of,
    months_of,
    part_of_month,
    part_of_year,
    week_of,
)
from qabot.language.dates.written import Written, written_dates
from qabot.language.normal import normalize

DAYS_AHEAD = 7
"""A date without its year is the nearest one that is not more than so many days after the reference."""

_YEARS_BACK = 8
"""The longest that a 29 February can be ago."""

_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)(?P<sep>[-_./年])(?P<m>\d{1,2})(?:(?P=sep)|月)(?P<d>\d{1,2})"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>\d\d)(?P<d2>\d\d))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as a text has it.

    Attributes:
        start: Where it begins in the text, code points.
        end: Behind its last character.
        first: First day that it means.
        last: Last day that it means; the same for a single day.
        relative: It was resolved by the reference date, and is as certain as that.
    """

    start: int
    end: int
    first: date
    last: date
    relative: bool


def find_date(text: str) -> date | None:
    """Give the first date in a name or line: 2023-03-14, 20230314, 2023年3月14日.

    Returns:
        None where there is none, or none that a calendar has.
    """
    for found in _DATE.finditer(text):
        year, month, day = (found[name] or found[f"{name}2"] for name in "ymd")
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def mentions(text: str, reference: date | None = None) -> list[DateMention]:
    """Find the dates in a text.

    Args:
        text: As printed; traditional and full-width characters and Chinese numerals are read as well.
        reference: Day of print, or of the question; without it, only dates that name their year are found.

    Returns:
        In the order of the text, apart from each other.
    """
    return [*_mentions(text, reference)]


# The same passages are among the candidates of one question after the other.
@lru_cache(maxsize=1 << 12)
def _mentions(text: str, reference: date | None) -> tuple[DateMention, ...]:
    normal = normalize(text)
    return tuple(
        replace(found, start=start, end=end)
        for found in mentions_in_normal_form(normal.text, reference)
        for start, end in [normal.span(found.start, found.end)]
    )


def mentions_in_normal_form(text: str, reference: date | None = None) -> Iterator[DateMention]:
    """Find the dates in a text in normal form; see `mentions`."""
    for written in whole_dates(text):
        period = _period(written, reference, ahead=is_ahead(text, written))
        if period is not None:
            yield DateMention(written.start, written.end, *period, relative=not written.complete)


def whole_dates(text: str) -> Iterator[Written]:
    """Give the dates of a text in normal form; one that goes on after another takes over its year and month."""
    before: Written | None = None
    for written in written_dates(text):
        between = text[before.end : written.start] if before else ""
        if before and written.wants_year and patterns.GOES_ON.fullmatch(between):
            written = _taken_over(written, before)
        before = written
        yield written


def is_ahead(text: str, written: Written) -> bool:
    """Tell whether a date in a text in normal form is said to be yet to come."""
    return bool(patterns.AHEAD.search(text[max(0, written.start - 6) : written.start]))


def _taken_over(written: Written, before: Written) -> Written:
    """Complete a date by the one before it: 2020年12月28日至1月3日, 3月15日、18日."""
    if written.months or not before.months:
        over = bool(written.months and before.months and written.months[0] < before.months[1])
        years = before.years and (before.years[1] + over, before.years[1] + over)
        return replace(written, years=years, years_after=before.years_after)
    month = before.months[1]
    return replace(
        written,
        months=(month, month),
        months_after=before.months_after,
        years=before.years,
        years_after=before.years_after,
    )


def _period(written: Written, reference: date | None, *, ahead: bool) -> Period | None:
    if written.years and not written.years_after:
        return _in_year(written, written.years, reference)
    if reference is None:
        return None
    if written.around:
        return days_from(reference, *written.around)
    if written.week:
        return week_of(reference, *written.week)
    if written.years:
        first, last = written.years
        return _in_year(written, (reference.year + first, reference.year + last), reference)
    if written.months_after and written.months:
        return _in_month_from(written, reference, written.months[0])
    return _nearest(written, reference, ahead=ahead)


def _in_year(written: Written, years: tuple[int, int], reference: date | None) -> Period | None:
    """Give the days of a date whose year is known."""
    first, year = years
    if written.months and written.days:
        period = days_of(year, written.months[1], *written.days)
    elif written.months and written.part and not written.part.endswith("来"):
        period = part_of_month(year, written.months[1], written.part)
    elif written.months:
        period = months_of(year, *written.months)
    else:
        period = part_of_year(year, written.part)
        if period and first < year and not written.part:
            period = date(first, 1, 1), period[1]
    if period and written.part.endswith("来") and reference and reference > period[0]:
        return period[0], reference
    return period


def _in_month_from(written: Written, reference: date, months: int) -> Period | None:
    """Give the days of a date in a month that is counted from that of the reference."""
    year, month = divmod(12 * reference.year + reference.month - 1 + months, 12)
    own = replace(written, months=(month + 1, month + 1))
    return _in_year(own, (year, year), reference)


def _nearest(written: Written, reference: date, *, ahead: bool) -> Period | None:
    """Give the days of a date without its year, or without year and month."""
    if written.months or written.part:
        years = range(reference.year + _YEARS_BACK, reference.year - _YEARS_BACK - 1, -1)
        found = [_in_year(written, (year, year), reference) for year in years]
    else:
        found = [_in_month_from(written, reference, months) for months in (2, 1, 0, -1, -2)]
    known = [period for period in found if period]
    if ahead:
        return next((period for period in reversed(known) if period[1] >= reference), None)
    # Counted so, since the reference may be the last day that there is.
    return next((period for period in known if (period[0] - reference).days <= DAYS_AHEAD), None)
