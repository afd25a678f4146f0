"""Paragraphs broken at the end of a column: which piece goes on in which."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from qabot.reading.page.features import FAR, Sheet
from qabot.reading.page.seams import seam_features
from qabot.reading.page.tagger import CONTINUED, FIRST, Tag
from qabot.types import Role

FILE = "seams.json"

MIN_CHANCE = 0.5
"""Probability that a join needs; a doubtful one is not made."""

_MIN_BODY = 0.1
_BODY = (Role.BODY.value, CONTINUED, FIRST)
_HEADINGS = (Role.HEADING, Role.TITLE)


@dataclass(frozen=True, slots=True)
class Join:
    """A piece of a paragraph and the piece in which it goes on, as positions of their blocks.

    Attributes:
        chance: Probability that the join is right, 0 to 1.
    """

    left: int
    right: int
    chance: float


def find_joins(sheet: Sheet, tags: Sequence[Tag]) -> list[Join]:
    """Find the joins of a page that are likeliest together: every piece goes on in one other at most.

    Returns:
        In the order of the right pieces.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    found = [
        Join(left, right, chance)
        for left, right, features in candidates(sheet, tags)
        if (chance := _chance(features)) >= MIN_CHANCE
    ]
    if not found:
        return []
    # Each left piece may stay open: a partner of its own, worth as much as the least likely join.
    lefts = sorted({join.left for join in found})
    rights = sorted({join.right for join in found})
    row = {left: n for n, left in enumerate(lefts)}
    column = {right: n for n, right in enumerate(rights)}
    worth = [_log_odds(join.chance) - _log_odds(MIN_CHANCE) + 1e-6 for join in found]
    top = max(worth) + 1
    rows = [row[join.left] for join in found] + list(range(len(lefts)))
    columns = [column[join.right] for join in found] + [
        len(rights) + n for n in range(len(lefts))
    ]
    costs = [top - w for w in worth] + [top] * len(lefts)
    matrix = csr_array((costs, (rows, columns)), shape=(len(lefts), len(rights) + len(lefts)))
    chosen = set(zip(*min_weight_full_bipartite_matching(matrix), strict=True))
    return sorted(
        (join for join in found if (row[join.left], column[join.right]) in chosen),
        key=lambda join: join.right,
    )


def candidates(
    sheet: Sheet, tags: Sequence[Tag]
) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Give every pair of pieces that could be one paragraph, with what speaks for and against it."""
    for right, tag in enumerate(tags):
        if tag.chance(*_BODY) < _MIN_BODY:
            continue
        headings = seen = 0
        for left in range(right - 1, max(-1, right - 1 - FAR), -1):
            before = tags[left]
            if sheet.edges[left].open and before.chance(*_BODY) >= _MIN_BODY:
                features = seam_features(
                    sheet.edges[left],
                    sheet.edges[right],
                    likeness=sheet.likeness.closeness(sheet.pairs[left], sheet.pairs[right]),
                    between=right - left - 1,
                    headings=headings,
                )
                features["texts between"] = float(min(seen, 4))
                features["continued"] = _log_odds(tag.chance(CONTINUED))
                features["first"] = tag.chance(FIRST)
                features["left is body"] = before.chance(*_BODY)
                features["right is body"] = tag.chance(*_BODY)
                yield left, right, features
            headings += before.role in _HEADINGS
            seen += sheet.is_text[left]


def _chance(features: Mapping[str, float]) -> float:
    weights = _weights()
    return float(1 / (1 + np.exp(-sum(v * weights.get(name, 0.0) for name, v in features.items()))))


def _log_odds(chance: float) -> float:
    kept = min(max(chance, 1e-3), 1 - 1e-3)
    return float(np.log(kept / (1 - kept)))


@cache
def _weights() -> dict[str, float]:
    """Load the weights of a logistic regression, by the names of its features."""
    text = resources.files(__package__).joinpath("data", FILE).read_text("utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
