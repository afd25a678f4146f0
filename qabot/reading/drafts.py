"""An article while it is put together, and the last steps to `Article`, the same for every form."""

from dataclasses import dataclass, field, replace
from datetime import date

from qabot.reading.ids import content_id
from qabot.reading.page.bylines import names_of_credit, names_of_lead, names_of_tail
from qabot.types import Article, Place, Role

BODY_ROLES = (Role.HEADING, Role.BODY, Role.QUESTION, Role.ANSWER)
"""What stands in `Article.paragraphs`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a file's articles before its text is read: from its name, a sidecar, or fields of its form.

    Attributes:
        file: Path inside the corpus, with forward slashes.
        published: Date of print.
        newspaper: Its name.
        page_number: As the newspaper counts its pages.
        title: Of the one article that the file holds, where its form names it (HTML, front matter).
        author: The same; names apart by a space.
        url: Where the file came from.
    """

    file: str
    published: date | None = None
    newspaper: str = ""
    page_number: str = ""
    title: str = ""
    author: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph, heading, caption or signature of an article.

    Attributes:
        places: Of its pieces, in the order in which they were joined.
    """

    role: Role
    text: str
    places: tuple[Place, ...] = ()


@dataclass(slots=True)
class Draft:
    """An article in the order of print.

    Attributes:
        bylines: Author lines above the text.
        items: Paragraphs, section headings, captions and signatures.
        authors: Names, where a person gave them; None where they are to be read from the lines.
        published: Date of print, where the article has one of its own.
    """

    title: str = ""
    subtitle: str = ""
    bylines: list[Item] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    authors: tuple[str, ...] | None = None
    published: date | None = None

    def finish(self, origin: Origin, *, estimated: bool = False) -> Article:
        """Make the article: its authors named, its id taken from its content."""
        body = [item for item in self.items if item.role in BODY_ROLES]
        captions = [item for item in self.items if item.role is Role.CAPTION]
        rest = [item for item in self.items if item.role not in (*BODY_ROLES, Role.CAPTION)]
        credits = [*self.bylines, *rest]
        places = tuple(item.places for item in (*body, *captions, *credits))
        draft = Article(
            id="",
            title=self.title,
            subtitle=self.subtitle,
            author=" ".join(self._authors(rest) if self.authors is None else self.authors)
            or origin.author,
            paragraphs=tuple(item.text for item in body),
            captions=tuple(item.text for item in captions),
            credits=tuple(item.text for item in credits),
            published=self.published or origin.published,
            estimated=estimated and self.published is None,
            newspaper=origin.newspaper,
            page_number=origin.page_number,
            source=origin.file,
            file=origin.file,
            url=origin.url,
            places=places if any(places) else (),
        )
        return replace(draft, id=content_id(draft.title, draft.text))

    def _authors(self, credits: list[Item]) -> list[str]:
        """Give the names above the text; else those inside it; else those below it."""
        body = [
            item.text
            for item in self.items
            if item.role in BODY_ROLES and item.role is not Role.HEADING
        ]
        for lines, names_of in (
            ([item.text for item in self.bylines], names_of_credit),
            (body[:1], names_of_lead),
            (body[-1:], names_of_tail),
            ([item.text for item in credits], names_of_credit),
        ):
            if names := [name for line in lines for name in names_of(line)]:
                return list(dict.fromkeys(names))
        return []
