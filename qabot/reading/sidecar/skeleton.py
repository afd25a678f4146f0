"""A page as it was read, written as a sidecar: what a person edits who disagrees."""

import json
from collections.abc import Iterator
from itertools import pairwise

from qabot.messages import say
from qabot.types import Article, Block, Page, Role

_BY_ARTICLE = (Role.TITLE, Role.SUBTITLE, Role.BODY)
_SHOWN = 24


def sidecar_skeleton(page: Page) -> str:
    """Write the sidecar that says what the reader found.

    Returns:
        TOML that `read_sidecar` takes without a fault; it ends with a line end.
    """
    claimed: set[int] = set()
    parts = [*_facts(page), *_joins(page), *_roles(page.blocks, claimed)]
    for number, article in enumerate(page.articles):
        own = [block for block in page.blocks if block.article == number]
        parts += _article(article, own, claimed)
    return "\n".join((*parts, ""))


def _facts(page: Page) -> Iterator[str]:
    """Give what is known of the page; what is not, as a comment to be filled in."""
    yield say(
        f"# {page.file} 的修订文件。行号见 qabot read；删去没有异议的部分即可。",
        f"# What is to be changed in {page.file}; lines as qabot read shows them. Delete what is right.",
    )
    first = page.articles[0] if page.articles else None
    newspaper = first.newspaper if first else ""
    number = first.page_number if first else ""
    published = first.published if first else None
    url = (first.url if first else None) or ""
    sure = published is not None and not (first and first.estimated)
    yield ("" if newspaper else "# ") + f"newspaper = {_quoted(newspaper)}"
    day = published.isoformat() if published else "2023-03-14"
    yield ("" if sure else "# ") + f"date = {day}"
    yield ("" if number else "# ") + f"page = {_quoted(number)}"
    yield ("" if url else "# ") + f"url = {_quoted(url)}"


def _joins(page: Page) -> Iterator[str]:
    pairs = [
        [before.last_line, after.first_line]
        for article in page.articles
        for pieces in article.places
        for before, after in pairwise(pieces)
        if before.last_line < after.first_line
    ]
    yield f"join = {pairs}"
    yield "apart = []"


def _roles(blocks: tuple[Block, ...], claimed: set[int]) -> Iterator[str]:
    """Give the roles that an article's own lines do not tell."""
    yield ""
    yield "[roles]"
    for block in blocks:
        lines = set(range(block.place.first_line, block.place.last_line + 1))
        if block.role in _BY_ARTICLE or lines & claimed:
            continue
        claimed |= lines
        key = _range(block.place.first_line, block.place.last_line)
        yield f'{key} = "{block.role}"  # {_short(block.text)}'
    claimed.clear()


def _article(article: Article, own: list[Block], claimed: set[int]) -> Iterator[str]:
    lines = _lines(own, claimed)
    if not lines:
        return
    yield ""
    yield f"[[article]]  # {_short(article.title)}"
    yield f"lines = {json.dumps(lines)}"
    for key, role, text in (
        ("title", Role.TITLE, article.title),
        ("subtitle", Role.SUBTITLE, article.subtitle),
    ):
        if text or role is Role.TITLE:
            yield f"{key} = {_heading(text, [block for block in own if block.role is role])}"
    yield f"authors = {json.dumps(article.author.split(), ensure_ascii=False)}"


def _heading(text: str, blocks: list[Block]) -> str:
    """Give the line of a heading that stands on one, else its text."""
    if len(blocks) == 1 and blocks[0].text == text:
        place = blocks[0].place
        if place.first_line == place.last_line:
            return str(place.first_line)
    return _quoted(text)


def _lines(own: list[Block], claimed: set[int]) -> list[int | str]:
    """Give the lines of an article, those that follow each other as one range."""
    ranges: list[tuple[int, int]] = []
    for block in own:
        first, last = block.place.first_line, block.place.last_line
        lines = set(range(first, last + 1))
        if lines & claimed:
            continue
        claimed |= lines
        # Blank lines are nobody's: a range may run over them.
        if ranges and 0 < first - ranges[-1][1] <= block.gap + 1:
            ranges[-1] = ranges[-1][0], last
        else:
            ranges.append((first, last))
    return [first if first == last else f"{first}-{last}" for first, last in ranges]


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
