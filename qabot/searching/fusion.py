"""Two rankings made one."""

from collections.abc import Sequence

from qabot.searching.engine import LegHits

RRF_K = 60

Fused = list[tuple[int, float]]
"""(key of a passage, score), best first; ties in order of key."""


def reciprocal_rank(legs: Sequence[LegHits]) -> Fused:
    """Sum 1 / (60 + rank) over the legs.

    Source: Cormack, Clarke and Büttcher 2009, SIGIR, reciprocal rank fusion with k = 60.
    """
    scores: dict[int, float] = {}
    for leg in legs:
        for rank, key in enumerate(leg.keys.tolist(), 1):
            scores[key] = scores.get(key, 0.0) + 1 / (RRF_K + rank)
    return _ranked(scores)


def weighted_zscore(legs: Sequence[LegHits], weights: Sequence[float]) -> Fused:
    """Sum the legs' standard scores, each over what the leg returned.

    A leg that did not return a passage counts its last score, the most that the passage can have there.

    Args:
        legs: The rankings.
        weights: One for each leg.
    """
    standard = [_standardised(leg) for leg in legs]
    last = [min(scores.values(), default=0.0) for scores in standard]
    keys = {key for scores in standard for key in scores}
    return _ranked(
        {
            key: sum(
                weight * scores.get(key, low)
                for weight, scores, low in zip(weights, standard, last, strict=True)
            )
            for key in keys
        }
    )


def alone(leg: LegHits) -> Fused:
    """Take one leg with its own scores, cosine or BM25, which tell how sure it is."""
    return list(zip(leg.keys.tolist(), leg.scores.tolist(), strict=True))


def _standardised(leg: LegHits) -> dict[int, float]:
    spread = float(leg.scores.std()) if len(leg.scores) else 0.0
    if spread == 0.0:  # all alike, or one: nothing to tell them apart by
        return dict.fromkeys(leg.keys.tolist(), 0.0)
    standard = (leg.scores - leg.scores.mean()) / spread
    return dict(zip(leg.keys.tolist(), standard.tolist(), strict=True))


def _ranked(scores: dict[int, float]) -> Fused:
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
