"""One question through the BM25 leg, against bm25s and rank-bm25 on the very same words.

qabot's side is what the engine does: the weights of the question's words and the 100 best passages, from arrays that
were saved and are memory-mapped. bm25s finds the 100 best as well, in numpy, and compiled where numba is installed;
`BM25Okapi.get_scores` only scores. In the same run the scores are compared with rank-bm25's, and a difference above
1e-4 ends it. Memory is that of whole processes: of building, and of answering. Texts from the sample archive have few
different words, and so long postings, which is hard on qabot.

    python -m benchmarks.sparse [--passages N] [--questions N] [--rounds N] [--corpus FILE] [--no-rank-bm25] [--json]
"""

import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import (
    Process,
    Rounds,
    add_corpus,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.memory import forget_peak, peak_mb
from benchmarks.texts import passages, questions

_BEST = 100
_TOLERANCE = 1e-4
_OURS, _BM25S, _COMPILED, _OKAPI = "qabot", "bm25s", "bm25s with numba", "rank-bm25"

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    """One side, in a process of its own."""

    name: str
    process: Process
    build_s: float
    build_mb: float


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=5)
    options_parser.add_argument(
        "--passages", type=positive, default=200_000, help="(default 200000)"
    )
    options_parser.add_argument(
        "--questions", type=positive, default=20, help="in a round (default 20)"
    )
    options_parser.add_argument(
        "--no-rank-bm25",
        action="store_true",
        help="without that side, and so without comparing scores: it takes 10 kB for each passage",
    )
    add_corpus(options_parser)
    options = options_parser.parse_args(arguments)
    count = options.passages
    print_heading(f"BM25 over {count:,} passages, {options.questions} questions a round")
    with TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        with own_process() as maker:
            asked = maker.run(_write_words, folder, count, options.questions, options.corpus)
        ours, *others = (
            _built(side, stack.enter_context(own_process()), folder)
            for side in _sides(okapi=not options.no_rank_bm25)
        )
        worst = _compare(ours, others, folder, asked)
        rounds = _take_turns(options.rounds, [ours, *others], folder, asked)
        answer_mb = [side.process.run(peak_mb) for side in (ours, *others)]
    each = [1000 * median(rounds[side.name]) / len(asked) for side in (ours, *others)]
    print_table(
        ["", "ms a question, median", "build, s", "build, peak MB", "answering, peak MB"],
        [
            [s.name, f"{ms:.2f}", f"{s.build_s:.1f}", f"{s.build_mb:,.0f}", f"{mb:,.0f}"]
            for s, ms, mb in zip((ours, *others), each, answer_mb, strict=True)
        ],
    )
    against = {side.name: Rounds(rounds[_OURS], rounds[side.name]) for side in others}
    for other, both in against.items():
        print(f"against {other}: {both}")
    if worst is not None:
        print(
            f"scores: {len(asked)} questions × {count:,} passages, largest difference {worst:.1e}"
        )
    figures = {
        "passages": count,
        "questions": len(asked),
        "words_per_question": round(sum(map(len, asked)) / len(asked), 1),
        "sides": {
            side.name: {
                "ms_per_question": round(ms, 3),
                "build_s": round(side.build_s, 2),
                "build_peak_mb": round(side.build_mb),
                "answer_peak_mb": round(mb),
            }
            for side, ms, mb in zip((ours, *others), each, answer_mb, strict=True)
        },
        "against": {other: both.as_json() for other, both in against.items()},
        "largest_difference": worst,
    }
    print_json(options, "sparse", figures)


def _sides(*, okapi: bool) -> list[str]:
    """Return the names of the sides, qabot's first."""
    compiled = [_COMPILED] if importlib.util.find_spec("numba") else []
    return [_OURS, _BM25S, *compiled, *([_OKAPI] if okapi else [])]


def _built(name: str, process: Process, folder: Path) -> _Side:
    """Build an index for one side; the process that answers is the one that built only where nothing is saved."""
    if name == _OURS:
        with own_process() as builder:
            return _Side(name, process, *builder.run(_build_ours, folder))
    return _Side(name, process, *process.run(_build_other, name, folder))


def _take_turns(
    rounds: int, sides: list[_Side], folder: Path, asked: list[Words]
) -> dict[str, list[float]]:
    """Let all sides answer all questions in turn; return the seconds of each, round by round."""
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            seconds[side.name].append(side.process.run(_ask, side.name, folder, asked))
    return seconds


