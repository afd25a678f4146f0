"""What the collections should hold of an index, with digests that tell what they have already."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from qabot.indexing import portable
from qabot.indexing.index import Index
from qabot.indexing.milvus.days import kept
from qabot.indexing.milvus.description import Description
from qabot.indexing.milvus.payload import digest_of, encoded
from qabot.indexing.milvus.schema import NO_TERM
from qabot.indexing.records import PASSAGE, printing_row
from qabot.indexing.sparse import average_length, length_norms, term_weights

ARTICLE = "article"
PRINTINGS = "printings"
ALIAS = "alias"
TERMS = "terms"
FILE = "file"
PAGE = "page"
PEOPLE = "people"
"""By the first character of their names; the empty name has those named most of all."""
_AT_ONCE = 1000
_MOST_NAMED = 1000
_TERMS = 4096  # of a record, about


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage without its vectors.

    Attributes:
        row: In the index.
        key: Its key.
        digest: Of all that follows and of the text that the vectors were made of.
        fields: Columns besides key, digest, vectors and words.
    """

    row: int
    key: int
    digest: int
    fields: dict[str, Any]


def describe(index: Index, kind: str, average: float, shards: int) -> Description:
    """Return the description of a generation that is being made of an index."""
    dated = index.dates[index.dates > 0]
    days = index.printings[:, 1]
    return Description(
        revision="",
        complete=False,
        build=index.folder.name,
        index=kind,
        average=average,
        manifest=replace(index.manifest, files={}),
        covers=(int(dated.min(initial=99_999_999)), int(dated.max())) if len(dated) else (0, 0),
        printed=(int(days.min()), int(days.max())) if len(days) else (0, 0),
        short_names=index.short_names,
        shards=shards,
    )


def average_of(index: Index) -> float:
    """Return the average length of the index's passages in words."""
    return average_length(index.sparse.lengths)


def shards_of(index: Index) -> int:
    """Return over how many records the terms are spread: a power of two, so that most stay what they are."""
    return 1 << (len(index.sparse.terms) // _TERMS).bit_length()


def records(index: Index) -> Iterator[tuple[str, str, str]]:
    """Yield kind, name and JSON text of every record."""
    store = index.store
    for name, tables in portable.files(store):
        yield FILE, name, encoded(tables)
    for name, tables in portable.pages(store):
        yield PAGE, name, encoded(tables)
    batch: list[str] = []
    for name, tables in portable.articles(store):
        yield ARTICLE, name, encoded(tables)
        for old, _ in tables.get("aliases", ()):
            yield ALIAS, old, encoded(name)
        batch.append(name)
        if len(batch) == _AT_ONCE:
            yield from _printings(index, batch)
            batch = []
    yield from _printings(index, batch)
    yield from _people(index)
    shards = shards_of(index)
    # Every id is below 2³².
    bounds = np.arange(1, shards, dtype=np.uint64) * np.uint64(2**32 // shards)
    ends = np.searchsorted(index.sparse.terms, bounds)
    passages = np.diff(index.sparse.starts).astype("<u4")
    for shard, (terms, counts) in enumerate(
        zip(np.split(index.sparse.terms, ends), np.split(passages, ends), strict=True)
    ):
        yield TERMS, str(shard), encoded([_packed(terms.astype("<u4")), _packed(counts)])


def passages(index: Index) -> Iterator[PassageRow]:
    """Yield every passage, in order of its key."""
    query = f"SELECT p.key, p.hash, {PASSAGE} FROM passages p JOIN articles a ON a.number = p.article WHERE p.key > ? ORDER BY p.key LIMIT {_AT_ONCE}"  # noqa: S608
    row, last = 0, -1
    printed_rows, printed_days = index.printings.T
    while found := index.store.select(query, (last,)):
        last = found[-1][0]
        ends = np.searchsorted(printed_rows, np.arange(row, row + len(found) + 1))
        for at, (key, hash_, *values) in enumerate(found):
            fields = {
                "published": int(index.dates[row]),
                "printed": kept(printed_days[ends[at] : ends[at + 1]].tolist()),
                "reprints": int(index.groups[row]),
                "payload": encoded(values),
            }
            digest = digest_of(hash_.hex() + encoded(fields))
            yield PassageRow(row, key, digest, fields)
            row += 1


def with_vectors(
    index: Index, rows: Sequence[PassageRow], average: float
) -> Iterator[dict[str, Any]]:
    """Yield the rows of the collection; one pass over all postings, so the more at once the better.

    Args:
        index: Where they are from.
        rows: In order.
        average: Length of a passage by which terms are weighed.
    """
    numbers = np.array([row.row for row in rows], dtype=np.int64)
    lengths = index.sparse.lengths[numbers]
    norms = length_norms(lengths, average)
    vectors = index.dense.vectors[numbers]
    for at, (row, (terms, counts)) in enumerate(
        zip(rows, index.sparse.of_rows(numbers), strict=True)
    ):
        weights = term_weights(counts, norms[at]).astype(np.float32)
        yield {
            "key": row.key,
            "dense": vectors[at],
            "sparse": dict(zip(terms.tolist(), weights.tolist(), strict=True)) or {NO_TERM: 1.0},
            "words": int(lengths[at]),
            "digest": row.digest,
            **row.fields,
        }


def _printings(index: Index, article_ids: list[str]) -> Iterator[tuple[str, str, str]]:
    for article_id, several in index.store.printings(article_ids).items():
        yield PRINTINGS, article_id, encoded([*map(printing_row, several)])


def _people(index: Index) -> Iterator[tuple[str, str, str]]:
    everybody = index.store.people("", -1)
    by_char: dict[str, list[tuple[str, int]]] = {"": everybody[:_MOST_NAMED]}
    for name, articles in everybody:
        by_char.setdefault(name[:1], []).append((name, articles))
    for char, named in by_char.items():
        yield PEOPLE, char, encoded(named)


def _packed(numbers: Any) -> str:
    return base64.b64encode(numbers.tobytes()).decode()
