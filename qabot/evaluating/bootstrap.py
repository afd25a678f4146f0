"""How far a figure may be off because the questions are these and no others."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
_LIMITS = (0.025, 0.975)

Floats = NDArray[np.float64]


def resampled(statistic: Callable[[Floats], Floats], questions: int, seed: int) -> Floats:
    """Draw the questions anew, with replacement, and work out a statistic of each draw.

    What one statistic compares is compared on the same draws (paired bootstrap).

    Args:
        statistic: From how often each question was drawn, (questions,), to figures of any one shape.
        questions: Above 0.
        seed: The same seed gives the same draws.

    Returns:
        (RESAMPLES, *shape of the figures).

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapters 6 and 13.
    """
    generator = np.random.default_rng(seed)
    return np.stack(
        [
            statistic(
                np.bincount(
                    generator.integers(questions, size=questions), minlength=questions
                ).astype(float)
            )
            for _ in range(RESAMPLES)
        ]
    )


def interval(draws: Floats) -> tuple[float, float]:
    """Return the 95 % percentile interval of a figure, (RESAMPLES,); draws without the figure are NaN."""
    drawn = draws[~np.isnan(draws)]
    low, high = np.quantile(drawn, _LIMITS) if len(drawn) else (np.nan, np.nan)
    return float(low), float(high)
