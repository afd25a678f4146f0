import itertools
import random

import numpy as np
import pytest

from qabot.searching.engine import LegHits
from qabot.searching.fusion import alone, reciprocal_rank, weighted_zscore


def leg(*pairs: tuple[int, float]) -> LegHits:
    return LegHits(
        np.array([row for row, _ in pairs], dtype=np.int64),
        np.array([score for _, score in pairs], dtype=np.float32),
    )


NOTHING = leg()
DENSE = leg((7, 0.75), (3, 0.5), (5, 0.25))
SPARSE = leg((3, 12.0), (9, 6.0))
# The deviation of 0.75, 0.5, 0.25 from their mean 0.5 is sqrt(2 · 0.25² / 3), so 7 and 5 stand one STEP
# above and below it; 12 and 6 stand one deviation, 3, above and below 9.
STEP = 0.25 / (2 * 0.25**2 / 3) ** 0.5


def test_reciprocal_rank_sums_over_the_legs() -> None:
    assert reciprocal_rank([DENSE, SPARSE]) == [
        (3, 1 / (60 + 2) + 1 / (60 + 1)),
        (7, 1 / (60 + 1)),
        (9, 1 / (60 + 2)),
        (5, 1 / (60 + 3)),
    ]


def test_reciprocal_rank_breaks_ties_by_row() -> None:
    # Each is first in one leg and second in the other.
    assert reciprocal_rank([leg((8, 0.9), (2, 0.8)), leg((2, 5.0), (8, 4.0))]) == [
        (2, 1 / 62 + 1 / 61),
        (8, 1 / 61 + 1 / 62),
    ]


def test_reciprocal_rank_of_short_legs() -> None:
    assert reciprocal_rank([leg((4, 0.9)), NOTHING]) == [(4, 1 / 61)]
    assert reciprocal_rank([NOTHING, NOTHING]) == []
    assert reciprocal_rank([]) == []


def test_leg_alone_keeps_its_scores() -> None:
    assert alone(DENSE) == [(7, 0.75), (3, 0.5), (5, 0.25)]
    assert alone(NOTHING) == []


def test_weighted_zscore_gives_a_leg_that_lacks_a_passage_its_last_score() -> None:
    fused = dict(weighted_zscore([DENSE, SPARSE], [1.0, 0.5]))
    assert fused == pytest.approx(
        {
            7: STEP + 0.5 * (6 - 9) / 3,
            3: 0 + 0.5 * (12 - 9) / 3,
            5: -STEP + 0.5 * (6 - 9) / 3,
            9: -STEP + 0.5 * (6 - 9) / 3,
        },
        abs=1e-6,
    )


@pytest.mark.parametrize(
    ("weights", "rows"),
    [
        ([1.0, 0.5], [7, 3, 5, 9]),
        ([1.0, 1.0], [3, 7, 5, 9]),
        ([1.0, 0.0], [7, 3, 5, 9]),
        ([0.0, 1.0], [3, 5, 7, 9]),
    ],
)
def test_weighted_zscore_ranks_best_first_and_equal_ones_by_row(
    weights: list[float], rows: list[int]
) -> None:
    assert [row for row, _ in weighted_zscore([DENSE, SPARSE], weights)] == rows


def test_weighted_zscore_of_equal_scores_leaves_the_decision_to_the_other_leg() -> None:
    legs = [leg((1, 0.5), (2, 0.5)), leg((2, 3.0), (1, 1.0))]
    assert weighted_zscore(legs, [1.0, 1.0]) == [(2, 1.0), (1, -1.0)]


def test_weighted_zscore_of_short_legs() -> None:
    assert weighted_zscore([leg((4, 0.9)), NOTHING], [1.0, 0.35]) == [(4, 0.0)]
    assert weighted_zscore([NOTHING, leg((4, 9.0))], [1.0, 0.35]) == [(4, 0.0)]
    assert weighted_zscore([NOTHING, NOTHING], [1.0, 0.35]) == []


def test_weighted_zscore_does_not_depend_on_the_order_of_equal_rows() -> None:
    generator = random.Random(7)
    # Two values in equal number: their standard scores are exactly 1 and -1, so that they meet often.
    pairs = [
        [(row, float(row % 4 < 2)) for row in range(12)],
        [(row, float(row % 2)) for row in range(12)],
    ]
    expected = weighted_zscore([leg(*pairs[0]), leg(*pairs[1])], [1.0, 1.0])
    assert {score for _, score in expected} == {2.0, 0.0, -2.0}
    assert all(a[1] > b[1] or a[0] < b[0] for a, b in itertools.pairwise(expected))
    for _ in range(20):
        for part in pairs:
            generator.shuffle(part)
        assert weighted_zscore([leg(*pairs[1]), leg(*pairs[0])], [1.0, 1.0]) == expected


def test_weights_must_fit_the_legs() -> None:
    with pytest.raises(ValueError, match="zip"):
        weighted_zscore([DENSE, SPARSE], [1.0])
