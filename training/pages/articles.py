"""Articles of a corpus, as material for pages."""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from training.pages.places import place_in

LONGEST_TITLE = 40
# One article in this many is held out.
HELD_SHARE = 10

_COLUMN = re.compile(r"^[【\[［]([^】\]］]{2,30})[】\]］]\s*")
_NOT_NEWS = re.compile(r"快讯|简历$|^内容提要|^天气预报|名单$|^本期节目")
_OPENING = re.compile(r"^(?:本台消息[，：:。]?\s*|（?新华社[^）)]{0,20}电[）)]?\s*)")
# The voice of a programme, which no newspaper prints.
_SPOKEN = re.compile(r"来看|请看|接下来|节目最后|播送|本台记者|总台(?:央视)?记者|详细报道|以下来看")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article that a page is to print.

    Attributes:
        ids: Ids in the corpus; several where short items were put into one column, none for a notice.
        column: What stood in brackets before the title.
        place: First province or city that title or opening name; may be empty.
        phrases: Parts of other titles, for headings that do not repeat the words of their text.
        shape: How the body is made: plain, speech, letter, poem, interview, briefs, item or notice.
    """

    ids: tuple[str, ...]
    title: str
    paragraphs: tuple[str, ...]
    printed: date
    column: str = ""
    place: str = ""
    shape: str = "plain"
    phrases: tuple[str, ...] = ()


def phrases_of(title: str) -> list[str]:
    """Give the parts of a title that could stand over a section: clauses without the name of a place."""
    parts = re.split(r"[：:\s—]+", title)
    return [part for part in parts if 5 <= len(part) <= 13 and not place_in(part)]


def held_out(article_id: str) -> bool:
    """Say whether an article belongs to the held-out split: by its id's hash, the same for all runs."""
    digest = hashlib.sha256(article_id.encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_SHARE == 0


def read_sources(path: Path, split: str | None = None) -> list[Source]:
    """Read the usable articles of a corpus.

    Args:
        path: JSON lines, plain or `.gz`: id, title, date, text with a paragraph a line.
        split: `train`, `held`, or None for all.

    Returns:
        In the order of the file.
    """
    return [
        source
        for record in _records(path)
        if split is None or held_out(record["id"]) == (split == "held")
        if (source := _source(record)) is not None
    ]


def _records(path: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _source(record: dict[str, str]) -> Source | None:
    title, column = record["title"].strip(), ""
    if match := _COLUMN.match(title):
        title, column = title[match.end() :], match.group(1)
    title = re.sub(r"\s+", " ", title)
    paragraphs = _paragraphs(record["text"])
    if not 4 <= len(title) <= LONGEST_TITLE or _NOT_NEWS.search(title) or not paragraphs:
        return None
    # A list of short items: paragraphs without an end.
    if sum(text[-1] not in "。！？”…）" for text in paragraphs) > len(paragraphs) // 3:
        return None
    return Source(
        ids=(record["id"],),
        title=title,
        paragraphs=paragraphs,
        printed=date.fromisoformat(record["date"]) if record.get("date") else date(2020, 1, 1),
        column=column,
        place=place_in(title) or place_in(paragraphs[0][:30]),
    )


def _paragraphs(text: str) -> tuple[str, ...]:
    found = []
    for line in text.split("\n"):
        paragraph = _OPENING.sub("", line.strip())
        if len(paragraph) >= 12 and not (_SPOKEN.search(paragraph) and len(paragraph) < 60):
            found.append(paragraph)
    return tuple(found)
