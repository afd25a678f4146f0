"""Texts to measure with, made here: news-like sentences from the sample archive in endless new combinations."""

import random
from collections.abc import Iterator
from pathlib import Path

from qabot.language.sentences import sentence_spans
from qabot.reading import corpus_files, iter_articles
from qabot.types import Article

CORPUS = Path(__file__).parent.parent / "corpus"


def sample_articles() -> list[Article]:
    """Return the articles of the sample archive."""
    found = (
        item
        for file in corpus_files(CORPUS)
        for item in iter_articles(file, name=file.name, max_bytes=1 << 24)
    )
    return [item for item in found if isinstance(item, Article)]


def passages(count: int, *, seed: int = 1, max_chars: int = 220) -> Iterator[str]:
    """Yield so many texts of up to `max_chars` characters, each a mix of sentences with figures of its own."""
    random_ = random.Random(seed)
    sentences = [
        article.text[start:end].strip()
        for article in sample_articles()
        for start, end in sentence_spans(article.text)
    ]
    for _ in range(count):
        text = ""
        while len(text) < max_chars * random_.uniform(0.3, 0.9):
            sentence = random_.choice(sentences)
            text += "".join(str(random_.randrange(10)) if c.isdigit() else c for c in sentence)
        yield text[:max_chars]
