"""Vectors by (model, hash of the text), so that a passage that has not changed is never embedded twice."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

from qabot.types import Vectors

FILE = "vectors.sqlite"
_KEPT = timedelta(days=30)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    model TEXT NOT NULL,
    hash BLOB NOT NULL,
    vector BLOB NOT NULL,       -- float32
    used TEXT NOT NULL,         -- last day on which it is known to have been needed, YYYY-MM-DD
    PRIMARY KEY (model, hash)
)
"""


def text_hash(text: str) -> bytes:
    """Return 16 bytes that stand for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class VectorCache:
    """The cache of one model; every `put` is on disk when it returns, so that a killed run loses one batch."""

    def __init__(self, folder: Path, model: str) -> None:
        self._model = model
        self._today = datetime.now(UTC).date()
        self._path = folder / FILE
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError as exc:
            # Disk full or not writable: nothing wrong with the file. SQLITE_ERROR: it holds other tables than ours.
            refused = isinstance(exc, sqlite3.OperationalError)
            if refused and exc.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise
            # A damaged cache only costs time: begin anew.
            self._path.unlink()
            # Of a run that was killed while it wrote: into another file it would be rolled back as well.
            self._path.with_name(f"{FILE}-journal").unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        try:
            db.execute(_SCHEMA)
            db.execute("SELECT model, hash, vector, used FROM vectors LIMIT 1").fetchall()
            if db.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise sqlite3.DatabaseError(f"{self._path} is damaged")
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def missing(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Return those hashes whose vectors are not here."""
        query = "SELECT 1 FROM vectors WHERE model = ? AND hash = ?"
        return {
            digest
            for digest in set(hashes)
            if self._db.execute(query, (self._model, digest)).fetchone() is None
        }

    def put(self, hashes: Sequence[bytes], vectors: Vectors) -> None:
        """Keep the vectors, (n, d) float32, of these texts."""
        today = self._today.isoformat()
        rows = (
            (self._model, digest, vector.astype("<f4").tobytes(), today)
            for digest, vector in zip(hashes, vectors, strict=True)
        )
        with self._db:
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def fill(self, hashes: Iterator[bytes], blocks: Iterable[Vectors]) -> None:
        """Keep vectors, (m, d) float32 each, that come in the order of their hashes."""
        for vectors in blocks:
            self.put(list(islice(hashes, len(vectors))), vectors)

    def get(self, hashes: Sequence[bytes]) -> Vectors:
        """Return the vectors of these texts, (n, d) float32, n above 0.

        Raises:
            KeyError: One of them is not here.
        """
        query = "SELECT vector FROM vectors WHERE model = ? AND hash = ?"
        rows = [self._db.execute(query, (self._model, digest)).fetchone() for digest in hashes]
        if None in rows:
            raise KeyError(hashes[rows.index(None)])
        return np.stack([np.frombuffer(row[0], "<f4") for row in rows])

    def touch(self, hashes: Iterable[bytes]) -> None:
        """Note that these texts are needed, or were until today."""
        today = self._today.isoformat()
        with self._db:
            self._db.executemany(
                "UPDATE vectors SET used = ? WHERE model = ? AND hash = ? AND used < ?",
                ((today, self._model, digest, today) for digest in hashes),
            )

    def forget(self) -> None:
        """Drop vectors that were not touched for a month."""
        with self._db:
            self._db.execute(
                "DELETE FROM vectors WHERE used < ?", ((self._today - _KEPT).isoformat(),)
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()
