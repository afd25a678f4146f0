"""`qabot reindex`: from a corpus to a new build, published in one step.

    read ──▶ cut, count words ──▶ link reprints, old ids ──▶ embed what is new ──▶ write aside ──▶ read back ──▶ replace CURRENT

Whatever happens before the last step, the build in force stays as it was; vectors made so far are kept.
"""

import json
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from qabot.errors import CorpusError, UnusableIndexError
from qabot.indexing.aliases import OldBuild, find_aliases
from qabot.indexing.cutting import Cut, Cutter
from qabot.indexing.dense import write_dense
from qabot.indexing.encoder import Encoder
from qabot.indexing.gathering import Gathering
from qabot.indexing.index import (
    DATES_FILE,
    GROUPS_FILE,
    PRINTINGS_FILE,
    SHORT_NAMES_FILE,
)
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
from qabot.indexing.report import BuildReport, Progress, Silent
from qabot.indexing.store import Store
from qabot.indexing.store_writer import StoreWriter
from qabot.indexing.vector_cache import VectorCache
from qabot.language.words import Tokenizer
from qabot.messages import say
from qabot.reading import SUFFIXES, corpus_files, iter_articles
from qabot.settings import Settings
from qabot.types import Skipped, Vectors

_BATCH = 512


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
        full: Embed everything anew, and build even if nothing has changed.
        progress: Told of each step.

    Raises:
        CorpusError: The corpus is missing or holds no article.
        IndexBusyError: Another run is building this index.
        StorageError: The disk is full or cannot be written.
        ModelError: The model cannot be loaded.
    """
    started = time.monotonic()
    if not settings.corpus.exists():
        raise CorpusError(
            say(
                f"没有语料目录 {settings.corpus}。", f"There is no corpus folder {settings.corpus}."
            ),
            say(
                "请用 --corpus 指定报纸文本所在的目录。",
                "Name the folder of newspaper text with --corpus.",
            ),
        )
    with (
        disk_errors_named(settings.index),
        exclusive(settings.index),
        folder_aside(settings.index) as aside,
    ):
        run = _Run(settings, encoder, tokenizer, aside, progress or Silent())
        return run.build(full=full, started=started)


@dataclass(slots=True)
class _Run:
    settings: Settings
    encoder: Encoder
    tokenizer: Tokenizer
    aside: Path
    progress: Progress

    def build(self, *, full: bool, started: float) -> BuildReport:
        previous = build_in_force(self.settings.index)
        old_hashes = set(previous.store.hashes()) if previous else set()
        if previous:
            previous.close()
        with closing(StoreWriter(self.aside)) as writer:
            files, gathered = self._read(writer)
            planned = self._manifest(gathered)
            if previous and previous.manifest.recipe == planned.recipe and not full:
                return _report(
                    previous.manifest, previous.folder, files, gathered, None, started=started
                )
            cut = self._cut(writer, planned.articles)
            aliases = self._keep_old_ids(writer, gathered.ids)
        cache = VectorCache(self.settings.index, self.encoder.identity)
        try:
            new = self._embed(cache, cut.hashes, full=full)
            dimension = self._write_dense(cache, cut.hashes)
            cache.forget_unused(cut.hashes)
        finally:
            cache.close()
        self._write_arrays(cut)
        manifest = replace(
            planned,
            dimension=dimension,
            passages=len(cut.hashes),
            reprints=cut.reprints,
            aliases=aliases,
            terms=len(cut.sparse.terms),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=describe_files(self.aside),
        )
        manifest.save(self.aside)
        changes = _Changes(new, len(old_hashes.difference(cut.hashes)))
        folder = publish(self.settings.index, self.aside)
        return _report(manifest, folder, files, gathered, changes, started=started)

    def _read(self, writer: StoreWriter) -> tuple[int, Gathering]:
        """Read every file; write pages and articles.

        Raises:
            CorpusError: There is no article.
        """
        corpus, max_bytes = self.settings.corpus, self.settings.max_file_bytes
        patterns = self.settings.name_patterns
        files = corpus_files(corpus)
        self.progress.start(say("读取", "Reading"), len(files))
        gathered = Gathering(writer)
        for file in files:
            name = file.name if file == corpus else file.relative_to(corpus).as_posix()
            for found in iter_articles(
                file, name=name, max_bytes=max_bytes, name_patterns=patterns
            ):
                gathered.take(found)
            self.progress.advance(1)
        if not gathered.ids:
            raise CorpusError(
                say(f"{corpus} 里没有可以索引的文章。", f"{corpus} holds no article to index."),
                _remedy(gathered.skipped),
            )
        return len(files), gathered

    def _cut(self, writer: StoreWriter, articles: int) -> Cut:
        self.progress.start(say("切分", "Cutting"), articles)
        cutter = Cutter(writer, self.tokenizer, self.settings.passage_chars)
        for number, article in writer.articles():
            cutter.take(number, article)
            self.progress.advance(1)
        return cutter.finish()

    def _keep_old_ids(self, writer: StoreWriter, ids: Collection[str]) -> int:
        """Have the ids of earlier builds lead to the articles that took their place; return how many do."""
        try:
            folder = current_build(self.settings.index)
        except UnusableIndexError:
            return 0
        aliases = find_aliases(OldBuild.load(folder, ids), ids, writer.texts)
        writer.add_aliases(aliases)
        return len(aliases)

    def _embed(self, cache: VectorCache, hashes: Sequence[bytes], *, full: bool) -> int:
        """Embed what the cache does not have; return how many passages that were."""
        missing = set(hashes) if full else cache.missing(hashes)
        # Of passages with equal text, the first stands for all.
        first_rows = {digest: row for row, digest in reversed(list(enumerate(hashes)))}
        rows = sorted(first_rows[digest] for digest in missing)
        self.progress.start(say("向量化", "Embedding"), len(rows))
        store = Store(self.aside)
        for at in range(0, len(rows), _BATCH):
            batch = rows[at : at + _BATCH]
            vectors = self.encoder.encode_passages(store.searched_texts(batch))
            cache.put([hashes[row] for row in batch], vectors)
            self.progress.advance(len(batch))
        store.close()
        return len(rows)

    def _write_dense(self, cache: VectorCache, hashes: Sequence[bytes]) -> int:
        """Write the dense leg; return its dimension."""
        self.progress.start(say("写入", "Writing"), len(hashes))
        leg = write_dense(self.aside, self._vectors(cache, hashes), len(hashes))
        return int(leg.vectors.shape[1])

    def _vectors(self, cache: VectorCache, hashes: Sequence[bytes]) -> Iterator[Vectors]:
        for at in range(0, len(hashes), _BATCH):
            vectors = cache.get(hashes[at : at + _BATCH])
            yield vectors
            self.progress.advance(len(vectors))

    def _write_arrays(self, cut: Cut) -> None:
        cut.sparse.save(self.aside)
        arrays = {DATES_FILE: cut.dates, GROUPS_FILE: cut.groups, PRINTINGS_FILE: cut.printings}
        for name, values in arrays.items():
            np.save(self.aside / name, values, allow_pickle=False)
        names = json.dumps(cut.short_names, ensure_ascii=False)
        (self.aside / SHORT_NAMES_FILE).write_text(names, "utf-8")

    def _manifest(self, gathered: Gathering) -> Manifest:
        """Return the manifest as far as it is known when everything has been read."""
        return Manifest(
            format=FORMAT,
            model=self.encoder.identity,
            dimension=0,
            tokenizer=self.tokenizer.fingerprint,
            passage_rule=f"{RULE}-{self.settings.passage_chars}",
            articles=len(gathered.ids),
            passages=0,
            reprints=0,
            aliases=0,
            terms=0,
            corpus=gathered.digest,
            built_at="",
            files={},
        )


@dataclass(frozen=True, slots=True)
class _Changes:
    """Passages embedded, and passages of the last build that are no more."""

    new: int
    removed: int


def _report(
    manifest: Manifest,
    folder: Path,
    files: int,
    gathered: Gathering,
    changes: _Changes | None,
    *,
    started: float,
) -> BuildReport:
    """Return the report of a run; without changes, nothing was written."""
    new = changes.new if changes else 0
    return BuildReport(
        files=files,
        articles=manifest.articles,
        passages=manifest.passages,
        new=new,
        reused=manifest.passages - new,
        removed=changes.removed if changes else 0,
        duplicates=gathered.duplicates,
        reprints=manifest.reprints,
        aliases=manifest.aliases,
        skipped=tuple(gathered.skipped),
        changed=changes is not None,
        seconds=time.monotonic() - started,
        folder=folder,
    )


def _remedy(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        known = " ".join(SUFFIXES)
        return say(
            f"请放入文件再运行（能读：{known}）。",
            f"Put files there and run again (read: {known}).",
        )
    first = skipped[0]
    return say(f"跳过了 {first.where}：{first.reason}", f"Skipped {first.where}: {first.reason}")
