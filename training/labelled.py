"""Labelled pages as the reader sees them: generated ones, and those that people labelled line by line.

The second are a file of lines, role by role and article by article, with the joins:

    {"page.txt": {"section": [3], "slogan": [5], "articles": [{"title": [7], "byline": [9], "body": [11, 13], …}, …],
                  "joins": [[19, 21], …]}}
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qabot.reading.page import tagger
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.sheet import Sheet
from qabot.types import Role

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
    kinds: list[tuple[str, object]] = []
    last_piece: dict[tuple[object, object], int] = {}
    pieces: set[tuple[int, int]] = set()
    for n, k in enumerate(owners):
        kind, article = str(truth[k]["kind"]), truth[k]["a"]
        begins = n == 0 or owners[n - 1] != k
        label = tagger.FIRST if truth[k].get("first") and begins else _KINDS.get(kind, kind)
        kinds.append((label, article))
        if kind.startswith("body"):
            paragraph = (article, truth[k]["p"])
            if paragraph in last_piece and owners[last_piece[paragraph]] != k:
                pieces.add((last_piece[paragraph], n))
            last_piece[paragraph] = n
    return LabelledPage(Sheet(blocks), labels_in_order(kinds), frozenset(pieces))


def labels_in_order(kinds: Sequence[tuple[str, object]]) -> list[str]:
    """Make the field's labels of the kinds of a page's blocks, each with its article; -1 for none."""
    labels: list[str] = []
    titled: set[object] = {-1}
    for label, article in kinds:
        if label in ("title", tagger.TITLE_AFTER):
            titled.add(article)
        inside = label in _IN_ARTICLE
        labels.append(tagger.field_label(label, in_article=inside, titled=article in titled))
    return labels


def read_lines(truth: Path, folder: Path) -> Iterator[LabelledPage]:
    """Read the pages of a folder with their truth.

    Args:
        truth: The file of labels.
        folder: Where the pages lie.
    """
    for name, page in json.loads(truth.read_text("utf-8")).items():
        blocks = split_blocks(clean((folder / name).read_text("utf-8")))
        kinds = _kinds(page)
        at = {block.place.first_line: n for n, block in enumerate(blocks)}
        labels = labels_in_order([kinds[block.place.first_line] for block in blocks])
        pieces = frozenset((at[left], at[right]) for left, right in page["joins"])
        yield LabelledPage(Sheet(blocks), labels, pieces)


def _kinds(page: dict[str, Any]) -> dict[int, tuple[str, int]]:
    """Give the label of every line, with its article; -1 for what belongs to the page."""
    found: dict[int, tuple[str, int]] = {}
    for role, lines in page.items():
        if role not in ("articles", "joins"):
            found |= dict.fromkeys(lines, (role, -1))
    for number, article in enumerate(page["articles"]):
        first = min(article["body"])
        for role, lines in article.items():
            if role != "author":
                label = _KINDS.get(role, role)
                found |= dict.fromkeys(lines, (label, number))
        found |= {t: (tagger.TITLE_AFTER, number) for t in article["title"] if t > first}
        found[first] = tagger.FIRST, number
    for _, right in page["joins"]:
        found[right] = tagger.CONTINUED, found[right][1]
    return found
