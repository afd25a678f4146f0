"""Archives cut into passages, and a search over them that finds hard negatives: by words, or the bot's own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np

from qabot.indexing.encoder import load_encoder
from qabot.indexing.index import open_build
from qabot.indexing.passages import split_article
from qabot.indexing.pointer import current_build
from qabot.indexing.sparse import SparseBuilder, SparseLeg, term_id
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.reading.files import iter_articles
from qabot.searching.candidates import Candidates
from qabot.searching.engine import ALWAYS
from qabot.searching.engines.embedded import EmbeddedEngine
from qabot.searching.question import analyse
from qabot.settings import load_settings
from qabot.types import Article, Passage

PASSAGE_CHARS = 220


class Archive(Protocol):
    """Passages in order."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All of them."""

    @property
    def normal(self) -> Sequence[str]:
        """Text of each passage in normal form."""

    @property
    def rows(self) -> Mapping[str, Sequence[int]]:
        """Article id → rows of its passages."""

    def search(self, question: str, k: int) -> list[int]:
        """Return the rows of the k best passages for a question, best first."""


@dataclass(frozen=True)
class WordArchive:
    """An archive searched by words alone; nothing has to be embedded."""

    passages: Sequence[Passage]
    normal: Sequence[str]
    rows: Mapping[str, Sequence[int]]
    sparse: SparseLeg
    tokenizer: Tokenizer

    def search(self, question: str, k: int) -> list[int]:
        """Return the rows of the k passages that share most of the question's words, best first."""
        counts = Counter(self.tokenizer.words(normal_form(question)))
        weights = {
            term_id(word): n * (self.sparse.idf_of(word) or 0.0) for word, n in counts.items()
        }
        scores = self.sparse.weighted_scores(weights)
        k = min(k, len(scores) - 1)
        best = np.argpartition(scores, -k)[-k:]
        return [int(row) for row in best[np.argsort(-scores[best])] if scores[row] > 0]


def load_archive(path: Path, tokenizer: Tokenizer) -> WordArchive:
    """Read an archive of JSON lines, plain or gzipped."""
    passages: list[Passage] = []
    rows: dict[str, range] = {}
    builder = SparseBuilder()
    for article in iter_articles(path, name=path.name, max_bytes=2**30):
        if isinstance(article, Article):
            cut = split_article(article, PASSAGE_CHARS)
            rows[article.id] = range(len(passages), len(passages) + len(cut))
            passages += cut
    normal = [normal_form(passage.text) for passage in passages]
    for passage, text in zip(passages, normal, strict=True):
        builder.add(tokenizer.words(f"{normal_form(passage.title)}\n{text}"))
    return WordArchive(passages, normal, rows, builder.build(), tokenizer)


class IndexArchive:
    """An archive searched as the bot does it: what the reader will be shown.

    Args:
        index: Folder that `qabot reindex` made.
    """

    def __init__(self, index: Path) -> None:
        settings = load_settings(index=index, score="off")
        self._tokenizer = Tokenizer(settings.user_dict, settings.cache)
        build = open_build(current_build(index))
        self._candidates = Candidates(
            settings, EmbeddedEngine(build), load_encoder(settings), self._tokenizer
        )
        self.passages = build.store.passages(build.store.keys.tolist())
        self.normal = [normal_form(passage.text) for passage in self.passages]
        self._row = {passage.id: row for row, passage in enumerate(self.passages)}
        rows: dict[str, list[int]] = {}
        for row, passage in enumerate(self.passages):
            rows.setdefault(passage.article_id, []).append(row)
        self.rows = rows

    def search(self, question: str, k: int) -> list[int]:
        """Return the rows of the k best candidates, best first."""
        asked = analyse(question, self._tokenizer, date(2026, 1, 1))
        return [self._row[hit.passage.id] for hit in self._candidates.find(asked, k, ALWAYS).hits]
