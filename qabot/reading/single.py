"""A file of one article: the first line is its title."""

import re

from qabot.reading.blocks import clean, split_blocks
from qabot.reading.drafts import Draft, Origin
from qabot.reading.roles import Role, role_of
from qabot.types import Article

_MARKDOWN_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)
MAX_TITLE = 60


def read_single(text: str, origin: Origin, *, markdown: bool = False) -> Article | None:
    """Read a file as one article, all of it kept.

    Args:
        text: The file.
        origin: Where it stands.
        markdown: Take the marks off headings.

    Returns:
        None if there is no text. Of one block, or where a paragraph comes first, there is no title.
    """
    text = clean(text)
    headed = markdown and text.lstrip("\n ").startswith("#")
    blocks = split_blocks(_MARKDOWN_HEADING.sub(r"\1", text) if markdown else text)
    if not blocks:
        return None
    draft = Draft()
    first = blocks[0].text
    if len(blocks) > 1 and (headed or (len(first) <= MAX_TITLE and not first.endswith("。"))):
        draft.title = first
        blocks = blocks[1:]
        if len(blocks) > 1 and role_of(blocks[0]) is Role.SUBTITLE:
            draft.subtitle = blocks[0].text
            blocks = blocks[1:]
    while len(blocks) > 1 and role_of(blocks[0]) is Role.BYLINE:
        draft.bylines.append(blocks[0].text)
        blocks = blocks[1:]
    draft.items = [(_kept_as(role_of(block)), block.text) for block in blocks]
    return draft.finish(origin)


def _kept_as(role: Role) -> Role:
    """Give the role inside one article: no page is around it, every heading is its own."""
    return Role.HEAD if role in (Role.PAGE_LINE, Role.SUBTITLE) else role
