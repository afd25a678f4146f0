"""Whether an index is whole: each part by itself, the parts against each other, and passages against their articles."""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from qabot.findings import Check, Finding, fault, ok
from qabot.indexing.dense import VECTORS_FILE, DenseLeg
from qabot.indexing.index import DATES_FILE, GROUPS_FILE, open_build
from qabot.indexing.manifest import Manifest
from qabot.indexing.passages import searched_text
from qabot.indexing.places import decode_lines
from qabot.indexing.pointer import current_build
from qabot.indexing.records import FILE, KEYS_FILE, unpacked_text
from qabot.indexing.report import Progress, Silent
from qabot.indexing.sparse import SparseLeg, Words
from qabot.indexing.store import Store
from qabot.indexing.vector_cache import text_hash
from qabot.language.words import Tokenizer
from qabot.messages import say

SAMPLE = 1000
"""Passages whose words are counted again, unless all are asked for."""
_LENGTH_ERROR = 1e-3
_NAMED = 3  # of many that are wrong


@dataclass(frozen=True)
class Examinee:
    """A build that is examined; each check opens the parts that it needs itself.

    Attributes:
        index: Folder of the index.
        tokenizer: Cuts words as a reindex would.
        sample: Passages whose words are counted again, at most.
        progress: Told how far it is.
    """

    index: Path
    tokenizer: Tokenizer
    sample: int = SAMPLE
    progress: Progress = field(default_factory=Silent)

    @cached_property
    def folder(self) -> Path:
        """Of the build in force."""
        return current_build(self.index)

    @cached_property
    def manifest(self) -> Manifest:
        """Of the build in force."""
        return Manifest.load(self.folder)

    def array(self, name: str) -> "np.ndarray[Any, Any]":
        """Map an array of the build."""
        found: np.ndarray[Any, Any] = np.load(self.folder / name, mmap_mode="r", allow_pickle=False)
        return found


def files(build: Examinee) -> Finding:
    """Look whether all files are there, have the sizes and checksums that were written, and open."""
    build.manifest.check_files(build.folder)
    open_build(build.folder).close()
    count = len(build.manifest.files)
    return ok(
        say(f"{count} 个，大小和校验都对", f"{count}, of the sizes and checksums that were written")
    )


def database(build: Examinee) -> Finding:
    """Have SQLite look at its file, and at what refers to what."""
    uri = f"{(build.folder / FILE).resolve().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        found = [str(line) for (line,) in db.execute("PRAGMA integrity_check(10)")]
        if found != ["ok"]:
            return _wrong(say("SQLite：", "SQLite: ") + found[0])
        lost = db.execute("PRAGMA foreign_key_check").fetchall()
    if lost:
        table, row, parent, _ = lost[0]
        return _wrong(
            say(
                f"{len(lost)} 行指向没有的行，如 {table} 第 {row} 行（指向 {parent}）",
                f"{len(lost)} rows refer to none that is there, as row {row} of {table} (to {parent})",
            )
        )
    return ok(
        say(
            "SQLite 完好，引用都在", "SQLite finds nothing, and nothing refers to what is not there"
        )
    )


def lengths(build: Examinee) -> Finding:
    """Look whether all parts have the same passages."""
    with closing(Store(build.folder)) as store:
        keys = np.array([key for (key,) in store.select("SELECT key FROM passages ORDER BY key")])
    if not np.array_equal(keys, build.array(KEYS_FILE)):
        return _wrong(
            say(
                f"{KEYS_FILE} 和 {FILE} 里的段落不是同一批",
                f"{KEYS_FILE} and {FILE} hold other passages",
            )
        )
    found = {name: len(build.array(name)) for name in (VECTORS_FILE, DATES_FILE, GROUPS_FILE)}
    found["sparse-lengths.npy"] = SparseLeg.load(build.folder, len(keys)).passages
    found["manifest.json"] = build.manifest.passages
    other = {name: count for name, count in found.items() if count != len(keys)}
    if other:
        name, count = next(iter(other.items()))
        return _wrong(
            say(
                f"{name} 有 {count} 段，应有 {len(keys)} 段",
                f"{name} has {count} passages instead of {len(keys)}",
            )
        )
    return ok(say(f"各部分都是 {len(keys)} 段", f"{len(keys)} passages in every part"))


def vectors(build: Examinee) -> Finding:
    """Look whether every vector has length 1."""
    leg = DenseLeg.load(build.folder)
    build.progress.start(say("向量", "Vectors"), len(leg.vectors))
    wrong = 0
    for block in leg.blocks():
        norms = np.linalg.norm(block, axis=1)
        wrong += int(np.count_nonzero(~(np.abs(norms - 1) < _LENGTH_ERROR)))  # of nan as well
        build.progress.advance(len(block))
    if wrong:
        return _wrong(
            say(f"{wrong} 个向量的长度不是 1", f"{wrong} vectors have another length than 1")
        )
    count, dimension = leg.vectors.shape
    return ok(
        say(
            f"{count} 个，{dimension} 维，长度都是 1",
            f"{count} of {dimension} dimensions and length 1",
        )
    )


