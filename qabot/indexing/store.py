"""Articles and passages in SQLite."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from qabot.errors import IndexDamagedError
from qabot.indexing.passages import searched_text
from qabot.messages import say
from qabot.types import Article, Passage

FILE = "articles.sqlite"

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    author TEXT NOT NULL,
    published TEXT,             -- YYYY-MM-DD
    source TEXT NOT NULL,
    url TEXT,
    file TEXT NOT NULL,
    text TEXT NOT NULL,         -- Article.text: paragraphs, captions and credits, one a line
    paragraphs INTEGER NOT NULL,
    captions INTEGER NOT NULL   -- the lines after these two counts are credits
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY,    -- the row of its vector and of its postings
    article_id TEXT NOT NULL REFERENCES articles (id),
    number INTEGER NOT NULL,    -- in the article, from 0
    start INTEGER NOT NULL,     -- code points in articles.text
    "end" INTEGER NOT NULL,
    hash BLOB NOT NULL          -- of the text that was embedded
);
CREATE INDEX passages_of_article ON passages (article_id);
"""
_ARTICLE = "id, title, subtitle, author, published, source, url, file, text, paragraphs, captions"
_PASSAGES = """
SELECT p.row, p.article_id, p.number, a.title, substr(a.text, p.start + 1, p."end" - p.start), p.start, p."end",
       a.source, a.published, a.url
FROM passages p JOIN articles a ON a.id = p.article_id
"""
# SQLite's limit on variables in one statement is 32,766 since 2020; older builds had 999.
_VARIABLES = 900


class StoreWriter:
    """Writes a new store; rows are numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / FILE)
        self._db.executescript(_SCHEMA)
        self._rows = 0

    def add(self, article: Article, passages: Sequence[Passage], hashes: Sequence[bytes]) -> None:
        """Add an article with its passages and the hashes of what is embedded of them."""
        self._db.execute(
            f"INSERT INTO articles ({_ARTICLE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                article.id,
                article.title,
                article.subtitle,
                article.author,
                article.published.isoformat() if article.published else None,
                article.source,
                article.url,
                article.file,
                article.text,
                len(article.paragraphs),
                len(article.captions),
            ),
        )
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?)",
            (
                (self._rows + n, article.id, n, passage.start, passage.end, digest)
                for n, (passage, digest) in enumerate(zip(passages, hashes, strict=True))
            ),
        )
        self._rows += len(passages)

    def close(self) -> None:
        """Commit and close."""
        self._db.commit()
        self._db.close()


class Store:
    """Reads a store; may be shared between threads.

    Raises:
        IndexDamagedError: From every method that reads, if the file is damaged.
    """

    def __init__(self, folder: Path) -> None:
        # Published files never change, so SQLite needs no locks on them, and read-only media will do.
        self._path = folder / FILE
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        ((articles,),) = self._all("SELECT count(*) FROM articles")
        ((passages,),) = self._all("SELECT count(*) FROM passages")
        return int(articles), int(passages)

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None if there is none of that id."""
        rows = self._all(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (article_id,))  # noqa: S608
        return _article(rows[0]) if rows else None

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages of these rows, in this order."""
        found: dict[int, Passage] = {}
        for at in range(0, len(rows), _VARIABLES):
            part = [int(row) for row in rows[at : at + _VARIABLES]]
            marks = ",".join("?" * len(part))
            for row, *values in self._all(f"{_PASSAGES} WHERE p.row IN ({marks})", part):
                found[row] = _passage(values)
        return [found[int(row)] for row in rows]

    def searched_texts(self, rows: Sequence[int]) -> list[str]:
        """Return what both legs see of the passages of these rows, in ascending order of row."""
        marks = ",".join("?" * len(rows))
        query = f"""
            SELECT a.title, a.subtitle, a.published, substr(a.text, p.start + 1, p."end" - p.start)
            FROM passages p JOIN articles a ON a.id = p.article_id WHERE p.row IN ({marks}) ORDER BY p.row
        """  # noqa: S608
        return [searched_text(*values) for values in self._all(query, [int(row) for row in rows])]

    def hashes(self) -> Iterator[bytes]:
        """Yield the hash of each passage, in order of row."""
        for (digest,) in self._all("SELECT hash FROM passages ORDER BY row"):
            yield digest

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.DatabaseError as exc:
                raise IndexDamagedError(
                    say(
                        f"索引文件 {self._path} 损坏：{exc}。",
                        f"The index file {self._path} is damaged: {exc}.",
                    )
                ) from exc


def _article(values: Sequence[Any]) -> Article:
    (
        article_id,
        title,
        subtitle,
        author,
        published,
        source,
        url,
        file,
        text,
        paragraphs,
        captions,
    ) = values
    lines = tuple(text.split("\n"))
    return Article(
        id=article_id,
        title=title,
        subtitle=subtitle,
        author=author,
        published=_date(published),
        source=source,
        url=url,
        file=file,
        paragraphs=lines[:paragraphs],
        captions=lines[paragraphs : paragraphs + captions],
        credits=lines[paragraphs + captions :],
    )


def _passage(values: Sequence[Any]) -> Passage:
    article_id, number, title, text, start, end, source, published, url = values
    return Passage(
        id=f"{article_id}#{number}",
        article_id=article_id,
        title=title,
        text=text,
        start=start,
        end=end,
        source=source,
        published=_date(published),
        url=url,
    )


def _date(published: str | None) -> date | None:
    return date.fromisoformat(published) if published else None
