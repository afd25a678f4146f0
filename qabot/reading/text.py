"""A text, whatever form it came in → a page of articles, or of one."""

from qabot.reading.corrections import NOTHING, Corrections
from qabot.reading.drafts import Origin
from qabot.reading.metadata import corrected
from qabot.reading.page.blocks import clean
from qabot.reading.page.reader import read_page
from qabot.reading.single import read_single
from qabot.types import Page


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
    drawn = corrections.articles or corrections.roles or corrections.joins or corrections.apart
    return page if len(page.articles) > 1 or drawn else read_single(text, origin)
