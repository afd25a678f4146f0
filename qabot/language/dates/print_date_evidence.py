"""What the texts of a page say of its time, sorted by how they say it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from qabot.language.dates.mentions import whole_dates
from qabot.language.dates.periods import days_of
from qabot.language.dates.written import Written
from qabot.language.normal import normal_form

# What is planned says little of today: 将于5月建成, 到2030年, 2025年底前, 自6月1日起施行.
_PLAN_BEFORE = re.compile(
    "(?:将|拟|计划|预计|规划|力争|争取|确保|有望|目标|届时|展望|到|迈向|预期|预定|定于)[^，。；！？\n]{0,10}$"
)
_PLAN_AFTER = re.compile(
    "年?[底末初]?(?:之前|以前|前(?!后)|起?施行|起?实施|起执行)|[^，。；\n]{0,6}(?:规划|远景|目标)"
)
_CLAUSE = 16

# After these, a year is that of a fact told of it (2017年，…); others name what takes place (2021年第一次会议).
_FACT = re.compile("[，,。、；;:）()\\s以全我中]|$")

_PLAN = re.compile(
    '[“"]?十([一二三四五六七八九])五[”"]?(?=时期|期间|规划|建设|以来|收官|开局|开好|工作|[”"])'
)
_AHEAD = re.compile("即将|迎接|谋划|编制|展望|面向")
_CONGRESS = re.compile(r"(?<![\d第])(1\d|2\d)(?:大(?=报告|精神|代表|以来|召开|[，。、])|届[1-7]中)")
_FIGURE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITS = "零一二三四五六七八九"


@dataclass(slots=True)
class Evidence:
    """The dates of a page; each once, however often it stands there, but for the figures of years.

    Attributes:
        years_of_events: Years that name what takes place in them.
        years_of_facts: Other years, also those of months and days.
        dates: Days that are named with their year.
        year_months: Months that are named with their year.
        days: Month and day without a year.
        months: Months without a year.
        this_year: Months that are said to be of the year of print.
        bare: Days of the month alone.
        plans: First years of the five-year plans that are named.
        plans_ahead: The same, of those that are said to be yet to come.
        congresses: Times of the party congresses that are named, in years.
        figures: How often the figure of each year stands on the page, whatever it means there.
    """

    years_of_events: set[int] = field(default_factory=set)
    years_of_facts: set[int] = field(default_factory=set)
    dates: set[date] = field(default_factory=set)
    year_months: set[tuple[int, int]] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    this_year: set[int] = field(default_factory=set)
    bare: set[int] = field(default_factory=set)
    plans: set[int] = field(default_factory=set)
    plans_ahead: set[int] = field(default_factory=set)
    congresses: set[float] = field(default_factory=set)
    figures: Counter[int] = field(default_factory=Counter)

    @property
    def named_years(self) -> set[int]:
        """All years that are named."""
        return self.years_of_events | self.years_of_facts


def evidence_of(texts: Sequence[str]) -> Evidence:
    """Gather the dates of a page, without those of plans."""
    evidence = Evidence()
    for text in map(normal_form, texts):
        evidence.figures.update(map(int, _FIGURE.findall(text)))
        for written in whole_dates(text):
            if not _is_planned(text, written):
                _note(text, written, evidence)
        for found in _PLAN.finditer(text):
            ahead = _AHEAD.search(text[max(0, found.start() - 6) : found.start()])
            starts = evidence.plans_ahead if ahead else evidence.plans
            starts.add(1951 + 5 * (10 + _DIGITS.index(found[1])))
        evidence.congresses |= {_time_of(found) for found in _CONGRESS.findall(text)}
    return evidence


def _time_of(congress: str) -> float:
    """Give the time of a party congress, in years: one in five years, in autumn, the 18th in 2012."""
    return 2012.8 + 5 * (int(congress) - 18)


def _is_planned(text: str, written: Written) -> bool:
    before = text[max(0, written.start - _CLAUSE) : written.start]
    return bool(_PLAN_BEFORE.search(before) or _PLAN_AFTER.match(text, written.end))


def _note(text: str, written: Written, evidence: Evidence) -> None:
    months, days = written.months, written.days
    if written.years_after and written.years == (0, 0) and months:
        evidence.this_year.add(months[1])
    elif written.years_after or written.months_after:
        return
    elif written.years:
        _note_year(text, written, evidence, written.years[1])
    elif months and days:
        # In a leap year, so that every day of any year is one.
        if days_of(2000, months[1], days[0], days[0]):
            evidence.days.add((months[1], days[0]))
    elif months:
        evidence.months.add(months[1])
    elif days:
        evidence.bare.add(days[0])


def _note_year(text: str, written: Written, evidence: Evidence, year: int) -> None:
    plain = not (written.months or written.part)
    if plain and not _FACT.match(text, written.end):
        evidence.years_of_events.add(year)
    else:
        evidence.years_of_facts.add(year)
    if written.months and written.days:
        found = days_of(year, written.months[1], written.days[0], written.days[0])
        evidence.dates |= {found[0]} if found else set()
    elif written.months:
        evidence.year_months.add((year, written.months[1]))
