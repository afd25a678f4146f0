"""The tables of a store as records that stand alone, for whatever keeps them elsewhere, and back.

An article's record holds every row that hangs on it, so that what changes with an article changes one record.
"""

import base64
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from qabot.indexing.records import ARTICLE, FILE, SCHEMA, to_article, to_passage
from qabot.indexing.store import Store
from qabot.types import Article, Passage

Row = list[Any]
"""Values of a row; bytes as a list of one base64 string, so that JSON takes them."""
Tables = dict[str, list[Row]]
"""Name of a table → rows, in the order of `_COLUMNS`."""

_AT_ONCE = 500
_COLUMNS = {
    "articles": f"number, {ARTICLE}, lines, origin",
    "passages": 'key, article, number, start, "end", lines, hash',
    "sources": "rowid, article_id, source, published, estimated, file, url, places, origin",
    "reprints": "article_id, group_id",
    "aliases": "id, article_id",
    "sketches": "article, signature",
    "short_names": "rowid, article, full_name, short_name",
    "people": "rowid, article, name",
    "files": "number, name, digest, repeats, settled",
    "skipped": "rowid, origin, place, reason, failed",
    "pages": "file, text, origin",
}
# Tables whose rows hang on an article by its number, and by its id.
_BY_NUMBER = ("passages", "sketches", "short_names", "people")
_BY_ID = ("sources", "reprints", "aliases")


def articles(store: Store) -> Iterator[tuple[str, Tables]]:
    """Yield id and rows of each article, in order of its number."""
    last = 0
    query = f"SELECT {_COLUMNS['articles']} FROM articles WHERE number > ? ORDER BY number LIMIT {_AT_ONCE}"  # noqa: S608
    while rows := store.select(query, (last,)):
        first, last = rows[0][0], rows[-1][0]
        hanging = {
            table: _grouped(store.select(_hanging(table), (first, last)))
            for table in (*_BY_NUMBER, *_BY_ID)
        }
        for row in rows:
            tables = {name: found[row[0]] for name, found in hanging.items() if row[0] in found}
            yield row[1], {"articles": [_encoded(row)]} | tables


def files(store: Store) -> Iterator[tuple[str, Tables]]:
    """Yield name and rows of each file of the corpus, without its pages."""
    for row in store.select(f"SELECT {_COLUMNS['files']} FROM files ORDER BY number"):  # noqa: S608
        skipped = store.select(
            f"SELECT {_COLUMNS['skipped']} FROM skipped WHERE origin = ? ORDER BY rowid",  # noqa: S608
            row[:1],
        )
        yield row[1], {"files": [_encoded(row)], "skipped": [_encoded(line) for line in skipped]}


def pages(store: Store) -> Iterator[tuple[str, Tables]]:
    """Yield file and row of each page."""
    for (file,) in store.select("SELECT file FROM pages ORDER BY file"):
        rows = store.select(f"SELECT {_COLUMNS['pages']} FROM pages WHERE file = ?", (file,))  # noqa: S608
        yield file, {"pages": [_encoded(row) for row in rows]}


def article_of(tables: Tables) -> Article:
    """Return the article of its rows."""
    return to_article(_columns_of_article(tables))


def passages_of(tables: Tables) -> list[Passage]:
    """Return the passages of an article from its rows, in order."""
    id_, title, _, _, published, estimated, source, url, file, _, _, text, *_ = _columns_of_article(
        tables
    )
    return [
        to_passage(
            (
                id_,
                number,
                title,
                text[start:end],
                start,
                end,
                source,
                published,
                estimated,
                url,
                file,
                lines,
            )
        )
        for _, _, number, start, end, lines, _ in sorted(
            tables.get("passages", []), key=itemgetter(2)
        )
    ]


def bytes_of(value: Any) -> bytes:
    """Return the bytes that stand in a row."""
    return base64.b64decode(value[0])


def restore(folder: Path, records: Iterable[Tables]) -> None:
    """Write a store from all records of another one, in place of what a run before left."""
    (folder / FILE).unlink(missing_ok=True)
    db = sqlite3.connect(folder / FILE)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA journal_mode = MEMORY")
    db.executescript(SCHEMA)
    for tables in records:
        for table, rows in tables.items():
            _insert(db, table, rows)
    db.commit()
    db.close()


def _insert(db: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    columns = _COLUMNS[table]
    marks = ", ".join("?" * (columns.count(",") + 1))
    db.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608
        ([bytes_of(value) if isinstance(value, list) else value for value in row] for row in rows),
    )


def _hanging(table: str) -> str:
    """Return the query for the rows of a table that hang on the articles between two numbers, the number first."""
    columns = ", ".join(f"t.{column.strip()}" for column in _COLUMNS[table].split(","))
    link = "t.article = a.number" if table in _BY_NUMBER else "t.article_id = a.id"
    return f"SELECT a.number, {columns} FROM {table} t JOIN articles a ON {link} WHERE a.number BETWEEN ? AND ? ORDER BY 1, 2"  # noqa: S608


def _grouped(rows: list[tuple[Any, ...]]) -> Mapping[int, list[Row]]:
    return {
        number: [_encoded(row[1:]) for row in several]
        for number, several in groupby(rows, itemgetter(0))
    }


def _encoded(row: Iterable[Any]) -> Row:
    return [
        [base64.b64encode(value).decode()] if isinstance(value, bytes) else value for value in row
    ]


def _columns_of_article(tables: Tables) -> Row:
    """Return the values of `ARTICLE`."""
    return tables["articles"][0][1:-2]
