"""Fit the score on collected figures, and set the bound below which nothing is said.

    python -m training.score.fit COLLECTED... --out qabot/searching/data/score.json

Two logistic regressions: of the figures alone, and with those of the reader. The bounds are those at which
`--wrongful` of the answerable questions would be refused, found on questions that a fit has not seen (five
folds); a question counts as answerable if one of its candidates answers.
"""

import argparse
import json
from collections import defaultdict
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
    parser.add_argument("--wrongful", type=float, default=0.007)
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
            held[test] = (
                _regression(args.strength).fit(x[train], y[train]).predict_proba(x[test])[:, 1]
            )
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
    figures: dict[str, float] = row["figures"] | (row["read"] if name == "read" else {})
    return figures


def _report(name: str, rows: Rows, held: NDArray[np.float64], wrongful: float) -> float:
    """Print how good the held-out probabilities are, and return the bound."""
    by_question: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        by_question[row["question"]].append(at)
    first, third, best, answerable = [], [], [], []
    for places in by_question.values():
        ranked = sorted(places, key=lambda at: -held[at])
        right = [rows[at]["answers"] == 1 for at in ranked]
        if rows[places[0]]["answerable"] and any(right):
            first.append(right[0])
            third.append(any(right[:3]))
            best.append(held[ranked[0]])
            answerable.append(True)
        elif not rows[places[0]]["answerable"]:
            best.append(held[ranked[0]])
            answerable.append(False)
    scores, labels = np.array(best), np.array(answerable)
    least = float(np.quantile(scores[labels], wrongful))
    brier = float(np.mean((held - [row["answers"] for row in rows]) ** 2))
    print(
        f"{name}: {len(by_question)} questions, first {np.mean(first):.3f}, among three {np.mean(third):.3f}, "
        f"Brier {brier:.4f}"
    )
    if not labels.all():
        refused = float(np.mean(scores[~labels] < least))
        print(
            f"  refusing: AUROC {roc_auc_score(labels, scores):.3f}; bound {least:.3f} refuses {refused:.3f} of "
            f"{(~labels).sum()} unanswerable and {wrongful:.2f} of {labels.sum()} answerable questions"
        )
    return round(least, 4)


if __name__ == "__main__":
    main()
