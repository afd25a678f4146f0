"""The day of print of a page that does not say it, from the dates in its texts."""

import math
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from qabot.language.dates import print_date_chances as chances
from qabot.language.dates.periods import days_of
from qabot.language.dates.print_date_evidence import Evidence, evidence_of

MIN_CERTAINTY = 0.85
"""Least share of the chance, among all days that come in question, that lies within a month of the answer.

On 2,000 pages of six items, of days that nothing was counted on, 11 in 100 get an answer, and of the answers 67 in
100 are the day, 80 within 3 days, 85 within a month, 13 wrong by more than 300 days; the items are of television,
which seldom names the year. python -m benchmarks.print_dates, 2026-11-25.
"""

MIN_FIGURES = 2
"""How often the year of an answer must stand on the page. Of answers whose year stands there once, 28 in 100
were wrong by a year or more, of the others 15; on the half of the archive that the chances were counted on."""

_MONTH_DAYS = 31
_NEXT_YEARS = 13
_LATER_YEARS = ((22, 18), (66, 70))
"""Years after the last named one, each standing for so many: a page may speak of nothing but the past."""

_Day = tuple[int, int]
"""Month and day."""


def estimate(texts: Sequence[str]) -> date | None:
    """Estimate when a page was printed, from what its texts tell of the past.

    Every date is a vote, weighted by the chance that a page of a given day has it; plans do not vote.

    Args:
        texts: The texts of one page, as printed.

    Returns:
        The likeliest day; None where the year is not named twice, no day or month is, or others are about as likely.
    """
    evidence = evidence_of(texts)
    named = _days(evidence)
    sure = any(evidence.figures[year] >= MIN_FIGURES for year in evidence.named_years)
    if not named or not sure:
        return None
    # Most pages do not name the day of their print: the other days of each month, by one for all, are rivals.
    others = [(month, 15) for month in range(1, 13)]
    scores = _scores(evidence, named)
    rivals = _scores(evidence, others)
    best = max(scores, key=lambda day: (scores[day], day))
    if best.year not in evidence.named_years or evidence.figures[best.year] < MIN_FIGURES:
        return None
    near = whole = 0.0
    for days, found in ((1, scores), (_MONTH_DAYS, rivals)):
        for day, score in found.items():
            weight = days * math.exp(score - scores[best])
            whole += weight
            near += weight * (abs((day - best).days) <= _MONTH_DAYS)
    return best if near >= MIN_CERTAINTY * whole else None


def _scores(evidence: Evidence, days: Collection[_Day]) -> dict[date, float]:
    """Give the log chance that a page of a day has these dates, for the days in all years that come in question."""
    alone = {day: _score_alone(day, evidence) for day in days}
    scores: dict[date, float] = {}
    for year, weight in _years(evidence.named_years):
        by_month = {m: _year_score(year, m, evidence) for m in {month for month, _ in days}}
        for (month, number), score in alone.items():
            if period := days_of(year, month, number, number):
                day = period[0]
                scores[day] = weight + by_month[month] + score + _dates_score(day, evidence)
    return scores


def _years(named: set[int]) -> Iterator[tuple[int, float]]:
    """Give the years that come in question, with the log of the number that each stands for."""
    yield from ((year, 0.0) for year in {first + n for first in named for n in range(_NEXT_YEARS)})
    yield from ((max(named) + n, math.log(number)) for n, number in _LATER_YEARS)


def _days(evidence: Evidence) -> set[_Day]:
    """Give the days of a year on which the page may have been printed, by the days and months it names."""
    found = evidence.days | {(day.month, day.day) for day in evidence.dates}
    months = evidence.months | {month for _, month in evidence.year_months} | {m for m, _ in found}
    nearby = {near for month in months for near in (month, month % 12 + 1)}
    found |= {(m, day) for day in evidence.bare for m in nearby if days_of(2000, m, day, day)}
    return found or {(month, 28) for month in months}


def _score_alone(day: _Day, evidence: Evidence) -> float:
    """Give the log chance of the dates that name no year."""
    month, number = day
    score = sum(
        chances.log_chance(_age_in_year(day, other), chances.DAY_AGES) for other in evidence.days
    )
    score += sum(
        chances.log_chance((month - other) % 12, chances.MONTH_ALONE_AGES)
        for other in evidence.months
    )
    score += sum(
        chances.log_chance(month - other, chances.THIS_YEAR_AGES) for other in evidence.this_year
    )
    return score + sum(
        chances.log_chance((number - other) % 31, chances.BARE_DAY_AGES) for other in evidence.bare
    )


def _year_score(year: int, month: int, evidence: Evidence) -> float:
    score = 0.0
    for named, table in (
        (evidence.years_of_events, chances.YEARS_OF_EVENTS[month]),
        (evidence.years_of_facts, chances.YEARS_OF_FACTS[month]),
    ):
        score += sum(chances.log_chance(year - other, table) for other in named)
        score += sum(
            math.log1p(-math.exp(chances.log_chance(n, table)))
            for n in range(-2, 5)
            if year - n not in named
        )
    when = year + (month - 0.5) / 12
    for starts, table in (
        (evidence.plans, chances.PLAN_AGES),
        (evidence.plans_ahead, chances.PLAN_AHEAD_AGES),
        (evidence.congresses, chances.CONGRESS_AGES),
    ):
        score += sum(chances.log_chance(math.floor(when - start), table) for start in starts)
    return score


def _dates_score(day: date, evidence: Evidence) -> float:
    months = 12 * day.year + day.month
    score = sum(
        chances.log_chance((day - other).days, chances.DATE_AGES) for other in evidence.dates
    )
    return score + sum(
        chances.log_chance(months - 12 * year - month, chances.MONTH_AGES)
        for year, month in evidence.year_months
    )


def _age_in_year(here: tuple[int, int], there: tuple[int, int]) -> int:
    """Give how many days ago a date without a year is, from -DAYS_AHEAD to a year."""
    days = date(2000, *here).timetuple().tm_yday - date(2000, *there).timetuple().tm_yday
    return (days + chances.DAYS_AHEAD) % 366 - chances.DAYS_AHEAD
