"""Three logistic regressions, by the names of their features; `training/roles.py` fits them."""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

FILE = "weights.json"


def chance(features: Mapping[str, float], model: str) -> float:
    """Give the probability that a regression sees.

    Args:
        features: The description of a case.
        model: `seam` and `join`, see joins.py, or `section`, see sections.py.

    Returns:
        0 to 1.
    """
    known = _weights()[model]
    odds = sum(value * known.get(name, 0.0) for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def log_odds(probability: float) -> float:
    """Give log(p / (1 - p)), kept within ±6.9."""
    kept = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


@cache
def _weights() -> dict[str, dict[str, float]]:
    text = resources.files(__package__).joinpath("data", FILE).read_text("utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights
