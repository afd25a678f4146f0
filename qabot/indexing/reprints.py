"""Near-identical articles: found by MinHash, then held against each other letter by letter.

A reprint has another title, lacks a few words or a paragraph. It has no other figures: the yearly report
that says the same of other numbers is another article.
Source: Broder 1997, On the resemblance and containment of documents; bands as in Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, 3.4.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.language.normal import normal_form

# Measured on 20,000 items of television news, 2026-11-24: pairs that are the same report have a containment
# of .91 and more, those that share a formula (… 将访问 …, … 离京访问 …) of .89 and less.
MIN_CONTAINMENT = 0.9
# A brief is not a reprint of the round-up that holds it.
MIN_JACCARD = 0.5
# Of shorter texts, one other word makes another message.
SHORT_CHARS = 40
_SHINGLE = 5
# 16 bands of 3: pairs with a Jaccard similarity of .5 meet with a probability of .88, of .6 .98, of .8 .9999.
_BAND = 3
_PERMUTATIONS = 48
_SUM = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
# Articles of one formula meet by the hundred; each is held against so many before it.
_COMPARED = 24
_MARKS = re.compile(r"\W+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
Shingles = NDArray[np.uint32]


def signature(normal: str) -> bytes:
    """Return the signature of an article whose text, in normal form, this is: 192 bytes."""
    sketch = _sketch()
    sketch.clear()
    sketch.update_batch([_shingles(_letters(normal))])
    values: bytes = sketch.hashvalues.astype("<u4").tobytes()
    return values


@cache
def _sketch() -> Any:
    from datasketch import MinHash  # brings SciPy, which no question needs

    # Shingles come as hashes, all of an article in one array: made one by one, they cost three times as much.
    return MinHash(_PERMUTATIONS, seed=1, hashfunc=_as_it_is, scheme="affine32")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures of all articles.

    Attributes:
        numbers: (a,) int64, numbers of the articles, ascending.
        values: (a, 48) uint32.
    """

    numbers: NDArray[np.int64]
    values: NDArray[np.uint32]

    @classmethod
    def of(cls, signatures: Iterable[tuple[int, bytes]]) -> "Signatures":
        """Take number and signature of each article, in order of number."""
        numbers, values = array("q"), bytearray()
        for number, signature in signatures:
            numbers.append(number)
            values += signature
        return cls(
            np.array(numbers, dtype=np.int64),
            np.frombuffer(values, dtype="<u4").reshape(-1, _PERMUTATIONS),
        )

    def candidates(self, fresh: Collection[int]) -> Iterator[tuple[int, list[int]]]:
        """Yield a fresh article, and those that may be the same, likeliest first.

        They are those that are not fresh, and the fresh ones before it: each pair comes once.
        """
        is_fresh = np.isin(self.numbers, np.fromiter(fresh, np.int64, len(fresh)))
        pairs = np.unique(
            np.concatenate(
                [
                    _meeting(self.values[:, at : at + _BAND], is_fresh)
                    for at in range(0, _PERMUTATIONS, _BAND)
                ]
            ),
            axis=0,
        )
        swapped = ~is_fresh[pairs[:, 0]]
        pairs[swapped] = pairs[swapped, ::-1]
        alike = (self.values[pairs[:, 0]] == self.values[pairs[:, 1]]).sum(axis=1)
        order = np.lexsort((pairs[:, 1], -alike, pairs[:, 0]))
        found, starts = np.unique(pairs[order, 0], return_index=True)
        parts = np.split(self.numbers[pairs[order, 1]], starts[1:])
        for article, others in zip(self.numbers[found].tolist(), parts, strict=False):
            yield article, others[:_COMPARED].tolist()


def reprint_groups(
    signatures: Signatures,
    text_of: Callable[[int], str],
    fresh: Collection[int],
    groups: Mapping[int, int] | None = None,
) -> dict[int, int]:
    """Return the articles that are nearly identical.

    Args:
        signatures: Of all articles.
        text_of: Gives the text of the article of a number.
        fresh: Numbers of the articles that have not been compared with the others.
        groups: What is known of the others, as it is returned.

    Returns:
        Number of each article of a group → number of the group's first; nothing of articles that stand alone.
    """
    leaders = dict(groups or {})
    numbers_of: dict[int, list[int]] = defaultdict(list)
    for number, leader in leaders.items():
        numbers_of[leader].append(number)
    members: dict[int, list[_Compared]] = {}
    for article, others in signatures.candidates(fresh):
        compared = _Compared(text_of(article))
        for leader in dict.fromkeys(leaders.get(number, number) for number in others):
            if leader not in members:
                rest = (number for number in numbers_of.get(leader, ()) if number != leader)
                members[leader] = [_Compared(text_of(number)) for number in (leader, *rest)]
            group = members[leader]
            if compared.same_as(group[0]) and all(map(compared.figures_fit, group[1:])):
                leaders[article] = leaders[leader] = leader
                group.append(compared)
                break
    return leaders


class _Compared:
    """An article as it is held against others."""

    def __init__(self, text: str) -> None:
        normal = normal_form(text)
        self._letters = _letters(normal)
        self._figures = _FIGURE.findall(normal)
        self._shingles = np.unique(_shingles(self._letters))

    def same_as(self, other: "_Compared") -> bool:
        if min(len(self._letters), len(other._letters)) < SHORT_CHARS:
            return self._letters == other._letters
        shared = len(np.intersect1d(self._shingles, other._shingles, assume_unique=True))
        least = min(len(self._shingles), len(other._shingles))
        union = len(self._shingles) + len(other._shingles) - shared
        alike = shared >= MIN_CONTAINMENT * least and shared >= MIN_JACCARD * union
        return alike and self.figures_fit(other)

    def figures_fit(self, other: "_Compared") -> bool:
        """Return whether the figures of one stand in the other, in the same order: none is another."""
        fewer, more = sorted((self._figures, other._figures), key=len)
        rest = iter(more)
        return all(figure in rest for figure in fewer)


def _as_it_is(hashes: Shingles) -> Shingles:
    return hashes


def _letters(normal: str) -> str:
    return _MARKS.sub("", normal)


def _shingles(letters: str) -> Shingles:
    """Return a hash of each run of letters; of a text that is shorter than a run, one."""
    codes = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if len(codes) < _SHINGLE:
        codes = np.pad(codes, (0, _SHINGLE - len(codes)))
    runs = len(codes) - _SHINGLE + 1
    hashes = np.zeros(runs, dtype=np.uint32)
    for at in range(_SHINGLE):
        hashes = hashes * np.uint32(0x01000193) + codes[at : at + runs]
    return hashes


def _meeting(band: NDArray[np.uint32], fresh: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the pairs of articles that are equal in a band, near ones only.

    Args:
        band: (a, 3) values of a band.
        fresh: (a,) of each pair, one is.

    Returns:
        (p, 2) int64, positions, the later one first.
    """
    # Two bands that are not equal may have equal sums: such articles only come for nothing.
    sums = band.astype(np.uint64) @ _SUM
    at = np.flatnonzero(np.isin(sums, sums[fresh]))
    at = at[np.argsort(sums[at], kind="stable")]
    groups = sums[at]
    found = [np.zeros((0, 2), dtype=np.int64)]
    for step in range(1, _COMPARED + 1):
        same = np.flatnonzero(groups[step:] == groups[:-step])
        if not len(same):
            break
        pairs = np.column_stack((at[same + step], at[same]))
        found.append(pairs[fresh[pairs].any(axis=1)])
    return np.concatenate(found)
