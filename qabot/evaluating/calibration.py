"""Whether a probability of .8 is right eight times in ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions whose probability lies in one tenth.

    Attributes:
        low: Its lower end; the bin goes up to `low` + .1, the last one with its upper end.
        questions: How many, above 0.
        predicted: Mean of their probabilities.
        right: Share of them that were right.
    """

    low: float
    questions: int
    predicted: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far probabilities are to be believed.

    Attributes:
        brier: Mean square of probability minus outcome (1 or 0); 0 is best. Source: Brier 1950.
        error: Expected calibration error: mean over the questions of their bin's |right - predicted|; 0 is best.
            Source: Naeini, Cooper and Hauskrecht 2015, AAAI.
        bins: Those that hold questions, from low to high.
    """

    brier: float
    error: float
    bins: tuple[Bin, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures for `--json`."""
        return {
            "brier": round(self.brier, 4),
            "error": round(self.error, 4),
            "bins": [
                {
                    "from": bin_.low,
                    "questions": bin_.questions,
                    "predicted": round(bin_.predicted, 4),
                    "right": round(bin_.right, 4),
                }
                for bin_ in self.bins
            ],
        }


def calibrate(probabilities: Sequence[float], outcomes: Sequence[bool]) -> Calibration:
    """Hold probabilities, in [0, 1], against what came true, one for each; at least one."""
    predicted, right = np.array(probabilities, float), np.array(outcomes, float)
    numbers = np.minimum((predicted * BINS).astype(int), BINS - 1)
    bins = tuple(
        Bin(
            number / BINS,
            int(np.sum(numbers == number)),
            float(np.mean(predicted[numbers == number])),
            float(np.mean(right[numbers == number])),
        )
        for number in np.unique(numbers).tolist()
    )
    return Calibration(
        brier=float(np.mean((predicted - right) ** 2)),
        error=sum(b.questions * abs(b.right - b.predicted) for b in bins) / len(predicted),
        bins=bins,
    )
