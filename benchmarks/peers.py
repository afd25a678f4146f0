"""A whole question against what else could answer from the same passages: latency, time to build, memory.

Every side has a process of its own and gets the same passages, cut into words by the same jieba (joined by spaces, for
those that cut at spaces), and the same vectors; a question it cuts and embeds itself, with qabot's tokenizer and
encoder, as part of its time. What it then does:

- qabot: all that `QABot.ask` does, with the reader of the answers off, up to an answer with sources.
- qabot legs: both legs and their fusion, 10 best of 100 of each, without their texts: what txtai does, with one thread.
- qabot BM25 leg: the 100 best of its words, no vector.
- qabot embedding: the question's vector alone, which is part of every side's time but the words' ones.
- txtai: hybrid index of its own BM25 and FAISS; 10 best of 100 of each leg, without their texts.
- Haystack: InMemoryDocumentStore with BM25 and embedding retrievers, 100 each, joined by rank; 10 best.
- sentence-transformers: the packaged model's weights in float32 on torch, over a flat FAISS index; 100 best.
- rank-bm25, bm25s: scores of the question's words; 100 best.
- embedding alone: one question through sentence-transformers, torch, float32, and nothing searched.

Sides take turns, question by question. `processor` is the time of all threads, which a busy machine changes less. Building starts with words and vectors in memory, so it holds neither cutting
nor embedding, which are the same for all (seconds of cutting are told apart); qabot's is the whole `qabot reindex`
without embedding: it also reads the corpus, cuts passages, counts words, finds reprints and keeps the texts. txtai,
Haystack and bm25s are installed by this benchmark, each into an environment of its own that sees the packages of this
one; pip must reach a package index.

    python -m benchmarks.peers [--passages N] [--questions N] [--sides A,B] [--json] ...
"""

