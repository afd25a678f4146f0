"""A page as rows: what the views of it on a terminal, off one and in JSON share."""

from dataclasses import dataclass

from qabot.messages import say
from qabot.types import Article, Block, Page, Place, Role

DOUBTFUL = 0.7
"""A role of less confidence is marked, for a person to look at."""

_HEADINGS = (Role.TITLE, Role.SUBTITLE)
_ABOVE = (*_HEADINGS, Role.BYLINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of an article, or a block of the page.

    Attributes:
        text: As it is quoted.
        pieces: Where it stands in the file, in the order in which it is read; empty where nobody knows.
        confidence: The least of its pieces.
    """

    role: Role
    text: str
    pieces: tuple[Place, ...] = ()
    confidence: float = 1.0

    @property
    def lines(self) -> str:
        """The lines of the file: 19, 7-9, 19+21."""
        return "+".join(
            str(place.first_line)
            if place.first_line == place.last_line
            else f"{place.first_line}-{place.last_line}"
            for place in self.pieces
        )

    @property
    def doubtful(self) -> bool:
        """True if its role should be looked at."""
        return self.confidence < DOUBTFUL


def article_rows(page: Page, number: int) -> list[Row]:
    """Give the rows of an article: headings and bylines, then every other line of its text.

    Args:
        page: The page.
        number: Position of the article on it, from 0.
    """
    article = page.articles[number]
    own = [block for block in page.blocks if block.article == number]
    rows = [_block_row(block) for block in own if block.role in _HEADINGS]
    roles = (
        *[Role.BODY] * len(article.paragraphs),
        *[Role.CAPTION] * len(article.captions),
        *[Role.CREDIT] * len(article.credits),
    )
    lines = (*article.paragraphs, *article.captions, *article.credits)
    places = article.places or ((),) * len(lines)
    for role, text, pieces in zip(roles, lines, places, strict=True):
        blocks = [block for block in own for place in pieces if _meet(block.place, place)]
        rows.append(
            Row(
                role=blocks[0].role if blocks else role,
                text=text,
                pieces=pieces,
                confidence=min((block.confidence for block in blocks), default=1.0),
            )
        )
    # What is printed above the text stands above it here, though the text of an article ends with its bylines.
    return sorted(
        rows, key=lambda row: _ABOVE.index(row.role) if row.role in _ABOVE else len(_ABOVE)
    )


def page_rows(page: Page) -> list[Row]:
    """Give the rows of what belongs to no article."""
    return [_block_row(block) for block in page.blocks if block.article is None]


def doubtful_rows(page: Page) -> list[Row]:
    """Give the blocks whose role should be looked at, in the order of print."""
    return [row for row in map(_block_row, page.blocks) if row.doubtful]


def about(article: Article) -> list[str]:
    """Give authors, date, newspaper, page and id of an article, as far as they are known."""
    date = article.published.isoformat() if article.published else ""
    if date and article.estimated:
        date = say(f"约 {date}", f"about {date}")
    page = article.page_number and say(
        f"第 {article.page_number} 版", f"page {article.page_number}"
    )
    return [part for part in (article.author, date, article.newspaper, page, article.id) if part]


def _block_row(block: Block) -> Row:
    return Row(role=block.role, text=block.text, pieces=(block.place,), confidence=block.confidence)


def _meet(one: Place, other: Place) -> bool:
    return one.start < other.end and other.start < one.end
