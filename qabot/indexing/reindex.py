"""`qabot reindex`: from a corpus to a new build, published in one step.

    files ──▶ read those that are not as they were ──▶ cut, count words ──▶ link reprints, old ids
                                                                               │
        replace CURRENT ◀── read back ◀── write aside ◀── embed what is new ◀──┘

A build goes on from the one in force: what has not changed is carried over as it is, row by row. Without one, or
where other code, settings, model or dictionary made it, everything is read; vectors are kept by the hash of their text.
Whatever happens before the last step, the build in force stays as it was; vectors made so far are kept.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.errors import CorpusError, IndexDamagedError, UnusableIndexError
from qabot.indexing.aliases import OldBuild, find_aliases
from qabot.indexing.corpus import CorpusFile, check_there, list_corpus, note_states, seen_states
from qabot.indexing.cutting import Cutter, cut, link_reprints, write_rows
from qabot.indexing.dense import carry_dense, write_dense
from qabot.indexing.encoder import Encoder
from qabot.indexing.encoder.session import thread_count
from qabot.indexing.gathering import Gathering
from qabot.indexing.index import Index
from qabot.indexing.manifest import FORMAT, Manifest, describe_files
from qabot.indexing.passages import RULE
from qabot.indexing.pointer import current_build
from qabot.indexing.publishing import (
    build_in_force,
    disk_errors_named,
    exclusive,
    folder_aside,
    publish,
)
from qabot.indexing.recipe import reading_rule
from qabot.indexing.report import BuildReport, Progress, Silent
from qabot.indexing.sparse import carry
from qabot.indexing.store import Store
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import VectorCache
from qabot.indexing.workers import in_processes
from qabot.language.words import Tokenizer
from qabot.memory import shortage_named
from qabot.messages import say
from qabot.reading import SUFFIXES, iter_articles
from qabot.settings import Settings
from qabot.types import Article, Page, Skipped, Vectors

_log = logging.getLogger(__name__)

_BATCH = 512
# From so many on, starting processes costs less than they save.
_MANY_FILES = 100
_MANY_ARTICLES = 1000


def reindex(
    settings: Settings,
    encoder: Encoder,
    tokenizer: Tokenizer,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Bring the index up to date with the corpus.

    Args:
        settings: Corpus, index, passage size.
        encoder: Embeds the passages.
        tokenizer: Cuts them into words.
        full: Read and embed everything anew, and build even if nothing has changed.
        progress: Told of each step.

    Raises:
        CorpusError: The corpus is missing or holds no article.
        IndexBusyError: Another run is building this index.
        StorageError: The disk is full or cannot be written.
        ModelError: The model cannot be loaded.
        OutOfMemoryError: There is not enough memory.
    """
    started = time.monotonic()
    check_there(settings.corpus)
    with (
        disk_errors_named(settings.index),
        shortage_named(),
        exclusive(settings.index),
        folder_aside(settings.index) as aside,
        ExitStack() as opened,
    ):
        if old := build_in_force(settings.index):
            opened.callback(old.close)
        run = _Run(settings, encoder, tokenizer, aside, progress or Silent(), old, full, started)
        try:
            return run.build()
        except (IndexDamagedError, sqlite3.DatabaseError) as exc:
            if run.base is None or not _tells_of_damage(exc):
                raise
            # Opening it compares large files by size only, so this comes to light when they are read.
            _log.warning(
                say(
                    f"在用的索引已损坏，全部重新读取（向量保留）：{exc}",
                    f"the build in force is damaged; all files are read anew, vectors are kept: {exc}",
                )
            )
        for file in aside.iterdir():
            file.unlink()
        run.base = None
        return run.build()


