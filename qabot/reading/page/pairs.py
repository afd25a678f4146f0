"""Pairs of neighbouring characters: how rare each is in news, and how firmly two characters hold together.

The counts are of 31 million characters of news; `training/pairs.py` made them.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

import numpy as np

FILE = "pairs.npz"

Pairs = frozenset[str]

_PAIR = re.compile("(?=([\u3400-\u9fff]{2}|[0-9A-Za-z.]{2}))")
_UNSEEN = 5.0
"""Count that a pair is taken to have which the table leaves out: below 50, mostly none."""


def pairs_in(text: str) -> Pairs:
    """Give the pairs of neighbouring characters that carry meaning: no marks, no white space."""
    return frozenset(_PAIR.findall(text))


def pairs_of_all(texts: Sequence[Pairs]) -> Pairs:
    """Give the pairs of several texts together."""
    return frozenset[str]().union(*texts)


@cache
def pair_table() -> "PairTable":
    """Load the table, once."""
    return PairTable()


class PairTable:
    """Counts of pairs in news."""

    def __init__(self) -> None:
        with resources.files(__package__).joinpath("data", FILE).open("rb") as file:
            data = np.load(file, allow_pickle=False)
            codes, counts = data["pairs"], np.exp2(data["counts"] / 8.0)
            starts, ends = (data[name].tolist() for name in ("starts", "ends"))
        self._count = {
            chr(a) + chr(b): n for (a, b), n in zip(codes.tolist(), counts.tolist(), strict=True)
        }
        self._shares = dict(zip(self._count, zip(starts, ends, strict=True), strict=True))
        self._as_first = self._sums(codes[:, 0], counts)
        self._as_second = self._sums(codes[:, 1], counts)
        self._total = float(counts.sum())

    @staticmethod
    def _sums(
        codes: "np.typing.NDArray[np.uint16]", counts: "np.typing.NDArray[np.float64]"
    ) -> dict[str, float]:
        sums = np.bincount(codes, counts)
        return {chr(code): float(sums[code]) for code in np.flatnonzero(sums)}

    def rarity(self, pair: str) -> float:
        """Give how much a pair says of its subject: 0 for the commonest to 1 for one that the table leaves out."""
        return 1 - math.log(self._count.get(pair, 20.0) / 20) / math.log(1e5 / 20)

    def begins_clause(self, pair: str) -> float:
        """Give the share, 0 to 1, of a pair's occurrences with a mark or a line's end right before; .1 if unknown."""
        shares = self._shares.get(pair)
        return shares[0] / 255 if shares else 0.1

    def ends_clause(self, pair: str) -> float:
        """Give the share, 0 to 1, of a pair's occurrences with a mark or a line's end right after; .1 if unknown."""
        shares = self._shares.get(pair)
        return shares[1] / 255 if shares else 0.1

    def bond(self, left: str, right: str) -> float:
        """Give the pointwise mutual information of two neighbours, in nats: above 2, they make a word.

        Args:
            left: One character.
            right: The one after it.
        """
        together = self._count.get(left + right, _UNSEEN) * self._total
        apart = self._as_first.get(left, 100.0) * self._as_second.get(right, 100.0)
        return math.log(together / apart)
