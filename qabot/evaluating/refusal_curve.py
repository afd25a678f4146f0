"""What refusing below a threshold would cost and bring."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# The wrongful refusals that are allowed at each point of the curve, as shares; AT is the one that is quoted.
_ALLOWED = (0.0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5)
AT = 0.05


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The highest threshold that refuses no more answerable questions than allowed.

    Attributes:
        allowed: Share of the answerable questions that may be refused.
        threshold: Below it is refused.
        refused: Share of the unanswerable questions that are then refused.
        misrefused: Share of the answerable ones that are.
    """

    allowed: float
    threshold: float
    refused: float
    misrefused: float


@dataclass(frozen=True, slots=True)
class RefusalCurve:
    """How well a confidence tells answerable from unanswerable questions.

    Attributes:
        auroc: Probability that a random answerable question has more of it than a random unanswerable one, ties half.
        points: In order of what is allowed; left out where more is refused whatever the threshold.
    """

    auroc: float
    points: tuple[CurvePoint, ...]

    @property
    def quoted(self) -> CurvePoint | None:
        """The point at 5 % wrongful refusals, if it can be had."""
        return next((point for point in self.points if point.allowed == AT), None)

    def as_json(self) -> dict[str, Any]:
        """Return the curve for `--json`."""
        return {
            "auroc": round(self.auroc, 4),
            "points": [
                {
                    "allowed": point.allowed,
                    "threshold": round(point.threshold, 6),
                    "refused": round(point.refused, 4),
                    "misrefused": round(point.misrefused, 4),
                }
                for point in self.points
            ],
        }


def refusal_curve(
    answerable: Sequence[float], unanswerable: Sequence[float]
) -> RefusalCurve | None:
    """Return the curve of two kinds of questions, from their confidences; None if there are none of a kind.

    Minus infinity stands for what is refused whatever the threshold.
    """
    if not answerable or not unanswerable:
        return None
    right, wrong = np.sort(answerable), np.sort(unanswerable)
    below = np.searchsorted(wrong, right, side="left")
    not_above = np.searchsorted(wrong, right, side="right")
    points = []
    for allowed in _ALLOWED:
        # As many as may be refused lie below this one, or fewer where it has equals.
        threshold = float(right[math.floor(allowed * len(right) + 1e-9)])
        if threshold > -math.inf:
            points.append(
                CurvePoint(
                    allowed,
                    threshold,
                    refused=float(np.mean(wrong < threshold)),
                    misrefused=float(np.mean(right < threshold)),
                )
            )
    auroc = float(np.mean(below + not_above)) / 2 / len(wrong)
    return RefusalCurve(auroc, tuple(points))
