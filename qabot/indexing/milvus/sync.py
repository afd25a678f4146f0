"""Brings the collections of an archive in step with an index: only what differs is sent.

    index ──▶ digests of all rows ◀──compare──▶ digests of the collections
                     │ what differs
                     ▼
    upsert, delete ──▶ flush ──▶ describe ──▶ point at it

A build of another recipe goes into new collections beside those in force, and the pointer is moved when they are
complete. An interrupted run leaves what it has sent; the next one compares again and sends the rest.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qabot.errors import IndexDamagedError, IndexMismatchError, SettingsError
from qabot.indexing.batches import batches
from qabot.indexing.index import Index, open_build
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.contents import (
    average_of,
    describe,
    passages,
    records,
    shards_of,
    with_vectors,
)
from qabot.indexing.milvus.description import Description
from qabot.indexing.milvus.generation import Generation
from qabot.indexing.milvus.payload import digest_of
from qabot.indexing.milvus.pointer import Pointer
from qabot.indexing.milvus.record_rows import record_id, record_rows
from qabot.indexing.pointer import current_build
from qabot.indexing.publishing import disk_errors_named, exclusive
from qabot.indexing.report import Progress, Silent
from qabot.messages import say
from qabot.settings import Settings

_log = logging.getLogger(__name__)

# Weights hang on the average length so far off as this before all are worked out anew in a new generation.
_DRIFT = 0.1
_GATHERED = 20_000  # passages whose postings are looked for in one pass
_BATCH = 250  # rows of one message: at most 16 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a run sent.

    Attributes:
        generation: Name of the generation in force.
        fresh: It is another one than before.
        sent: Rows that were new or had changed.
        removed: Rows that are no more.
        seconds: Of the run.
    """

    generation: str
    fresh: bool
    sent: int
    removed: int
    seconds: float


def bring_in_step(
    settings: Settings, connection: Connection, index: Index, progress: Progress | None = None
) -> SyncReport:
    """Bring the collections in step with an index.

    Raises:
        EngineError: The server does not answer; what it has stays in force.
    """
    started = time.monotonic()
    pointer = Pointer(connection, settings.milvus_collection)
    in_force = pointer.generation()
    if in_force is None:
        _check_name(connection, settings.milvus_collection)
    wanted = describe(index, settings.milvus_index, average_of(index), shards_of(index))
    target, found = _target(pointer, in_force, wanted)
    fresh = in_force is None or target.name != in_force.name
    sent = removed = 0
    if found is None or not found.complete or found.build != wanted.build:
        wanted = replace(wanted, average=found.average if found else wanted.average)
        target.describe(wanted)
        sent, removed = _Run(target, index, wanted.average, progress or Silent()).send()
        target.flush()
        target.describe(replace(wanted, complete=True))
    if fresh:
        pointer.point_at(target)
        # The one before stays, for bots that have it open.
        _drop(pointer, keep={target.name, *([in_force.name] if in_force else [])})
    return SyncReport(
        generation=target.name,
        fresh=fresh,
        sent=sent,
        removed=removed,
        seconds=time.monotonic() - started,
    )


def publish(
    settings: Settings, connection: Connection, progress: Progress | None = None
) -> SyncReport:
    """Bring the collections in step with the build in force of the index folder.

    Raises:
        UnusableIndexError: There is none.
        IndexBusyError: Another run is making or sending one.
        StorageError: The folder cannot be locked.
        EngineError: The server does not answer; what it has stays in force.
    """
    current_build(settings.index)  # where there is none, no folder for it is made
    with disk_errors_named(settings.index), exclusive(settings.index):
        index = open_build(current_build(settings.index))
        try:
            return bring_in_step(settings, connection, index, progress)
        finally:
            index.close()


def _target(
    pointer: Pointer, in_force: Generation | None, wanted: Description
) -> tuple[Generation, Description | None]:
    """Return the generation to bring in step, with its description: the one in force, one begun, or a new one."""
    begun = [g for g in pointer.generations() if in_force is None or g.name > in_force.name]
    for generation in (*([in_force] if in_force else []), *begun):
        found = _described(generation)
        if found and found.recipe == wanted.recipe and _near(found.average, wanted.average):
            generation.load()
            return generation, found
    target = pointer.new_generation()
    target.create(wanted.manifest.dimension, wanted.index, wanted.manifest.passages)
    return target, None


def _check_name(connection: Connection, alias: str) -> None:
    """Check, before hours are spent on sending, that a name is free for the alias.

    Raises:
        SettingsError: It is the name of a collection.
    """
    if alias in connection.read("list_collections"):
        raise SettingsError(
            say(
                f"Milvus 上已有名为 {alias} 的集合，不能用作档案的别名。",
                f"Milvus has a collection {alias} already, so an archive cannot have this name.",
            ),
            say(
                "请把 QABOT_MILVUS_COLLECTION 换成别的名字。",
                "Set QABOT_MILVUS_COLLECTION to another name.",
            ),
        )


def _described(generation: Generation) -> Description | None:
    """Return the description of a generation that can be brought in step; None of any other."""
    try:
        generation.load()
        if found := generation.description():
            generation.check_fields(found.manifest.dimension)
    except (IndexDamagedError, IndexMismatchError):  # also where a collection is not there
        return None
    return found


def _near(frozen: float, now: float) -> bool:
    return abs(now / frozen - 1) <= _DRIFT


def _drop(pointer: Pointer, keep: set[str]) -> None:
    for generation in pointer.generations():
        if generation.name not in keep:
            generation.drop()


@dataclass(slots=True)
class _Run:
    """Sends what differs."""

    target: Generation
    index: Index
    average: float
    progress: Progress

    def send(self) -> tuple[int, int]:
        """Return how many rows were sent, and removed."""
        passages_there, records_there = self.target.digests()
        self.progress.start(say("比对并写入 Milvus", "To Milvus"), self.index.manifest.passages)
        sent = self._passages(passages_there) + self._records(records_there)
        # What is left was not asked for.
        for collection, ids in (
            (self.target.passages, [*passages_there]),
            (self.target.records, [*records_there]),
        ):
            for part in batches(ids, _BATCH):
                self.target.delete(collection, part)
        return sent, len(passages_there) + len(records_there)

    def _passages(self, there: dict[int, int]) -> int:
        sent = 0
        changed = (row for row in self._told() if there.pop(row.key, None) != row.digest)
        for gathered in batches(changed, _GATHERED):
            for batch in batches(with_vectors(self.index, gathered, self.average), _BATCH):
                self.target.put_passages(batch)
                sent += len(batch)
        return sent

    def _told(self) -> Iterator[Any]:
        for row in passages(self.index):
            yield row
            self.progress.advance(1)

    def _records(self, there: dict[str, int]) -> int:
        sent = 0
        for batch in batches(self._changed(there), _BATCH):
            self.target.put_records(batch)
            sent += len(batch)
        return sent

    def _changed(self, there: dict[str, int]) -> Iterator[dict[str, Any]]:
        for kind, name, text in records(self.index):
            first = record_id(kind, name, 0)
            if there.get(first) == digest_of(text):
                part = 0
                while there.pop(f"{first.removesuffix(':0')}:{part}", None) is not None:
                    part += 1
                continue
            for row in record_rows(kind, name, text):
                there.pop(row["id"], None)
                yield row
