"""A text, whatever form it came in → a page of articles, or of one."""

from qabot.messages import say
from qabot.reading.drafts import BODY_ROLES, Origin
from qabot.reading.metadata import corrected
from qabot.reading.page.blocks import clean, split_blocks
from qabot.reading.page.bylines import starts_report
from qabot.reading.page.fitting import faults_on_page
from qabot.reading.page.reader import read_page
from qabot.reading.sidecar.corrections import NOTHING, Corrections
from qabot.reading.single import read_single
from qabot.types import Page, Role

MANY = 4
"""Articles that make a page even where none names its authors."""


_FURNITURE = (Role.HEADER, Role.DATE, Role.EDITOR)


def read_text(
    text: str, origin: Origin, *, corrections: Corrections = NOTHING, one_article: bool = False
) -> Page:
    """Read a text as a newspaper page, or as one article where it holds no second one.

    Args:
        text: The text of a file; cleaned here.
        origin: What is known of it; a title that its form names makes it one article.
        corrections: What a person said of it.
        one_article: It is one article whatever it looks like, with the marks of Markdown.
    """
    text, origin = clean(text), corrected(origin, corrections)
    if one_article or origin.title:
        return read_single(text, origin, markdown=one_article)
    page = read_page(text, origin, corrections)
    return page if corrections.has_lines or is_page(page) else read_single(text, origin)


def unfit(
    text: str, origin: Origin, corrections: Corrections, *, one_article: bool = False
) -> list[str]:
    """Tell, for people, what of a sidecar has no effect on a text; arguments as for `read_text`, text cleaned."""
    if not corrections.has_lines:
        return []
    if one_article or origin.title:
        return [
            say(
                "本文是单篇文章，只有 newspaper date page url 起作用",
                "the file is one article: only newspaper, date, page and url apply",
            )
        ]
    return faults_on_page(corrections, split_blocks(text))


def is_page(page: Page) -> bool:
    """Tell whether a text that was read as a page is one: many articles, or some with what pages have.

    Of a single article the reader sometimes takes a section for another one, without authors of its own.
    """
    openings = sum(
        block.role is Role.BYLINE or (block.role in BODY_ROLES and starts_report(block.text))
        for block in page.blocks
    )
    furniture = any(block.role in _FURNITURE for block in page.blocks)
    return len(page.articles) >= MANY or (len(page.articles) > 1 and (openings > 1 or furniture))
