"""Archives cut into passages, with a word search over them that finds hard negatives."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qabot.indexing.passages import split_article
from qabot.indexing.sparse import SparseBuilder, SparseLeg, term_id
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.reading.files import iter_articles
from qabot.types import Article, Passage

PASSAGE_CHARS = 220


@dataclass(frozen=True, slots=True)
class Archive:
    """Passages in order, and their words.

    Attributes:
        rows: Article id → rows of its passages.
        normal: Text of each passage in normal form.
    """

    passages: Sequence[Passage]
    normal: Sequence[str]
    rows: dict[str, range]
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


def load_archive(path: Path, tokenizer: Tokenizer) -> Archive:
    """Read an archive of JSON lines, plain or gzipped."""
    passages: list[Passage] = []
    rows: dict[str, range] = {}
    builder = SparseBuilder()
    for article in iter_articles(path, name=path.name, max_bytes=2**24):
        if isinstance(article, Article):
            cut = split_article(article, PASSAGE_CHARS)
            rows[article.id] = range(len(passages), len(passages) + len(cut))
            passages += cut
    normal = [normal_form(passage.text) for passage in passages]
    for passage, text in zip(passages, normal, strict=True):
        builder.add(tokenizer.words(f"{normal_form(passage.title)}\n{text}"))
    return Archive(passages, normal, rows, builder.build(), tokenizer)
