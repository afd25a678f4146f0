"""What holds an archive and searches it. Whoever asks it does not know which engine that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.manifest import Manifest
from qabot.types import Article, Headline, Passage, Printing, Title, Vectors


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
        keys: (m,) int64, of the passages; equal scores are in order of key.
        scores: (m,) float32, descending; cosine for the dense leg, BM25 above 0 for the sparse one.
    """

    keys: NDArray[np.int64]
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Dated:
    """Passages by the day of print, of one day by key.

    Attributes:
        keys: (m,) int64.
        days: (m,) int32, ascending, as yyyymmdd; 0 without a date.
    """

    keys: NDArray[np.int64]
    days: NDArray[np.int32]

    @classmethod
    def ordered(cls, keys: NDArray[np.int64], days: NDArray[np.int32]) -> "Dated":
        """Put passages in this order."""
        order = np.lexsort((keys, days))
        return cls(keys[order], days[order])


ALWAYS = Period()
NOTHING = LegHits(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


class Engine(Protocol):
    """One archive as it was when the engine was opened; may be shared between threads.

    A passage goes by its key, a number that stays what it is from build to build; an article by its id.

    Raises:
        UnusableIndexError: From every method that reads: the archive is damaged.
        EngineError: From every method that reads: the server that holds it does not answer.
    """

    @property
    def manifest(self) -> Manifest:
        """What the archive is made of."""
        ...

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
        ...

    def passages(self, keys: Sequence[int], period: Period) -> list[Passage]:
        """Return the passages of these keys, in this order, each as its earliest printing in the period has it."""
        ...

    def groups(self, keys: Sequence[int]) -> list[int]:
        """Return a number for the article of each of these passages: the same for reprints of each other, 0 without."""
        ...

    def printings(self, article_ids: Sequence[str], period: Period) -> dict[str, list[Printing]]:
        """Return where else these articles were printed in a period, by date; nothing of those printed once."""
        ...

    def idf(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        ...

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        ...

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names in normal form, as articles explain them."""
        ...

    def people(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the names of people that begin so, with the number of articles that have each, most first.

        Args:
            prefix: In normal form; of an empty one, a server gives the thousand at most that stand most often.
            most: How many at most.
        """
        ...

    def people_of(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return whom each of these articles names, in normal form, in its order; nothing for those that name nobody."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return an article, also by an id that an earlier build gave it, or None if there is none."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order, also by an earlier id; none for an unknown one."""
        ...

    def raw_lines(self, article_id: str) -> list[tuple[int, str]]:
        """Return the lines of its file that an article came from, with their numbers from 1.

        Returns:
            In the order in which they are read; empty for an unknown article and for a form without lines.
        """
        ...

    def having(self, words: Sequence[str], period: Period) -> Dated:
        """Return all passages that have each of these words, in the passage itself or in its article's title.

        On a server those 16,384 at most in which the words weigh most.

        Args:
            words: As the tokenizer cuts them; without any, nothing has them.
            period: Only articles of these days.
        """
        ...

    def headlines(self, period: Period, most: int | None = None) -> list[Headline]:
        """Return the articles of these days, the newest first, of one day in order of arrival; no undated ones."""
        ...

    def titles(self, part: str, most: int, *, inside: bool = True) -> list[Title]:
        """Return articles whose title begins with a part, as printed, then those that hold it elsewhere.

        Args:
            part: Of a title, not empty.
            most: Above 0.
            inside: False for beginnings only, which are found at once in an archive of any size.
        """
        ...

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        ...


class Opener(Protocol):
    """Knows where an archive is, and opens it as it is now."""

    def newest(self) -> str:
        """Return a name for what is in force; another one when the archive has changed.

        Raises:
            UnusableIndexError: There is no archive, or nobody can tell which one is in force.
            EngineError: The server that holds it does not answer.
        """
        ...

    def open(self, name: str) -> Engine:
        """Open what `newest` named.

        Raises:
            UnusableIndexError: It is damaged or of another format.
            EngineError: The server that holds it does not answer.
        """
        ...
