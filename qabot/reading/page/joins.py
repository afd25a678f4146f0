"""Paragraphs broken at the end of a column: which piece goes on in which."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qabot.reading.page.seams import Seam
from qabot.reading.page.tagger import CONTINUED, FIRST, Tag
from qabot.reading.page.weights import chance, log_odds
from qabot.types import Role

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


def find_joins(seams: Sequence[Seam], tags: Sequence[Tag]) -> list[Join]:
    """Find the joins of a page that are likeliest together: every piece goes on in one other at most.

    Returns:
        In the order of the right pieces.
    """
    found = [
        join
        for seam, features in tagged_features(seams, tags)
        if (join := Join(seam.left, seam.right, chance(features, "join"))).chance >= MIN_CHANCE
    ]
    return sorted(best_together(found), key=lambda join: join.right) if found else []


class _Rivals:
    """By how much a seam beats the other partners that its two pieces could have, in log odds."""

    def __init__(self, seams: Sequence[Seam]) -> None:
        self._of_left = defaultdict[int, list[float]](list)
        self._of_right = defaultdict[int, list[float]](list)
        for seam in seams:
            self._of_left[seam.left].append(log_odds(seam.chance))
            self._of_right[seam.right].append(log_odds(seam.chance))
        for found in (*self._of_left.values(), *self._of_right.values()):
            found.sort(reverse=True)

    def features(self, seam: Seam) -> dict[str, float]:
        """Describe a seam's lead over its rivals."""
        own = log_odds(seam.chance)
        leads = [
            own - next(iter(found[1:] if own >= found[0] else found), -6.9)
            for found in (self._of_left[seam.left], self._of_right[seam.right])
        ]
        return {
            "beats others of left": max(-4.0, min(4.0, leads[0])),
            "beats others of right": max(-4.0, min(4.0, leads[1])),
            "best of both": float(min(leads) >= 0),
        }


def tagged_features(
    seams: Sequence[Seam], tags: Sequence[Tag]
) -> Iterator[tuple[Seam, dict[str, float]]]:
    """Add what the tags say to the description of every seam between two blocks that may be text."""
    rivals = _Rivals(seams)
    for seam in seams:
        left, right = tags[seam.left], tags[seam.right]
        as_body = left.chance(*_BODY), right.chance(*_BODY)
        if min(as_body) < _MIN_BODY:
            continue
        headings = sum(tag.role in _HEADINGS for tag in tags[seam.left + 1 : seam.right])
        yield (
            seam,
            seam.features
            | {
                "headings between": float(min(headings, 3)),
                "continued": log_odds(right.chance(CONTINUED)),
                "first": right.chance(FIRST),
                "left is body": as_body[0],
                "right is body": as_body[1],
                "alone": log_odds(seam.chance),
                **rivals.features(seam),
            },
        )


def best_together(found: Sequence[Join]) -> list[Join]:
    """Choose the joins whose log odds together are highest, no piece used twice on one side."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    lefts = {left: n for n, left in enumerate(sorted({join.left for join in found}))}
    rights = {right: n for n, right in enumerate(sorted({join.right for join in found}))}
    worth = [log_odds(join.chance) - log_odds(MIN_CHANCE) for join in found]
    top = max(worth) + 1
    # Each left piece may also stay open: it then has a partner of its own, worth nothing.
    rows = [lefts[join.left] for join in found] + [*range(len(lefts))]
    columns = [rights[join.right] for join in found] + [len(rights) + n for n in range(len(lefts))]
    costs = [top - w for w in worth] + [top] * len(lefts)
    graph = csr_array((costs, (rows, columns)), shape=(len(lefts), len(rights) + len(lefts)))
    chosen = set(zip(*min_weight_full_bipartite_matching(graph), strict=True))
    return [join for join in found if (lefts[join.left], rights[join.right]) in chosen]
