"""What reading finds, into the store: every page and article once, every printing of an article."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qabot.indexing.places import Lines, merged
from qabot.indexing.records import article_row
from qabot.indexing.store_writer import StoreWriter
from qabot.messages import say
from qabot.reading.ids import content_id
from qabot.types import Article, Page, Skipped


@dataclass(frozen=True, slots=True)
class _Known:
    """An article that is in the store: what it says, and where the store says that it stands."""

    content: str
    published: date | None
    printing: tuple[str, str, str | None]


@dataclass(slots=True)
class Gathering:
    """Takes what reading finds.

    Attributes:
        writer: Where articles and pages go.
        duplicates: Articles that were there already, word for word, under the same id.
        skipped: What could not be read or taken.
    """

    writer: StoreWriter
    duplicates: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    _known: dict[str, _Known] = field(default_factory=dict)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, found: Page | Article | Skipped) -> None:
        """Take a page with its articles, an article, or what was skipped."""
        if isinstance(found, Skipped):
            self.skipped.append(found)
        elif isinstance(found, Article):
            self._take_article(found, ())
        else:
            self.writer.add_page(found)
            self._note(found.file, found.text)
            lines = _lines_of_articles(found)
            for position, article in enumerate(found.articles):
                self._take_article(article, lines.get(position, ()))

    @property
    def ids(self) -> Mapping[str, object]:
        """The ids of the articles taken, in order."""
        return self._known

    @property
    def digest(self) -> str:
        """SHA-256 over all that was taken, in order."""
        return self._digest.hexdigest()

    def _take_article(self, article: Article, lines: Lines) -> None:
        if not article.text.strip():
            reason = say(f"《{article.title}》没有正文", f"“{article.title}” has no text")
            self.skipped.append(Skipped(article.file, reason))
            return
        self._note(*map(str, article_row(article)), str(lines))
        content = content_id(article.title, article.text)
        printing = (article.file, article.source, article.url)
        known = self._known.get(article.id)
        if known is None:
            self._known[article.id] = _Known(content, article.published, printing)
            self.writer.add_article(article, lines)
        elif known.content == content:
            self.duplicates += 1
            if (known.published, known.printing) != (article.published, printing):
                self._take_source(article, lines, known)
        else:
            reason = say(
                f"编号 {article.id} 已被另一篇文章使用", f"another article has the id {article.id}"
            )
            self.skipped.append(Skipped(article.file, reason))

    def _take_source(self, article: Article, lines: Lines, known: _Known) -> None:
        """Take another printing; the earliest one is the article, of those of one day the first in the corpus."""
        earlier = (article.published or date.max) < (known.published or date.max)
        if earlier:
            printing = (article.file, article.source, article.url)
            self._known[article.id] = _Known(known.content, article.published, printing)
        self.writer.add_source(article, lines, first=earlier)

    def _note(self, *parts: str) -> None:
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            self._digest.update(len(data).to_bytes(8, "little") + data)


def _lines_of_articles(page: Page) -> dict[int, Lines]:
    """Return the lines of all blocks of each article of a page, by its position."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for block in page.blocks:
        if block.article is not None:
            place = block.place
            ranges.setdefault(block.article, []).append((place.first_line, place.last_line))
    return {position: merged(lines) for position, lines in ranges.items()}
