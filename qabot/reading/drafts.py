"""An article while it is put together, and the last steps to `Article`, the same for every form."""

from dataclasses import dataclass, field, replace
from datetime import date

from qabot.reading.bylines import names_of_credit, names_of_lead, names_of_tail
from qabot.reading.ids import content_id
from qabot.reading.roles import Role
from qabot.types import Article


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


@dataclass(slots=True)
class Draft:
    """An article in the order of print.

    Attributes:
        bylines: Author lines above the text.
        items: Paragraphs, section headings, captions and signatures.
    """

    title: str = ""
    subtitle: str = ""
    bylines: list[str] = field(default_factory=list)
    items: list[tuple[Role, str]] = field(default_factory=list)

    def finish(self, origin: Origin) -> Article:
        """Make the article: its authors named, its id taken from its content."""
        credits = [text for role, text in self.items if role in (Role.BYLINE, Role.CREDIT)]
        draft = Article(
            id="",
            title=self.title,
            subtitle=self.subtitle,
            author=" ".join(self._authors(credits)),
            paragraphs=tuple(text for role, text in self.items if role in (Role.HEAD, Role.BODY)),
            captions=tuple(text for role, text in self.items if role is Role.CAPTION),
            credits=(*self.bylines, *credits),
            published=origin.published,
            source=origin.file,
            file=origin.file,
        )
        return replace(draft, id=content_id(draft.title, draft.text))

    def _authors(self, credits: list[str]) -> list[str]:
        """Give the names above the text; else those inside it; else those below it."""
        body = [text for role, text in self.items if role is Role.BODY]
        for lines, names_of in (
            (self.bylines, names_of_credit),
            (body[:1], names_of_lead),
            (body[-1:], names_of_tail),
            (credits, names_of_credit),
        ):
            if names := [name for line in lines for name in names_of(line)]:
                return list(dict.fromkeys(names))
        return []
