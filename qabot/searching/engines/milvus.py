"""The engine on a Milvus server: what several bots share, or what no longer fits on one machine."""

import base64
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache

from qabot.errors import EngineError, IndexMissingError
from qabot.indexing.day_numbers import day_of, number_of
from qabot.indexing.manifest import Manifest
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.contents import ALIAS, ARTICLE, PAGE, PEOPLE, PRINTINGS, TERMS
from qabot.indexing.milvus.days import asked
from qabot.indexing.milvus.description import Description
from qabot.indexing.milvus.generation import Generation
from qabot.indexing.milvus.pointer import Pointer
from qabot.indexing.milvus.schema import MOST_HITS, searching
from qabot.indexing.places import numbered_lines
from qabot.indexing.portable import Tables, article_of, bytes_of, passages_of
from qabot.indexing.printings import as_printed
from qabot.indexing.records import headline_of, to_passage, to_printing, unpacked_text
from qabot.indexing.sparse import okapi_idf, position_of, term_id
from qabot.messages import say
from qabot.searching.engine import NOTHING, Dated, LegHits, Period
from qabot.searching.engines.printed import bounds_of, passages_within, printings_within
from qabot.settings import Settings
from qabot.types import Article, Headline, Passage, Printing, Title, Vectors

# Seconds for which nobody asks the server again which generation is in force.
_TRUSTED_S = 1.0
_REMEMBERED = 10_000  # passages
_COLUMNS = ["key", "reprints", "payload"]


