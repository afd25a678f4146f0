"""Parts that several tests share: light encoders with real meaning, and corpora written in a line."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qabot.indexing.encoder import Encoder
from qabot.types import Article, Page, Skipped, Vectors

DIMENSION = 64


class BigramEncoder:
    """Hashed character bigrams, unit vectors: equal texts get equal vectors, similar ones similar."""

    identity = "bigrams-64"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 64) float32."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        for row, text in enumerate(texts):
            for pair in zip(f"^{text}", f"{text}$", strict=True):
                vectors[row, zlib.crc32("".join(pair).encode()) % DIMENSION] += 1
        unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def encode_question(self, text: str) -> Vectors:
        """Return (64,) float32."""
        vector: Vectors = self.encode_passages([text])[0]
        return vector


class CountingEncoder(BigramEncoder):
    """Remembers every passage that it embedded; fails once it has embedded so many batches."""

    def __init__(self, fail_after: int | None = None, error: BaseException | None = None) -> None:
        self.embedded: list[str] = []
        self.batches = 0
        self._fail_after = fail_after
        self._error = error or KeyboardInterrupt()

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed a batch, or fail."""
        if self.batches == self._fail_after:
            raise self._error
        self.batches += 1
        self.embedded += texts
        return super().encode_passages(texts)


class TorchlessEncoder:
    """The packaged model for a few passages: its vectors of questions, which need no torch."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.identity = encoder.identity

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, 384) float32."""
        return np.stack([self.encode_question(text) for text in texts])

    def encode_question(self, text: str) -> Vectors:
        """Return (384,) float32."""
        return self._encoder.encode_question(text)


def write_corpus(
    folder: Path, records: Sequence[Mapping[str, Any]], name: str = "news.jsonl"
) -> Path:
    """Write records as JSON lines into a corpus folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return folder


def record(number: int, text: str = "") -> dict[str, Any]:
    """Return one article of one passage, different for each number."""
    return {
        "id": f"a{number}",
        "title": f"第{number}号水库开工",
        "date": "2021-01-18",
        "source": "栖川日报",
        "text": text or f"第{number}号水库总投资{number}亿元，今年开工。",
    }


def flat(found: Iterable[Page | Article | Skipped]) -> list[Article | Skipped]:
    """Return what a reader gives with the articles of a page in its place."""
    return [item for one in found for item in (one.articles if isinstance(one, Page) else (one,))]


def article(*paragraphs: str, title: str = "标题", **parts: Any) -> Article:
    """Return an article of these paragraphs."""
    return Article(id="a", title=title, paragraphs=paragraphs, source="日报", **parts)
