"""How a topic went on: one quote for a day or an event, in order, and how often it appears a month."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import exp, log1p

from qabot.exploring.absence import Absence, absence
from qabot.exploring.telling import Telling, cite, tellings
from qabot.exploring.topic import Topic, Topics
from qabot.indexing.day_numbers import day_of
from qabot.language.dates.mentions import mentions
from qabot.language.normal import normal_form
from qabot.searching.engine import Dated, Period
from qabot.types import Citation

# Reports of one event have the same words, and few days between them.
_SAME_WORDS = 0.5
_SAME_DAYS = 4
_REPORTS = 0.35
_TITLED = 0.5
# How far an entry pushes away those beside it.
_NEAR = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A day or an event of a timeline.

    Attributes:
        citation: The sentence that tells it best.
        day: Of print.
        named: First and last day of a date that the quote names, where it is another than the day of print.
        reports: Articles about the topic on the days that the entry stands for, with this one.
        until: The last of these days; the same as `day` for one.
    """

    citation: Citation
    day: date
    named: tuple[date, date] | None
    reports: int
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """How a topic went on.

    Attributes:
        topic: As it was searched for.
        entries: By day.
        more: Further days or events that are not among the entries.
        months: First day of a month → passages about the topic, from its first month to its last without a gap.
        absence: What there is instead, where there are no entries.
    """

    topic: Topic
    entries: tuple[Entry, ...] = ()
    more: int = 0
    months: tuple[tuple[date, int], ...] = ()
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class _Event:
    """What may become an entry.

    Attributes:
        telling: The sentence that tells it best.
        articles: Ids of the articles that report it.
        words: Pairs of characters of its quote and title.
    """

    telling: Telling
    day: date
    until: date
    articles: frozenset[str]
    words: frozenset[str]

    @property
    def weight(self) -> float:
        """How much it matters among the others."""
        reports = _REPORTS * log1p(len(self.articles) - 1)
        return self.telling.value + reports + _TITLED * self.telling.titled


def timeline(topics: Topics, topic: str, period: Period, most: int) -> Timeline:
    """Return how a topic went on.

    Args:
        topics: Of the archive.
        topic: As typed.
        period: Only articles of these days; undated ones are in no timeline.
        most: Most entries, above 0; of more, those that matter, spread over the time.
    """
    understood = topics.understand(topic)
    about = topics.about(understood, period)
    events = _folded(_by_day(tellings(topics, understood, about, period)))
    chosen = _chosen(events, most)
    return Timeline(
        topic=understood,
        entries=tuple(_entry(number, event, understood) for number, event in enumerate(chosen, 1)),
        more=len(events) - len(chosen),
        months=tuple(_by_month(about)),
        absence=None if chosen else absence(topics, understood, period),
    )


def _by_day(found: Iterable[Telling]) -> list[_Event]:
    """Return the best telling of each day, by day."""
    days: dict[date, list[Telling]] = {}
    for telling in found:
        if telling.passage.published is not None:
            days.setdefault(telling.passage.published, []).append(telling)
    return [_event(day, several) for day, several in sorted(days.items())]


def _event(day: date, several: Sequence[Telling]) -> _Event:
    best = max(several, key=lambda telling: telling.value)
    told = normal_form(f"{best.passage.title}\n{best.quote}")
    return _Event(
        telling=best,
        day=day,
        until=day,
        articles=frozenset(telling.passage.article_id for telling in several),
        words=frozenset(map("".join, pairwise(told))),
    )


def _folded(events: Iterable[_Event]) -> list[_Event]:
    """Put reports of one event on the days after it together with the first."""
    folded: list[_Event] = []
    for event in events:
        before = folded[-1] if folded else None
        if before and (event.day - before.until).days <= _SAME_DAYS and _same(before, event):
            folded[-1] = replace(before, until=event.day, articles=before.articles | event.articles)
        else:
            folded.append(event)
    return folded


def _same(one: _Event, other: _Event) -> bool:
    least = min(len(one.words), len(other.words))
    return len(one.words & other.words) >= _SAME_WORDS * least


def _chosen(events: Sequence[_Event], most: int) -> list[_Event]:
    """Return the events that matter, by day: the first and the last, then the weightiest far from those chosen."""
    if len(events) <= most:
        return [*events]
    spread = max(1.0, (events[-1].day - events[0].day).days / most)
    weights = [event.weight for event in events]
    near = [0.0] * len(events)
    chosen: set[int] = set()
    while len(chosen) < most:
        at = max(
            (at for at in range(len(events)) if at not in chosen),
            key=lambda at: (weights[at] - _NEAR * near[at], -at),
        )
        chosen.add(at)
        for other, event in enumerate(events):
            apart = abs((event.day - events[at].day).days)
            near[other] = max(near[other], exp(-apart / spread))
    return [events[at] for at in sorted(chosen)]


def _entry(number: int, event: _Event, topic: Topic) -> Entry:
    return Entry(
        citation=cite(number, event.telling, topic.forms),
        day=event.day,
        named=_named(event),
        reports=len(event.articles),
        until=event.until,
    )


def _named(event: _Event) -> tuple[date, date] | None:
    """Return the first day that a quote names, or None if that is the day of print."""
    for found in mentions(event.telling.quote, event.day):
        if found.first == found.last:
            return None if found.first == event.day else (found.first, found.last)
    return None


def _by_month(about: Dated) -> Iterator[tuple[date, int]]:
    """Yield each month from the first to the last with its passages."""
    counts = Counter((about.days[about.days > 0] // 100).tolist())
    if not counts:
        return
    month, last = min(counts), max(counts)
    while month <= last:
        yield day_of(100 * month + 1), counts[month]
        month += 1 if month % 100 < 12 else 89
