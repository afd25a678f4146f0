"""Train the page reader: `python -m training.roles PAGES [PAGES ...]`, folders that `training.pages` has written.

Writes `qabot/reading/page/data/roles.crfsuite`, a conditional random field over the blocks of a page, and
`weights.json`, three logistic regressions: which pieces of broken paragraphs belong together, before and after the
field has spoken, and which lines over a text are titles. They are fitted on pages that the field has not seen,
since they weigh what it says.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pycrfsuite
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from qabot.reading.page import tagger, weights
from qabot.reading.page.features import features_of
from qabot.reading.page.joins import tagged_features
from qabot.reading.page.seams import find_seams
from qabot.reading.page.sections import find_sections
from training.labelled import LabelledPage, read_labelled, read_lines

DATA = Path(tagger.__file__).with_name("data")
REGRESSION_PAGES = 0.25
"""Share of the generated pages that the regressions are fitted on."""

PRINTED_TIMES = 15
"""How often a page that people labelled counts: there are few of them, and they are as newspapers print."""


def train_seam(pages: Sequence[LabelledPage]) -> dict[str, float]:
    """Fit the weights of a join before the roles of its blocks are known."""
    found = [(seam, page) for page in pages for seam in find_seams(page.sheet)]
    return _fit(
        [seam.features for seam, _ in found],
        [(seam.left, seam.right) in page.pieces for seam, page in found],
    )


def train_roles(pages: Sequence[LabelledPage], *, target: Path, iterations: int) -> None:
    """Fit the field and write it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for page in pages:
        features = features_of(page.sheet, list(find_seams(page.sheet)))
        trainer.append(pycrfsuite.ItemSequence(features), page.labels)
    trainer.set_params(
        {
            "c1": 0.3,
            "c2": 0.03,
            "max_iterations": iterations,
            "feature.possible_transitions": False,
            "feature.minfreq": 5,
        }
    )
    trainer.train(str(target))


def train_join(pages: Sequence[LabelledPage]) -> dict[str, float]:
    """Fit the weights of a join with what the field says of its blocks."""
    described: list[dict[str, float]] = []
    true: list[bool] = []
    for page in pages:
        found = list(find_seams(page.sheet))
        tags = tagger.tag_blocks(features_of(page.sheet, found))
        for seam, features in tagged_features(found, tags):
            described.append(features)
            true.append((seam.left, seam.right) in page.pieces)
    return _fit(described, true)


def train_section(pages: Sequence[LabelledPage]) -> dict[str, float]:
    """Fit the weights that tell a title from a heading, on lines that are one of the two."""
    described: list[dict[str, float]] = []
    true: list[bool] = []
    for page in pages:
        tags = tagger.tag_blocks(features_of(page.sheet, list(find_seams(page.sheet))))
        for section in find_sections(page.sheet, tags):
            label = page.labels[section.line].removesuffix(tagger.UNTITLED)
            if label in ("title", "heading"):
                described.append(section.features)
                true.append(label == "title")
    return _fit(described, true)


def _fit(described: Sequence[dict[str, float]], true: Sequence[bool]) -> dict[str, float]:
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(described)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=3000).fit(matrix, true)
    print(f"{len(true)} cases, {np.mean(true):.1%} true, right {model.score(matrix, true):.2%}")
    names = vectorizer.get_feature_names_out()
    return {str(n): round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}


def _write(**models: dict[str, float]) -> None:
    text = json.dumps(models, indent=1, sort_keys=True, ensure_ascii=False)
    (DATA / weights.FILE).write_text(f"{text}\n", "utf-8")
    weights._weights.cache_clear()


def main() -> None:
    """Train both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument(
        "--lines",
        nargs=2,
        type=Path,
        action="append",
        default=[],
        metavar=("LABELS", "FOLDER"),
        help="pages labelled line by line",
    )
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--keep-field", action="store_true", help="fit the regressions only")
    options = parser.parse_args()
    pages = [page for folder in options.folders for page in read_labelled(folder)]
    order = np.random.default_rng(1).permutation(len(pages))
    for_regressions = [pages[n] for n in order[: int(len(pages) * REGRESSION_PAGES)]]
    for_field = [pages[n] for n in order[int(len(pages) * REGRESSION_PAGES) :]]
    printed = [page for truth, folder in options.lines for page in read_lines(truth, folder)]
    for_field += printed * PRINTED_TIMES
    for_regressions += printed * PRINTED_TIMES
    print(f"{len(for_field)} pages for the field, {len(for_regressions)} for the regressions")
    _write(seam={}, join={}, section={})
    seam = train_seam(for_regressions)
    _write(seam=seam, join={}, section={})
    if not options.keep_field:
        train_roles(for_field, target=DATA / tagger.FILE, iterations=options.iterations)
    _write(seam=seam, join=train_join(for_regressions), section=train_section(for_regressions))


if __name__ == "__main__":
    main()
