"""Where the two legs are searched. Fusion and all that follows do not know which engine found the passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.index import Index
from qabot.types import Passage, Printing, Vectors


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included; None is open. An open period holds undated articles too."""

    first: date | None = None
    last: date | None = None

    @property
    def open(self) -> bool:
        """True if every article is in it."""
        return self.first is None and self.last is None

    def holds(self, day: date | None) -> bool:
        """Return whether an article of this day is in it."""
        if day is None:
            return self.open
        return (self.first or date.min) <= day <= (self.last or date.max)


@dataclass(frozen=True, slots=True)
class LegHits:
    """What one leg found, best first.

    Attributes:
        rows: (m,) int64, passage rows.
        scores: (m,) float32, descending; cosine for the dense leg, BM25 above 0 for the sparse one.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


ALWAYS = Period()
_NOTHING = LegHits(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


class Engine(Protocol):
    """Searches both legs."""

    def search(
        self, dense: Vectors | None, sparse: Mapping[int, float], k: int, period: Period
    ) -> tuple[LegHits, LegHits]:
        """Return the k best of the dense and of the sparse leg.

        Args:
            dense: The question's vector, (d,) float32 of length 1; None leaves the leg out.
            sparse: Term id → weight of the question's words; empty leaves the leg out.
            k: Most hits from each leg.
            period: Only articles of these days.
        """

    def passages(self, rows: Sequence[int], period: Period) -> list[Passage]:
        """Return the passages of these rows, in this order, each as its earliest printing in the period has it."""

    def groups(self, rows: Sequence[int]) -> list[int]:
        """Return a number for the articles of these rows: the same for reprints of each other, 0 without any."""

    def printings(self, article_ids: Sequence[str], period: Period) -> dict[str, list[Printing]]:
        """Return where else these articles were printed in a period, by date; nothing of those printed once."""

    def idf(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names in normal form, as articles explain them."""


class EmbeddedEngine:
    """Vectors and postings in this process."""

    def __init__(self, index: Index) -> None:
        self._index = index
        dated = index.dates[index.dates > 0]
        self._covers = (_day(dated.min()), _day(dated.max())) if len(dated) else (None, None)

    def search(
        self, dense: Vectors | None, sparse: Mapping[int, float], k: int, period: Period
    ) -> tuple[LegHits, LegHits]:
        """Return the k best of the dense and of the sparse leg; the sparse one has scores above 0 only."""
        allowed = None if period.open else self._within(period)
        return self._dense(dense, k, allowed), self._sparse(sparse, k, allowed)

    def passages(self, rows: Sequence[int], period: Period) -> list[Passage]:
        """Return the passages of these rows, in this order, each as its earliest printing in the period has it."""
        found = self._index.store.passages(rows)
        outside = {p.article_id for p in found if not period.holds(p.published)}
        printings = self.printings([*outside], period)
        return [
            self._as_printed(p, printings.get(p.article_id, ())) if p.article_id in outside else p
            for p in found
        ]

    def groups(self, rows: Sequence[int]) -> list[int]:
        """Return a number for the articles of these rows: the same for reprints of each other, 0 without any."""
        groups: list[int] = self._index.groups[np.asarray(rows, dtype=np.int64)].tolist()
        return groups

    def printings(self, article_ids: Sequence[str], period: Period) -> dict[str, list[Printing]]:
        """Return where else these articles were printed in a period, by date; nothing of those printed once."""
        return {
            article_id: [printing for printing in several if period.holds(printing.published)]
            for article_id, several in self._index.store.printings(article_ids).items()
        }

    def idf(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        return self._index.sparse.idf_of(word)

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        return self._covers

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names in normal form, as articles explain them."""
        return self._index.short_names

    def _within(self, period: Period) -> NDArray[np.bool_]:
        dates = self._index.dates
        first = int(f"{period.first:%Y%m%d}") if period.first else 1  # 0 is undated
        last = int(f"{period.last:%Y%m%d}") if period.last else 99_999_999
        allowed: NDArray[np.bool_] = (dates >= first) & (dates <= last)
        rows, days = self._index.printings.T
        allowed[rows[(days >= first) & (days <= last)]] = True
        return allowed

    def _as_printed(self, passage: Passage, printings: Sequence[Printing]) -> Passage:
        """Return a passage as the first of these printings has it that is one of its article, not of a reprint."""
        own = [p for p in printings if p.article_id == passage.article_id]
        return self._index.store.as_printed(passage, own[0]) if own else passage

    def _dense(self, vector: Vectors | None, k: int, allowed: NDArray[np.bool_] | None) -> LegHits:
        if vector is None:
            return _NOTHING
        return LegHits(*self._index.dense.search(vector, k, allowed))

    def _sparse(
        self, weights: Mapping[int, float], k: int, allowed: NDArray[np.bool_] | None
    ) -> LegHits:
        if not weights:
            return _NOTHING
        rows, scores = self._index.sparse.best(weights, k, allowed)
        return LegHits(rows.astype(np.int64), scores)


def _day(number: int) -> date:
    """Return the day of 20210118."""
    return date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100)
