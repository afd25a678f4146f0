"""Articles and passages in SQLite, as a finished build holds them."""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.errors import IndexDamagedError
from qabot.indexing.passages import searched_text
from qabot.indexing.places import numbered_lines
from qabot.indexing.printings import as_printed, in_order_of_print
from qabot.indexing.records import (
    ARTICLE,
    FILE,
    HEADLINE,
    KEYS_FILE,
    PASSAGE,
    PRINTING,
    to_article,
    to_headline,
    to_passage,
    to_printing,
    to_title,
    unpacked_text,
)
from qabot.messages import say
from qabot.types import Article, Headline, Passage, Printing, Skipped, Title

# SQLite's limit on variables in one statement is 32,766 since 2020; older builds had 999.
_VARIABLES = 900
# Sorts behind every other character.
_LAST = "\U0010ffff"
# Of each article: its further sources; its reprints; their further sources.
_PRINTINGS = f"""
SELECT s.article_id, s.article_id, {PRINTING} FROM sources s WHERE s.article_id IN (%(marks)s)
UNION ALL
SELECT r.article_id, a.id, {PRINTING} FROM reprints r
    JOIN reprints m ON m.group_id = r.group_id AND m.article_id <> r.article_id
    JOIN articles a ON a.id = m.article_id
    WHERE r.article_id IN (%(marks)s)
UNION ALL
SELECT r.article_id, s.article_id, {PRINTING} FROM reprints r
    JOIN reprints m ON m.group_id = r.group_id AND m.article_id <> r.article_id
    JOIN sources s ON s.article_id = m.article_id
    WHERE r.article_id IN (%(marks)s)
"""  # noqa: S608


