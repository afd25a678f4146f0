"""One generation of an archive on a server, and which one is in force."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from qabot.errors import IndexDamagedError, IndexMismatchError
from qabot.indexing.manifest import Manifest
from qabot.indexing.milvus.connection import (
    Connection,
    NotLoadedError,
    NotThereError,
    UnsupportedError,
)
from qabot.indexing.milvus.payload import count_of, digest_of, encoded, parts_of, value_of
from qabot.indexing.milvus.schema import (
    FORMAT,
    PASSAGES,
    RECORDS,
    passages_index,
    passages_schema,
    records_index,
    records_schema,
)
from qabot.messages import say

_STAMP = r"\d{8}t\d{6}_[0-9a-f]{4}"
_DESCRIPTION = "description"
_POINTER = "pointer"
# Parts are up to 64 kB: so many of them fit into one message.
_RECORDS_AT_ONCE = 100
_NOTHING = [0.0, 0.0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a generation holds; written last.

    Attributes:
        format: Number of the layout of the collections.
        revision: Another one after every change.
        complete: It is in step with `build`; False while it is being brought there.
        build: Name of the build in the index folder that it was made of.
        index: Kind of the dense leg's index.
        average: Average length of a passage in words, by which the weights of all terms were worked out; frozen, so
            that new passages do not rewrite old ones.
        manifest: Of the build, without its files.
        covers: First and last day of print, yyyymmdd, 0 where nothing is dated.
        printed: First and last day of further printings, likewise.
        short_names: As articles explain them.
        latest: Ids of the articles printed last, the newest first.
        shards: Records that hold the terms.
    """

    format: int = FORMAT
    revision: str
    complete: bool
    build: str
    index: str
    average: float
    manifest: Manifest
    covers: tuple[int, int]
    printed: tuple[int, int]
    short_names: list[tuple[str, str]]
    latest: list[str]
    shards: int

    @property
    def recipe(self) -> tuple[object, ...]:
        """What must be the same for a build to be brought into this generation."""
        return self.format, self.index, *self.manifest.recipe

    @classmethod
    def of(cls, data: Any) -> "Description":
        """Return the description that was written.

        Raises:
            IndexMismatchError: It has another format.
            KeyError, TypeError, ValueError: It is none.
        """
        if data["format"] != FORMAT:
            raise IndexMismatchError(
                say(
                    f"Milvus 里档案的格式是 {data['format']}，本版本用 {FORMAT}。",
                    f"The archive on Milvus has format {data['format']}; this version uses {FORMAT}.",
                )
            )
        values = {field.name: data[field.name] for field in fields(cls)}
        return cls(
            **values
            | {
                "manifest": Manifest(**data["manifest"]),
                "covers": tuple(data["covers"]),
                "printed": tuple(data["printed"]),
                "short_names": [tuple(pair) for pair in data["short_names"]],
            }
        )


