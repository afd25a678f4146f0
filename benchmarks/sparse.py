"""One question through the BM25 leg, against `rank_bm25.BM25Okapi.get_scores` on the very same words.

qabot's side is what the engine does: the weights of the question's words, the scores, the 100 best, from arrays
that were saved and are memory-mapped. The other side only scores. In the same run the scores of both are
compared, and a difference above 1e-4 ends it. Memory is that of whole processes: of building, and of answering.
Texts from the sample archive have few different words, and so long postings, which is hard on qabot; rank-bm25
looks at every passage for every word anyway.

    python -m benchmarks.sparse [--passages N] [--questions N] [--rounds N] [--corpus FILE] [--json]
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
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
    add_corpus,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
    take_turns,
)
from benchmarks.memory import forget_peak, peak_mb
from benchmarks.texts import passages, questions

_BEST = 100
_TOLERANCE = 1e-4

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    build_s: float
    build_mb: float
    answer_mb: float


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=5)
    options_parser.add_argument(
        "--passages", type=positive, default=200_000, help="(default 200000)"
    )
    options_parser.add_argument(
        "--questions", type=positive, default=20, help="in a round (default 20)"
    )
    add_corpus(options_parser)
    options = options_parser.parse_args(arguments)
    count = options.passages
    print_heading(f"BM25 over {count:,} passages, {options.questions} questions a round")
    with TemporaryDirectory() as name, own_process() as ours, own_process() as theirs:
        folder = Path(name)
        with own_process() as maker:
            asked = maker.run(_write_words, folder, count, options.questions, options.corpus)
        with own_process() as builder:
            our_build = builder.run(_build_ours, folder)
        their_build = theirs.run(_build_theirs, folder)
        worst = _compare(folder, count, asked, ours, theirs)
        rounds = take_turns(
            options.rounds,
            lambda: ours.run(_ask_ours, folder, count, asked),
            lambda: theirs.run(_ask_theirs, folder, asked),
        )
        sides = _Side(*our_build, ours.run(peak_mb)), _Side(*their_build, theirs.run(peak_mb))
    each = [1000 * median(seconds) / len(asked) for seconds in (rounds.ours, rounds.theirs)]
    print_table(
        ["", "ms a question, median", "build, s", "build, peak MB", "answering, peak MB"],
        [
            [name, f"{ms:.2f}", f"{s.build_s:.1f}", f"{s.build_mb:,.0f}", f"{s.answer_mb:,.0f}"]
            for name, ms, s in zip(("qabot", "rank-bm25"), each, sides, strict=True)
        ],
    )
    print(rounds)
    print(f"scores: {len(asked)} questions × {count:,} passages, largest difference {worst:.1e}")
    figures = {
        "passages": count,
        "questions": len(asked),
        "words_per_question": round(sum(map(len, asked)) / len(asked), 1),
        "ms_per_question": {"ours": round(each[0], 3), "theirs": round(each[1], 3)},
        "build_s": {"ours": round(sides[0].build_s, 2), "theirs": round(sides[1].build_s, 2)},
        "build_peak_mb": {"ours": round(sides[0].build_mb), "theirs": round(sides[1].build_mb)},
        "answer_peak_mb": {"ours": round(sides[0].answer_mb), "theirs": round(sides[1].answer_mb)},
        "largest_difference": worst,
    }
    print_json(options, "sparse", figures | rounds.as_json())


def _compare(
    folder: Path, count: int, asked: Iterable[Words], ours: Process, theirs: Process
) -> float:
    """Return the largest difference of a score, and be each side's first, unmeasured round.

    Raises:
        SystemExit: It is above the tolerance.
    """
    worst = 0.0
    for words in asked:
        difference = ours.run(_score_ours, folder, count, words) - theirs.run(
            _score_theirs, folder, words
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
    """Yield the words of one passage after the other, equal words as one object: rank-bm25 keeps them all."""
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


def _build_theirs(folder: Path) -> tuple[float, float]:
    started = time.perf_counter()
    _okapi(folder)
    built = time.perf_counter() - started, peak_mb()
    forget_peak()
    return built


@cache
def _okapi(folder: Path) -> Any:
    from rank_bm25 import BM25Okapi

    return BM25Okapi(_read_words(folder))


@cache
def _engine(folder: Path, count: int) -> Any:
    """Return an engine over an index that has the sparse leg only."""
    from qabot.indexing.index import Index
    from qabot.indexing.sparse import SparseLeg
    from qabot.searching.engines.embedded import EmbeddedEngine

    leg = SparseLeg.load(folder, count)
    return leg, EmbeddedEngine(
        cast(
            Index,
            SimpleNamespace(
                sparse=leg,
                store=SimpleNamespace(keys=np.arange(count)),
                dates=np.zeros(0),
                short_names=[],
            ),
        )
    )


def _score_ours(folder: Path, count: int, words: Words) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = _engine(folder, count)[0].scores(words)
    return scores


def _score_theirs(folder: Path, words: Words) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = _okapi(folder).get_scores(words)
    return scores


def _ask_ours(folder: Path, count: int, asked: list[Words]) -> float:
    from qabot.indexing.sparse import term_id
    from qabot.searching.engine import ALWAYS

    _, engine = _engine(folder, count)
    started = time.perf_counter()
    for words in asked:
        weights = {
            term_id(word): times * (engine.idf(word) or 0.0)
            for word, times in Counter(words).items()
        }
        engine.search(None, weights, _BEST, ALWAYS)
    return time.perf_counter() - started


def _ask_theirs(folder: Path, asked: list[Words]) -> float:
    okapi = _okapi(folder)
    started = time.perf_counter()
    for words in asked:
        okapi.get_scores(words)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
