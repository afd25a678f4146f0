"""The collections of one generation of an archive on a server."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from typing import Any

from qabot.errors import IndexDamagedError
from qabot.indexing.milvus.connection import Connection, NotLoadedError
from qabot.indexing.milvus.description import Description
from qabot.indexing.milvus.payload import count_of, encoded, value_of
from qabot.indexing.milvus.record_rows import record_id, record_rows
from qabot.indexing.milvus.schema import (
    PASSAGES,
    RECORDS,
    names_of,
    passages_index,
    passages_schema,
    records_index,
    records_schema,
)
from qabot.messages import say

_DESCRIPTION = "description"
# Parts are up to 64 kB: so many of them fit into one message.
_RECORDS_AT_ONCE = 100


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

    def check_fields(self, dimension: int) -> None:
        """Check that the collections have the fields that this version gives them; others may be there as well.

        Raises:
            IndexDamagedError: One has not: it was made by somebody else.
        """
        client = self._connection.client
        for collection, schema in (
            (self.passages, passages_schema(client, dimension)),
            (self.records, records_schema(client)),
        ):
            found = self._connection.read("describe_collection", collection)
            there = {str(field["name"]) for field in found["fields"]}
            if missing := sorted(names_of(schema) - there):
                raise IndexDamagedError(
                    say(
                        f"Milvus 里的集合 {collection} 不是 qabot 建的：没有字段 {'、'.join(missing)}。",
                        f"The collection {collection} on Milvus is none of qabot's: it has no field {', '.join(missing)}.",
                    )
                )

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

    def passages_where(self, condition: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """Yield some columns of all passages that meet a condition, in order of key."""
        yield from self._rows(self.passages, condition, columns)

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
