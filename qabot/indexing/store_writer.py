"""A store in the making: articles as they are read, then what is worked out from them."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qabot.indexing.places import Lines, encode_lines, lines_of
from qabot.indexing.records import (
    ARTICLE,
    FILE,
    SCHEMA,
    article_row,
    packed_text,
    to_article,
    unpacked_text,
)
from qabot.types import Article, Page, Passage

_MARKS = ", ".join("?" * (len(ARTICLE.split(",")) + 1))
_PUT = f"INSERT OR REPLACE INTO articles (number, {ARTICLE}, lines) VALUES (?, {_MARKS})"  # noqa: S608


class StoreWriter:
    """Writes a new store; articles and passages are numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE)
        self._db.executescript(SCHEMA)
        self._articles = 0
        self._rows = 0

    def add_page(self, page: Page) -> None:
        """Keep the text of a page; its articles are added one by one."""
        self._db.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?)", (page.file, packed_text(page.text))
        )

    def add_article(self, article: Article, lines: Lines = ()) -> None:
        """Add an article that the store does not have.

        Args:
            article: The article.
            lines: All lines of its file that belong to it; without any, those of its text.
        """
        self._articles += 1
        self._put(self._articles, article, lines)

    def add_source(self, article: Article, lines: Lines = (), *, first: bool) -> None:
        """Add another printing of an article that the store has.

        Args:
            article: As it is printed there.
            lines: As of `add_article`.
            first: It is the earlier one: it becomes the article, and what the store has becomes the other printing.
        """
        other = article
        if first:
            found = self._db.execute(
                f"SELECT number, {ARTICLE} FROM articles WHERE id = ?",  # noqa: S608
                (article.id,),
            ).fetchone()
            other = to_article(found[1:])
            self._put(found[0], article, lines)
        id_, _, _, _, published, estimated, source, url, file, *_, places = article_row(other)
        self._db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?)",
            (id_, source, published, estimated, file, url, places),
        )

    def articles(self) -> Iterator[tuple[int, Article]]:
        """Yield every article with its number, in order."""
        for number, *row in self._db.execute(
            f"SELECT number, {ARTICLE} FROM articles ORDER BY number"  # noqa: S608
        ):
            yield number, to_article(row)

    def text(self, number: int) -> str:
        """Return the text of the article of this number."""
        ((text,),) = self._db.execute("SELECT text FROM articles WHERE number = ?", (number,))
        return str(text)

    def page_text(self, file: str) -> str:
        """Return the text of a page; empty for a file without pages."""
        for (packed,) in self._db.execute("SELECT text FROM pages WHERE file = ?", (file,)):
            return unpacked_text(packed)
        return ""

    def texts(self, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Yield id, file and text of these articles, in this order."""
        for id_ in ids:
            yield from self._db.execute("SELECT id, file, text FROM articles WHERE id = ?", (id_,))

    def add_passages(
        self, number: int, passages: Sequence[Passage], hashes: Sequence[bytes]
    ) -> None:
        """Add the passages of an article, and the hashes of what is embedded of them."""
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (self._rows + n, number, n, p.start, p.end, encode_lines(p.lines), digest)
                for n, (p, digest) in enumerate(zip(passages, hashes, strict=True))
            ),
        )
        self._rows += len(passages)

    def printed_days(self) -> list[tuple[int, int]]:
        """Return row and day, as yyyymmdd, of each passage and each further printing of its article with a date."""
        query = """
            SELECT DISTINCT p.row, CAST(replace(s.published, '-', '') AS INTEGER)
            FROM sources s JOIN articles a ON a.id = s.article_id JOIN passages p ON p.article = a.number
            WHERE s.published IS NOT NULL ORDER BY 1, 2
        """
        return self._db.execute(query).fetchall()

    def add_reprints(self, groups: Mapping[int, int]) -> None:
        """Link articles that are nearly identical: number of each → number of the first of its group."""
        self._db.executemany(
            "INSERT INTO reprints SELECT a.id, g.id FROM articles a, articles g WHERE a.number = ? AND g.number = ?",
            groups.items(),
        )

    def add_aliases(self, aliases: Mapping[str, str]) -> None:
        """Keep ids of earlier builds: old id → id of an article."""
        self._db.executemany("INSERT INTO aliases VALUES (?, ?)", sorted(aliases.items()))

    def close(self) -> None:
        """Commit and close."""
        self._db.commit()
        self._db.close()

    def _put(self, number: int, article: Article, lines: Lines) -> None:
        shown = encode_lines(lines or lines_of(article.places))
        self._db.execute(_PUT, (number, *article_row(article), shown))