class MilvusOpener:
    """Opens the generation in force of an archive on a server."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection = Connection(settings)
        self._pointer = Pointer(self._connection, settings.milvus_collection)
        self._lock = Lock()
        self._told = ""
        self._failed: EngineError | None = None
        self._told_at = -_TRUSTED_S

    def newest(self) -> str:
        """Return generation and revision in force, as they were a second ago or later."""
        with self._lock:
            if time.monotonic() - self._told_at >= _TRUSTED_S:
                self._ask()
            if self._failed:
                raise EngineError(self._failed.message, self._failed.hint)
            return self._told

    def _ask(self) -> None:
        """Ask the server; who waits meanwhile shares what comes of it, so that nobody waits longer than once."""
        self._failed = None
        try:
            generation = self._in_force()
            self._told = f"{generation.name}/{generation.revision()}"
        except EngineError as exc:
            self._failed = exc
        self._told_at = time.monotonic()

    def open(self, name: str) -> "MilvusEngine":
        """Open a generation; it is read as it is now."""
        generation = Generation(self._connection, name.partition("/")[0])
        description = generation.description()
        if description is None:
            raise self._missing()
        generation.check_fields(description.manifest.dimension)
        return MilvusEngine(generation, description)

    def _in_force(self) -> Generation:
        generation = self._pointer.generation()
        if generation is None:
            raise self._missing()
        return generation

    def _missing(self) -> IndexMissingError:
        where = f"{self._settings.milvus_uri} {self._settings.milvus_collection}"
        return IndexMissingError(
            say(f"Milvus {where} 里还没有档案。", f"There is no archive on Milvus, {where}."),
            say(
                "请在有语料的机器上运行：qabot reindex（QABOT_ENGINE=milvus）",
                "Run on the machine that has the corpus: qabot reindex (QABOT_ENGINE=milvus)",
            ),
        )


class MilvusEngine:
    """One generation as its description tells it.

    Statistics of the terms are in memory, 8 bytes each; of passages what was found last.
    """

    def __init__(self, generation: Generation, description: Description) -> None:
        self._generation = generation
        self._description = description
        self._terms, self._idf = self._load_statistics()
        self._lock = Lock()
        self._seen: LRUCache[int, dict[str, Any]] = LRUCache(_REMEMBERED)

    @property
    def manifest(self) -> Manifest:
        """What the archive is made of."""
        return self._description.manifest

    def search(
        self, dense: Vectors | None, sparse: Mapping[int, float], k: int, period: Period
    ) -> tuple[LegHits, LegHits]:
        """Return the k best of the dense and of the sparse leg; the sparse one has scores above 0 only."""
        condition = "" if period.open else self._condition(period)
        parameters = searching(self._description.index, k, self.manifest.passages)
        return (
            NOTHING if dense is None else self._leg("dense", dense, k, condition, parameters),
            self._leg("sparse", dict(sparse), k, condition, {}) if sparse else NOTHING,
        )

    def passages(self, keys: Sequence[int], period: Period) -> list[Passage]:
        """Return the passages of these keys, in this order, each as its earliest printing in the period has it."""
        rows = self._rows(keys)
        found = [to_passage(json.loads(rows[key]["payload"])) for key in keys]
        return passages_within(found, period, self.printings, self._as_printed)

    def groups(self, keys: Sequence[int]) -> list[int]:
        """Return a number for the article of each of these passages: the same for reprints of each other, 0 without."""
        rows = self._rows(keys)
        return [rows[key]["reprints"] for key in keys]

    def printings(self, article_ids: Sequence[str], period: Period) -> dict[str, list[Printing]]:
        """Return where else these articles were printed in a period, by date; nothing of those printed once."""
        found = self._values(PRINTINGS, article_ids)
        several = {id_: [to_printing(row) for row in rows] for id_, rows in found.items()}
        return printings_within(several, period)

    def idf(self, word: str) -> float | None:
        """Return the inverse document frequency of a word, or None if it stands nowhere."""
        at = position_of(word, self._terms)
        return None if at is None else float(self._idf[at])

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        first, last = self._description.covers
        return (day_of(first), day_of(last)) if first else (None, None)

    def short_names(self) -> list[tuple[str, str]]:
        """Return full and short names in normal form, as articles explain them."""
        return self._description.short_names

    def people(self, prefix: str, most: int) -> list[tuple[str, int]]:
        """Return the names of people that begin so, with the number of articles that have each, most first."""
        for rows in self._values(PEOPLE, [prefix[:1]]).values():
            return [(name, count) for name, count in rows if name.startswith(prefix)][:most]
        return []

    def people_of(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Return whom each of these articles names, in its order; nothing for those that name nobody."""
        found = self._values(ARTICLE, article_ids)
        return {
            article_id: [name for *_, name in tables["people"]]
            for article_id, tables in found.items()
            if "people" in tables
        }

    def article(self, article_id: str) -> Article | None:
        """Return an article, also by an id that an earlier build gave it, or None if there is none."""
        tables = self._tables(article_id)
        return article_of(tables) if tables else None

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order, also by an earlier id; none for an unknown one."""
        tables = self._tables(article_id)
        return passages_of(tables) if tables else []

    def raw_lines(self, article_id: str) -> list[tuple[int, str]]:
        """Return the lines of its file that an article came from, with their numbers from 1."""
        tables = self._tables(article_id)
        if not tables:
            return []
        *_, lines, _ = tables["articles"][0]
        return numbered_lines(self._page(article_of(tables).file), lines)

    def having(self, words: Sequence[str], period: Period) -> Dated:
        """Return the passages that have each of these words, those 16,384 at most in which they weigh most."""
        condition = "" if period.open else self._condition(period)
        found: dict[int, int] | None = None
        for term in {term_id(word) for word in words}:
            hits = self._generation.search(
                "sparse",
                {term: 1.0},
                MOST_HITS,
                filter=condition,
                output_fields=["key", "published"],
                search_params={"metric_type": "IP"},
            )
            days = {hit["entity"]["key"]: hit["entity"]["published"] for hit in hits}
            found = days if found is None else {k: d for k, d in found.items() if k in days}
        found = found or {}
        keys = np.fromiter(found, dtype=np.int64, count=len(found))
        return Dated.ordered(keys, np.fromiter(found.values(), dtype=np.int32, count=len(found)))

    def headlines(self, period: Period, most: int | None = None) -> list[Headline]:
        """Return the articles of these days, the newest first, of one day in order of arrival; no undated ones."""
        begins, ends = self.covers()
        if begins is None or ends is None:
            return []
        first, last = max(period.first or begins, begins), min(period.last or ends, ends)
        if most is None:
            return self._headlines(first, last)
        found: list[Headline] = []
        days = 1
        # A server cannot sort: days are asked for from the last one on, ever more of them at once.
        while first <= last and len(found) < most:
            since = max(first, last - timedelta(days - 1))
            found += self._headlines(since, last)
            last, days = since - timedelta(1), days * 4
        return found[:most]

    def titles(self, part: str, most: int, *, inside: bool = True) -> list[Title]:
        """Return nothing: titles stand inside packed records, and no question needs them."""
        return []

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        return set(self._generation.names(ARTICLE))

    def _load_statistics(self) -> tuple[Any, Any]:
        """Return ids and idf of all terms, ascending by id."""
        names = [str(shard) for shard in range(self._description.shards)]
        found = self._values(TERMS, names)
        terms, counts = (
            np.frombuffer(
                b"".join(base64.b64decode(found[name][part]) for name in names), dtype="<u4"
            )
            for part in (0, 1)
        )
        return terms, okapi_idf(counts.astype(np.int64), self.manifest.passages)

    def _leg(
        self, field: str, vector: Any, k: int, condition: str, parameters: dict[str, Any]
    ) -> LegHits:
        hits = self._generation.search(
            field,
            vector,
            k,
            filter=condition,
            output_fields=_COLUMNS,
            search_params={"metric_type": "IP", "params": parameters},
        )
        with self._lock:
            self._seen.update({hit["entity"]["key"]: hit["entity"] for hit in hits})
        keys = np.array([hit["entity"]["key"] for hit in hits], dtype=np.int64)
        scores = np.array([hit["distance"] for hit in hits], dtype=np.float32)
        order = np.lexsort((keys, -scores))
        return LegHits(keys[order], scores[order])

    def _condition(self, period: Period) -> str:
        first, last = bounds_of(period)
        condition = f"(published >= {first} and published <= {last})"
        begins, ends = self._description.printed
        first, last = max(first, begins), min(last, ends)
        if not begins or first > last:
            return condition
        numbers = list(asked(day_of(first), day_of(last)))
        return f"{condition} or ARRAY_CONTAINS_ANY(printed, {numbers})"

    def _headlines(self, first: date, last: date) -> list[Headline]:
        condition = f"published >= {number_of(first)} and published <= {number_of(last)}"
        rows = self._generation.passages_where(condition, ["key", "published", "payload"])
        ordered = sorted(rows, key=lambda row: (-row["published"], row["key"]))
        passages = (to_passage(json.loads(row["payload"])) for row in ordered)
        found: dict[str, Headline] = {}
        for passage in passages:
            if passage.article_id not in found:
                found[passage.article_id] = headline_of(passage)
        return [*found.values()]

    def _rows(self, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
        with self._lock:
            found = {key: self._seen[key] for key in keys if key in self._seen}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            rows = self._generation.passage_rows(missing, _COLUMNS)
            found |= {row["key"]: row for row in rows}
        return found

    def _as_printed(self, passage: Passage, printing: Printing) -> Passage:
        tables = self._tables(passage.article_id)
        if not tables:
            return passage
        places = next(
            (
                places
                for _, _, source, _, _, file, _, places, _ in tables.get("sources", [])
                if (source, file) == (printing.source, printing.file)
            ),
            None,
        )
        if places is None:  # the archive is being updated just now
            return passage
        text = article_of(tables).text
        return as_printed(passage, printing, text, places, self._page(printing.file))

    def _page(self, file: str) -> str:
        """Return the text of a page; empty for a file without pages."""
        for tables in self._values(PAGE, [file]).values():
            _, text, _ = tables["pages"][0]
            return unpacked_text(bytes_of(text))
        return ""

    def _tables(self, article_id: str) -> Tables | None:
        found = self._values(ARTICLE, [article_id])
        if not found:
            found = self._values(ARTICLE, self._values(ALIAS, [article_id]).values())
        return next(iter(found.values()), None)

    def _values(self, kind: str, names: Iterable[str]) -> dict[str, Any]:
        return self._generation.values(kind, names)
