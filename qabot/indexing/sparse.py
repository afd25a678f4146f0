"""The sparse leg: BM25 as an inner product, worked out when the index is built.

Weight of a term in a passage, without idf: f (k1 + 1) / (f + k1 (1 - b + b L / avgdl)); weight of a term in
a question: its count times idf. Passage weights lie by term, so that a question costs one column for each of
its words, and of frequent words only the rows that can still be among the best. Scores equal
`rank_bm25.BM25Okapi.get_scores`.
Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework; idf, k1, b and the floor for
frequent terms as rank-bm25 0.2.2 defines them.
"""

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.5
B = 0.75
EPSILON = 0.25
_TERM_IDS = 2**32 - 2  # the range that Milvus accepts for sparse dimensions
_ARRAYS = ("terms", "starts", "rows", "weights", "counts", "lengths", "idf", "largest")
_CHUNK = 1 << 22  # postings that are worked on at once
# Looking a row up in a column takes as long as adding so many postings of it (numpy 2.4, columns of 200,000).
_LOOK_UP = 20
# Postings that are added together, before it pays to ask whether the others are needed.
_AT_ONCE = 1 << 18
_BLOCKS = 32  # blocks of scores whose largest are compared, for each of the k best
_ROUNDING = 1e-5  # by which a sum of float32 may be off, and more

Rows = NDArray[np.int32]
Scores = NDArray[np.float32]


@lru_cache(maxsize=1 << 18)
def term_id(word: str) -> int:
    """Return the id of a word: 32 bits of BLAKE2b, so that no vocabulary has to be shared."""
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") % _TERM_IDS


def position_of(word: str, terms: NDArray[np.uint32]) -> int | None:
    """Return where the id of a word stands among ascending ids, or None if it is none of them."""
    term = term_id(word)
    at = int(terms.searchsorted(np.uint32(term)))
    return at if at < len(terms) and terms[at] == term else None


