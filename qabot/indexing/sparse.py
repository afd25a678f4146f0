"""The sparse leg: BM25 as an inner product, worked out when the index is built.

Weight of a term in a passage, without idf: f (k1 + 1) / (f + k1 (1 - b + b L / avgdl)); weight of a term in
a question: its count times idf. Passage weights lie by term, so that a question costs one column for each of
its words. Scores equal `rank_bm25.BM25Okapi.get_scores`.
Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework; idf, k1, b and the floor for
frequent terms as rank-bm25 0.2.2 defines them.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

K1 = 1.5
B = 0.75
EPSILON = 0.25
_TERM_IDS = 2**32 - 2  # the range that Milvus accepts for sparse dimensions
_ARRAYS = ("terms", "starts", "rows", "counts", "weights", "idf", "lengths")


@lru_cache(maxsize=1 << 18)
def term_id(word: str) -> int:
    """Return the id of a word: 32 bits of BLAKE2b, so that no vocabulary has to be shared."""
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") % _TERM_IDS


@dataclass(frozen=True, slots=True)
class SparseLeg:
    """Postings by term, memory-mapped.

    Attributes:
        passages: Number of passages.
        terms: (t,) uint32, ascending term ids.
        starts: (t + 1,) int64; postings of term i are `starts[i]:starts[i + 1]`.
        rows: (p,) int32, passage rows, ascending within a term.
        counts: (p,) uint16, how often the term stands in the passage.
        weights: (p,) float32, weight of the term in the passage, above 0.
        idf: (t,) float32.
        lengths: (n,) uint32, words of each passage.
    """

    passages: int
    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    counts: NDArray[np.uint16]
    weights: NDArray[np.float32]
    idf: NDArray[np.float32]
    lengths: NDArray[np.uint32]

    def scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return the BM25 score of every passage for the words of a question, (n,) float32."""
        return self.weighted_scores(
            {
                term_id(word): count * (self.idf_of(word) or 0.0)
                for word, count in Counter(words).items()
            }
        )

    def weighted_scores(self, weights: Mapping[int, float]) -> NDArray[np.float32]:
        """Return the sum of the weighted columns, (n,) float32."""
        scores = np.zeros(self.passages, dtype=np.float32)
        for term, weight in weights.items():
            at = self._position(term)
            if at is not None:
                postings = slice(self.starts[at], self.starts[at + 1])
                scores[self.rows[postings]] += self.weights[postings] * np.float32(weight)
        return scores

    def idf_of(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        at = self._position(term_id(word))
        return None if at is None else float(self.idf[at])

    def _position(self, term: int) -> int | None:
        at = int(np.searchsorted(self.terms, np.uint32(term)))
        return at if at < len(self.terms) and self.terms[at] == term else None

    def of_rows(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.uint16]]]:
        """Yield terms and counts of each of these passages; one pass over all postings.

        Args:
            rows: Ascending.
        """
        place = np.full(self.passages, -1, dtype=np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        wanted = np.flatnonzero(place[self.rows] >= 0)
        of_row = place[self.rows[wanted]]
        wanted = wanted[np.argsort(of_row, kind="stable")]
        terms = self.terms[np.searchsorted(self.starts, wanted, side="right") - 1]
        ends = np.cumsum(np.bincount(of_row, minlength=len(rows)))[:-1]
        yield from zip(np.split(terms, ends), np.split(self.counts[wanted], ends), strict=True)

    def save(self, folder: Path) -> None:
        """Write one .npy file for each array."""
        for name in _ARRAYS:
            np.save(folder / f"sparse-{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, passages: int) -> "SparseLeg":
        """Map the arrays into memory.

        Raises:
            OSError: A file cannot be read.
            ValueError: A file is not an array, or the arrays do not fit each other.
        """
        terms, starts, rows, counts, weights, idf, lengths = (
            np.load(folder / f"sparse-{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in _ARRAYS
        )
        fits = (
            len(starts) == len(terms) + 1 and len(idf) == len(terms) and len(rows) == len(weights)
        )
        if not fits or starts[-1] != len(rows):
            raise ValueError("sparse arrays do not fit each other")
        return cls(passages, terms, starts, rows, counts, weights, idf, lengths)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a passage.

    Attributes:
        terms: Their ids, each once.
        counts: How often each stands there.
        length: All of them together.
    """

    terms: "array[int]"
    counts: "array[int]"
    length: int

    @classmethod
    def of(cls, words: Sequence[str]) -> "Words":
        """Count them."""
        counts = Counter(map(term_id, words))
        return cls(array("I", counts.keys()), array("I", counts.values()), len(words))

    @classmethod
    def counted(cls, terms: NDArray[np.uint32], counts: NDArray[np.uint32], length: int) -> "Words":
        """Take words that were counted before."""
        return cls(array("I", terms.tolist()), array("I", counts.tolist()), length)


class SparseBuilder:
    """Takes the words of one passage after the other and builds the leg."""

    def __init__(self) -> None:
        self._terms = array("I")
        self._counts = array("I")
        self._distinct = array("I")
        self._lengths = array("I")

    def add(self, words: Sequence[str]) -> None:
        """Add the words of the next passage."""
        self.add_counted(Words.of(words))

    def add_counted(self, words: Words) -> None:
        """Add the words of the next passage."""
        self._terms.extend(words.terms)
        self._counts.extend(words.counts)
        self._distinct.append(len(words.terms))
        self._lengths.append(words.length)

    def build(self) -> SparseLeg:
        """Return the leg over all passages added."""
        return carry(None, np.zeros(0, dtype=np.int64), self)

    def postings(
        self, first: int
    ) -> tuple[NDArray[np.uint32], NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint32]]:
        """Return terms, rows from the first one on, and counts of all postings; and the lengths of the passages."""
        rows = np.arange(first, first + len(self._lengths), dtype=np.int32)
        return (
            np.array(self._terms, dtype=np.uint32),
            np.repeat(rows, np.array(self._distinct, dtype=np.int64)),
            np.array(self._counts, dtype=np.uint16),
            np.array(self._lengths, dtype=np.uint32),
        )


def carry(old: SparseLeg | None, kept: NDArray[np.int64], added: SparseBuilder) -> SparseLeg:
    """Return a leg of some passages of an old one, in order, and of those that were added."""
    term_of, rows, counts, lengths = added.postings(len(kept))
    if old is not None:
        place = np.full(old.passages, -1, dtype=np.int32)
        place[kept] = np.arange(len(kept), dtype=np.int32)
        old_rows = place[old.rows]
        stays = old_rows >= 0
        term_of = np.concatenate((np.repeat(old.terms, np.diff(old.starts))[stays], term_of))
        rows = np.concatenate((old_rows[stays], rows))
        counts = np.concatenate((old.counts[stays], counts))
        lengths = np.concatenate((old.lengths[kept], lengths))
    passages = len(lengths)
    norms = length_norms(lengths, average_length(lengths))
    weights = term_weights(counts, norms[rows])
    order = np.argsort(term_of, kind="stable")
    terms, first = np.unique(term_of[order], return_index=True)
    starts = np.append(first, len(order)).astype(np.int64)
    return SparseLeg(
        passages=passages,
        terms=terms,
        starts=starts,
        rows=rows[order],
        counts=counts[order],
        weights=weights[order].astype(np.float32),
        idf=okapi_idf(np.diff(starts), passages),
        lengths=lengths,
    )


def average_length(lengths: NDArray[np.uint32]) -> float:
    """Return the average number of words of passages; 1 where none has any."""
    return float(lengths.mean()) if lengths.any() else 1.0


def length_norms(lengths: NDArray[np.uint32], average: float) -> NDArray[np.float64]:
    """Return k1 (1 - b + b L / avgdl) of each passage."""
    return K1 * (1 - B + B * lengths.astype(np.float64) / average)


def term_weights(counts: NDArray[np.uint16], norms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return f (k1 + 1) / (f + norm) of each posting."""
    weights: NDArray[np.float64] = counts * (K1 + 1) / (counts + norms)
    return weights


def term_counts(weights: NDArray[np.float32], norms: NDArray[np.float64]) -> NDArray[np.uint32]:
    """Return the counts that `term_weights` was given."""
    exact = weights.astype(np.float64)
    return np.rint(exact * norms / (K1 + 1 - exact)).astype(np.uint32)


def okapi_idf(passages_with_term: NDArray[np.int64], passages: int) -> NDArray[np.float32]:
    """Okapi idf; terms in more than half of the passages get a share of the mean instead of a negative one."""
    n = passages_with_term.astype(np.float64)
    idf = np.log(passages - n + 0.5) - np.log(n + 0.5)
    if len(idf):
        idf[idf < 0] = EPSILON * idf.mean()
    return idf.astype(np.float32)
