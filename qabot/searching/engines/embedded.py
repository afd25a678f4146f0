"""The engine in this process: vectors, postings and SQLite, on this machine's disk."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.day_numbers import day_of
from qabot.indexing.index import Index, open_build
from qabot.indexing.manifest import Manifest
from qabot.indexing.pointer import BUILDS, current_build
from qabot.searching.engine import NOTHING, Dated, LegHits, Period
from qabot.searching.engines.printed import bounds_of, passages_within, printings_within
from qabot.types import Article, Headline, Passage, Printing, Title, Vectors

_PERIODS = 2  # of the last questions, a byte a passage each


class EmbeddedOpener:
    """Opens the index of a folder."""

    def __init__(self, index: Path) -> None:
        self._index = index

    def newest(self) -> str:
        """Return the name of the build in force."""
        return current_build(self._index).name

    def open(self, name: str) -> "EmbeddedEngine":
        """Open a build."""
        return EmbeddedEngine(open_build(self._index / BUILDS / name))


class EmbeddedEngine:
    """Vectors and postings in this process."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._keys = index.store.keys
        # Both legs of a question, and at a prompt the next question, are in the same period.
        self._within = lru_cache(maxsize=_PERIODS)(partial(_rows_within, index))
        dated = index.dates[index.dates > 0]
        self._covers = (
            (day_of(int(dated.min())), day_of(int(dated.max()))) if len(dated) else (None, None)
        )

    @property
    def manifest(self) -> Manifest:
        """What the index is made of."""
        return self._index.manifest

    def search(
        self, dense: Vectors | None, sparse: Mapping[int, float], k: int, period: Period
    ) -> tuple[LegHits, LegHits]:
        """Return the k best of the dense and of the sparse leg; the sparse one has scores above 0 only."""
        allowed = None if period.open else self._within(period)
        return self._dense(dense, k, allowed), self._sparse(sparse, k, allowed)

    def passages(self, keys: Sequence[int], period: Period) -> list[Passage]:
        """Return the passages of these keys, in this order, each as its earliest printing in the period has it."""
        found = self._index.store.passages(keys)
        return passages_within(found, period, self.printings, self._index.store.as_printed)

    def groups(self, keys: Sequence[int]) -> list[int]:
        """Return a number for the article of each of these passages: the same for reprints of each other, 0 without."""
        rows = np.searchsorted(self._keys, np.asarray(keys, dtype=np.int64))
        groups: list[int] = self._index.groups[rows].tolist()
        return groups

    def printings(self, article_ids: Sequence[str], period: Period) -> dict[str, list[Printing]]:
        """Return where else these articles were printed in a period, by date; nothing of those printed once."""
        return printings_within(self._index.store.printings(article_ids), period)

    def idf(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        return self._index.sparse.idf_of(word)

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        return self._covers

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names in normal form, as articles explain them."""
        return self._index.short_names

    def people(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the names of people that begin so, with the number of articles that have each, most first."""
        return self._index.store.people(prefix, most)

    def people_of(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return whom each of these articles names, in its order; nothing for those that name nobody."""
        return self._index.store.people_of(article_ids)

    def article(self, article_id: str) -> Article | None:
        """Return an article, also by an id that an earlier build gave it, or None if there is none."""
        return self._index.store.article(article_id)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order, also by an earlier id; none for an unknown one."""
        return self._index.store.passages_of(article_id)

    def raw_lines(self, article_id: str) -> list[tuple[int, str]]:
        """Return the lines of its file that an article came from, with their numbers from 1."""
        return self._index.store.raw_lines(article_id)

    def having(self, words: Sequence[str], period: Period) -> Dated:
        """Return all passages that have each of these words, in the passage itself or in its article's title."""
        rows = self._index.sparse.rows_of_all(words)
        if not period.open:
            rows = rows[self._within(period)[rows]]
        return Dated.ordered(self._keys[rows], self._index.dates[rows])

    def headlines(self, period: Period, most: int | None = None) -> list[Headline]:
        """Return the articles of these days, the newest first, of one day in order of arrival; no undated ones."""
        most = -1 if most is None else most
        return self._index.store.headlines(period.first, period.last, most)

    def titles(self, part: str, most: int, *, inside: bool = True) -> list[Title]:
        """Return articles whose title begins with a part, as printed, then those that hold it elsewhere."""
        return self._index.store.titles(part, most, inside=inside)

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        return self._index.store.article_ids()

    def _dense(self, vector: Vectors | None, k: int, allowed: NDArray[np.bool_] | None) -> LegHits:
        if vector is None:
            return NOTHING
        rows, scores = self._index.dense.search(vector, k, allowed)
        return LegHits(self._keys[rows], scores)

    def _sparse(
        self, weights: Mapping[int, float], k: int, allowed: NDArray[np.bool_] | None
    ) -> LegHits:
        if not weights:
            return NOTHING
        rows, scores = self._index.sparse.best(weights, k, allowed)
        return LegHits(self._keys[rows], scores)


def _rows_within(index: Index, period: Period) -> NDArray[np.bool_]:
    """Return which passages were printed in a period, (n,); not to be written to."""
    dates = index.dates
    first, last = bounds_of(period)
    allowed: NDArray[np.bool_] = (dates >= first) & (dates <= last)
    rows, days = index.printings.T
    allowed[rows[(days >= first) & (days <= last)]] = True
    return allowed
