"""Of articles that are reprints of each other, one answers."""

from collections.abc import Mapping, Sequence
from datetime import date

from qabot.searching.fusion import Fused
from qabot.types import Hit

# Passages of one group that are looked at closely: one story in thirty newspapers leaves room for others.
_OF_A_GROUP = 4
_DIGITS = 6  # scores that differ less are equal


def thin_out(fused: Fused, groups: Sequence[int]) -> tuple[Fused, dict[int, int]]:
    """Leave the first few passages of each group.

    Args:
        fused: Best first.
        groups: For each passage the number of its group, 0 for those that stand alone.

    Returns:
        What is left, and the groups of its passages: key → number, without those that stand alone.
    """
    taken: dict[int, int] = {}
    left: Fused = []
    group_of: dict[int, int] = {}
    for (key, score), group in zip(fused, groups, strict=True):
        if group:
            taken[group] = taken.get(group, 0) + 1
            if taken[group] > _OF_A_GROUP:
                continue
            group_of[key] = group
        left.append((key, score))
    return left, group_of


def fold(hits: Sequence[Hit], groups: Mapping[str, int]) -> list[Hit]:
    """Leave of each group the article whose passage is best, of equally good ones the earliest.

    Args:
        hits: Best first.
        groups: Number of the group, by id of the passage.
    """
    chosen: dict[int, Hit] = {}
    for hit in hits:
        group = groups.get(hit.passage.id, 0)
        if group and (group not in chosen or _rank(hit) < _rank(chosen[group])):
            chosen[group] = hit
    articles = {group: hit.passage.article_id for group, hit in chosen.items()}
    return [
        hit
        for hit in hits
        if articles.get(groups.get(hit.passage.id, 0), hit.passage.article_id)
        == hit.passage.article_id
    ]


def _rank(hit: Hit) -> tuple[bool, float, date]:
    worth = hit.score if hit.probability is None else hit.probability
    return hit.reading is None, -round(worth, _DIGITS), hit.passage.published or date.max
