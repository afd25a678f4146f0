"""Figures of use, counted from what was shown and how people voted."""

import math
from dataclasses import dataclass

from qabot.channels.telegram.state.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was asked from a moment on.

    Attributes:
        questions: How many were answered or refused.
        refused: How many of them were refused.
        median_ms: Half of the answers took no longer, milliseconds; None without questions.
        p95_ms: 95 of 100 took no longer; None without questions.
        good: 👍.
        bad: 👎.
    """

    questions: int
    refused: int
    median_ms: float | None
    p95_ms: float | None
    good: int
    bad: int


def figures_since(database: Database, since: float) -> Figures:
    """Count what was asked and voted from a moment on, seconds since 1970."""
    ((questions, found),) = database.rows(
        "SELECT count(*), total(found) FROM answers WHERE at >= ?", (since,)
    )
    ((votes, good),) = database.rows(
        "SELECT count(*), total(good) FROM votes WHERE at >= ?", (since,)
    )
    return Figures(
        questions=questions,
        refused=questions - int(found),
        median_ms=_quantile(database, since, questions, 0.5),
        p95_ms=_quantile(database, since, questions, 0.95),
        good=int(good),
        bad=votes - int(good),
    )


def _quantile(database: Database, since: float, questions: int, share: float) -> float | None:
    """Return the shortest time that so great a share of the answers did not exceed."""
    rows = database.rows(
        "SELECT ms FROM answers WHERE at >= ? ORDER BY ms LIMIT 1 OFFSET ?",
        (since, max(0, math.ceil(share * questions) - 1)),
    )
    return rows[0][0] if rows else None
