"""How often a page of news names a date so old: what `print_date` weighs its votes by.

Counted on 2,400 pages, each of six items of one day, from half of the days of a news archive of 2012 to 2026,
and smoothed by hand where television differs from print (昨日 for 今天); 2026-11-24.
"""

import math
from bisect import bisect_right

Table = tuple[tuple[float, ...], tuple[float, ...]]
"""Ages, rising, and the log chance from each age on."""


def log_chance(age: float, table: Table) -> float:
    """Give the log chance of a date of an age."""
    ages, logs = table
    return logs[max(0, bisect_right(ages, age) - 1)]


def _table(*pairs: tuple[float, float]) -> Table:
    ages, found = zip(*pairs, strict=True)
    return ages, tuple(map(math.log, found))


_EVER = -(10.0**7)

DAYS_AHEAD = 61
"""Days that a date without a year may lie ahead; one that would be later is of the year before."""

DAY_AGES = _table(
    (-61, 0.001), (-7, 0.01), (0, 0.3), (2, 0.035), (4, 0.012), (8, 0.006), (15, 0.003), (31, 0.0008),
    (91, 0.0002),
)  # fmt: skip
DATE_AGES = _table(
    (_EVER, 1e-5), (-365, 1e-4), (-30, 0.002), (0, 0.06), (2, 0.007), (8, 0.002), (31, 0.0008),
    (91, 0.0005), (366, 0.0002), (1096, 3e-5),
)  # fmt: skip
MONTH_AGES = _table(
    (_EVER, 0.0005),
    (-3, 0.002),
    (0, 0.04),
    (1, 0.08),
    (2, 0.055),
    (3, 0.02),
    (13, 0.01),
    (37, 0.002),
)
MONTH_ALONE_AGES = _table((0, 0.1), (1, 0.3), (2, 0.2), (3, 0.09), (4, 0.04))
THIS_YEAR_AGES = _table((-12, 0.005), (0, 0.15), (1, 0.25), (2, 0.15), (3, 0.06))
BARE_DAY_AGES = _table((0, 0.36), (2, 0.12), (3, 0.034), (4, 0.008))
PLAN_AGES = _table(
    (_EVER, 0.0005), (-2, 0.012), (-1, 0.13), (0, 0.42), (1, 0.14), (2, 0.05), (4, 0.18), (5, 0.13),
    (6, 0.02), (7, 0.003),
)  # fmt: skip
PLAN_AHEAD_AGES = _table((_EVER, 0.0005), (-3, 0.01), (-2, 0.1), (-1, 0.4), (0, 0.03), (1, 0.001))
CONGRESS_AGES = _table((_EVER, 0.001), (-5, 0.004), (-1, 0.2))


def _years(now: float, last: float, before: float, next_year: float) -> Table:
    """Give a table of years: those before the last but one are alike in every month and kind."""
    return _table(
        (_EVER, 0.002), (-4, 0.006), (-2, 0.015), (-1, next_year), (0, now), (1, last), (2, before),
        (3, before / 2), (5, before / 3), (7, before / 4), (13, 0.006), (31, 0.003),
    )  # fmt: skip


_SEASONS = ((1, 2), (3, 4), (5, 6, 7, 8, 9), (10, 11, 12))
_OF_EVENTS = (
    (0.34, 0.3, 0.1, 0.03),
    (0.3, 0.2, 0.07, 0.03),
    (0.24, 0.14, 0.06, 0.04),
    (0.24, 0.1, 0.05, 0.11),
)
_OF_FACTS = ((0.25, 0.45, 0.14, 0.01), (0.22, 0.34, 0.09, 0.01), (0.18, 0.22, 0.09, 0.015), (0.18, 0.18, 0.07, 0.05))  # fmt: skip

YEARS_OF_EVENTS = {
    month: _years(*row)
    for months, row in zip(_SEASONS, _OF_EVENTS, strict=True)
    for month in months
}
YEARS_OF_FACTS = {
    month: _years(*row) for months, row in zip(_SEASONS, _OF_FACTS, strict=True) for month in months
}