@dataclass(slots=True)
class _Run:
    """One run.

    Attributes:
        old: The build in force, if it can be opened.
        base: The same, if the new build can go on from it.
        plan: The manifest as far as it is known beforehand.
    """

    settings: Settings
    encoder: Encoder
    tokenizer: Tokenizer
    aside: Path
    progress: Progress
    old: Index | None
    full: bool
    started: float
    base: Index | None = field(init=False)
    plan: Manifest = field(init=False)

    def __post_init__(self) -> None:
        self.plan = self._plan()
        goes_on = self.old and self.old.manifest.recipe == self.plan.recipe and not self.full
        self.base = self.old if goes_on else None

    @property
    def processes(self) -> int:
        """How many read and cut beside each other."""
        return thread_count(self.settings.threads)

    def build(self) -> BuildReport:
        """Make the new build and publish it, if there is anything new."""
        files = list_corpus(self.settings.corpus)
        changed, gone = self._changes(files)
        if self.base and not changed and not gone:
            return self._up_to_date(self.base, len(files))
        with closing(self._gather(files, changed, gone)) as writer:
            corpus = writer.corpus_digest()
            if self.base and self.base.manifest.corpus == corpus:
                unsettled = self.base.store.unsettled_files()
                note_states(self.settings.index, self.base.folder.name, files, unsettled)
                return self._up_to_date(self.base, len(files))
            cutter = self._cut(writer)
            reprints = link_reprints(writer, writer.uncut)
            aliases = self._keep_old_ids(writer)
            write_rows(writer, self.aside)
        kept = self._kept(writer.removed)
        sparse = carry(self.base.sparse, kept, cutter.words) if self.base else cutter.words.build()
        sparse.save(self.aside)
        with closing(Store(self.aside)) as store:
            new, dimension = self._write_dense(store, kept, cutter.hashes)
            articles, passages = store.counts()
            duplicates, skipped = store.duplicates(), tuple(store.skipped())
            unsettled = store.unsettled_files()
        manifest = replace(
            self.plan,
            dimension=dimension,
            articles=articles,
            passages=passages,
            reprints=reprints,
            aliases=aliases,
            terms=len(sparse.terms),
            corpus=corpus,
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=describe_files(self.aside),
        )
        manifest.save(self.aside)
        removed = self._gone(writer.removed).difference(cutter.hashes)
        folder = publish(self.settings.index, self.aside)
        note_states(self.settings.index, folder.name, files, unsettled)
        return BuildReport(
            files=len(files),
            articles=articles,
            passages=passages,
            new=new,
            reused=passages - new,
            removed=len(removed),
            duplicates=duplicates,
            reprints=reprints,
            aliases=aliases,
            skipped=skipped,
            changed=True,
            seconds=time.monotonic() - self.started,
            folder=folder,
        )

    def _changes(self, files: Sequence[CorpusFile]) -> tuple[set[str], set[str]]:
        """Return the names of the files that must be read, and of those that are gone."""
        if self.base is None:
            return {file.name for file in files}, set()
        store = self.base.store
        states = seen_states(self.settings.index, self.base.folder.name)
        changed = {file.name for file in files if file.state != states.get(file.name)}
        gone = store.files().difference(file.name for file in files)
        # An article that is printed in several files is kept from one of them; without it, the others are asked.
        more = changed | gone
        while more := store.files_that_share(more) - changed - gone:
            changed |= more
        return changed, gone

    def _gather(
        self, files: Sequence[CorpusFile], changed: set[str], gone: set[str]
    ) -> StoreWriter:
        """Read what has changed into a store; into one anew where that shows that other files must be read, too.

        Raises:
            CorpusError: There is no article, in them or in the others.
        """
        writer = StoreWriter(self.aside, self.base.folder if self.base else None)
        try:
            writer.read_again(changed | gone)
            gathering = self._read(writer, [file for file in files if file.name in changed])
            writer.drop_what_is_gone(gone)
            if writer.is_empty():
                raise _nothing_to_index(self.settings.corpus, gathering.skipped)
        except BaseException:
            writer.close()
            raise
        if not gathering.contested:
            return writer
        writer.close()
        return self._gather(files, changed | gathering.contested, gone)

    def _read(self, writer: StoreWriter, files: Sequence[CorpusFile]) -> Gathering:
        """Read files, write pages and articles."""
        self.progress.start(say("读取", "Reading"), len(files))
        gathering = Gathering(writer)
        options: dict[str, Any] = {
            "max_bytes": self.settings.max_file_bytes,
            "name_patterns": self.settings.name_patterns,
        }
        small = in_processes(
            partial(_read_whole, **options),
            (file for file in files if not file.is_large),
            processes=self.processes,
            least=_MANY_FILES,
        )
        for file in files:
            gathering.take(file.name, _read(file, **options) if file.is_large else next(small))
            self.progress.advance(1)
        return gathering

    def _cut(self, writer: StoreWriter) -> Cutter:
        self.progress.start(say("切分", "Cutting"), len(writer.uncut))
        cutter = Cutter(writer)
        function = partial(cut, tokenizer=self.tokenizer, passage_chars=self.settings.passage_chars)
        # The store goes on giving articles while passages are put into it: none of them is an article.
        for article in in_processes(
            function, writer.articles_to_cut(), processes=self.processes, least=_MANY_ARTICLES
        ):
            cutter.take(article)
            self.progress.advance(1)
        return cutter

    def _keep_old_ids(self, writer: StoreWriter) -> int:
        """Have the ids of earlier builds lead to the articles that took their place; return how many do."""
        try:
            folder = current_build(self.settings.index)
        except UnusableIndexError:
            return 0
        ids = dict.fromkeys(writer.article_ids())
        aliases = find_aliases(OldBuild.load(folder, ids), ids, writer.texts)
        writer.set_aliases(aliases)
        return len(aliases)

    def _kept(self, removed: Sequence[int]) -> NDArray[np.int64]:
        """Return the rows of the base that are kept, in order: the first rows of the new build."""
        if self.base is None:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(~np.isin(self.base.store.keys, removed))

    def _gone(self, removed: Sequence[int]) -> set[bytes]:
        """Return the hashes of the passages of the last build whose place nothing has taken yet."""
        if self.base:
            return set(self.base.store.hashes_of(removed))
        try:
            return set(self.old.store.hashes()) if self.old else set()
        except IndexDamagedError:  # nobody can tell
            return set()

    def _write_dense(
        self, store: Store, kept: NDArray[np.int64], hashes: Sequence[bytes]
    ) -> tuple[int, int]:
        """Embed what is new and write the dense leg; return how many passages were embedded, and the dimension."""
        with closing(VectorCache(self.settings.index, self.encoder.identity)) as cache:
            embedded = self._embed(store, cache, len(kept), hashes)
            self.progress.start(say("写入", "Writing"), len(hashes))
            blocks = self._vectors(cache, hashes)
            if self.base:
                leg = carry_dense(self.base.dense, kept, blocks, len(hashes), self.aside)
            else:
                leg = write_dense(self.aside, blocks, len(hashes))
                cache.touch(hashes)
                cache.forget()
        return embedded, leg.vectors.shape[1]

    def _vectors(self, cache: VectorCache, hashes: Sequence[bytes]) -> Iterator[Vectors]:
        for at in range(0, len(hashes), _BATCH):
            vectors = cache.get(hashes[at : at + _BATCH])
            yield vectors
            self.progress.advance(len(vectors))

    def _embed(self, store: Store, cache: VectorCache, first: int, hashes: Sequence[bytes]) -> int:
        """Embed what the cache does not have of the rows from the first on; return how many passages that were."""
        missing = set(hashes) if self.full else cache.missing(hashes)
        # Of passages with equal text, the first stands for all.
        first_rows = {digest: row for row, digest in reversed(list(enumerate(hashes)))}
        rows = sorted(first_rows[digest] for digest in missing)
        self.progress.start(say("向量化", "Embedding"), len(rows))
        for at in range(0, len(rows), _BATCH):
            batch = rows[at : at + _BATCH]
            texts = store.searched_texts([first + row for row in batch])
            cache.put([hashes[row] for row in batch], self.encoder.encode_passages(texts))
            self.progress.advance(len(batch))
        return len(rows)

    def _plan(self) -> Manifest:
        return Manifest(
            format=FORMAT,
            model=self.encoder.identity,
            dimension=0,
            tokenizer=self.tokenizer.fingerprint,
            reading=reading_rule(self.settings),
            passage_rule=f"{RULE}-{self.settings.passage_chars}",
            articles=0,
            passages=0,
            reprints=0,
            aliases=0,
            terms=0,
            corpus="",
            built_at="",
            files={},
        )

    def _up_to_date(self, base: Index, files: int) -> BuildReport:
        """Return the report of a run that had nothing to write."""
        manifest = base.manifest
        return BuildReport(
            files=files,
            articles=manifest.articles,
            passages=manifest.passages,
            new=0,
            reused=manifest.passages,
            removed=0,
            duplicates=base.store.duplicates(),
            reprints=manifest.reprints,
            aliases=manifest.aliases,
            skipped=tuple(base.store.skipped()),
            changed=False,
            seconds=time.monotonic() - self.started,
            folder=base.folder,
        )


def _tells_of_damage(error: Exception) -> bool:
    """Return whether a store was damaged, not the disk full or the like."""
    if isinstance(error, sqlite3.DatabaseError):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
    return True


def _read(file: CorpusFile, **options: Any) -> Iterator[Page | Article | Skipped]:
    return iter_articles(file.path, name=file.name, sidecars=file.sidecars, **options)


def _read_whole(file: CorpusFile, **options: Any) -> list[Page | Article | Skipped]:
    return [*_read(file, **options)]


def _nothing_to_index(corpus: Path, skipped: Sequence[Skipped]) -> CorpusError:
    what = say(f"{corpus} 里没有可以索引的文章。", f"{corpus} holds no article to index.")
    if skipped:
        first = skipped[0]
        return CorpusError(
            what,
            say(f"跳过了 {first.where}：{first.reason}", f"Skipped {first.where}: {first.reason}"),
        )
    known = " ".join(SUFFIXES)
    return CorpusError(
        what,
        say(
            f"请放入文件再运行（能读：{known}）。",
            f"Put files there and run again (read: {known}).",
        ),
    )
