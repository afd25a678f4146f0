"""Archives of any size to measure with, which `QABot` opens like any other: made once, kept in a folder.

Real articles come first; then they are repeated with other words and figures until there are enough passages. In a
repeated article two words in five are others of the same length, drawn as often as the archive has them, now and then
a rare one of the dictionary; every digit is another, and the day lies somewhere in the same years. So no two articles
are the same or reprints of each other, words are as frequent as in the real ones, and their number goes on growing.

To embed a million passages takes hours. Only passages of real articles are embedded (or copied from the cache of an
index of the same articles, `--vectors`); the vector of a repeated passage is that of the real one with noise, and is
in the cache of vectors before `reindex` runs, which does all the rest as always. The noise has the covariance of the
real vectors, so that what is made lies where they lie, and the cosine of the two is .9 on average, as between
passages on one topic.

    python -m benchmarks.archive --passages N [--embedded N] [--corpus FILE] [--vectors FILE] [--folder DIR]
"""

import json
import random
import sqlite3
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate, count
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np

from benchmarks.measure import (
    StageClock,
    add_corpus,
    existing,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.texts import PASSAGE_CHARS, SAMPLE, other_figures, passages, questions
from qabot.indexing.encoder import Encoder, load_encoder
from qabot.indexing.passages import searched_text, split_article
from qabot.indexing.reindex import reindex
from qabot.indexing.vector_cache import VectorCache, text_hash
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.settings import PACKAGED_MODEL, Settings, load_settings
from qabot.types import Article, Vectors

SAMPLE_QUESTIONS = SAMPLE.parent / "tests" / "data" / "sample_questions.jsonl"
_COSINE = 0.9
_OTHER_WORD, _RARE_WORD = 0.4, 0.02
_BATCH = 512
_FILE_ARTICLES = 200  # about what a newspaper prints in a day or two
_LENGTHS = (2, 3, 4)
_MADE = "made.json"


@dataclass(frozen=True, slots=True)
class Made:
    """How an archive was built, without embedding: stages of `reindex` with their seconds, and its peak memory."""

    articles: int
    passages: int
    terms: int
    stages: dict[str, float]
    peak_mb: float
    cosine: float

    @property
    def seconds(self) -> float:
        """Of the whole build."""
        return sum(self.stages.values())


@dataclass(frozen=True, slots=True)
class Archive:
    """A corpus and its index.

    Attributes:
        folder: Holds both.
        made: How it was built.
    """

    folder: Path
    made: Made = field(compare=False)

    @property
    def index(self) -> Path:
        """Folder of the index."""
        return self.folder / "index"

    @property
    def corpus(self) -> Path:
        """Folder of the articles, as JSON lines."""
        return self.folder / "corpus"

    def settings(self, **flags: Any) -> Settings:
        """Return settings that open it."""
        return load_settings(index=self.index, model=PACKAGED_MODEL, **flags)

    def questions(self, number: int, file: Path | None = None) -> list[str]:
        """Return so many questions, the same in every run: those of a file, then beginnings of its sentences."""
        lines = (file or SAMPLE_QUESTIONS).read_text("utf-8").splitlines()
        asked = [json.loads(line)["question"] for line in lines]
        texts = [article.text for article in _articles(min(self.corpus.iterdir()))]
        asked += questions(texts, max(0, number - len(asked)))
        return [" ".join(question.split()) for question in asked[:number]]


def open_archive(
    number: int,
    folder: Path,
    *,
    corpus: Path | None = None,
    vectors: Path | None = None,
    embedded: int = 2_000,
) -> Archive:
    """Return an archive, made anew unless there is one that the installed qabot can open.

    Args:
        number: Passages, or a few more: the last article is whole.
        folder: Where archives are kept.
        corpus: JSON lines of real articles; None: texts made from the sample archive.
        vectors: `vectors.sqlite` of an index of this corpus, only read.
        embedded: Real passages that are taken and so embedded at most.
    """
    name = f"{corpus.name.split('.')[0] if corpus else 'sample'}-{embedded}"
    with own_process() as maker:
        return maker.run(_open_or_make, number, folder / name, corpus, vectors, embedded)


def add_archive(to: Any) -> None:
    """Add the options of `open_archive`."""
    add_corpus(to)
    to.add_argument(
        "--vectors",
        type=existing,
        metavar="FILE",
        help="vectors.sqlite of an index of that corpus; what it lacks is embedded",
    )
    to.add_argument(
        "--embedded",
        type=positive,
        default=2_000,
        help="most real passages; beyond, they are repeated with other words (default 2000)",
    )
    to.add_argument(
        "--folder",
        type=Path,
        default=Path.home() / ".cache" / "qabot-benchmarks",
        metavar="DIR",
        help="where archives are kept from run to run",
    )


def archive_of(options: Any, number: int) -> Archive:
    """Return the archive that the options of `add_archive` describe."""
    return open_archive(
        number,
        options.folder,
        corpus=options.corpus,
        vectors=options.vectors,
        embedded=options.embedded,
    )


def main(arguments: list[str] | None = None) -> None:
    """Make an archive and print how long each stage took."""
    options_parser = parser(__doc__, rounds=1)
    options_parser.add_argument("--passages", type=positive, default=10_000, help="(default 10000)")
    add_archive(options_parser)
    options = options_parser.parse_args(arguments)
    print_heading(f"An archive of {options.passages:,} passages")
    archive = archive_of(options, options.passages)
    made = archive.made
    print_table(["stage", "seconds"], [[name, f"{s:.1f}"] for name, s in made.stages.items()])
    print(
        f"{made.articles:,} articles, {made.passages:,} passages, {made.terms:,} terms, "
        f"cosine of a repeated passage to the real one {made.cosine:.2f}: {archive.folder}"
    )
    print_json(options, "archive", asdict(made))


def _open_or_make(
    number: int, folder: Path, corpus: Path | None, vectors: Path | None, embedded: int
) -> Archive:
    speak("en")  # stages are told in the language of this process
    target = folder / str(number)
    settings = load_settings(corpus=target / "corpus", index=target / "index", model=PACKAGED_MODEL)
    encoder, tokenizer = load_encoder(settings), Tokenizer(settings.user_dict, settings.cache)
    if _can_be_opened(settings, encoder, tokenizer):
        made = Made(**json.loads((target / _MADE).read_text("utf-8")))
        return Archive(target, made)
    rmtree(target, ignore_errors=True)
    settings.index.mkdir(parents=True)
    settings.corpus.mkdir()
    originals = Originals(_taken(corpus, min(number, embedded)), tokenizer)
    known = _Vectors(folder, encoder, vectors).of(originals.texts)
    cosine = _write(originals, known, number, settings, encoder)
    clock = StageClock()
    report = reindex(settings, encoder, tokenizer, progress=clock)
    clock.close()
    if report.new:
        raise SystemExit(f"{report.new} vectors were not in the cache")
    made = Made(
        articles=report.articles,
        passages=report.passages,
        terms=json.loads((report.folder / "manifest.json").read_text("utf-8"))["terms"],
        stages={stage.name: round(stage.seconds, 2) for stage in clock.stages[1:]},
        peak_mb=round(max(stage.peak_mb for stage in clock.stages)),
        cosine=round(cosine, 3),
    )
    (target / _MADE).write_text(json.dumps(asdict(made)), "utf-8")
    return Archive(target, made)


def _can_be_opened(settings: Settings, encoder: Encoder, tokenizer: Tokenizer) -> bool:
    from qabot.errors import UnusableIndexError
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build

    if not (settings.index.parent / _MADE).exists():
        return False
    try:
        index = open_build(current_build(settings.index))
    except UnusableIndexError:
        return False
    index.close()
    manifest = index.manifest
    return (manifest.model, manifest.tokenizer) == (encoder.identity, tokenizer.fingerprint)


def _taken(corpus: Path | None, most: int) -> list[Article]:
    """Return the first articles of a corpus, or made ones, up to so many passages.

    Raises:
        SystemExit: The corpus holds no article.
    """
    taken: list[Article] = []
    held = 0
    for article in _articles(corpus) if corpus else _made_articles(most):
        taken.append(article)
        held += len(split_article(article, PASSAGE_CHARS))
        if held >= most:
            break
    if not taken:
        raise SystemExit(f"{corpus} holds no article")
    return taken


def _articles(corpus: Path) -> Iterator[Article]:
    found = iter_articles(corpus, name=corpus.name, max_bytes=1 << 40)
    return (article for article in found if isinstance(article, Article))


def _made_articles(number: int) -> Iterator[Article]:
    """Yield articles of one passage each, from the sentences of the sample archive."""
    for position, text in enumerate(passages(number)):
        text = " ".join(text.split())
        yield Article(
            id=f"sample-{position}",
            title=text[:12],
            paragraphs=(text,),
            source="sample",
            published=date(2015, 1, 1) + timedelta(days=position % 3_650),
        )


class Originals:
    """Real articles, and their repetitions."""

    def __init__(self, articles: Sequence[Article], tokenizer: Tokenizer) -> None:
        self.articles = articles
        self._tokenizer = tokenizer
        self._random = random.Random(3)
        days = [article.published for article in articles if article.published]
        self._first = min(days, default=date(2015, 1, 1))
        self._span = (max(days, default=self._first) - self._first).days + 1

    @cached_property
    def texts(self) -> list[list[str]]:
        """What is embedded of each article, passage by passage."""
        return [searched_texts(article) for article in self.articles]

    def repeated(self, position: int, round_: int) -> Article:
        """Return an article with other words and figures, of the same lengths."""
        article = self.articles[position]
        title, *paragraphs = (self._changed(pieces) for pieces in self._pieces[position])
        return replace(
            article,
            id=f"{article.id}-{round_}",
            title=title,
            paragraphs=tuple(paragraphs),
            published=self._first + timedelta(days=self._random.randrange(self._span)),
        )

    def _changed(self, pieces: Sequence[str]) -> str:
        return other_figures("".join(map(self._other, pieces)), self._random)

    def _other(self, word: str) -> str:
        choice = self._random.random() if word in self._words else 1.0
        if choice >= _OTHER_WORD:
            return word
        words, bounds, rare = self._by_length[len(word)]
        if choice < _RARE_WORD and rare:
            return self._random.choice(rare)
        return words[bisect(bounds, self._random.random() * bounds[-1])]

    @cached_property
    def _pieces(self) -> list[list[list[str]]]:
        """Title and paragraphs of each article, cut into words."""
        one: dict[str, str] = {}  # equal words as one object
        return [
            [
                [one.setdefault(token.word, token.word) for token in self._tokenizer.cut(text)]
                for text in (article.title, *article.paragraphs)
            ]
            for article in self.articles
        ]

    @cached_property
    def _words(self) -> Counter[str]:
        """The words that may be replaced: Chinese ones of two to four characters."""
        words = (word for article in self._pieces for pieces in article for word in pieces)
        return Counter(word for word in words if _replaceable(word))

    @cached_property
    def _by_length(self) -> dict[int, tuple[list[str], list[int], list[str]]]:
        """By length: words, their frequencies summed up, and the other words of the dictionary."""
        found = {}
        for length in _LENGTHS:
            words = [word for word in self._words if len(word) == length]
            rare = [word for word in self._tokenizer.dictionary(1) if len(word) == length]
            bounds = list(accumulate(self._words[word] for word in words))
            found[length] = (words, bounds, [word for word in rare if _replaceable(word)])
        return found


def _replaceable(word: str) -> bool:
    return len(word) in _LENGTHS and all("\u4e00" <= char <= "\u9fff" for char in word)


def searched_texts(article: Article) -> list[str]:
    """Return what is embedded of an article, passage by passage."""
    day = article.published.isoformat() if article.published else None
    return [
        searched_text(article.title, article.subtitle, day, passage.text)
        for passage in split_article(article, PASSAGE_CHARS)
    ]


class _Vectors:
    """Vectors of real passages: from a cache of somebody else's, else from our own, else embedded now."""

    def __init__(self, folder: Path, encoder: Encoder, theirs: Path | None) -> None:
        self._encoder = encoder
        self._theirs = theirs
        folder.mkdir(parents=True, exist_ok=True)
        self._ours = VectorCache(folder, encoder.identity)

    def of(self, texts: Sequence[Sequence[str]]) -> list[Vectors]:
        """Return the vectors of each article's passages, (n, d)."""
        wanted = {text_hash(text): text for article in texts for text in article}
        missing = self._ours.missing(wanted)
        if missing and self._theirs is not None:
            missing -= self._copy(missing)
        left = sorted(missing)
        for at in range(0, len(left), _BATCH):
            part = left[at : at + _BATCH]
            vectors = self._encoder.encode_passages([wanted[digest] for digest in part])
            self._ours.put(part, vectors)
        return [self._ours.get([text_hash(text) for text in article]) for article in texts]

    def _copy(self, wanted: set[bytes]) -> set[bytes]:
        """Copy what the other cache has; return which that was."""
        db = sqlite3.connect(f"file:{self._theirs}?mode=ro", uri=True)
        copied: set[bytes] = set()
        rows = db.execute(
            "SELECT hash, vector FROM vectors WHERE model = ?", (self._encoder.identity,)
        )
        while part := rows.fetchmany(_BATCH):
            found = [(digest, vector) for digest, vector in part if digest in wanted]
            if found:
                vectors = np.stack([np.frombuffer(vector, "<f4") for _, vector in found])
                self._ours.put([digest for digest, _ in found], vectors)
                copied |= {digest for digest, _ in found}
        db.close()
        return copied


class Noise:
    """Makes vectors near given ones, spread as the real ones are.

    Of a vector's way from the mean, a share stays and the rest is drawn anew, so that mean and covariance remain;
    the share is the one at which the cosine is as wanted.
    """

    def __init__(self, real: Vectors) -> None:
        self._mean = real.mean(axis=0)
        covariance = np.cov(real.T) + 1e-8 * np.eye(real.shape[1])
        self._root = np.linalg.cholesky(covariance).astype(np.float32)
        towards_mean = float(self._mean @ self._mean)
        self._kept = max(0.0, (_COSINE - towards_mean) / (1 - towards_mean))
        self._random = np.random.default_rng(4)

    def near(self, vectors: Vectors) -> Vectors:
        """Return as many vectors of length 1."""
        drawn = self._random.standard_normal(vectors.shape, dtype=np.float32) @ self._root.T
        made = self._mean + self._kept * (vectors - self._mean)
        made += np.sqrt(1 - self._kept**2) * drawn
        unit: Vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
        return unit


def _write(
    originals: Originals,
    known: Sequence[Vectors],
    number: int,
    settings: Settings,
    encoder: Encoder,
) -> float:
    """Write corpus and vectors; return the mean cosine of what is repeated to its original, 1 if nothing is."""
    noise = Noise(np.concatenate(known))
    cache = VectorCache(settings.index, encoder.identity)
    held = 0
    hashes: list[bytes] = []
    batch: list[Vectors] = []
    cosines: list[float] = []
    lines: list[str] = []
    for round_, position in ((r, p) for r in count() for p in range(len(originals.articles))):
        if held >= number:
            break
        article, vectors = originals.articles[position], known[position]
        if round_:
            article = originals.repeated(position, round_)
            near = noise.near(vectors)
            cosines.append(float((near * vectors).sum(axis=1).mean()))
            vectors = near
        texts = searched_texts(article) if round_ else originals.texts[position]
        if len(texts) != len(vectors):
            continue  # a figure or word that ends no sentence any more: one in thousands
        lines.append(_line(article))
        if len(lines) == _FILE_ARTICLES:
            _write_file(settings.corpus, lines)
        hashes += map(text_hash, texts)
        batch.append(vectors)
        held += len(texts)
        if len(hashes) >= 20 * _BATCH:
            cache.put(hashes, np.concatenate(batch))
            hashes, batch = [], []
    _write_file(settings.corpus, lines)
    if hashes:
        cache.put(hashes, np.concatenate(batch))
    cache.close()
    return float(np.mean(cosines)) if cosines else 1.0


def _write_file(corpus: Path, lines: list[str]) -> None:
    """Write articles as the next file, and forget them."""
    if lines:
        number = len([*corpus.iterdir()])
        (corpus / f"{number:05}.jsonl").write_text("".join(lines), "utf-8")
        lines.clear()


def _line(article: Article) -> str:
    record = {
        "id": article.id,
        "title": article.title,
        "date": article.published.isoformat() if article.published else None,
        "text": "\n".join(article.paragraphs),
        "source": article.source,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