class Generation:
    """The collections of one generation; may be shared between threads.

    Raises:
        EngineError: From every method: the server does not answer.
        NotThereError: From every method but `create`: it was dropped.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self.name = name
        self.passages = f"{name}_{PASSAGES}"
        self.records = f"{name}_{RECORDS}"

    def create(self, dimension: int, index: str, passages: int) -> None:
        """Create the collections, empty.

        Args:
            dimension: Of the vectors.
            index: Kind of the dense leg's index.
            passages: About how many there will be.
        """
        client = self._connection.client
        self._connection.write(
            "create_collection",
            self.records,
            schema=records_schema(client),
            index_params=records_index(client),
        )
        self._connection.write(
            "create_collection",
            self.passages,
            schema=passages_schema(client, dimension),
            index_params=passages_index(client, index, passages),
        )

    def load(self) -> None:
        """Have the server ready to search; costs nothing where it is."""
        for collection in (self.passages, self.records):
            self._connection.write("load_collection", collection)

    def drop(self) -> None:
        """Remove the collections."""
        for collection in (self.passages, self.records):
            self._connection.write("drop_collection", collection)

    def revision(self) -> str:
        """Return the revision of its description."""
        found = self._get(self.records, [record_id(_DESCRIPTION, "", 0)], ["name"])
        if not found:
            raise self._damaged("no description")
        return str(found[0]["name"])

    def description(self) -> Description | None:
        """Return its description; None if none was written yet, or only a part.

        Raises:
            IndexMismatchError: It has another format.
        """
        try:
            found = self.values(_DESCRIPTION, [""])
            return Description.of(found[""]) if found else None
        except (IndexDamagedError, KeyError, TypeError, ValueError):
            return None

    def describe(self, description: Description) -> None:
        """Write its description, under a revision of its own."""
        revision = os.urandom(8).hex()
        data = asdict(replace(description, revision=revision))
        text = encoded(data)
        self.put_records(record_rows(_DESCRIPTION, "", text, shown=revision))

    def put_passages(self, rows: Sequence[dict[str, Any]]) -> None:
        """Put passages in place of those of the same keys."""
        self._connection.write("upsert", self.passages, list(rows))

    def put_records(self, rows: Sequence[dict[str, Any]]) -> None:
        """Put parts of records, see `record_rows`, in place of those of the same ids."""
        self._connection.write("upsert", self.records, list(rows))

    def delete(self, collection: str, ids: Sequence[Any]) -> None:
        """Remove rows by their primary keys."""
        self._connection.write("delete", collection, ids=list(ids))

    def flush(self) -> None:
        """Have the server write to its disks what was put."""
        for collection in (self.passages, self.records):
            self._connection.write("flush", collection)

    def digests(self) -> tuple[dict[int, int], dict[str, int]]:
        """Return the digests of all passages, by key, and of all parts of records, by id, but for the description."""
        passages = self._rows(self.passages, "", ["key", "digest"])
        records = self._rows(self.records, f'kind != "{_DESCRIPTION}"', ["id", "digest"])
        return (
            {row["key"]: row["digest"] for row in passages},
            {row["id"]: row["digest"] for row in records},
        )

    def rows_after(self, key: int) -> Iterator[dict[str, Any]]:
        """Yield all of the passages behind a key, in order, with their vectors."""
        fields = ["key", "dense", "sparse", "words"]
        yield from self._rows(self.passages, f"key > {key}", fields)

    def every(self, kind: str) -> Iterator[Any]:
        """Yield the values of all records of a kind."""
        rows = self._rows(self.records, f'kind == "{kind}"', ["id", "payload"])
        for _, parts in groupby(rows, lambda row: str(row["id"]).rpartition(":")[0]):
            several = sorted(parts, key=lambda row: int(row["id"].rpartition(":")[2]))
            yield self._value([row["payload"] for row in several])

    def names(self, kind: str) -> Iterator[str]:
        """Yield the names of all records of a kind."""
        for row in self._rows(self.records, f'kind == "{kind}"', ["id", "name"]):
            if row["id"].endswith(":0"):
                yield row["name"]

    def values(self, kind: str, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of records of a kind by name; nothing of those that are not there."""
        ids = {record_id(kind, name, 0): name for name in names}
        first = {row["id"]: row["payload"] for row in self._get(self.records, [*ids], ["payload"])}
        more = [
            f"{id_.removesuffix(':0')}:{part}"
            for id_, payload in first.items()
            for part in range(1, count_of(payload))
        ]
        rest = {row["id"]: row["payload"] for row in self._get(self.records, more, ["payload"])}
        found = {}
        for id_, payload in first.items():
            others = (f"{id_.removesuffix(':0')}:{n}" for n in range(1, count_of(payload)))
            found[ids[id_]] = self._value([payload, *(rest.get(other, "") for other in others)])
        return found

    def passage_rows(self, keys: Sequence[int], columns: list[str]) -> list[dict[str, Any]]:
        """Return some columns of passages, in any order."""
        return self._get(self.passages, list(keys), columns)

    def search(self, field: str, vector: Any, k: int, **options: Any) -> list[Any]:
        """Return the best hits of a leg as pymilvus gives them."""
        found = self._read("search", self.passages, [vector], anns_field=field, limit=k, **options)
        hits: list[Any] = found[0]
        return hits

    def _get(self, collection: str, ids: Sequence[Any], columns: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for at in range(0, len(ids), _RECORDS_AT_ONCE):
            part = list(ids[at : at + _RECORDS_AT_ONCE])
            found += self._read("get", collection, part, output_fields=columns)
        return found

    def _rows(
        self, collection: str, condition: str, columns: list[str]
    ) -> Iterator[dict[str, Any]]:
        try:
            return self._connection.rows(collection, condition, columns)
        except NotLoadedError:
            self.load()
            return self._connection.rows(collection, condition, columns)

    def _read(self, method: str, collection: str, *args: Any, **kwargs: Any) -> Any:
        """Call the server; where it was started again in the meantime, have it load the collections first."""
        try:
            return self._connection.read(method, collection, *args, **kwargs)
        except NotLoadedError:
            self.load()
            return self._connection.read(method, collection, *args, **kwargs)

    def _value(self, parts: list[str]) -> Any:
        try:
            return value_of(parts)
        except ValueError as exc:
            raise self._damaged(str(exc)) from exc

    def _damaged(self, why: str) -> IndexDamagedError:
        return IndexDamagedError(
            say(
                f"Milvus 里的 {self.name} 不完整：{why}。",
                f"{self.name} on Milvus is incomplete: {why}.",
            )
        )


class Pointer:
    """Which generation of an archive is in force: an alias, or a record where the server has no aliases."""

    def __init__(self, connection: Connection, collection: str) -> None:
        self._connection = connection
        self._alias = collection
        self._record = f"{collection}_{_POINTER}"

    def generation(self) -> Generation | None:
        """Return the one in force; None if there is none."""
        try:
            try:
                found = self._connection.read("describe_alias", self._alias)
                name = str(found["collection_name"]).removesuffix(f"_{PASSAGES}")
            except UnsupportedError:
                (row,) = self._connection.read(
                    "get", self._record, [_POINTER], output_fields=["name"]
                )
                name = str(row["name"])
        except NotThereError:
            return None
        return Generation(self._connection, name)

    def point_at(self, generation: Generation) -> None:
        """Make a generation the one in force, in one step."""
        try:
            call = "create_alias" if self.generation() is None else "alter_alias"
            self._connection.write(call, generation.passages, self._alias)
        except UnsupportedError:
            self._point_by_record(generation)

    def forget(self) -> None:
        """Have no generation in force any more."""
        try:
            self._connection.write("drop_alias", self._alias)
        except UnsupportedError:
            self._connection.write("drop_collection", self._record)

    def generations(self) -> list[Generation]:
        """Return all that there are, the oldest first, also those that were never completed."""
        pattern = re.compile(rf"({re.escape(self._alias)}_{_STAMP})_(?:{PASSAGES}|{RECORDS})")
        names = map(pattern.fullmatch, self._connection.read("list_collections"))
        return [
            Generation(self._connection, name)
            for name in sorted({match[1] for match in names if match})
        ]

    def new_generation(self) -> Generation:
        """Return one that is not there yet."""
        stamp = f"{datetime.now(UTC):%Y%m%dt%H%M%S}_{os.urandom(2).hex()}"
        return Generation(self._connection, f"{self._alias}_{stamp}")

    def _point_by_record(self, generation: Generation) -> None:
        client = self._connection.client
        if not self._connection.read("has_collection", self._record):
            self._connection.write(
                "create_collection",
                self._record,
                schema=records_schema(client),
                index_params=records_index(client),
            )
        row = _record_row(_POINTER, _POINTER, generation.name, 0, "")
        self._connection.write("upsert", self._record, [row])


def record_id(kind: str, name: str, part: int) -> str:
    """Return the primary key of a part of a record; names may be of any length."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{kind}:{digest}:{part}"


def record_rows(kind: str, name: str, text: str, shown: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of a record, its first part last: whoever finds that has all.

    Args:
        kind: What it is a record of.
        name: By which it is found.
        text: Its value as `encoded` gives it.
        shown: In place of the name in the field of that name.
    """
    digest = digest_of(text)
    rows = [
        _record_row(
            record_id(kind, name, part), kind, name if shown is None else shown, digest, payload
        )
        for part, payload in enumerate(parts_of(text))
    ]
    return rows[::-1]


def _record_row(id_: str, kind: str, name: str, digest: int, payload: str) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": kind,
        "name": name,
        "digest": digest,
        "payload": payload,
        "nothing": _NOTHING,
    }