def postings(build: Examinee) -> Finding:
    """Count the words of some passages again, and look whether the sparse leg has the same."""
    if build.manifest.tokenizer != build.tokenizer.fingerprint:
        return fault(
            say(
                "索引是用另一份词典建立的，词无从核对",
                "another dictionary made the index: words not compared",
            ),
            say("请运行：qabot reindex", "Run: qabot reindex"),
        )
    count = build.manifest.passages
    rows = sorted(random.Random(1).sample(range(count), min(build.sample, count)))  # noqa: S311
    leg = SparseLeg.load(build.folder, count)
    build.progress.start(say("词", "Words"), len(rows))
    wrong = []
    with closing(Store(build.folder)) as store:
        found = leg.of_rows(np.array(rows, dtype=np.int64))
        for row, (terms, counts) in zip(rows, found, strict=True):
            (text,) = store.searched_texts([row])
            words = Words.of(build.tokenizer.terms(text))
            same = dict(zip(words.terms, words.counts, strict=True)) == dict(
                zip(terms.tolist(), counts.tolist(), strict=True)
            )
            if not (same and words.length == leg.lengths[row]):
                wrong.append(row)
            build.progress.advance(1)
    if wrong:
        return _wrong(
            say(
                f"{len(rows)} 段里有 {len(wrong)} 段的词对不上",
                f"{len(wrong)} of {len(rows)} passages have other words",
            ),
        )
    return ok(
        say(
            f"核对了 {len(rows)} 段的词，都对",
            f"of {len(rows)} passages, counted again: all as they are there",
        )
    )


def texts(build: Examinee) -> Finding:
    """Look whether every passage is a part of its article, and the text that was embedded."""
    wrong = Counter[str]()
    with closing(Store(build.folder)) as store:
        build.progress.start(say("段落", "Passages"), build.manifest.passages)
        for id_, title, subtitle, published, text, start, end, digest in _passages(store):
            passage = text[start:end]
            inside = 0 <= start < end <= len(text) and bool(passage.strip())
            embedded = searched_text(title, subtitle, published, passage)
            if not inside or text_hash(embedded) != digest:
                wrong[id_] += 1
            build.progress.advance(1)
    if wrong:
        return _wrong(_named(say("段落与文章对不上", "passages do not fit their articles"), wrong))
    return ok(say("每一段都在文章里", "every passage stands in its article"))


def _passages(store: Store) -> Iterator[tuple[Any, ...]]:
    """Yield id, title, subtitle and day of the article, its text, start, end and hash of each passage."""
    last = 0
    query = """
        SELECT a.number, a.id, a.title, a.subtitle, a.published, a.text, p.start, p."end", p.hash
        FROM passages p JOIN articles a ON a.number = p.article
        WHERE a.number > ? AND a.number <= ? ORDER BY p.key
    """
    ((most,),) = store.select("SELECT coalesce(max(number), 0) FROM articles")
    while last < most:
        for _, *row in store.select(query, (last, last + 500)):
            yield tuple(row)
        last += 500


def lines(build: Examinee) -> Finding:
    """Look whether passages of pages stand in the lines that citations name."""
    wrong, looked = Counter[str](), 0
    with closing(Store(build.folder)) as store:
        query = """
            SELECT a.file, a.id, substr(a.text, p.start + 1, p."end" - p.start), p.lines
            FROM passages p JOIN articles a ON a.number = p.article JOIN pages g ON g.file = a.file
            WHERE a.file = ? AND p.lines <> ''
        """
        pages = [file for (file,) in store.select("SELECT file FROM pages ORDER BY file")]
        build.progress.start(say("版面", "Pages"), len(pages))
        for file in pages:
            ((packed,),) = store.select("SELECT text FROM pages WHERE file = ?", (file,))
            page = unpacked_text(packed).split("\n")
            for _, id_, text, ranges in store.select(query, (file,)):
                looked += 1
                wrong[id_] += not _stands_in(text, page, ranges)
            build.progress.advance(1)
    wrong = +wrong
    if wrong:
        return _wrong(
            _named(say("段落不在所注的行里", "passages are not in the lines that they name"), wrong)
        )
    return ok(
        say(f"{looked} 段都在所注的行里", f"{looked} passages stand in the lines that they name")
    )


def _stands_in(text: str, page: Sequence[str], ranges: str) -> bool:
    """Return whether a text stands in these lines; readers join lines and take out white space."""
    named = [n for first, last in decode_lines(ranges) for n in range(first, last + 1)]
    if not all(0 < number <= len(page) for number in named):
        return False
    letters = "".join("".join(page[number - 1].split()) for number in named)
    return "".join(text.split()) in letters


def _named(what: str, wrong: "Counter[str]") -> str:
    first = "、".join(list(wrong)[:_NAMED])
    return say(
        f"{sum(wrong.values())} 个{what}，如文章 {first}",
        f"{sum(wrong.values())} {what}, as in the articles {first}",
    )


def _wrong(told: str) -> Finding:
    # All anew: where nothing in the corpus has changed, another run would go on from what is wrong.
    return fault(
        told,
        say(
            "请运行：qabot reindex --full，或 qabot index restore 备份文件",
            "Run: qabot reindex --full, or qabot index restore with a backup",
        ),
    )


CHECKS = (
    Check("files", "文件", "files", files),
    Check("database", "数据库", "database", database),
    Check("lengths", "段数", "lengths", lengths),
    Check("vectors", "向量", "vectors", vectors),
    Check("postings", "词", "words", postings),
    Check("texts", "段落", "passages", texts),
    Check("lines", "行号", "lines", lines),
)
