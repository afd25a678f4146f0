"""An index in a folder, from the collections of an archive: backup, and the way back.

What has arrived is kept beside the builds, so that an interrupted copy goes on where it stopped; only the finished one
becomes the build in force.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from qabot.errors import IndexBusyError, IndexMismatchError, IndexMissingError
from qabot.indexing.batches import batches
from qabot.indexing.cutting import write_rows
from qabot.indexing.dense import write_dense
from qabot.indexing.manifest import FORMAT, describe_files
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.contents import ARTICLE, FILE, PAGE
from qabot.indexing.milvus.description import Description
from qabot.indexing.milvus.generation import Generation
from qabot.indexing.milvus.pointer import Pointer
from qabot.indexing.milvus.schema import NO_TERM
from qabot.indexing.portable import Tables, restore
from qabot.indexing.publishing import disk_errors_named, exclusive, folder_aside, publish
from qabot.indexing.report import Progress, Silent
from qabot.indexing.sparse import SparseBuilder, Words, length_norms, term_counts
from qabot.indexing.store import Store
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import VectorCache
from qabot.messages import say
from qabot.settings import Settings
from qabot.types import Vectors

_PARTIAL = ".copying"
_BATCH = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS origin (revision TEXT);
CREATE TABLE IF NOT EXISTS passages (key INTEGER PRIMARY KEY, dense BLOB, terms BLOB, weights BLOB, words INTEGER);
CREATE TABLE IF NOT EXISTS records (kind TEXT, value TEXT);
CREATE TABLE IF NOT EXISTS complete (kind TEXT);
"""


def copy_to_index(
    settings: Settings, connection: Connection, progress: Progress | None = None
) -> Path:
    """Make the archive in force on a server the build in force of the index folder.

    Returns:
        The folder of the build.

    Raises:
        IndexMissingError: There is no archive on the server.
        IndexMismatchError: It was made by another version.
        IndexBusyError: Another run is making a build, or bringing the archive on the server up to date.
        StorageError: The disk is full or cannot be written.
        EngineError: The server does not answer; what has arrived is kept for the next run.
    """
    generation, description = _in_force(settings, connection)
    index = settings.index
    with disk_errors_named(index), exclusive(index), folder_aside(index) as aside:
        partial = index / _PARTIAL
        with closing(_Arrived(partial, description.revision)) as arrived:
            arrived.fetch(generation, progress or Silent(), description.manifest.passages)
            if (
                generation.revision() != description.revision
            ):  # part of it is of before, part of after
                raise _changing(settings)
            _write_store(arrived, partial, aside)
            _write_legs(arrived, aside, description)
            _fill_cache(arrived, settings, aside, description)
        manifest = replace(description.manifest, files=describe_files(aside))
        manifest.save(aside)
        folder = publish(index, aside)
        shutil.rmtree(partial)
    return folder


def _in_force(settings: Settings, connection: Connection) -> tuple[Generation, Description]:
    generation = Pointer(connection, settings.milvus_collection).generation()
    description = generation.description() if generation else None
    if generation is None or description is None:
        raise IndexMissingError(
            say(
                f"Milvus {settings.milvus_uri} 里没有档案 {settings.milvus_collection}。",
                f"There is no archive {settings.milvus_collection} on Milvus {settings.milvus_uri}.",
            ),
            say(
                "请检查 QABOT_MILVUS_URI 和 QABOT_MILVUS_COLLECTION。",
                "Check QABOT_MILVUS_URI and QABOT_MILVUS_COLLECTION.",
            ),
        )
    if description.manifest.format != FORMAT:
        raise IndexMismatchError(
            say(
                f"档案由格式 {description.manifest.format} 的索引复制而来，本版本用 {FORMAT}。",
                f"The archive comes from an index of format {description.manifest.format}; this version uses {FORMAT}.",
            )
        )
    if not description.complete:
        raise _changing(settings)
    generation.load()
    generation.check_fields(description.manifest.dimension)
    return generation, description


