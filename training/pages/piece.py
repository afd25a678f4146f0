"""What a page is made of: pieces in the order of print, and the stories that they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

ROLES: Final[Mapping[str, str]] = {
    "header": "header",
    "section": "header",
    "slogan": "header",
    "date": "header",
    "editor": "header",
    "jump": "header",
    "title": "title",
    "title_after": "title",
    "subtitle": "subtitle",
    "byline": "byline",
    "heading": "subhead",
    "body": "body",
    "body_cont": "body",
    "question": "body",
    "answer": "body",
    "caption": "caption",
    "credit": "credit",
}
"""Kind of a piece to the coarser role that scores of whole pages know."""

HEAD_KINDS = frozenset({"title", "title_after", "subtitle"})
TEXT_KINDS = frozenset(kind for kind, role in ROLES.items() if role == "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One block of the page.

    Attributes:
        article: Position of its article on the page; -1 for what belongs to the page.
        paragraph: Position of its paragraph in the article; -1 for what is no body.
        first: The body of its article begins here.
        gap: Blank lines before it; None for as many as the page has between blocks.
    """

    text: str
    kind: str
    article: int = -1
    paragraph: int = -1
    first: bool = False
    gap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An article as it is to be printed, not yet cut into columns.

    Attributes:
        head: Column name, kicker, title, subtitle.
        opening: Bylines between title and body.
        body: Paragraphs and headings.
        closing: Credits and jumps below the body.
        lead: What the first paragraph opens with: `本报讯（记者 …）`.
        tail: What the last paragraph closes with: `（记者 …）`.
        clean: Paragraph number to the paragraph without what the noise repeated.
    """

    article: int
    ids: tuple[str, ...]
    title: str
    subtitle: str
    head: tuple[Piece, ...]
    opening: tuple[Piece, ...]
    body: tuple[Piece, ...]
    closing: tuple[Piece, ...]
    captions: tuple[str, ...]
    authors: tuple[str, ...] = ()
    byline: str = ""
    lead: str = ""
    tail: str = ""
    credit: str = ""
    date: str = ""
    clean: Mapping[int, str] = field(default_factory=dict)