def _compare(
    ours: _Side, others: list[_Side], folder: Path, asked: Iterable[Words]
) -> float | None:
    """Return the largest difference of a score, None without rank-bm25; be each side's first, unmeasured round.

    Raises:
        SystemExit: It is above the tolerance.
    """
    for side in (ours, *others):
        side.process.run(_ask, side.name, folder, [*asked])
    okapi = next((side.process for side in others if side.name == _OKAPI), None)
    if okapi is None:
        return None
    worst = 0.0
    for words in asked:
        difference = ours.process.run(_score_ours, folder, words) - okapi.run(
            _score_okapi, folder, words
        )
        worst = max(worst, float(np.abs(difference).max()))
    if worst > _TOLERANCE:
        raise SystemExit(f"the scores differ by up to {worst:.1e}")
    return worst


def _write_words(folder: Path, count: int, asked: int, corpus: Path | None) -> list[Words]:
    """Cut passages and questions into words; write the former, return the latter."""
    from qabot.language.normal import normal_form
    from qabot.language.words import Tokenizer
    from qabot.settings import load_settings

    texts = passages(count, corpus)
    tokenizer = Tokenizer(cache=load_settings().cache)
    with _words_file(folder).open("w", encoding="utf-8") as file:
        for text in texts:
            words = tokenizer.terms(normal_form(text))
            file.write(json.dumps(words, ensure_ascii=False) + "\n")
    cut = (tuple(tokenizer.terms(normal_form(text))) for text in questions(texts, 4 * asked))
    return [words for words in cut if words][:asked]


def _words_file(folder: Path) -> Path:
    return folder / "words.jsonl"


def _read_words(folder: Path) -> Iterator[list[str]]:
    """Yield the words of one passage after the other, equal words as one object: others keep them all."""
    with _words_file(folder).open(encoding="utf-8") as file:
        for line in file:
            yield [sys.intern(word) for word in json.loads(line)]


def _build_ours(folder: Path) -> tuple[float, float]:
    from qabot.indexing.sparse import SparseBuilder

    started = time.perf_counter()
    builder = SparseBuilder()
    for words in _read_words(folder):
        builder.add(words)
    builder.build().save(folder)
    return time.perf_counter() - started, peak_mb()


def _build_other(name: str, folder: Path) -> tuple[float, float]:
    started = time.perf_counter()
    _other(name, folder)
    built = time.perf_counter() - started, peak_mb()
    forget_peak()
    return built


@cache
def _other(name: str, folder: Path) -> Any:
    if name == _OKAPI:
        from rank_bm25 import BM25Okapi

        return BM25Okapi(_read_words(folder))
    import bm25s

    compiled = {"backend": "numba"} if name == _COMPILED else {"auto_compile": False}
    retriever = bm25s.BM25(**compiled)
    retriever.index([*_read_words(folder)], show_progress=False)
    return retriever


@cache
def _engine(folder: Path) -> Any:
    """Return an engine over an index that has the sparse leg only."""
    from qabot.indexing.index import Index
    from qabot.searching.engines.embedded import EmbeddedEngine

    leg = _leg(folder)
    store = SimpleNamespace(keys=np.arange(leg.passages))
    undated = np.zeros(0, dtype=np.int32)
    return EmbeddedEngine(cast(Index, SimpleNamespace(sparse=leg, store=store, dates=undated)))


@cache
def _leg(folder: Path) -> Any:
    from qabot.indexing.sparse import SparseLeg

    passages = len(np.load(folder / "sparse-lengths.npy", mmap_mode="r"))
    return SparseLeg.load(folder, passages)


def _score_ours(folder: Path, words: Words) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = _leg(folder).scores(words)
    return scores


def _score_okapi(folder: Path, words: Words) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = _other(_OKAPI, folder).get_scores(words)
    return scores


def _ask(name: str, folder: Path, asked: list[Words]) -> float:
    """Return the seconds that one side takes for all questions, one after the other."""
    if name == _OURS:
        return _ask_ours(folder, asked)
    other = _other(name, folder)
    started = time.perf_counter()
    for words in asked:
        if name == _OKAPI:
            other.get_scores(words)
        else:
            other.retrieve([[*words]], k=_BEST, show_progress=False)
    return time.perf_counter() - started


def _ask_ours(folder: Path, asked: list[Words]) -> float:
    from qabot.indexing.sparse import term_id
    from qabot.searching.engine import ALWAYS

    engine = _engine(folder)
    started = time.perf_counter()
    for words in asked:
        weights = {
            term_id(word): times * (engine.idf(word) or 0.0)
            for word, times in Counter(words).items()
        }
        engine.search(None, weights, _BEST, ALWAYS)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
