"""The collections of one generation, and the indexes of the dense leg.

<collection>_<generation>_passages   one row a passage: both vectors, days, group, what is shown of it
<collection>_<generation>_records    articles, pages, printings, terms and the description of the whole
"""

import math
from typing import Any

FORMAT = 2
PASSAGES = "passages"
RECORDS = "records"
NO_TERM = 2**32 - 2
"""Stands in a passage without words, since Milvus refuses an empty sparse vector; `term_id` gives it to no word."""
MOST_HITS = 16_384
"""The most that a server returns of one search."""
DAYS = 4096
"""Numbers that a passage's further printings have room for, days, months and years together."""


def passages_schema(client: Any, dimension: int) -> Any:
    """Return the schema of the passages."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("published", DataType.INT32)
    schema.add_field("printed", DataType.ARRAY, element_type=DataType.INT32, max_capacity=DAYS)
    schema.add_field("reprints", DataType.INT64)
    schema.add_field("words", DataType.INT32)
    schema.add_field("digest", DataType.INT64)
    schema.add_field("payload", DataType.VARCHAR, max_length=65_535)
    return schema


def names_of(schema: Any) -> set[str]:
    """Return the names of the fields of a schema."""
    return {field.name for field in schema.fields}


def passages_index(client: Any, kind: str, passages: int) -> Any:
    """Return the indexes of the passages."""
    parameters = client.prepare_index_params()
    parameters.add_index(
        "dense", index_type=kind, metric_type="IP", params=_building(kind, passages)
    )
    parameters.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    return parameters


def records_schema(client: Any) -> Any:
    """Return the schema of the records; Milvus wants a vector in every collection."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("id", DataType.VARCHAR, is_primary=True, max_length=100)
    schema.add_field("kind", DataType.VARCHAR, max_length=20)
    schema.add_field("name", DataType.VARCHAR, max_length=65_535)
    schema.add_field("digest", DataType.INT64)
    schema.add_field("payload", DataType.VARCHAR, max_length=65_535)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)
    return schema


def records_index(client: Any) -> Any:
    """Return the index of the records."""
    parameters = client.prepare_index_params()
    parameters.add_index("nothing", index_type="FLAT", metric_type="IP")
    return parameters


def searching(kind: str, k: int, passages: int) -> dict[str, Any]:
    """Return the parameters of a search for k passages.

    Source: Milvus documentation, In-memory index and On-disk index: ef and search_list from k upwards.
    """
    match kind:
        case "HNSW" | "HNSW_SQ":
            return {"ef": max(200, 2 * k)}
        case "IVF_FLAT" | "IVF_SQ8":
            return {"nprobe": max(16, _lists(passages) // 16)}
        case "DISKANN":
            return {"search_list": max(200, 2 * k)}
        case _:
            return {}


def _building(kind: str, passages: int) -> dict[str, Any]:
    match kind:
        case "HNSW":
            return {"M": 16, "efConstruction": 200}
        case "HNSW_SQ":
            return {"M": 16, "efConstruction": 200, "sq_type": "SQ8"}
        case "IVF_FLAT" | "IVF_SQ8":
            return {"nlist": _lists(passages)}
        case _:
            return {}


def _lists(passages: int) -> int:
    """Return how many lists an IVF index has: 4 √n, as Milvus advises."""
    return min(max(int(4 * math.sqrt(passages)), 1), 65_536)