def _changing(settings: Settings) -> IndexBusyError:
    return IndexBusyError(
        say(
            f"Milvus {settings.milvus_uri} 上的档案正在更新，或上次更新中断了。",
            f"The archive on Milvus {settings.milvus_uri} is being updated, or its last update was interrupted.",
        ),
        say(
            "请等更新结束再运行；若是中断了，请先在有语料的机器上运行：qabot reindex",
            "Wait until that ends, then run again; if it was interrupted, first run on the machine that has the corpus: qabot reindex",
        ),
    )


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file of what has arrived; a damaged one is begun anew, since all of it can be fetched again."""
    db = sqlite3.connect(path)
    try:
        db.executescript(_SCHEMA)
        if db.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]:
            return db
    except sqlite3.OperationalError:  # the disk is full or cannot be written
        db.close()
        raise
    except sqlite3.DatabaseError:
        pass
    db.close()
    shutil.rmtree(path.parent)
    path.parent.mkdir()
    db = sqlite3.connect(path)
    db.executescript(_SCHEMA)
    return db


class _Arrived:
    """What has arrived of one revision."""

    def __init__(self, folder: Path, revision: str) -> None:
        folder.mkdir(exist_ok=True)
        self._db = _opened(folder / "arrived.sqlite")
        if self._db.execute("SELECT revision FROM origin").fetchall() != [(revision,)]:
            for table in ("origin", "passages", "records", "complete"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
            self._db.execute("INSERT INTO origin VALUES (?)", (revision,))
            self._db.commit()

    def fetch(self, generation: Generation, progress: Progress, passages: int) -> None:
        """Fetch what has not arrived yet."""
        ((count, last),) = self._db.execute("SELECT count(*), max(key) FROM passages")
        progress.start(say("从 Milvus 读取", "From Milvus"), passages)
        progress.advance(count)
        rows = generation.rows_after(-1 if last is None else last)
        for batch in batches(rows, _BATCH):
            with self._db:
                self._db.executemany(
                    "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
                    (
                        (
                            row["key"],
                            np.asarray(row["dense"], "<f4").tobytes(),
                            np.fromiter(row["sparse"].keys(), "<u4").tobytes(),
                            np.fromiter(row["sparse"].values(), "<f4").tobytes(),
                            row["words"],
                        )
                        for row in batch
                    ),
                )
            progress.advance(len(batch))
        for kind in (FILE, PAGE, ARTICLE):
            if (
                self._db.execute("SELECT 1 FROM complete WHERE kind = ?", (kind,)).fetchone()
                is None
            ):
                with self._db:
                    self._db.executemany(
                        "INSERT INTO records VALUES (?, ?)",
                        ((kind, json.dumps(value)) for value in generation.every(kind)),
                    )
                    self._db.execute("INSERT INTO complete VALUES (?)", (kind,))

    def tables(self) -> Iterator[Tables]:
        """Yield the rows of every record."""
        for (value,) in self._db.execute("SELECT value FROM records"):
            yield json.loads(value)

    def vectors(self) -> Iterator[Vectors]:
        """Yield the vectors of all passages in order of key, a batch at a time."""
        rows = self._db.execute("SELECT dense FROM passages ORDER BY key")
        while batch := rows.fetchmany(_BATCH):
            yield np.stack([np.frombuffer(dense, "<f4") for (dense,) in batch])

    def words(self, average: float) -> Iterator[Words]:
        """Yield the words of all passages in order of key, told from the weights of their terms."""
        rows = self._db.execute("SELECT terms, weights, words FROM passages ORDER BY key")
        for terms, weights, length in rows:
            ids = np.frombuffer(terms, "<u4")
            norms = length_norms(np.array([length], dtype=np.uint32), average)
            counts = term_counts(np.frombuffer(weights, "<f4"), norms)
            known = ids != NO_TERM
            yield Words.counted(ids[known], counts[known], length)

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _write_store(arrived: _Arrived, partial: Path, aside: Path) -> None:
    restore(partial, arrived.tables())
    with closing(StoreWriter(aside, partial)) as writer:
        write_rows(writer, aside)


def _write_legs(arrived: _Arrived, aside: Path, description: Description) -> None:
    builder = SparseBuilder()
    for words in arrived.words(description.average):
        builder.add_counted(words)
    builder.build().save(aside)
    write_dense(aside, arrived.vectors(), description.manifest.passages)


def _fill_cache(
    arrived: _Arrived, settings: Settings, aside: Path, description: Description
) -> None:
    """Keep the vectors for a reindex by other code, which reads the corpus anew."""
    with (
        closing(Store(aside)) as store,
        closing(VectorCache(settings.index, description.manifest.model)) as cache,
    ):
        cache.fill(store.hashes(), arrived.vectors())
