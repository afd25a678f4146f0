"""`qabot reindex`: from a corpus to a new build, published in one step.

    read, cut, count words ──▶ embed what is new ──▶ write aside ──▶ read back ──▶ replace CURRENT

Whatever happens before the last step, the build in force stays as it was; vectors made so far are kept.
"""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

from qabot.errors import CorpusError
from qabot.indexing.encoder import Encoder
from qabot.indexing.index import DATES_FILE, DENSE_FILE
from qabot.indexing.manifest import FORMAT, Manifest, describe_files
from qabot.indexing.passages import RULE, searched_text, split_article
from qabot.indexing.publishing import (
    build_in_force,
    disk_errors_named,
    exclusive,
    folder_aside,
    publish,
)
from qabot.indexing.sparse import SparseBuilder, SparseLeg
from qabot.indexing.store import Store, StoreWriter
from qabot.indexing.vector_cache import VectorCache, text_hash
from qabot.language.words import Tokenizer
from qabot.messages import say
from qabot.reading import corpus_files, iter_articles
from qabot.reading.ids import content_id
from qabot.settings import Settings
from qabot.types import Article, Skipped

_BATCH = 512


class Progress(Protocol):
    """Where a run tells how far it is."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def advance(self, steps: int) -> None:
        """Note that so many more steps of the stage are done."""


class Silent:
    """A progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a run did.

    Attributes:
        new: Passages embedded in this run.
        reused: Passages whose vectors were there already.
        removed: Passages of the last build that this one does not have.
        duplicates: Articles that are there already, word for word, under the same id.
        changed: False if the index was up to date and nothing was written.
        seconds: Of the whole run.
        folder: The build in force.
    """

    files: int
    articles: int
    passages: int
    new: int
    reused: int
    removed: int
    duplicates: int
    skipped: tuple[Skipped, ...]
    changed: bool
    seconds: float
    folder: Path


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
    files: int = 0
    articles: int = 0
    duplicates: int = 0
    hashes: list[bytes] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    corpus: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def build(self, *, full: bool, started: float) -> BuildReport:
        sparse = self._read()
        if not self.hashes:
            raise CorpusError(
                say(
                    f"{self.settings.corpus} 里没有可以索引的文章。",
                    f"{self.settings.corpus} holds no article to index.",
                ),
                self._remedy(),
            )
        previous = build_in_force(self.settings.index)
        old_hashes = set(previous.store.hashes()) if previous else set()
        if previous:
            previous.close()
            recipe = self._manifest(dimension=0, sparse=sparse, files={}).recipe
            if previous.manifest.recipe == recipe and not full:
                return self._report(previous.folder, changed=False, started=started)
        cache = VectorCache(self.settings.index, self.encoder.identity)
        try:
            new = self._embed(cache, full=full)
            dimension = self._write_dense(cache)
            cache.forget_unused(self.hashes)
        finally:
            cache.close()
        self._write_rest(sparse, dimension)
        return self._report(
            publish(self.settings.index, self.aside),
            new=new,
            removed=len(old_hashes.difference(self.hashes)),
            started=started,
        )

    def _remedy(self) -> str:
        if not self.skipped:
            return say(
                "请放入 .txt、.md 或 .jsonl 文件再运行。",
                "Put .txt, .md or .jsonl files there and run again.",
            )
        first = self.skipped[0]
        return say(
            f"跳过了 {first.where}：{first.reason}", f"Skipped {first.where}: {first.reason}"
        )

    def _read(self) -> SparseLeg:
        """Read every file; write articles and passages, count the words."""
        files = corpus_files(self.settings.corpus)
        self.files = len(files)
        self.progress.start(say("读取", "Reading"), len(files))
        writer = StoreWriter(self.aside)
        words = SparseBuilder()
        kept: dict[str, str] = {}
        for file in files:
            for found in self._articles(file):
                if isinstance(found, Skipped):
                    self.skipped.append(found)
                elif self._is_new(found, kept):
                    self._add(found, writer, words)
            self.progress.advance(1)
        writer.close()
        return words.build()

    def _articles(self, file: Path) -> Iterator[Article | Skipped]:
        corpus = self.settings.corpus
        name = file.name if file == corpus else file.relative_to(corpus).as_posix()
        return iter_articles(file, name=name, max_bytes=self.settings.max_file_bytes)

    def _is_new(self, article: Article, kept: dict[str, str]) -> bool:
        """Tell a new article from one that is there already, and from one with the id of another."""
        content = content_id(article.title, article.text)
        if article.id not in kept:
            kept[article.id] = content
            return True
        if kept[article.id] == content:
            self.duplicates += 1
        else:
            reason = say(
                f"编号 {article.id} 已被另一篇文章使用", f"another article has the id {article.id}"
            )
            self.skipped.append(Skipped(article.file, reason))
        return False

    def _add(self, article: Article, writer: StoreWriter, words: SparseBuilder) -> None:
        passages = split_article(article, self.settings.passage_chars)
        if not passages:
            self.skipped.append(
                Skipped(
                    article.file,
                    say(f"《{article.title}》没有正文", f"“{article.title}” has no text"),
                )
            )
            return
        published = article.published.isoformat() if article.published else None
        texts = [
            searched_text(article.title, article.subtitle, published, p.text) for p in passages
        ]
        hashes = [text_hash(text) for text in texts]
        writer.add(article, passages, hashes)
        for text in texts:
            words.add(self.tokenizer.words(text))
        self.articles += 1
        self.hashes += hashes
        self.dates += [int(f"{article.published:%Y%m%d}") if article.published else 0] * len(
            passages
        )
        shown = (article.id, article.author, article.source, str(article.url), article.text)
        self.corpus.update("\0".join(shown).encode() + b"".join(hashes))

    def _embed(self, cache: VectorCache, *, full: bool) -> int:
        """Embed what the cache does not have; return how many passages that were."""
        missing = set(self.hashes) if full else cache.missing(self.hashes)
        # Of passages with equal text, the first stands for all.
        first_rows = {digest: row for row, digest in reversed(list(enumerate(self.hashes)))}
        rows = sorted(first_rows[digest] for digest in missing)
        self.progress.start(say("向量化", "Embedding"), len(rows))
        store = Store(self.aside)
        for at in range(0, len(rows), _BATCH):
            batch = rows[at : at + _BATCH]
            vectors = self.encoder.encode_passages(store.searched_texts(batch))
            cache.put([self.hashes[row] for row in batch], vectors)
            self.progress.advance(len(batch))
        store.close()
        return len(rows)

    def _write_dense(self, cache: VectorCache) -> int:
        """Write the dense leg; return its dimension."""
        self.progress.start(say("写入", "Writing"), len(self.hashes))
        dimension = cache.get(self.hashes[:1]).shape[1]
        dense = faiss.IndexFlatIP(dimension)
        for at in range(0, len(self.hashes), _BATCH):
            vectors = cache.get(self.hashes[at : at + _BATCH])
            dense.add(vectors)
            self.progress.advance(len(vectors))
        try:
            faiss.write_index(dense, str(self.aside / DENSE_FILE))
        except RuntimeError as exc:  # FAISS, in C++, reports a failed write without a number
            raise OSError(str(exc)) from exc
        return int(dimension)

    def _write_rest(self, sparse: SparseLeg, dimension: int) -> None:
        sparse.save(self.aside)
        np.save(self.aside / DATES_FILE, np.array(self.dates, dtype=np.int32), allow_pickle=False)
        manifest = self._manifest(
            dimension=dimension, sparse=sparse, files=describe_files(self.aside)
        )
        manifest.save(self.aside)

    def _manifest(
        self, *, dimension: int, sparse: SparseLeg, files: dict[str, tuple[int, int]]
    ) -> Manifest:
        return Manifest(
            format=FORMAT,
            model=self.encoder.identity,
            dimension=dimension,
            tokenizer=self.tokenizer.fingerprint,
            passage_rule=f"{RULE}-{self.settings.passage_chars}",
            articles=self.articles,
            passages=len(self.hashes),
            terms=len(sparse.terms),
            corpus=self.corpus.hexdigest(),
            built_at=datetime.now(UTC).isoformat(timespec="seconds"),
            files=files,
        )

    def _report(
        self, folder: Path, *, new: int = 0, removed: int = 0, changed: bool = True, started: float
    ) -> BuildReport:
        return BuildReport(
            files=self.files,
            articles=self.articles,
            passages=len(self.hashes),
            new=new,
            reused=len(self.hashes) - new,
            removed=removed,
            duplicates=self.duplicates,
            skipped=tuple(self.skipped),
            changed=changed,
            seconds=time.monotonic() - started,
            folder=folder,
        )
