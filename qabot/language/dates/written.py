"""Dates as they are written, before anyone asks which days they mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from re import Match

from qabot.language.dates import patterns

LAST_DAYS, LAST_WEEKS = 14, 30
"""Days that 近日 and 近期 reach back."""


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text in normal form; None and emptiness for what it does not say.

    Attributes:
        start: Where it begins.
        end: Behind its last character.
        years: First and last year; counted from that of the reference where `years_after`.
        years_after: It says 今年, 去年 and so on.
        months: First and last month; the first counted from that of the reference where `months_after`.
        months_after: It says 本月, 上月 and so on.
        days: First and last day of the month.
        part: Part of a year or month: 初, 上旬, 第3季度, 以来.
        around: First and last day, counted from the reference: 昨日, 近日.
        week: Weeks after that of the reference, and the day of the week from 0, or None.
    """

    start: int
    end: int
    years: tuple[int, int] | None = None
    years_after: bool = False
    months: tuple[int, int] | None = None
    months_after: bool = False
    days: tuple[int, int] | None = None
    part: str = ""
    around: tuple[int, int] | None = None
    week: tuple[int, int | None] | None = None

    @property
    def complete(self) -> bool:
        """True if it names its year."""
        return self.years is not None and not self.years_after

    @property
    def wants_year(self) -> bool:
        """True if it is a part of a date: 1月18日, 18日, 第3季度."""
        words = self.years or self.months_after or self.around or self.week
        return not words and bool(self.months or self.days or self.part)


def written_dates(text: str) -> Iterator[Written]:
    """Give the dates of a text in normal form, from left to right."""
    at = 0
    while found := patterns.START.search(text, at):
        written = _word(found) or _date(text, found)
        at = written.end
        yield written


def _word(found: Match[str]) -> Written | None:
    """Read a date in words, or one in figures alone."""
    plain = Written(*found.span())
    if found["iso_year"]:
        year, month, day = (int(found[f"iso_{name}"]) for name in ("year", "month", "day"))
        return replace(plain, years=(year, year), months=(month, month), days=(day, day))
    if found["day"]:
        days = patterns.DAY_WORDS[found["day"]]
        return replace(plain, around=(days, days))
    if found["days"] or found["weeks"]:
        return replace(plain, around=(-LAST_DAYS if found["days"] else -LAST_WEEKS, 0))
    if found["week"]:
        weekday = patterns.WEEKDAYS.get(found["weekday"])
        return replace(plain, week=(patterns.WEEK_WORDS[found["week"]], weekday))
    if found["bare"]:
        return replace(plain, days=_range(found, "bare"))
    return replace(plain, part=found["part"]) if found["part"] else None


def _date(text: str, found: Match[str]) -> Written:
    """Read a date that begins with a year or a month, as far as it goes."""
    written = Written(*found.span())
    if found["month"] or found["month_word"]:
        return _in_month(text, written, found)
    if found["year"]:
        written = replace(written, years=_range(found, "year"))
    else:
        years = patterns.YEAR_WORDS[found["year_word"][0]]
        written = replace(written, years=(years, years), years_after=True)
    if month := patterns.IN_MONTH.match(text, written.end):
        return _in_month(text, replace(written, end=month.end()), month)
    if part := patterns.PART_OF_YEAR.match(text, written.end):
        return replace(written, end=part.end(), part=part["part"])
    return written


def _in_month(text: str, written: Written, found: Match[str]) -> Written:
    if found["month"]:
        written = replace(written, months=_range(found, "month"))
    else:
        months = patterns.MONTH_WORDS[found["month_word"][0]]
        written = replace(written, months=(months, months), months_after=True)
    if day := patterns.ON_DAY.match(text, written.end):
        return replace(written, end=day.end(), days=_range(day, "day"))
    if part := patterns.PART_OF_MONTH.match(text, written.end):
        return replace(written, end=part.end(), part=part["part"])
    return written


def _range(found: Match[str], name: str) -> tuple[int, int]:
    last = int(found[name])
    return int(found[f"{name}_from"] or last), last
