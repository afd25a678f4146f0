"""Further days of print in a form that a filter of Milvus can compare with a period.

Milvus compares the numbers of an array for equality only. A day is kept as three numbers, 20210118, 202101 and 2021,
and a period is asked for as the whole years, the whole months and the days that it consists of.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from qabot.indexing.day_numbers import number_of

_DAY = timedelta(days=1)


def kept(days: Iterable[int]) -> list[int]:
    """Return the numbers to keep for these days, each once."""
    return sorted({part for day in days for part in (day, day // 100, day // 10_000)})


def asked(first: date, last: date) -> Iterator[int]:
    """Yield the numbers of a period, both days included."""
    day = first
    while day <= last:
        number = number_of(day)
        for size, end in ((10_000, _end_of_year(day)), (100, _end_of_month(day)), (1, day)):
            begins = number == number // size * size + {10_000: 101, 100: 1, 1: 0}[size]
            if begins and end <= last:
                yield number // size
                break
        if end == date.max:
            return
        day = end + _DAY


def _end_of_year(day: date) -> date:
    return date(day.year, 12, 31)


def _end_of_month(day: date) -> date:
    return _end_of_year(day) if day.month == 12 else date(day.year, day.month + 1, 1) - _DAY