import argparse
import importlib.metadata
import json
import os
import site
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.archive import Archive, add_archive, archive_of
from benchmarks.embedding import their_model, write_plain_model
from benchmarks.measure import (
    existing,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.memory import status_mb
from qabot.types import Vectors

_ROOT = Path(__file__).parent.parent
_DEPTH, _BEST = 100, 10
_WARMING = 3
_OURS = "qabot"

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Data:
    """What sides are built from, on disk.

    Attributes:
        folder: Holds words.jsonl, a text of words joined by spaces for each passage, and vectors.npy, (n, d) float32.
        archive: The same passages as an archive of qabot.
    """

    folder: Path
    archive: Archive

    def words(self) -> list[str]:
        """Return the words of each passage, joined by spaces."""
        with (self.folder / "words.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def vectors(self) -> Vectors:
        """Return the vectors, (n, d)."""
        vectors: Vectors = np.load(self.folder / "vectors.npy")
        return vectors


@dataclass(frozen=True, slots=True)
class _Side:
    """One of those compared.

    Attributes:
        package: What has to be installed beyond the dependencies of development; empty: nothing.
        build: Takes the data and returns how to prepare, and with what that made, how to ask.
    """

    package: str
    build: Callable[[_Data], Callable[[], Ask]]


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    if options.serve:
        _serve(options.serve, _Data(*_paths(options)))
        return
    archive = archive_of(options, options.passages)
    asked = archive.questions(options.questions, options.questions_file)
    with own_process() as maker:
        data, cutting = maker.run(_prepared, archive, options.folder)
    print_heading(f"Peers at {archive.made.passages:,} passages, {len(asked)} questions")
    with ExitStack() as stack:
        sides = {name: stack.enter_context(_Process(name, data, options)) for name in options.sides}
        for question in asked[:_WARMING]:
            for side in sides.values():
                side.ask(question)
        seconds: dict[str, list[float]] = {name: [] for name in sides}
        processor: dict[str, list[float]] = {name: [] for name in sides}
        for question in asked:
            for name, side in sides.items():
                took, used = side.ask(question)
                seconds[name].append(took)
                processor[name].append(used)
        memory = {name: side.memory_mb() for name, side in sides.items()}
        build = {name: side.build_s for name, side in sides.items()}
        versions = {name: side.version for name, side in sides.items()}
    build[_OURS] = archive.made.seconds
    figures = {
        name: {
            "version": versions[name],
            "ms": {
                "median": round(1000 * median(times), 2),
                "p95": round(1000 * quantiles(times, n=20, method="inclusive")[-1], 2),
            },
            "processor_ms": round(1000 * median(processor[name]), 2),
            "times_ours": round(_ratio(times, seconds[_OURS]), 2),
            "build_s": round(build[name], 1),
            "memory_mb": memory[name],
        }
        for name, times in seconds.items()
    }
    columns = ["ms, median", "95 %", "processor, ms", "times qabot's", "build, s"]
    print_table(
        ["", *columns, "resident, MB", "peak, MB"],
        [_row(name, figure) for name, figure in figures.items()],
    )
    print(f"cutting all passages into words, the same for all: {cutting:.1f} s")
    print_json(
        options,
        "peers",
        {
            "passages": archive.made.passages,
            "questions": len(asked),
            "cutting_s": round(cutting, 1),
            "sides": figures,
        },
    )


def _row(name: str, figure: dict[str, Any]) -> list[str]:
    return [
        f"{name} {figure['version']}".strip(),
        f"{figure['ms']['median']:,.1f}",
        f"{figure['ms']['p95']:,.1f}",
        f"{figure['processor_ms']:,.1f}",
        f"{figure['times_ours']:.2f}",
        f"{figure['build_s']:,.1f}" if figure["build_s"] else "",
        f"{figure['memory_mb']['rss']:,}",
        f"{figure['memory_mb']['peak']:,}",
    ]


def _ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Return how many times as long a side took, as the median of the questions."""
    return median(a / b for a, b in zip(theirs, ours, strict=True))


def _parser() -> argparse.ArgumentParser:
    made = parser(__doc__, rounds=1)
    made.add_argument("--passages", type=positive, default=10_000, help="(default 10000)")
    made.add_argument("--questions", type=positive, default=30, help="(default 30)")
    made.add_argument("--questions-file", type=existing, metavar="FILE")
    made.add_argument(
        "--sides",
        type=lambda text: text.split(","),
        default=[*_SIDES],
        metavar="A,B",
        help=f"of: {', '.join(_SIDES)}; {_OURS} must be one (default: all)",
    )
    made.add_argument("--serve", choices=_SIDES, help=argparse.SUPPRESS)
    add_archive(made)
    return made


def _paths(options: argparse.Namespace) -> tuple[Path, Archive]:
    archive = archive_of(options, options.passages)
    return _data_folder(archive), archive


def _data_folder(archive: Archive) -> Path:
    return archive.folder / "peers"


def _prepared(archive: Archive, folder: Path) -> tuple[_Data, float]:
    """Write words, vectors and the float32 model, unless they are there; return the seconds that cutting took."""
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build
    from qabot.indexing.vector_cache import VectorCache
    from qabot.language.words import Tokenizer

    model = folder / "float32"
    if not model.exists():
        model.mkdir(parents=True)
        write_plain_model(model)
    data = _Data(_data_folder(archive), archive)
    seconds = data.folder / "seconds.json"
    if not seconds.exists():
        data.folder.mkdir(exist_ok=True)
        index = open_build(current_build(archive.index))
        cache = VectorCache(archive.index, index.manifest.model)
        np.save(data.folder / "vectors.npy", cache.get([*index.store.hashes()]))
        cache.close()
        texts = index.store.searched_texts(range(index.manifest.passages))
        tokenizer = Tokenizer(cache=archive.settings().cache)
        started = time.perf_counter()
        with (data.folder / "words.jsonl").open("w", encoding="utf-8") as file:
            for text in texts:
                file.write(json.dumps(" ".join(tokenizer.words(text)), ensure_ascii=False) + "\n")
        seconds.write_text(json.dumps(time.perf_counter() - started))
    return data, float(json.loads(seconds.read_text()))


class _Process:
    """A side in its own process, which is asked through a pipe."""

    def __init__(self, name: str, data: _Data, options: argparse.Namespace) -> None:
        python = _python(_SIDES[name].package, options.folder / "environments")
        command = [str(python), "-m", "benchmarks.peers", "--serve", name]
        command += ["--passages", str(options.passages), "--folder", str(options.folder)]
        command += ["--embedded", str(options.embedded)]
        command += ["--corpus", str(options.corpus)] if options.corpus else []
        environment = os.environ | {"QABOT_READER": "off", "PYTHONPATH": str(_ROOT)}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=_ROOT,
        )
        self.build_s, self.version = self._answer()

    def __enter__(self) -> "_Process":
        return self

    def __exit__(self, *exc: object) -> None:
        self._process.communicate()

    def ask(self, question: str) -> tuple[float, float]:
        """Return the seconds of a question, and those of the processor in all threads."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        seconds, processor = self._answer()
        return seconds, processor

    def memory_mb(self) -> dict[str, int]:
        """Return what Linux tells of its memory."""
        return status_mb(self._process.pid)

    def _answer(self) -> Any:
        assert self._process.stdout
        for line in self._process.stdout:  # libraries print as well
            if line.startswith("{"):
                return json.loads(line)["answer"]
        raise SystemExit(f"{self._process.args!r} ended too early")


def _serve(name: str, data: _Data) -> None:
    """Build a side, then answer the questions of standard input."""
    side = _SIDES[name]
    prepare = side.build(data)
    started = time.perf_counter()
    ask = prepare()
    built = time.perf_counter() - started
    version = importlib.metadata.version(side.package or name.split(",")[0]) if side.package else ""
    print(json.dumps({"answer": [built, version]}), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        started, processor = time.perf_counter(), time.process_time()
        ask(question)
        seconds = time.perf_counter() - started, time.process_time() - processor
        print(json.dumps({"answer": seconds}), flush=True)


def _python(package: str, folder: Path) -> Path:
    """Return the interpreter that has a package; make an environment for it if need be.

    It sees the packages here, so that torch and the like are not installed again; what the package needs in another
    version goes into its own folder, which comes first.
    """
    if not package:
        return Path(sys.executable)
    home = folder / package
    python = home / "bin" / "python"
    done = home / "installed"
    if not done.exists():
        venv.create(home, with_pip=True, clear=True)
        own = next(home.glob("lib/python*/site-packages"))
        lines = [f"import site; site.addsitedir({path!r})" for path in site.getsitepackages()]
        (own / "shared.pth").write_text("\n".join(lines) + "\n")
        constraints = str(_ROOT / "constraints.txt")
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--constraint", constraints, package],
            check=True,
            stdout=sys.stderr,
        )
        done.touch()
    return python


def _cutter(data: _Data) -> Callable[[str], str]:
    """Return what cuts a question into words joined by spaces."""
    from qabot.language.normal import normal_form
    from qabot.language.words import Tokenizer

    tokenizer = Tokenizer(cache=data.archive.settings().cache)
    return lambda text: " ".join(tokenizer.words(normal_form(text)))


def _embedder(data: _Data) -> Callable[[str], Vectors]:
    from qabot.indexing.encoder import load_encoder

    encoder = load_encoder(data.archive.settings())
    encoder.encode_question("")
    return encoder.encode_question


def _qabot(data: _Data) -> Callable[[], Ask]:
    from qabot.bot import QABot

    return lambda: QABot(data.archive.settings(reader="off")).ask


def _qabot_legs(data: _Data) -> Callable[[], Ask]:
    from qabot.searching.fusion import weighted_zscore

    embed, search = _embedder(data), _legs(data)

    def ask(question: str) -> object:
        return weighted_zscore(search(question, embed(question)), [1.0, 0.2])[:_BEST]

    return lambda: ask


def _qabot_sparse(data: _Data) -> Callable[[], Ask]:
    search = _legs(data)
    return lambda: lambda question: search(question, None)


def _legs(data: _Data) -> Callable[[str, Vectors | None], Any]:
    """Return what searches qabot's legs: the sparse one, and for a vector the dense one."""
    from collections import Counter

    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build
    from qabot.indexing.sparse import term_id
    from qabot.searching.engine import ALWAYS
    from qabot.searching.engines.embedded import EmbeddedEngine

    cut = _cutter(data)
    engine = EmbeddedEngine(open_build(current_build(data.archive.index)))

    def search(question: str, vector: Vectors | None) -> object:
        counts = Counter(cut(question).split())
        weights = {term_id(word): n * (engine.idf(word) or 0.0) for word, n in counts.items()}
        return engine.search(vector, weights, _DEPTH, ALWAYS)

    return search


def _qabot_embedding(data: _Data) -> Callable[[], Ask]:
    embed = _embedder(data)
    return lambda: embed


def _txtai(data: _Data) -> Callable[[], Ask]:
    from txtai import Embeddings

    cut, embed, words = _cutter(data), _embedder(data), data.words()
    row_of = {text: row for row, text in enumerate(words)}
    vectors = data.vectors()
    asked = ""  # cut for BM25; as it is for the encoder

    def transform(texts: list[str]) -> Vectors:
        if asked:
            return embed(asked)[None, :]
        return vectors[[row_of[text] for text in texts]]

    def prepare() -> Ask:
        nonlocal vectors
        scoring = {"method": "bm25", "terms": True, "normalize": True}
        scoring["tokenizer"] = {"whitespace": True}
        embeddings = Embeddings(
            hybrid=True, method="external", transform=transform, scoring=scoring, backend="faiss"
        )
        embeddings.index((row, text, None) for row, text in enumerate(words))
        row_of.clear()
        words.clear()
        vectors = vectors[:0]

        def ask(question: str) -> object:
            nonlocal asked
            asked = question
            return embeddings.search(cut(question), _BEST)

        return ask

    return prepare


def _haystack(data: _Data) -> Callable[[], Ask]:
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    cut, embed, words, vectors = _cutter(data), _embedder(data), data.words(), data.vectors()

    def prepare() -> Ask:
        store = InMemoryDocumentStore(bm25_tokenization_regex=r"\S+")
        store.write_documents(
            [
                Document(id=str(row), content=text, embedding=vectors[row].tolist())
                for row, text in enumerate(words)
            ]
        )
        words.clear()
        pipeline = Pipeline()
        pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=_DEPTH))
        pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=_DEPTH))
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=_BEST)
        pipeline.add_component("joined", joiner)
        pipeline.connect("bm25", "joined")
        pipeline.connect("dense", "joined")

        def ask(question: str) -> object:
            embedding = embed(question).tolist()
            return pipeline.run(
                {"bm25": {"query": cut(question)}, "dense": {"query_embedding": embedding}}
            )

        return ask

    return prepare


