"""Records as rows of a collection: found by kind and name, cut into parts where they are long."""

import hashlib
from typing import Any

from qabot.indexing.milvus.payload import digest_of, parts_of

_NOTHING = [0.0, 0.0]


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
        record_row(
            record_id(kind, name, part), kind, name if shown is None else shown, digest, payload
        )
        for part, payload in enumerate(parts_of(text))
    ]
    return rows[::-1]


def record_row(id_: str, kind: str, name: str, digest: int, payload: str) -> dict[str, Any]:
    """Return one row of a collection of records."""
    return {
        "id": id_,
        "kind": kind,
        "name": name,
        "digest": digest,
        "payload": payload,
        "nothing": _NOTHING,
    }
