"""Train the page reader: `python -m training.roles PAGES [PAGES ...]`, folders that `training.pages` has written.

Writes `qabot/reading/page/data/roles.crfsuite`, a conditional random field over the blocks of a page, and
`weights.json`, three logistic regressions: which pieces of broken paragraphs belong together, before and after the
field has spoken, and which lines over a text are titles. They are fitted on pages that the field has not seen,
since they weigh what it says.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pycrfsuite
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from qabot.reading.page import tagger, weights
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.features import features_of
from qabot.reading.page.joins import tagged_features
from qabot.reading.page.seams import find_seams
from qabot.reading.page.sections import find_sections
from qabot.reading.page.sheet import Sheet
from qabot.types import Role

DATA = Path(tagger.__file__).with_name("data")
SEAM_PAGES = 0.25
"""Share of the pages that the seams are fitted on."""

_IN_ARTICLE = frozenset(
    (Role.BODY, Role.HEADING, Role.CAPTION, Role.CREDIT, tagger.FIRST, tagger.CONTINUED)
)
_KINDS = {
    "title_after": tagger.TITLE_AFTER,
    "body_cont": tagger.CONTINUED,
    "question": "body",
    "answer": "body",
}


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page as the reader sees it, with the truth for each block.

    Attributes:
        labels: As `tagger.field_label` gives them.
        pieces: Pairs of blocks, the second of which continues the first.
    """

    sheet: Sheet
    labels: list[str]
    pieces: frozenset[tuple[int, int]]


def read_labelled(folder: Path) -> Iterator[LabelledPage]:
    """Read the pages of a folder with their truth."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            text = (folder / gold["page"]).read_bytes().decode("utf-8")
            yield label_page(text, gold["blocks"])


def label_page(text: str, truth: Sequence[dict[str, object]]) -> LabelledPage:
    """Give each block of a page the label of the true block in which most of its characters stand."""
    owner = [k for k, block in enumerate(truth) for _ in "".join(str(block["t"]).split())]
    blocks = split_blocks(clean(text))
    owners: list[int] = []
    at = 0
    for block in blocks:
        size = len("".join(block.text.split()))
        inside = owner[at : at + size] or owner[-1:]
        owners.append(max(set(inside), key=lambda k: (inside.count(k), -k)))
        at += size
    labels: list[str] = []
    titled: set[object] = set()
    last_piece: dict[tuple[object, object], int] = {}
    pieces: set[tuple[int, int]] = set()
    for n, k in enumerate(owners):
        kind, article, first = str(truth[k]["kind"]), truth[k]["a"], truth[k].get("first")
        label = tagger.FIRST if first else _KINDS.get(kind, kind)
        if n and owners[n - 1] == k and label in (tagger.FIRST,):
            label = "body"
        if kind in ("title", "title_after"):
            titled.add(article)
        if kind.startswith("body"):
            paragraph = (article, truth[k]["p"])
            if paragraph in last_piece and (owners[last_piece[paragraph]] != k):
                pieces.add((last_piece[paragraph], n))
            last_piece[paragraph] = n
        labels.append(
            tagger.field_label(
                label, in_article=label in _IN_ARTICLE, titled=article in titled or article == -1
            )
        )
    return LabelledPage(Sheet(blocks), labels, frozenset(pieces))


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
    parser.add_argument("--iterations", type=int, default=150)
    parser.add_argument("--keep-field", action="store_true", help="fit the regressions only")
    options = parser.parse_args()
    pages = [page for folder in options.folders for page in read_labelled(folder)]
    order = np.random.default_rng(1).permutation(len(pages))
    for_seams = [pages[n] for n in order[: int(len(pages) * SEAM_PAGES)]]
    for_roles = [pages[n] for n in order[int(len(pages) * SEAM_PAGES) :]]
    print(f"{len(for_roles)} pages for roles, {len(for_seams)} for seams")
    _write(seam={}, join={}, section={})
    seam = train_seam(for_seams)
    _write(seam=seam, join={}, section={})
    if not options.keep_field:
        train_roles(for_roles, target=DATA / tagger.FILE, iterations=options.iterations)
    _write(seam=seam, join=train_join(for_seams), section=train_section(for_seams))


if __name__ == "__main__":
    main()
