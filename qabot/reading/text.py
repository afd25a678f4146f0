"""A text, whatever form it came in → a page of articles, or of one."""

from dataclasses import replace

from qabot.messages import say
from qabot.reading.drafts import BODY_ROLES, Origin
from qabot.reading.metadata import corrected
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.bylines import starts_report
from qabot.reading.page.fitting import faults_on_page
from qabot.reading.page.reader import read_page
from qabot.reading.page.shapes import SHAPES
from qabot.reading.sidecar.corrections import NOTHING, Corrections
from qabot.reading.single import read_single
from qabot.types import Block, Page, Role

MANY = 4
"""Articles that make a page even where none names its authors."""


MAX_LINE = 45
"""Characters of a title or header; a text of nothing longer, in which no article was found, has none."""

_FURNITURE = (Role.HEADER, Role.DATE, Role.EDITOR)


def read_text(
    text: str, origin: Origin, *, corrections: Corrections = NOTHING, one_article: bool = False
) -> Page:
    """Read a text as a newspaper page, or as one article where it holds no second one.

    Args:
        text: The text of a file; cleaned here.
        origin: What is known of it.
        corrections: What a person said of it.
        one_article: It is one article whatever it looks like, with the marks of Markdown.
    """
    text, origin = clean(text), corrected(origin, corrections)
    if one_article:
        return read_single(text, origin, markdown=True)
    # A title that the form names is, over many articles, the name of their page.
    page = read_page(text, replace(origin, title="", author=""), corrections)
    return page if corrections.has_lines or is_page(page) else read_single(text, origin)


def unfit(text: str, corrections: Corrections, *, one_article: bool = False) -> list[str]:
    """Tell, for people, what of a sidecar has no effect on a text; arguments as for `read_text`, text cleaned."""
    if not corrections.has_lines:
        return []
    if one_article:
        return [
            say(
                "本文是单篇文章，只有 newspaper date page url 起作用",
                "the file is one article: only newspaper, date, page and url apply",
            )
        ]
    return faults_on_page(corrections, split_blocks(text))


def is_page(page: Page) -> bool:
    """Tell whether a text that was read as a page is one: many articles, or some with what pages have.

    Of a single article the reader sometimes takes a section for another one, without authors of its own. A page
    may also hold one article, or none, under its header.
    """
    roles = [block.role for block in page.blocks]
    openings = sum(
        role is Role.BYLINE or (role in BODY_ROLES and starts_report(block.text))
        for role, block in zip(roles, page.blocks, strict=True)
    )
    furniture = sum(map(_is_furniture, page.blocks))
    if len(page.articles) > 1:
        return len(page.articles) >= MANY or openings > 1 or furniture > 0
    lines_only = len(roles) > 2 and all(len(block.text) <= MAX_LINE for block in page.blocks)
    return furniture > 1 or (not page.articles and lines_only)


def _is_furniture(block: Block) -> bool:
    """Tell whether a block surely is a header, date or editor line: by its role and by its shape."""
    return block.role in _FURNITURE and any(
        SHAPES[name].fits(block.text) for name in ("date", "weekday", "page", "paper", "editor")
    )
