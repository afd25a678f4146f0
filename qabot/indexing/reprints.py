"""Near-identical articles: found by MinHash, then held against each other letter by letter.

A reprint has another title, lacks a few words or a paragraph. It has no other figures: the yearly report
that says the same of other numbers is another article.
Source: Broder 1997, On the resemblance and containment of documents; bands as in Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, 3.4.
"""

import re
from array import array
from collections.abc import Callable, Iterator

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
# Articles of one formula meet by the hundred; each is held against so many before it.
_COMPARED = 24
_MARKS = re.compile(r"\W+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
Shingles = NDArray[np.uint32]


class Sketches:
    """Signatures of articles, 192 bytes each, in order."""

    def __init__(self) -> None:
        from datasketch import MinHash  # brings SciPy, which no question needs

        self._values = array("I")
        # Shingles come as hashes, all of an article in one array: made one by one, they cost three times as much.
        self._sketch = MinHash(_PERMUTATIONS, seed=1, hashfunc=_as_it_is, scheme="affine32")

    def add(self, normal: str) -> None:
        """Add the next article.

        Args:
            normal: Its text in normal form.
        """
        self._sketch.clear()
        self._sketch.update_batch([_shingles(_letters(normal))])
        self._values.frombytes(self._sketch.hashvalues.tobytes())

    def candidates(self) -> Iterator[tuple[int, list[int]]]:
        """Yield an article, and those before it that may be the same, likeliest first; positions from 0, in order."""
        signatures = np.frombuffer(self._values, dtype=np.uint32).reshape(-1, _PERMUTATIONS)
        pairs = np.unique(
            np.concatenate(
                [_meeting(signatures[:, at : at + _BAND]) for at in range(0, _PERMUTATIONS, _BAND)]
            ),
            axis=0,
        )
        alike = (signatures[pairs[:, 0]] == signatures[pairs[:, 1]]).sum(axis=1)
        order = np.lexsort((pairs[:, 1], -alike, pairs[:, 0]))
        later, starts = np.unique(pairs[order, 0], return_index=True)
        parts = np.split(pairs[order, 1], starts[1:])
        for article, earlier in zip(later.tolist(), parts, strict=False):
            yield article, earlier[:_COMPARED].tolist()


def reprint_groups(sketches: Sketches, text_of: Callable[[int], str]) -> dict[int, int]:
    """Return the articles that are nearly identical.

    Args:
        sketches: Of all articles.
        text_of: Gives the text of the article at a position.

    Returns:
        Position of each article of a group → position of the group's first; nothing of articles that stand alone.
    """
    leaders: dict[int, int] = {}
    members: dict[int, list[_Compared]] = {}
    for later, earlier in sketches.candidates():
        compared = _Compared(text_of(later))
        for leader in dict.fromkeys(leaders.get(position, position) for position in earlier):
            group = members.get(leader) or [_Compared(text_of(leader))]
            if compared.same_as(group[0]) and all(map(compared.figures_fit, group[1:])):
                leaders[later] = leaders[leader] = leader
                members[leader] = [*group, compared]
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


def _meeting(band: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the pairs of articles that are equal in a band, (p, 2) as later and earlier, near ones only."""
    order = np.lexsort((*band.T[::-1],))
    same = (band[order[1:]] == band[order[:-1]]).all(axis=1)
    groups = np.concatenate(([0], np.cumsum(~same)))
    found = []
    for step in range(1, _COMPARED + 1):
        at = np.flatnonzero(groups[step:] == groups[:-step])
        if not len(at):
            break
        found.append(np.column_stack((order[at + step], order[at])))
    return np.concatenate(found) if found else np.zeros((0, 2), dtype=np.int64)
