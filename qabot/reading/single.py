"""A file of one article: the first line is its title."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qabot.reading.drafts import Draft, Item, Origin
from qabot.reading.metadata import finish
from qabot.reading.page.blocks import is_closed, split_blocks
from qabot.reading.page.bylines import is_byline, is_credit, starts_report
from qabot.reading.page.shapes import SHAPES
from qabot.types import Block, Page, Role

_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
MAX_TITLE = 60
MAX_CAPTION = 60
MAX_HEADING = 36


def read_single(text: str, origin: Origin, *, markdown: bool = False) -> Page:
    """Read a file as one article, all of it kept.

    Args:
        text: The file, as `blocks.clean` gives it.
        origin: What is known of it; its title is the article's, and no line of the text.
        markdown: Take the marks off headings.

    Returns:
        No article if there is no text. Of one block, or where a paragraph comes first, there is no title.
    """
    headed = markdown and text.lstrip("\n ").startswith("#")
    blocks = [
        _with_role(block, _MARKDOWN_HEADING.sub(r"\1", block.text) if markdown else block.text)
        for block in split_blocks(text)
    ]
    blocks = [replace(block, article=0) for block in _headed(blocks, headed, origin.title)]
    draft = Draft(title=origin.title, authors=tuple(origin.author.split()) or None)
    for block in blocks:
        if block.role is Role.TITLE:
            draft.title = block.text
        elif block.role is Role.SUBTITLE:
            draft.subtitle = block.text
        else:
            item = Item(block.role, block.text, (block.place,))
            above = block.role is Role.BYLINE and not draft.items
            (draft.bylines if above else draft.items).append(item)
    articles = finish([draft], blocks, origin) if draft.items or draft.bylines else ()
    return Page(file=origin.file, text=text, blocks=tuple(blocks), articles=articles)


def _with_role(block: Block, text: str) -> Block:
    return replace(block, text=text, role=line_role(text))


def _headed(blocks: Sequence[Block], headed: bool, title: str) -> list[Block]:
    """Find the title among the first blocks, and the subtitle under it; elsewhere a `——` line is a heading."""
    found = [replace(b, role=Role.HEADING) if b.role is Role.SUBTITLE else b for b in blocks]
    if len(blocks) < 2:
        return found
    first = blocks[0].text
    if title:
        if "".join(first.split()) == "".join(title.split()):
            found[0] = replace(found[0], role=Role.TITLE)
        return found
    if headed or (len(first) <= MAX_TITLE and not first.endswith("。")):
        found[0] = replace(found[0], role=Role.TITLE)
        if len(blocks) > 2 and blocks[1].role is Role.SUBTITLE:
            found[1] = blocks[1]
    return found


def line_role(text: str) -> Role:
    """Give the role of a block by its own shape alone, as far as that tells."""
    if starts_report(text):
        return Role.BODY
    if is_byline(text):
        return Role.BYLINE
    if is_credit(text):
        return Role.CREDIT
    if len(text) <= MAX_CAPTION and (SHAPES["picture"].fits(text) or SHAPES["shot"].fits(text)):
        return Role.CAPTION
    if len(text) <= MAX_CAPTION and SHAPES["dash"].fits(text) and "。" not in text:
        return Role.SUBTITLE
    return Role.HEADING if len(text) <= MAX_HEADING and not is_closed(text) else Role.BODY
