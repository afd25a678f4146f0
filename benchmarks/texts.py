"""Texts to measure with: from a file of articles, or made from the sample archive."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

from qabot.indexing.passages import searched_text, split_article
from qabot.language.sentences import sentence_spans
from qabot.reading import corpus_files, iter_articles
from qabot.types import Article, Page

SAMPLE = Path(__file__).parent.parent / "corpus"
PASSAGE_CHARS = 220


def passages(count: int, corpus: Path | None = None) -> list[str]:
    """Return exactly so many texts, the same in every run.

    Args:
        count: How many.
        corpus: JSON lines with a field `text`; its passages come first, then they are repeated with other
            figures. None: sentences of the sample archive, mixed anew, with other figures.

    Raises:
        SystemExit: The file holds no text.
    """
    random_ = random.Random(1)
    if corpus is None:
        return [_mixed(sentences, random_) for sentences in [_sample_sentences()] * count]
    found: list[str] = []
    for text in _corpus_passages(corpus):
        found.append(text)
        if len(found) == count:
            return found
    if not found:
        raise SystemExit(f"{corpus} holds no text")
    repeated = (other_figures(found[n % len(found)], random_) for n in range(count - len(found)))
    return [*found, *repeated]


def questions(texts: list[str], count: int) -> list[str]:
    """Return the beginnings of sentences, of the length that questions have, the same in every run."""
    random_ = random.Random(2)
    asked: list[str] = []
    for text in random_.choices(texts, k=count):
        start, _ = random_.choice(list(sentence_spans(text)))
        asked.append(text[start : start + random_.randint(8, 24)])
    return asked


def unpacked(corpus: Path, folder: Path) -> Path:
    """Return the corpus, or, of a file that is packed with gzip, a copy in a folder."""
    if corpus.suffix != ".gz":
        return corpus
    target = folder / corpus.stem
    with gzip.open(corpus, "rb") as packed, target.open("wb") as plain:
        while block := packed.read(1 << 20):
            plain.write(block)
    return target


def _sample_sentences() -> list[str]:
    articles = (
        article
        for file in corpus_files(SAMPLE)
        for found in iter_articles(file, name=file.name, max_bytes=1 << 24)
        if isinstance(found, Page)
        for article in found.articles
    )
    spans = ((article.text, span) for article in articles for span in sentence_spans(article.text))
    return [text[start:end].strip() for text, (start, end) in spans]


def _mixed(sentences: list[str], random_: random.Random) -> str:
    """Return 30 to 90 % of a passage or a little more, whole sentences but for the last."""
    text, enough = "", PASSAGE_CHARS * random_.uniform(0.3, 0.9)
    while len(text) < enough:
        text += other_figures(random_.choice(sentences), random_)
    return text[:PASSAGE_CHARS]


def other_figures(text: str, random_: random.Random) -> str:
    """Return a text with every digit drawn anew."""
    return "".join(str(random_.randrange(10)) if c in "0123456789" else c for c in text)


def _corpus_passages(corpus: Path) -> Iterator[str]:
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            article = Article(
                id=str(number),
                title=record.get("title") or "",
                paragraphs=tuple(filter(None, map(str.strip, record["text"].splitlines()))),
                source=corpus.name,
            )
            for passage in split_article(article, PASSAGE_CHARS):
                yield searched_text(article.title, "", record.get("date"), passage.text)