@dataclass(frozen=True, slots=True)
class SparseLeg:
    """Postings by term, memory-mapped.

    Attributes:
        terms: (t,) uint32, ascending term ids.
        starts: (t + 1,) int64; postings of term i are `starts[i]:starts[i + 1]`.
        rows: (p,) int32, passage rows, ascending within a term.
        weights: (p,) float32, weight of the term in the passage, above 0.
        counts: (p,) of the smallest unsigned type that holds them, how often the term stands in the passage; no
            question needs them, but `carry` does.
        lengths: (n,) int32, words of each passage.
        idf: (t,) float32.
        largest: (t,) float32, the term's largest weight in any passage.
    """

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    rows: Rows
    weights: NDArray[np.float32]
    counts: NDArray[np.unsignedinteger[Any]]
    lengths: NDArray[np.int32]
    idf: NDArray[np.float32]
    largest: NDArray[np.float32]

    @property
    def passages(self) -> int:
        """Number of passages."""
        return len(self.lengths)

    def best(
        self, weights: Mapping[int, float], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[Rows, Scores]:
        """Return the k passages of the highest scores above 0, best first, of equal ones the first rows.

        Columns are added from the shortest to the longest until those that are left cannot lift a passage among
        the k best that is far from it; they are then looked up for the others alone. The result is that of
        `weighted_scores`, to the last bit.
        Source: Turtle and Flood 1995, Query evaluation: strategies and optimizations (max-score).

        Args:
            weights: Term id → weight.
            k: Most rows.
            allowed: (n,) rows to be found; None for all.

        Returns:
            Rows and their scores.
        """
        columns = self._columns(weights)
        blocks, scores = _blocks(self.passages, _BLOCKS * k)
        at = columns.until(max(_AT_ONCE, self.passages // 8))
        columns.add(scores, 0, at)
        promising = columns.most_from(0) / 2
        while at < len(columns):
            rest = columns.most_from(at)
            if rest < promising:
                rows = _contenders(blocks, k, rest, allowed)
                if rows is not None and len(rows) * _LOOK_UP < columns.sizes[at]:
                    found = scores[rows]
                    for number in range(at, len(columns)):
                        columns.look_up(rows, found, number)
                    return _best(rows, found, k)
                promising = rest / 2
            columns.add(scores, at, at + 1)
            at += 1
        rows = _contenders(blocks, k, 0.0, allowed)
        if rows is None:  # fewer than k have words of the question
            scored = scores > 0 if allowed is None else (scores > 0) & allowed
            rows = np.flatnonzero(scored).astype(np.int32)
        return _best(rows, scores[rows], k)

    def scores(self, words: Iterable[str]) -> Scores:
        """Return the BM25 score of every passage for the words of a question, (n,) float32."""
        return self.weighted_scores(
            {
                term_id(word): count * (self.idf_of(word) or 0.0)
                for word, count in Counter(words).items()
            }
        )

    def weighted_scores(self, weights: Mapping[int, float]) -> Scores:
        """Return the sum of the weighted columns, (n,) float32."""
        scores = np.zeros(self.passages, dtype=np.float32)
        columns = self._columns(weights)
        columns.add(scores, 0, len(columns))
        return scores

    def idf_of(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        at = position_of(word, self.terms)
        return None if at is None else float(self.idf[at])

    def rows_of_all(self, words: Iterable[str]) -> Rows:
        """Return the passages that have each of these words, ascending; of no words, none."""
        places = [position_of(word, self.terms) for word in set(words)]
        known = [at for at in places if at is not None]
        if not known or len(known) < len(places):
            return np.zeros(0, dtype=np.int32)
        columns = sorted(
            (self.rows[self.starts[at] : self.starts[at + 1]] for at in known), key=len
        )
        found = columns[0]
        for column in columns[1:]:
            at = column.searchsorted(found)
            at[at == len(column)] = 0
            found = found[column[at] == found]
        return found

    def _columns(self, weights: Mapping[int, float]) -> "_Columns":
        """Return the columns of the terms that stand anywhere, shortest first."""
        terms = np.fromiter(weights, dtype=np.uint32, count=len(weights))
        weight = np.fromiter(weights.values(), dtype=np.float32, count=len(weights))
        at = self.terms.searchsorted(terms)
        at[at == len(self.terms)] = 0
        known = self.terms[at] == terms if len(self.terms) else np.zeros(len(at), dtype=np.bool_)
        at, weight = at[known], weight[known]
        sizes = self.starts[at + 1] - self.starts[at]
        order = np.argsort(sizes, kind="stable")
        at, weight = at[order], weight[order]
        # A term that takes away leaves no score certain before it is added.
        most = np.where(weight >= 0, weight * self.largest[at], np.inf)
        return _Columns(self, self.starts[at].tolist(), sizes[order].tolist(), weight, most)

    def of_rows(
        self, rows: NDArray[np.int64]
    ) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.unsignedinteger[Any]]]]:
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
        leg = cls(
            *(
                # As plain arrays: a slice of numpy's memmap takes ten times as long.
                np.asarray(
                    np.load(folder / f"sparse-{name}.npy", mmap_mode="r", allow_pickle=False)
                )
                for name in _ARRAYS
            )
        )
        terms, postings = len(leg.terms), len(leg.rows)
        sizes = [len(getattr(leg, name)) for name in _ARRAYS]
        expected = [terms, terms + 1, postings, postings, postings, passages, terms, terms]
        if sizes != expected or leg.starts[-1] != postings:
            raise ValueError("sparse arrays do not fit each other")
        return leg


@dataclass(frozen=True, slots=True)
class _Columns:
    """The terms of one question, those with the fewest postings first.

    Attributes:
        leg: Whose postings.
        starts: Where those of each term begin.
        sizes: How many there are of each.
        weights: (terms,) float32, of the question.
        most: (terms,) what each gives to a passage at most.
    """

    leg: SparseLeg
    starts: list[int]
    sizes: list[int]
    weights: NDArray[np.float32]
    most: NDArray[np.floating[Any]]

    def __len__(self) -> int:
        return len(self.sizes)

    def until(self, postings: int) -> int:
        """Return how many of the first terms have so many postings together, or fewer."""
        return int(np.searchsorted(np.cumsum(self.sizes), postings, side="right"))

    def most_from(self, number: int) -> float:
        """Return what the terms from this one on give to a passage at most."""
        return float(self.most[number:].sum())

    def add(self, scores: Scores, first: int, last: int) -> None:
        """Add some of the terms to the scores of all passages: short columns together, long ones without a copy."""
        together = min(max(first, self.until(_AT_ONCE)), last)
        parts = [self._postings(number) for number in range(first, together)]
        if parts:
            values = np.concatenate([self.leg.weights[place] for place in parts])
            values *= np.repeat(self.weights[first:together], self.sizes[first:together])
            np.add.at(scores, np.concatenate([self.leg.rows[place] for place in parts]), values)
        for number in range(together, last):
            place = self._postings(number)
            np.add.at(scores, self.leg.rows[place], self.leg.weights[place] * self.weights[number])

    def look_up(self, rows: Rows, scores: Scores, number: int) -> None:
        """Add one term to the scores of these rows, ascending."""
        place = self._postings(number)
        column = self.leg.rows[place]
        at = column.searchsorted(rows)
        at[at == len(column)] = 0
        found = column[at] == rows
        scores[found] += self.leg.weights[place][at[found]] * self.weights[number]

    def _postings(self, number: int) -> slice:
        return slice(self.starts[number], self.starts[number] + self.sizes[number])


@dataclass(frozen=True, slots=True)
class _Postings:
    """Postings of some terms in some passages; as in `SparseLeg`."""

    terms: NDArray[np.uint32]
    starts: NDArray[np.int64]
    rows: Rows
    counts: NDArray[np.unsignedinteger[Any]]


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
    def counted(
        cls, terms: NDArray[np.uint32], counts: NDArray[np.unsignedinteger[Any]], length: int
    ) -> "Words":
        """Take words that were counted before."""
        return cls(array("I", terms.tolist()), array("I", counts.tolist()), length)


class SparseBuilder:
    """Takes the words of one passage after the other and builds the leg."""

    def __init__(self) -> None:
        self._parts: list[_Postings] = []
        self._lengths = array("i")
        self._begin()

    def _begin(self) -> None:
        self._first = len(self._lengths)
        self._terms = array("I")
        self._counts = array("I")
        self._distinct = array("I")

    def add(self, words: Sequence[str]) -> None:
        """Add the words of the next passage."""
        self.add_counted(Words.of(words))

    def add_counted(self, words: Words) -> None:
        """Add the words of the next passage."""
        self._terms.extend(words.terms)
        self._counts.extend(words.counts)
        self._distinct.append(len(words.terms))
        self._lengths.append(words.length)
        if len(self._terms) >= _CHUNK:
            self._sort()

    def build(self) -> SparseLeg:
        """Return the leg over all passages added."""
        return carry(None, np.zeros(0, dtype=np.int64), self)

    def parts(self) -> tuple[NDArray[np.int32], list[_Postings]]:
        """Return the lengths of all passages added, and their postings in several parts, in order of rows."""
        if self._distinct:
            self._sort()
        return np.array(self._lengths, dtype=np.int32), self._parts

    def _sort(self) -> None:
        """Make postings of the passages since the last part."""
        rows = np.arange(self._first, len(self._lengths), dtype=np.int32)
        term_of_posting = np.array(self._terms, dtype=np.uint32)
        order = np.argsort(term_of_posting, kind="stable")
        terms, first = np.unique(term_of_posting[order], return_index=True)
        self._parts.append(
            _Postings(
                terms=terms,
                starts=np.append(first, len(order)).astype(np.int64),
                rows=np.repeat(rows, np.array(self._distinct, dtype=np.int64))[order],
                counts=_smallest(np.array(self._counts, dtype=np.uint32)[order]),
            )
        )
        self._begin()


def carry(old: SparseLeg | None, kept: NDArray[np.int64], added: SparseBuilder) -> SparseLeg:
    """Return the leg over some passages of an old one and others behind them, as `SparseBuilder` would build it.

    Nothing is tokenized again; every weight is worked out anew, because the average length has changed.

    Args:
        old: The leg of before; None for none, of which nothing is kept.
        kept: (m,) rows of it that stay, ascending; row `kept[i]` becomes row i.
        added: Has been given the passages that come behind them, from row m on.
    """
    lengths, parts = added.parts()
    if old is None:
        return _joined(lengths, parts)
    new_rows = np.full(old.passages, -1, dtype=np.int32)
    new_rows[kept] = np.arange(len(kept), dtype=np.int32)
    behind = [replace(part, rows=part.rows + np.int32(len(kept))) for part in parts]
    return _joined(
        np.concatenate([old.lengths[kept], lengths]), [*_remaining(old, new_rows), *behind]
    )


def _remaining(leg: SparseLeg, new_rows: Rows) -> Iterator[_Postings]:
    """Yield the postings of rows that have a new number, chunk by chunk."""
    for first, last in _chunks(leg.starts):
        starts = leg.starts[first : last + 1]
        rows = new_rows[leg.rows[starts[0] : starts[-1]]]
        stay = rows >= 0
        before = np.concatenate([[0], np.cumsum(stay)])[starts - starts[0]]
        used = np.diff(before) > 0
        yield _Postings(
            terms=leg.terms[first:last][used],
            starts=np.append(before[:-1][used], before[-1]),
            rows=rows[stay],
            counts=leg.counts[starts[0] : starts[-1]][stay],
        )


def _joined(lengths: NDArray[np.int32], parts: Sequence[_Postings]) -> SparseLeg:
    """Join postings whose rows are ascending from part to part within each term, and weigh them."""
    terms = np.unique(np.concatenate([part.terms for part in parts] or [np.zeros(0, np.uint32)]))
    places = [np.searchsorted(terms, part.terms) for part in parts]
    sizes = np.zeros(len(terms), dtype=np.int64)
    for part, at in zip(parts, places, strict=True):
        sizes[at] += np.diff(part.starts)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    most = max((int(part.counts.max(initial=0)) for part in parts), default=0)
    rows = np.empty(starts[-1], dtype=np.int32)
    counts = np.empty(starts[-1], dtype=np.min_scalar_type(most))
    free = starts[:-1].copy()
    for part, at in zip(parts, places, strict=True):
        size = np.diff(part.starts)
        to = np.repeat(free[at] - part.starts[:-1], size) + np.arange(len(part.rows))
        rows[to], counts[to] = part.rows, part.counts
        free[at] += size
    weights, largest = _weights(starts, rows, counts, lengths)
    return SparseLeg(
        terms, starts, rows, weights, counts, lengths, okapi_idf(sizes, len(lengths)), largest
    )


def _weights(
    starts: NDArray[np.int64],
    rows: Rows,
    counts: NDArray[np.unsignedinteger[Any]],
    lengths: NDArray[np.int32],
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the weight of every posting, and the largest of every term."""
    norms = length_norms(lengths, average_length(lengths))
    weights = np.empty(len(rows), dtype=np.float32)
    largest = np.zeros(len(starts) - 1, dtype=np.float32)
    for first, last in _chunks(starts):
        postings = slice(starts[first], starts[last])
        weights[postings] = term_weights(counts[postings], norms[rows[postings]])
        largest[first:last] = np.maximum.reduceat(
            weights[postings], starts[first:last] - starts[first]
        )
    return weights, largest


def _chunks(starts: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield ranges of terms with at most `_CHUNK` postings, or of one term with more."""
    first, terms = 0, len(starts) - 1
    while first < terms:
        last = int(np.searchsorted(starts, starts[first] + _CHUNK, side="right")) - 1
        last = min(max(last, first + 1), terms)
        yield first, last
        first = last


def _smallest(counts: NDArray[np.uint32]) -> NDArray[np.unsignedinteger[Any]]:
    return counts.astype(np.min_scalar_type(int(counts.max(initial=0))))


def _blocks(passages: int, least: int) -> tuple[Scores, Scores]:
    """Return scores of 0 twice: as blocks, at least so many if there are as many passages, and in order of rows.

    Returns:
        (rows of a block, blocks), a column for each block, so that neighbours, which are often of one article,
        lie in different ones; and (passages,), which shares its memory.
    """
    size = max(1, passages // least)
    blocks = np.zeros((size, -(-passages // size)), dtype=np.float32)
    return blocks, blocks.reshape(-1)[:passages]


def _contenders(
    blocks: Scores, k: int, rest: float, allowed: NDArray[np.bool_] | None
) -> Rows | None:
    """Return the rows that may be among the k best if no score gains more than `rest`; None if any row may.

    Args:
        blocks: Scores so far, see `_blocks`.
        k: How many are wanted.
        rest: Most that is still to be added to a score.
        allowed: Rows to be found; None for all.

    Returns:
        Ascending rows.
    """
    if allowed is not None:
        blocks = blocks.copy()
        blocks.reshape(-1)[: len(allowed)] *= allowed
    largest = blocks.max(axis=0)
    scored = largest[
        largest > 0
    ]  # of thousands of equal zeros, numpy takes ten times as long to find the k-th
    if len(scored) < k:
        return None
    # So many blocks, and so at least so many rows, reach the k-th of their largest scores.
    least = np.partition(scored, -k)[-k] * (1 - _ROUNDING) - rest * (1 + _ROUNDING)
    if least <= 0:
        return None
    near = np.flatnonzero(largest >= least)
    place, block = np.nonzero(blocks[:, near] >= least)
    rows: Rows = (place * len(largest) + near[block]).astype(np.int32)
    return rows


def _best(rows: Rows, scores: Scores, k: int) -> tuple[Rows, Scores]:
    """Return the k best of some rows, best first."""
    if len(rows) > k:
        good = scores >= np.partition(scores, -k)[-k]
        rows, scores = rows[good], scores[good]
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def average_length(lengths: NDArray[np.integer[Any]]) -> float:
    """Return the average number of words of passages; 1 where none has any."""
    return float(lengths.mean()) if lengths.any() else 1.0


def length_norms(lengths: NDArray[np.integer[Any]], average: float) -> NDArray[np.float64]:
    """Return k1 (1 - b + b L / avgdl) of each passage."""
    return K1 * (1 - B + B * lengths.astype(np.float64) / average)


def term_weights(
    counts: NDArray[np.unsignedinteger[Any]], norms: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return f (k1 + 1) / (f + norm) of each posting."""
    own = counts.astype(np.float64)
    weights: NDArray[np.float64] = own * (K1 + 1) / (own + norms)
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
