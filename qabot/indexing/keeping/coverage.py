"""Which days and which newspapers an archive covers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from urllib.parse import urlsplit

from qabot.indexing.store import Store

_DAY = timedelta(days=1)
# A JSON line that names no source has the file for one, and so has a page: that is nobody's name.
_SOURCES = """
SELECT CASE WHEN newspaper <> '' THEN newspaper WHEN source <> file THEN source ELSE '' END, count(*)
FROM articles GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days that follow each other and have no article; both ends are among them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Coverage:
    """Days and sources of an archive.

    Attributes:
        articles: How many there are; each counts once, on its first day of print.
        undated: Those without a date.
        estimated: Those whose date was estimated.
        days: Day → articles printed first on it, in order.
        reprinted: Days on which articles were printed again, word for word.
        sources: Newspaper, site or other source → articles, those with most first; empty for those that name none.
    """

    articles: int
    undated: int
    estimated: int
    days: Mapping[date, int]
    reprinted: frozenset[date]
    sources: Mapping[str, int]

    @cached_property
    def covered(self) -> list[date]:
        """The days on which anything was printed, in order."""
        return sorted({*self.days, *self.reprinted})

    @property
    def span(self) -> int:
        """Days from the first to the last, both included; 0 without any."""
        return (self.covered[-1] - self.covered[0]).days + 1 if self.covered else 0

    @cached_property
    def months(self) -> dict[str, int]:
        """`YYYY-MM` → articles, from the first month to the last, also those without any."""
        return self._by(7, 12)

    @cached_property
    def years(self) -> dict[str, int]:
        """`YYYY` → articles, from the first year to the last, also those without any."""
        return self._by(4, 1)

    def gaps(self, most: int) -> list[Gap]:
        """Return the longest runs of days without an article within the span, the longest first, of equal ones the earliest."""
        gaps = [
            Gap(before + _DAY, after - _DAY)
            for before, after in pairwise(self.covered)
            if after - before > _DAY
        ]
        return sorted(gaps, key=lambda gap: (-gap.days, gap.first))[:most]

    def _by(self, letters: int, in_a_year: int) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for day, articles in self.days.items():
            counts[day.isoformat()[:letters]] += articles
        if not counts:
            return {}
        first, last = min(self.days), max(self.days)
        names = (
            f"{year:04}-{month + 1:02}"[:letters]
            for year in range(first.year, last.year + 1)
            for month in range(in_a_year)
        )
        ends = first.isoformat()[:letters], last.isoformat()[:letters]
        return {name: counts[name] for name in names if ends[0] <= name <= ends[1]}


def coverage_of(store: Store) -> Coverage:
    """Work out what a store covers."""
    ((articles, dated, estimated),) = store.select(
        "SELECT count(*), count(published), coalesce(sum(estimated AND published IS NOT NULL), 0) FROM articles"
    )
    days = store.select(
        "SELECT published, count(*) FROM articles WHERE published IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    printed = store.select("SELECT DISTINCT published FROM sources WHERE published IS NOT NULL")
    return Coverage(
        articles=articles,
        undated=articles - dated,
        estimated=estimated,
        days={date.fromisoformat(day): count for day, count in days},
        reprinted=frozenset(date.fromisoformat(day) for (day,) in printed),
        sources=_sources(store),
    )


def _sources(store: Store) -> dict[str, int]:
    """Return newspapers and sources; of sources that are addresses, the sites."""
    counts: Counter[str] = Counter()
    for source, articles in store.select(_SOURCES):
        counts[site_of(source) or source] += articles
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def site_of(source: str) -> str:
    """Return the site of a source that is an address; empty for any other."""
    if not source.startswith(("http://", "https://")):
        return ""
    try:
        return urlsplit(source).hostname or ""
    except ValueError:  # no address after all
        return ""
