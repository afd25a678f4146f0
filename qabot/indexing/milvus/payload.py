"""JSON in the parts that a field of Milvus holds, with a digest by which what has changed is told."""

import base64
import hashlib
import json
import zlib
from typing import Any

LIMIT = 65_535
"""Bytes that a VARCHAR field holds."""
_PART = 60_000


def encoded(value: Any) -> str:
    """Return the JSON text of a value; the same for equal values."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def digest_of(text: str) -> int:
    """Return 64 bits that stand for a text, signed."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def parts_of(text: str) -> list[str]:
    """Return the packed text cut into parts; the first begins with their number and a colon."""
    packed = base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()
    parts = [packed[at : at + _PART] for at in range(0, len(packed), _PART)]
    return [f"{len(parts)}:{parts[0]}", *parts[1:]]


def count_of(first: str) -> int:
    """Return the number of parts that the first one tells."""
    return int(first.partition(":")[0])


def value_of(parts: list[str]) -> Any:
    """Return the value of all parts, in order.

    Raises:
        ValueError: They are not what `parts_of` gave.
    """
    packed = parts[0].partition(":")[2] + "".join(parts[1:])
    try:
        return json.loads(
            zlib.decompress(base64.b64decode(packed)).decode("utf-8", "surrogatepass")
        )
    except zlib.error as exc:
        raise ValueError(str(exc)) from exc
