"""A store in the making: articles as they are read, then what is worked out from them."""

import hashlib
import shutil
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.places import Lines, encode_lines, lines_of
from qabot.indexing.records import (
    ARTICLE,
    FILE,
    KEYS_FILE,
    SCHEMA,
    article_row,
    packed_text,
    to_article,
    unpacked_text,
)
from qabot.types import Article, Page, Passage, Skipped

_MARKS = ", ".join("?" * (len(ARTICLE.split(",")) + 3))
_PUT = f"INSERT OR REPLACE INTO articles (number, {ARTICLE}, lines, origin) VALUES ({_MARKS})"  # noqa: S608
# What is worked out from the text of an article, and goes with it.
_WORKED_OUT = ("passages", "sketches", "short_names", "people")


class StoreWriter:
    """Writes a store: a new one, or one that goes on from that of an earlier build.

    Articles are numbered and passages have keys in the order of arrival. What stays from build to build keeps its
    number and keys.

    Args:
        folder: Of the build in the making.
        base: Of the build to go on from.

    Attributes:
        uncut: Numbers of the articles that are new or say something else than they did.
        removed: Keys of passages of the base that are no more.
    """

    def __init__(self, folder: Path, base: Path | None = None) -> None:
        if base is not None:
            shutil.copyfile(base / FILE, folder / FILE)
        self._folder = folder
        self._db = sqlite3.connect(folder / FILE)
        # What a crash leaves of a build in the making is thrown away.
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA journal_mode = MEMORY")
        if base is None:
            self._db.executescript(SCHEMA)
        ((self._articles,),) = self._db.execute("SELECT coalesce(max(number), 0) FROM articles")
        ((self._next_key,),) = self._db.execute("SELECT coalesce(max(key) + 1, 0) FROM passages")
        self._origin = 0
        self._read_again: dict[str, int] = {}
        self.uncut: set[int] = set()
        self.removed = array("q")

    def read_again(self, names: Iterable[str]) -> None:
        """Set aside what these files of the base held.

        What is then found in them as it was stays as it is; `drop_what_is_gone` removes the rest.
        """
        for name in names:
            for (origin,) in self._db.execute("SELECT number FROM files WHERE name = ?", (name,)):
                for table in ("skipped", "sources", "pages"):
                    self._db.execute(f"DELETE FROM {table} WHERE origin = ?", (origin,))  # noqa: S608
                self._read_again |= dict(
                    self._db.execute("SELECT id, number FROM articles WHERE origin = ?", (origin,))
                )

    def drop_what_is_gone(self, files: Iterable[str]) -> None:
        """Remove articles that were set aside and not found again, and these files."""
        for number in self._read_again.values():
            self._remove(number)
        self._read_again.clear()
        self._db.executemany("DELETE FROM files WHERE name = ?", ((name,) for name in files))

    def begin_file(self, name: str) -> None:
        """Begin a file: what is added next comes from it."""
        self._db.execute(
            "INSERT INTO files (name, digest, repeats, settled) VALUES (?, x'', 0, 0) ON CONFLICT (name) DO NOTHING",
            (name,),
        )
        ((self._origin,),) = self._db.execute("SELECT number FROM files WHERE name = ?", (name,))

    def end_file(self, digest: bytes, repeats: int, *, settled: bool) -> None:
        """End it; see the table `files`."""
        self._db.execute(
            "UPDATE files SET digest = ?, repeats = ?, settled = ? WHERE number = ?",
            (digest, repeats, settled, self._origin),
        )

    def add_skipped(self, skipped: Skipped) -> None:
        """Note what could not be read."""
        self._db.execute(
            "INSERT INTO skipped VALUES (?, ?, ?, ?)",
            (self._origin, skipped.where, skipped.reason, skipped.failed),
        )

    def add_page(self, page: Page) -> None:
        """Keep the text of a page; its articles are added one by one."""
        self._db.execute(
            "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)",
            (page.file, packed_text(page.text), self._origin),
        )

    def add_article(self, article: Article, lines: Lines = ()) -> None:
        """Add an article that the store does not have, or had in a file that is read again.

        Args:
            article: The article.
            lines: All lines of its file that belong to it; without any, those of its text.
        """
        number = self._read_again.pop(article.id, None)
        if number is not None:
            if self._row(number) == (*article_row(article), _shown(article, lines)):
                return
            self._remove(number)
        self._articles += 1
        self._put(self._articles, article, lines, self._origin)

    def add_source(self, article: Article, lines: Lines = (), *, first: bool) -> None:
        """Add another printing of an article that the store has.

        Args:
            article: As it is printed there.
            lines: As of `add_article`.
            first: It is the earlier one: it becomes the article, and what the store has becomes the other printing.
        """
        other, origin = article, self._origin
        if first:
            number, origin, *row = self._db.execute(
                f"SELECT number, origin, {ARTICLE} FROM articles WHERE id = ?",  # noqa: S608
                (article.id,),
            ).fetchone()
            other = to_article(row)
            self._put(number, article, lines, self._origin)
        id_, _, _, _, published, estimated, source, url, file, *_, places = article_row(other)
        self._db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id_, source, published, estimated, file, url, places, origin),
        )

    def article(self, article_id: str) -> Article | None:
        """Return an article that the store has; None for one that was set aside."""
        if article_id in self._read_again:
            return None
        rows = self._db.execute(f"SELECT {ARTICLE} FROM articles WHERE id = ?", (article_id,))  # noqa: S608
        return next(map(to_article, rows), None)

    def origin_of(self, article_id: str) -> str:
        """Return the name of the corpus file from which an article is kept."""
        query = "SELECT f.name FROM articles a JOIN files f ON f.number = a.origin WHERE a.id = ?"
        ((name,),) = self._db.execute(query, (article_id,))
        return str(name)

    def articles_to_cut(self) -> Iterator[tuple[int, Article, str]]:
        """Yield every article whose passages are not there yet: number, article, text of its page; in order."""
        file, page = "", ""  # the articles of a page come one after the other
        for number in sorted(self.uncut):
            *row, _ = self._row(number)
            article = to_article(row)
            if article.places and article.file != file:
                file, page = article.file, self._page_text(article.file)
            yield number, article, page if article.places else ""

    def is_empty(self) -> bool:
        """Return whether there is no article."""
        return self._db.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None

    def article_ids(self) -> list[str]:
        """Return the ids of all articles, in order."""
        return [id_ for (id_,) in self._db.execute("SELECT id FROM articles ORDER BY number")]

    def text(self, number: int) -> str:
        """Return the text of the article of this number."""
        ((text,),) = self._db.execute("SELECT text FROM articles WHERE number = ?", (number,))
        return str(text)

    def _page_text(self, file: str) -> str:
        for (packed,) in self._db.execute("SELECT text FROM pages WHERE file = ?", (file,)):
            return unpacked_text(packed)
        return ""

    def texts(self, ids: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Yield id, file and text of these articles, in this order."""
        for id_ in ids:
            yield from self._db.execute("SELECT id, file, text FROM articles WHERE id = ?", (id_,))

    def corpus_digest(self) -> str:
        """Return SHA-256 over all that was taken from the files of the corpus."""
        digest = hashlib.sha256()
        for name, taken in self._db.execute("SELECT name, digest FROM files ORDER BY name"):
            digest.update(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest() + taken)
        return digest.hexdigest()

    def add_passages(
        self, number: int, passages: Sequence[Passage], hashes: Sequence[bytes]
    ) -> None:
        """Give an article its passages, and the hashes of what is embedded of them; those that it had go."""
        self._forget_worked_out(number)
        self._db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                (self._next_key + n, number, n, p.start, p.end, encode_lines(p.lines), digest)
                for n, (p, digest) in enumerate(zip(passages, hashes, strict=True))
            ),
        )
        self._next_key += len(passages)

    def add_worked_out(
        self,
        number: int,
        signature: bytes,
        short_names: Iterable[tuple[str, str]],
        people: Iterable[str],
    ) -> None:
        """Keep what tells reprints of an article, the short names that it explains, and the people whom it names."""
        self._db.execute("INSERT INTO sketches VALUES (?, ?)", (number, signature))
        self._db.executemany(
            "INSERT INTO short_names VALUES (?, ?, ?)",
            ((number, full, short) for full, short in short_names),
        )
        self._db.executemany(
            "INSERT INTO people VALUES (?, ?)", ((number, name) for name in people)
        )

    def signatures(self) -> Iterator[tuple[int, bytes]]:
        """Yield number and signature of every article, in order of number."""
        yield from self._db.execute("SELECT article, signature FROM sketches ORDER BY article")

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names, each once, in the order of the articles."""
        query = "SELECT full_name, short_name FROM short_names GROUP BY 1, 2 ORDER BY min(rowid)"
        return self._db.execute(query).fetchall()

    def reprints(self) -> dict[int, int]:
        """Return the groups of articles that are nearly identical: number of each → number of its group's first."""
        return {number: first for _, number, first in self._reprints()}

    def intact_reprints(self, fresh: Collection[int]) -> tuple[dict[int, int], set[int]]:
        """Return the groups that have all their members still, and the members that are left of the others.

        Args:
            fresh: Numbers of articles whose groups are not intact.
        """
        broken = {
            group
            for group, number, first in self._reprints()
            if number is None or first is None or number in fresh
        }
        groups, loose = {}, set()
        for group, number, first in self._reprints():
            if group not in broken:
                groups[number] = first
            elif number is not None:
                loose.add(number)
        return groups, loose

    def _reprints(self) -> list[tuple[str, int, int]]:
        """Return id of the group, number of a member, number of the group's first; None for an article that is gone."""
        query = """
            SELECT r.group_id, a.number, g.number FROM reprints r
            LEFT JOIN articles a ON a.id = r.article_id LEFT JOIN articles g ON g.id = r.group_id
        """
        return self._db.execute(query).fetchall()

    def set_reprints(self, groups: Mapping[int, int]) -> None:
        """Keep these groups in place of those that there were."""
        self._db.execute("DELETE FROM reprints")
        self._db.executemany(
            "INSERT INTO reprints SELECT a.id, g.id FROM articles a, articles g WHERE a.number = ? AND g.number = ?",
            groups.items(),
        )

    def passage_rows(self) -> Iterator[tuple[int, int, int]]:
        """Yield key, number of the article, and day as yyyymmdd or 0, of each passage in order."""
        query = """
            SELECT p.key, a.number, CAST(coalesce(replace(a.published, '-', ''), 0) AS INTEGER)
            FROM passages p JOIN articles a ON a.number = p.article ORDER BY p.key
        """
        yield from self._db.execute(query)

    def printed_days(self) -> list[tuple[int, int]]:
        """Return key and day, as yyyymmdd, of each passage and each further printing of its article with a date."""
        query = """
            SELECT DISTINCT p.key, CAST(replace(s.published, '-', '') AS INTEGER)
            FROM sources s JOIN articles a ON a.id = s.article_id JOIN passages p ON p.article = a.number
            WHERE s.published IS NOT NULL ORDER BY 1, 2
        """
        return self._db.execute(query).fetchall()

    def set_aliases(self, aliases: Mapping[str, str]) -> None:
        """Keep ids of earlier builds, old id → id of an article, in place of those that there were."""
        self._db.execute("DELETE FROM aliases")
        self._db.executemany("INSERT INTO aliases VALUES (?, ?)", sorted(aliases.items()))

    def keys(self) -> NDArray[np.int64]:
        """Return the key of each passage, (n,) int64, ascending: row i of all other parts of the index is its passage."""
        rows = self._db.execute("SELECT key FROM passages ORDER BY key")
        return np.fromiter((key for (key,) in rows), dtype=np.int64)

    def close(self) -> None:
        """Write the keys, commit and close."""
        np.save(self._folder / KEYS_FILE, self.keys(), allow_pickle=False)
        self._db.commit()
        self._db.close()

    def _row(self, number: int) -> tuple[object, ...]:
        """Return the columns of `ARTICLE` and the lines."""
        found: tuple[object, ...] = self._db.execute(
            f"SELECT {ARTICLE}, lines FROM articles WHERE number = ?",  # noqa: S608
            (number,),
        ).fetchone()
        return found

    def _put(self, number: int, article: Article, lines: Lines, origin: int) -> None:
        self._db.execute(_PUT, (number, *article_row(article), _shown(article, lines), origin))
        self.uncut.add(number)

    def _remove(self, number: int) -> None:
        """Remove an article with all that hangs on it; groups of reprints are looked at when they are linked."""
        self._forget_worked_out(number)
        for (id_,) in self._db.execute("SELECT id FROM articles WHERE number = ?", (number,)):
            self._db.execute("DELETE FROM sources WHERE article_id = ?", (id_,))
        self._db.execute("DELETE FROM articles WHERE number = ?", (number,))
        self.uncut.discard(number)

    def _forget_worked_out(self, number: int) -> None:
        keys = self._db.execute("SELECT key FROM passages WHERE article = ?", (number,))
        self.removed.extend(key for (key,) in keys)
        for table in _WORKED_OUT:
            self._db.execute(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608


def _shown(article: Article, lines: Lines) -> str:
    return encode_lines(lines or lines_of(article.places))
