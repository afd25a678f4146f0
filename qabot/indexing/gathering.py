"""What reading finds, into the store: every page and article once, every printing of an article."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

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

    @classmethod
    def of(cls, article: Article) -> "_Known":
        content = content_id(article.title, article.text)
        return cls(content, article.published, (article.file, article.source, article.url))

    @property
    def path(self) -> tuple[str, ...]:
        """The corpus is in order of this."""
        return PurePosixPath(self.printing[0]).parts

    @property
    def order(self) -> tuple[date, tuple[str, ...]]:
        """Of several printings, the one that comes first in this order is the article."""
        return self.published or date.max, self.path


@dataclass(slots=True)
class Gathering:
    """Takes what reading finds.

    Attributes:
        writer: Where articles and pages go.
        skipped: What could not be read or taken.
        contested: Files that were not read again, but hold an id that a file before them in the corpus gives to
            another article: they must be read as well.
    """

    writer: StoreWriter
    skipped: list[Skipped] = field(default_factory=list)
    contested: set[str] = field(default_factory=set)
    _known: dict[str, _Known] = field(default_factory=dict)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    _repeats: int = 0
    _depends: bool = False

    def take(self, name: str, found: Iterable[Page | Article | Skipped]) -> None:
        """Take all that a file of the corpus holds.

        Args:
            name: Its path inside the corpus.
            found: What reading it gives.
        """
        self.writer.begin_file(name)
        self._digest, self._repeats, self._depends = hashlib.sha256(), 0, False
        unread = False
        for item in found:
            if isinstance(item, Skipped):
                self._skip(item)
                unread = unread or (item.failed and item.where == name)
            elif isinstance(item, Article):
                self._take_article(item, ())
            else:
                self._take_page(item)
        # What cannot be opened today may be tomorrow, and an id that another article has may be free then.
        settled = not (unread or self._depends)
        self.writer.end_file(self._digest.digest(), self._repeats, settled=settled)

    def _take_page(self, page: Page) -> None:
        self.writer.add_page(page)
        self._note(page.file, page.text)
        lines = _lines_of_articles(page)
        for position, article in enumerate(page.articles):
            self._take_article(article, lines.get(position, ()))

    def _take_article(self, article: Article, lines: Lines) -> None:
        if not article.text.strip():
            reason = say(f"《{article.title}》没有正文", f"“{article.title}” has no text")
            self._skip(Skipped(article.file, reason))
            return
        self._note(*map(str, article_row(article)), str(lines))
        new = _Known.of(article)
        known = self._find(article.id)
        if known is None:
            self._known[article.id] = new
            self.writer.add_article(article, lines)
        elif known.content == new.content:
            if (known.published, known.printing) == (new.published, new.printing):
                self._repeats += 1
            else:
                earlier = new.order < known.order
                if earlier:
                    self._known[article.id] = new
                self.writer.add_source(article, lines, first=earlier)
        else:
            self._depends = True
            if new.path < known.path:
                self.contested.add(self.writer.origin_of(article.id))
            reason = say(
                f"编号 {article.id} 已被另一篇文章使用", f"another article has the id {article.id}"
            )
            self._skip(Skipped(article.file, reason))

    def _skip(self, skipped: Skipped) -> None:
        self.skipped.append(skipped)
        self.writer.add_skipped(skipped)

    def _find(self, article_id: str) -> _Known | None:
        """Return what is known of an article, from this run or from a file that did not have to be read again."""
        known = self._known.get(article_id)
        if known is None and (stored := self.writer.article(article_id)):
            known = self._known[article_id] = _Known.of(stored)
        return known

    def _note(self, *parts: str) -> None:
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            self._digest.update(len(data).to_bytes(8, "little") + data)


def _lines_of_articles(page: Page) -> Mapping[int, Lines]:
    """Return the lines of all blocks of each article of a page, by its position."""
    ranges: dict[int, list[tuple[int, int]]] = {}
    for block in page.blocks:
        if block.article is not None:
            place = block.place
            ranges.setdefault(block.article, []).append((place.first_line, place.last_line))
    return {position: merged(lines) for position, lines in ranges.items()}
