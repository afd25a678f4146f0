"""Figures with their intervals, of each stage and of the step from one stage to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.evaluating.bootstrap import Floats, interval, resampled
from qabot.evaluating.metrics import FIGURES, Outcomes


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, or the difference of two.

    Attributes:
        value: A share in [0, 1], milliseconds, or a difference of these.
        between: Ends of its 95 % interval; None if it rests on fewer than two questions.
        questions: On how many questions it rests.
    """

    value: float
    between: tuple[float, float] | None
    questions: int

    @property
    def excludes_zero(self) -> bool:
        """True if the whole interval lies on one side of 0."""
        return self.between is not None and (self.between[0] > 0 or self.between[1] < 0)

    def as_json(self) -> dict[str, Any]:
        """Return the estimate for `--json`."""
        return {
            "value": round(self.value, 4),
            "between": self.between and [round(end, 4) for end in self.between],
            "questions": self.questions,
        }


Estimates = dict[str, Estimate]
"""By name of FIGURES; what no question counts for is left out."""


def estimate(stages: Sequence[Outcomes], seed: int) -> tuple[list[Estimates], list[Estimates]]:
    """Return the figures of each stage, and by how much each but the first differs from the one before it.

    Args:
        stages: What each gave; all over the same questions.
        seed: Of the draws, which all stages share.
    """

    def figures(weights: Floats) -> Floats:
        return np.stack([stage.figures(weights) for stage in stages])

    values = figures(np.ones(len(stages[0])))
    draws = resampled(figures, len(stages[0]), seed)
    support = np.stack([stage.support() for stage in stages])
    own = [_named(values[i], draws[:, i], support[i]) for i in range(len(stages))]
    steps = [
        _named(
            values[i] - values[i - 1], draws[:, i] - draws[:, i - 1], support[i - 1 : i + 1].min(0)
        )
        for i in range(1, len(stages))
    ]
    return own, steps


def _named(values: Floats, draws: Floats, support: NDArray[np.int64]) -> Estimates:
    """Name figures, (figures,) with draws (RESAMPLES, figures), and leave out those that are NaN."""
    return {
        name: Estimate(float(value), interval(drawn) if questions > 1 else None, int(questions))
        for name, value, drawn, questions in zip(FIGURES, values, draws.T, support, strict=True)
        if questions
    }
