"""Fit the score on collected figures, and set the bound below which nothing is said.

    python -m training.score.fit COLLECTED... --out qabot/searching/data/score.json

Two logistic regressions: of the figures alone, and with those of the reader; the second one leaves out figures that
compare a passage with others, since how many were read is a matter of time. The bounds are those at which
`--wrongful` of the answerable questions would be refused, found on questions that a fit has not seen (five
folds); a question counts as answerable if one of its candidates answers.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

Rows = list[dict[str, Any]]


def main() -> None:
    """Fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("collected", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--wrongful", type=float, default=0.02)
    parser.add_argument("--strength", type=float, default=1.0, help="inverse of the regularisation")
    args = parser.parse_args()
    rows = [json.loads(line) for path in args.collected for line in path.open(encoding="utf-8")]
    fitted: dict[str, Any] = {"least": {}}
    for name in ("found", "read"):
        part = [
            row for row in rows if row["answers"] is not None and (name == "found" or row["read"])
        ]
        names = sorted(_figures(part[0], name))
        held = np.zeros(len(part))
        x = np.array([[_figures(row, name)[n] for n in names] for row in part])
        y = np.array([row["answers"] for row in part])
        groups = np.array([row["question"] for row in part])
        for train, test in GroupKFold(5).split(x, y, groups):
            fold = _regression(args.strength).fit(x[train], y[train])
            held[test] = fold.predict_proba(x[test])[:, 1]
        model = _regression(args.strength).fit(x, y)
        fitted[name] = {
            "bias": round(float(model.intercept_[0]), 4),
            "weights": {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)},
        }
        fitted["least"][name] = _report(name, part, held, args.wrongful)
    args.out.write_text(json.dumps(fitted, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _regression(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=5000)


def _figures(row: dict[str, Any], name: str) -> dict[str, float]:
    figures: dict[str, float] = row["figures"]
    if name == "found":
        return figures
    alone = {figure: value for figure, value in figures.items() if not figure.endswith(" best")}
    read: dict[str, float] = row["read"]
    return alone | read


def _report(name: str, rows: Rows, held: NDArray[np.float64], wrongful: float) -> float:
    """Print how good the held-out probabilities are, for each set of questions and in all, and return the bound."""
    outcomes = _outcomes(rows, held)
    answerable = np.array([o.best for o in outcomes if o.answerable])
    least = float(np.quantile(answerable, wrongful))
    brier = float(np.mean((held - [row["answers"] for row in rows]) ** 2))
    print(f"{name}: Brier {brier:.4f}, bound {least:.3f}")
    sets = sorted({o.set for o in outcomes})
    for each in [*sets, "all"]:
        part = [o for o in outcomes if each in (o.set, "all")]
        there = [o for o in part if o.answerable]
        missing = [o for o in part if not o.answerable]
        line = (
            f"  {each:>12}: {len(there)} answerable, first {_share(o.first for o in there):.3f}, among three "
            f"{_share(o.third for o in there):.3f}, wrongly refused {_share(o.best < least for o in there):.3f}"
        )
        if missing:
            auroc = roc_auc_score([o.answerable for o in part], [o.best for o in part])
            line += f"; {len(missing)} not, refused {_share(o.best < least for o in missing):.3f}, AUROC {auroc:.3f}"
        print(line)
    return round(least, 4)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One question; `best` is the probability of its first passage."""

    set: str
    answerable: bool
    best: float
    first: bool
    third: bool


def _outcomes(rows: Rows, held: NDArray[np.float64]) -> list[_Outcome]:
    """Return the outcome of each question, without those whose answer is not among the candidates."""
    by_question: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        by_question[row["question"]].append(at)
    outcomes = []
    for question, places in by_question.items():
        ranked = sorted(places, key=lambda at: -held[at])
        right = [rows[at]["answers"] == 1 for at in ranked]
        answerable = rows[places[0]]["answerable"]
        if any(right) or not answerable:
            best = float(held[ranked[0]])
            name = question.partition(":")[0]
            outcomes.append(_Outcome(name, answerable, best, right[0], any(right[:3])))
    return outcomes


def _share(values: Iterable[bool]) -> float:
    listed = [*values]
    return float(np.mean(listed)) if listed else float("nan")


if __name__ == "__main__":
    main()
