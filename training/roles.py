"""Train the page reader: `python -m training.roles PAGES [PAGES ...]`, folders that `training.pages` has written.

Writes `qabot/reading/page/data/roles.crfsuite`, a conditional random field over the blocks of a page, and
`seams.json`, the weights of a logistic regression that tells which pieces of broken paragraphs belong together.
The second is fitted on pages that the first has not seen, since it weighs what the first says.
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

from qabot.reading.page import joins, tagger
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.features import Sheet, features_of
from qabot.types import Role

DATA = Path(tagger.__file__).with_name("data")
SEAM_PAGES = 0.25
"""Share of the pages that the seams are fitted on."""

_IN_ARTICLE = frozenset(
    (Role.BODY, Role.HEADING, Role.CAPTION, Role.CREDIT, tagger.FIRST, tagger.CONTINUED)
)
_KINDS = {"title_after": tagger.TITLE_AFTER, "body_cont": tagger.CONTINUED, "question": "body", "answer": "body"}


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


def train_roles(pages: Sequence[LabelledPage], *, target: Path, iterations: int) -> None:
    """Fit the field and write it."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for page in pages:
        trainer.append(pycrfsuite.ItemSequence(features_of(page.sheet)), page.labels)
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


def train_seams(pages: Sequence[LabelledPage], *, target: Path) -> None:
    """Fit the weights of a join and write them."""
    described: list[dict[str, float]] = []
    true: list[bool] = []
    for page in pages:
        for left, right, features in joins.candidates(page.sheet, tagger.tag_blocks(page.sheet)):
            described.append(features)
            true.append((left, right) in page.pieces)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(described)
    model = LogisticRegression(C=1.0, fit_intercept=False, max_iter=2000).fit(matrix, true)
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0].round(4), strict=True))
    target.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{len(true)} candidates, {np.mean(true):.1%} true, right {model.score(matrix, true):.1%}")


def main() -> None:
    """Train both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--iterations", type=int, default=150)
    options = parser.parse_args()
    pages = [page for folder in options.folders for page in read_labelled(folder)]
    order = np.random.default_rng(1).permutation(len(pages))
    seams = [pages[n] for n in order[: int(len(pages) * SEAM_PAGES)]]
    roles = [pages[n] for n in order[int(len(pages) * SEAM_PAGES) :]]
    train_roles(roles, target=DATA / tagger.FILE, iterations=options.iterations)
    print(f"{len(roles)} pages for roles, {len(seams)} for seams")
    train_seams(seams, target=DATA / joins.FILE)


if __name__ == "__main__":
    main()
