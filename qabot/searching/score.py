"""One score: the probability that a passage answers, from its figures."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from qabot.types import Hit

FILE = "data/score.json"


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic regression.

    Attributes:
        weights: By name of the figure.
        bias: Weight of nothing.
    """

    weights: Mapping[str, float]
    bias: float

    def probability(self, figures: Mapping[str, float]) -> float:
        """Return the probability, in (0, 1).

        Raises:
            KeyError: A figure is missing.
        """
        logit = self.bias + sum(weight * figures[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@dataclass(frozen=True, slots=True)
class Scores:
    """The fitted score.

    Attributes:
        found: Without what the reader says.
        read: With it.
        least: Probability of the best passage below which the archive does not answer, by whether the reader read.
    """

    found: Logistic
    read: Logistic
    least: Mapping[str, float]

    def answered(self, hits: Iterable[Hit]) -> bool:
        """Tell whether any of some hits is likely enough to answer; where some were read, any of these."""
        hits = [*hits]
        read = [hit for hit in hits if hit.reading is not None]
        least = self.least["read" if read else "found"]
        return any((hit.probability or 0.0) >= least for hit in read or hits)


@cache
def scores() -> Scores:
    """Return the score as `training/score` fitted it."""
    data = json.loads(resources.files(__package__).joinpath(FILE).read_text("utf-8"))
    found, read = (
        Logistic(data[name]["weights"], data[name]["bias"]) for name in ("found", "read")
    )
    return Scores(found, read, data["least"])
