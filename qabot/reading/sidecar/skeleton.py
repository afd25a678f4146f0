"""A page as it was read, written as a sidecar: what a person edits who disagrees."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from qabot.messages import say
from qabot.types import Article, Block, Page, Role

_HEADINGS = (Role.TITLE, Role.SUBTITLE)
_TEXT = (Role.HEADING, Role.BODY, Role.QUESTION, Role.ANSWER)
_SHOWN = 24


def sidecar_skeleton(page: Page) -> str:
    """Write the sidecar that says what the reader found.

    Returns:
        TOML that `read_sidecar` takes without a fault, and that changes nothing; it ends with a line end.
    """
    claimed: set[int] = set()
    own = [[b for b in page.blocks if b.article == n] for n in range(len(page.articles))]
    headings = [
        block
        for article, blocks in zip(page.articles, own, strict=True)
        for role, text in ((Role.TITLE, article.title), (Role.SUBTITLE, article.subtitle))
        for block in _heading_blocks(text, role, blocks)
    ]
    parts = [*_facts(page), *_joins(page), *_roles(page, headings, claimed)]
    day = _page_date(page)[0]
    for article, blocks in zip(page.articles, own, strict=True):
        parts += _article(article, blocks, claimed, day)
    return "\n".join((*parts, ""))


def _page_date(page: Page) -> tuple[date | None, bool]:
    """Give the day of a page, and whether it is an estimate: that of articles without one of their own."""
    days = [(article.published, article.estimated) for article in page.articles]
    common = [day for day in days if day[0] is None or day[1]]
    return next(iter(common), None) or Counter(days or [(None, False)]).most_common(1)[0][0]


def _facts(page: Page) -> Iterator[str]:
    """Give what is known of the page; what is not, as a comment to be filled in."""
    yield say(
        f"# {page.file} 的修订文件。行号见 qabot read；删去没有异议的部分即可。",
        f"# What is to be changed in {page.file}; lines as qabot read shows them. Delete what is right.",
    )
    first = page.articles[0] if page.articles else None
    newspaper = first.newspaper if first else ""
    number = first.page_number if first else ""
    url = (first.url if first else None) or ""
    published, estimated = _page_date(page)
    sure = published is not None and not estimated
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


def _roles(page: Page, headings: list[Block], claimed: set[int]) -> Iterator[str]:
    """Give the roles that an article's own lines do not tell."""
    yield ""
    yield "[roles]"
    for block in page.blocks:
        lines = set(range(block.place.first_line, block.place.last_line + 1))
        if block.role is Role.BODY or block in headings or lines & claimed:
            continue
        claimed |= lines
        key = _range(block.place.first_line, block.place.last_line)
        yield f'{key} = "{block.role}"  # {_short(block.text)}'
    claimed.clear()


def _article(
    article: Article, own: list[Block], claimed: set[int], day: date | None
) -> Iterator[str]:
    lines = _lines(_in_order(article, own), claimed)
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
            yield f"{key} = {_heading(text, _heading_blocks(text, role, own))}"
    yield f"authors = {json.dumps(article.author.split(), ensure_ascii=False)}"
    if article.published not in (None, day):
        yield f"date = {article.published}"


def _heading_blocks(text: str, role: Role, own: list[Block]) -> list[Block]:
    """Give the blocks that a heading is made of; none where it is no text of the page."""
    blocks = [block for block in own if block.role is role]
    for start in range(len(blocks)):
        for end in range(len(blocks), start, -1):
            if " ".join(block.text for block in blocks[start:end]) == text:
                return blocks[start:end]
    return []


def _heading(text: str, blocks: list[Block]) -> str:
    """Give the lines of a heading, else its text."""
    lines = [block.place.first_line for block in blocks]
    return (str(lines[0]) if len(lines) == 1 else str(lines)) if lines else _quoted(text)


def _in_order(article: Article, own: list[Block]) -> list[Block]:
    """Put the blocks of an article in the order in which it is read, where that is not the one of print."""
    number = {pieces[0].start: n for n, pieces in enumerate(article.places) if pieces}
    for roles in (_TEXT, (Role.CAPTION,)):
        at = [number[b.place.start] for b in own if b.role in roles and b.place.start in number]
        if at != sorted(at):
            break
    else:
        rest = (*_TEXT, *_HEADINGS, Role.CAPTION)
        at = [number[b.place.start] for b in own if b.role not in rest and b.place.start in number]
        if at == sorted(at):
            return own
    # Headings of the article first; pieces that go on in another place need no order.
    return sorted(own, key=lambda b: (number.get(b.place.start, -1), b.place.start))


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