class Store:
    """Reads a store; may be shared between threads.

    Attributes:
        keys: (n,) int64, ascending: row of a passage → its key.

    Raises:
        IndexDamagedError: From every method that reads, if the file is damaged.
    """

    def __init__(self, folder: Path) -> None:
        # Published files never change, so SQLite needs no locks on them, and read-only media will do.
        self._path = folder / FILE
        uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._lock = Lock()
        self.keys: NDArray[np.int64] = np.load(
            folder / KEYS_FILE, mmap_mode="r", allow_pickle=False
        )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        ((articles,),) = self._all("SELECT count(*) FROM articles")
        return int(articles), len(self.keys)

    def article(self, article_id: str) -> Article | None:
        """Return an article, also by an id that an earlier build gave it, or None if there is none."""
        rows = self._of_article(ARTICLE, article_id)
        return to_article(rows[0]) if rows else None

    def headlines(self, first: date | None, last: date | None, most: int) -> list[Headline]:
        """Return the articles printed from one day to another, the newest first; a negative `most` means all."""
        query = f"SELECT {HEADLINE} FROM articles WHERE published BETWEEN ? AND ? ORDER BY published DESC, number LIMIT ?"  # noqa: S608
        days = ((first or date.min).isoformat(), (last or date.max).isoformat())
        return [to_headline(row) for row in self._all(query, (*days, most))]

    def titles(self, part: str, most: int, *, inside: bool) -> list[Title]:
        """Return articles by title, those first whose title begins with the part; each half in order of title.

        Beginnings are found in the index of titles; what stands inside a title takes a scan of that index.

        Args:
            part: As printed, not empty.
            most: Above 0.
            inside: Also titles that hold the part elsewhere than at their beginning.
        """
        begins = "SELECT number FROM articles WHERE title >= ? AND title < ? ORDER BY title LIMIT ?"
        numbers = [n for (n,) in self._all(begins, (part, part + _LAST, most))]
        if inside and len(numbers) < most:
            holds = "SELECT number FROM articles WHERE instr(title, ?) > 1 ORDER BY title LIMIT ?"
            numbers += [n for (n,) in self._all(holds, (part, most - len(numbers)))]
        query = "SELECT number, id, title, published FROM articles WHERE number IN"
        found = {number: values for number, *values in self._among(query, numbers)}
        return [to_title(*found[number]) for number in numbers]

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        return {article_id for (article_id,) in self._all("SELECT id FROM articles")}

    def people(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the names of people that begin so, with the number of articles that have each, most first."""
        query = "SELECT name, count(*) FROM people WHERE name >= ? AND name < ? GROUP BY name ORDER BY 2 DESC, 1 LIMIT ?"
        return self._all(query, (prefix, f"{prefix}\U0010ffff", most))

    def people_of(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return whom each of these articles names, in its order; nothing for those that name nobody."""
        query = "SELECT a.id, p.rowid, p.name FROM articles a JOIN people p ON p.article = a.number WHERE a.id IN"
        found: dict[str, list[str]] = {}
        for article_id, _, name in sorted(self._among(query, article_ids)):
            found.setdefault(article_id, []).append(name)
        return found

    def raw_lines(self, article_id: str) -> list[tuple[int, str]]:
        """Return the lines of its file that an article came from, with their numbers from 1.

        Returns:
            In the order in which they are read; empty for an unknown article and for a form without lines.
        """
        for file, lines in self._of_article("file, lines", article_id):
            return numbered_lines(self._page(file), lines)
        return []

    def passages(self, keys: Sequence[int]) -> list[Passage]:
        """Return the passages of these keys, in this order."""
        query = f"SELECT p.key, {PASSAGE} FROM passages p JOIN articles a ON a.number = p.article WHERE p.key IN"  # noqa: S608
        found = {key: to_passage(values) for key, *values in self._among(query, keys)}
        return [found[key] for key in keys]

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order, also by an earlier id; none for an unknown one."""
        numbers = self._of_article("number", article_id)
        query = f"SELECT {PASSAGE} FROM passages p JOIN articles a ON a.number = p.article WHERE a.number = ? ORDER BY p.number"  # noqa: S608
        return [to_passage(row) for number in numbers for row in self._all(query, number)]

    def printings(self, article_ids: Sequence[str]) -> dict[str, list[Printing]]:
        """Return where else these articles were printed, by date; nothing for those printed once."""
        found: dict[str, list[Printing]] = {}
        for at in range(0, len(article_ids), _VARIABLES // 3):
            part = list(article_ids[at : at + _VARIABLES // 3])
            query = _PRINTINGS % {"marks": ",".join("?" * len(part))}
            for article_id, *row in self._all(query, part * 3):
                found.setdefault(article_id, []).append(to_printing(row))
        return {article_id: in_order_of_print(several) for article_id, several in found.items()}

    def as_printed(self, passage: Passage, printing: Printing) -> Passage:
        """Return a passage with date, source, file and lines of a further printing of its article."""
        query = """
            SELECT a.text, s.places FROM sources s JOIN articles a ON a.id = s.article_id
            WHERE s.article_id = ? AND s.source = ? AND s.file = ?
        """
        (text, places), *_ = self._all(query, (passage.article_id, printing.source, printing.file))
        return as_printed(passage, printing, text, places, self._page(printing.file))

    def searched_texts(self, rows: Sequence[int]) -> list[str]:
        """Return what both legs see of the passages of these rows, in ascending order of row."""
        query = """
            SELECT p.key, a.title, a.subtitle, a.published, substr(a.text, p.start + 1, p."end" - p.start)
            FROM passages p JOIN articles a ON a.number = p.article WHERE p.key IN
        """
        found = sorted(self._among(query, self._keys_of(rows)))
        return [searched_text(*values) for _, *values in found]

    def hashes(self) -> Iterator[bytes]:
        """Yield the hash of each passage, in order of row."""
        for (digest,) in self._all("SELECT hash FROM passages ORDER BY key"):
            yield digest

    def hashes_of(self, keys: Sequence[int]) -> list[bytes]:
        """Return the hashes of the passages of these keys, in any order."""
        found = self._among("SELECT hash FROM passages WHERE key IN", keys)
        return [digest for (digest,) in found]

    def files(self) -> set[str]:
        """Return the names of the files of the corpus."""
        return {name for (name,) in self._all("SELECT name FROM files")}

    def unsettled_files(self) -> set[str]:
        """Return the names of those that may give something else although they are the same."""
        return {name for (name,) in self._all("SELECT name FROM files WHERE NOT settled")}

    def files_that_share(self, names: Collection[str]) -> set[str]:
        """Return the files that have another printing of an article that is kept from one of these files."""
        query = """
            SELECT o.name FROM files f JOIN articles a ON a.origin = f.number
            JOIN sources s ON s.article_id = a.id JOIN files o ON o.number = s.origin WHERE f.name IN
        """
        return {name for (name,) in self._among(query, [*names])}

    def skipped(self) -> list[Skipped]:
        """Return what could not be read of the corpus."""
        query = "SELECT place, reason, failed FROM skipped s JOIN files f ON f.number = s.origin ORDER BY f.name, s.rowid"
        return [Skipped(place, reason, bool(failed)) for place, reason, failed in self._all(query)]

    def duplicates(self) -> int:
        """Return how often an article was there already, word for word, under the same id."""
        ((sources,),) = self._all("SELECT count(*) FROM sources")
        ((repeats,),) = self._all("SELECT total(repeats) FROM files")
        return int(sources + repeats)

    def select(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return what a query on the tables of `records.SCHEMA` gives, for whoever copies them."""
        return self._all(query, values)

    def _keys_of(self, rows: Sequence[int]) -> list[int]:
        keys: list[int] = self.keys[np.asarray(rows, dtype=np.int64)].tolist()
        return keys

    def _page(self, file: str) -> str:
        """Return the text of a page; empty for a file without pages."""
        rows = self._all("SELECT text FROM pages WHERE file = ?", (file,))
        return unpacked_text(rows[0][0]) if rows else ""

    def _of_article(self, columns: str, article_id: str) -> list[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM articles WHERE id = ?"  # noqa: S608
        rows = self._all(query, (article_id,))
        if rows:
            return rows
        aliased = self._all("SELECT article_id FROM aliases WHERE id = ?", (article_id,))
        return self._all(query, aliased[0]) if aliased else []

    def _among(self, query: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query that ends in IN, in parts that SQLite takes."""
        for at in range(0, len(values), _VARIABLES):
            part = values[at : at + _VARIABLES]
            yield from self._all(f"{query} ({','.join('?' * len(part))})", part)

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            try:
                return self._db.execute(query, values).fetchall()
            except sqlite3.DatabaseError as exc:
                raise IndexDamagedError(
                    say(
                        f"索引文件 {self._path} 损坏：{exc}。",
                        f"The index file {self._path} is damaged: {exc}.",
                    ),
                    # A corpus that has not changed gives no occasion to notice it, so the build must go.
                    say(
                        f"请删除目录 {self._path.parent}，再运行：qabot reindex",
                        f"Remove the folder {self._path.parent}, then run: qabot reindex",
                    ),
                ) from exc