def _sentence_transformers(data: _Data) -> Callable[[], Ask]:
    import faiss

    model, vectors = their_model(data.archive.folder.parent.parent / "float32"), data.vectors()

    def prepare() -> Ask:
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return lambda question: index.search(
            model.encode_query([question], show_progress_bar=False), _DEPTH
        )

    return prepare


def _embedding_alone(data: _Data) -> Callable[[], Ask]:
    model = their_model(data.archive.folder.parent.parent / "float32")
    return lambda: lambda question: model.encode_query([question], show_progress_bar=False)


def _rank_bm25(data: _Data) -> Callable[[], Ask]:
    from rank_bm25 import BM25Okapi

    cut, words = _cutter(data), [text.split() for text in data.words()]

    def prepare() -> Ask:
        okapi = BM25Okapi(words)
        words.clear()
        return lambda question: np.argsort(-okapi.get_scores(cut(question).split()))[:_DEPTH]

    return prepare


def _bm25s(data: _Data) -> Callable[[], Ask]:
    import bm25s

    cut, words = _cutter(data), [text.split() for text in data.words()]

    def prepare() -> Ask:
        retriever = bm25s.BM25()
        retriever.index(words, show_progress=False)
        words.clear()
        return lambda question: retriever.retrieve(
            [cut(question).split()], k=_DEPTH, show_progress=False
        )

    return prepare


_SIDES = {
    _OURS: _Side("", _qabot),
    "qabot legs": _Side("", _qabot_legs),
    "qabot BM25 leg": _Side("", _qabot_sparse),
    "qabot embedding": _Side("", _qabot_embedding),
    "txtai": _Side("txtai", _txtai),
    "Haystack": _Side("haystack-ai", _haystack),
    "sentence-transformers + FAISS": _Side("", _sentence_transformers),
    "embedding alone": _Side("", _embedding_alone),
    "rank-bm25": _Side("", _rank_bm25),
    "bm25s": _Side("bm25s", _bm25s),
}


if __name__ == "__main__":
    main()
