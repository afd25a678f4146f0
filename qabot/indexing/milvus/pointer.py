"""Which generation of an archive is in force, and which others there are."""

import os
import re
from datetime import UTC, datetime

from qabot.indexing.milvus.connection import Connection, NotThereError, UnsupportedError
from qabot.indexing.milvus.generation import Generation
from qabot.indexing.milvus.record_rows import record_row
from qabot.indexing.milvus.schema import PASSAGES, RECORDS, records_index, records_schema

_STAMP = r"\d{8}t\d{6}_[0-9a-f]{4}"
_POINTER = "pointer"


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
        row = record_row(_POINTER, _POINTER, generation.name, 0, "")
        self._connection.write("upsert", self._record, [row])
