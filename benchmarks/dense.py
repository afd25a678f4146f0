"""The dense leg against exact search: recall, time of a question, memory; and what else FAISS offers.

Each contender has the same vectors in a process of its own, memory-mapped, and answers the same questions, one
at a time, in turns. A share of recall is that of the 100 exact results; a contender that approximates takes
candidates and scores them with their vectors, as qabot does. The limit of an exact search is memory bandwidth:
the bytes of all vectors, divided by what a plain inner product reads in a second at best, in the same run; vectors
that fit the processor's cache can be faster. Memory is the
most that the process held while it answered.

Vectors are those of an index (`--index`, its vectors.sqlite, read only) or of the sample archive's texts; those
that lack are made from them, each moved towards another until its cosine is .9.

    python -m benchmarks.dense [--vectors N] [--questions N] [--rounds N] [--index FOLDER] [--asked FILE] [--json]
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import (
    existing,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.memory import forget_peak, peak_mb
from benchmarks.texts import passages, questions
from qabot.types import Vectors

_BEST = 100
_TURN = 5  # questions: short, so that what else runs on the machine hits all contenders alike
_SAMPLE = 2000
_BLOCK = 20_000
_COSINE = 0.9
_LEG, _SCAN = "qabot", "qabot, vectors only"
# Name → FAISS factory string, lists probed, candidates: as many as its codes need.
_FAISS = {
    "faiss Flat": ("Flat", 0, _BEST),
    "faiss SQ8": ("SQ8", 0, 130),
    "faiss IVF-SQ8, 1/16 of lists": ("IVF256,SQ8", 16, 130),
    "faiss IVF-SQ8, 1/4 of lists": ("IVF256,SQ8", 64, 130),
    "faiss IVF-RaBitQ, 1/4 of lists": ("IVF256,RaBitQ", 64, 2000),
}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=3)
    options_parser.add_argument(
        "--vectors", type=positive, default=100_000, help="(default 100000)"
    )
    options_parser.add_argument(
        "--questions", type=positive, default=50, help="in a round (default 50)"
    )
    options_parser.add_argument(
        "--index", type=existing, metavar="FOLDER", help="take vectors from its vectors.sqlite"
    )
    options_parser.add_argument(
        "--asked", type=existing, metavar="FILE", help="questions, JSON lines with `question`"
    )
    options = options_parser.parse_args(arguments)
    count, names = options.vectors, [_LEG, _SCAN, *_FAISS]
    print_heading(
        f"The {_BEST} nearest of {count:,} vectors, {options.questions} questions a round"
    )
    with TemporaryDirectory() as name, ExitStack() as processes:
        folder = Path(name)
        with own_process() as maker:
            real = maker.run(_write, folder, count, options.questions, options.index, options.asked)
        build_s = {}
        for contender in names:
            with own_process() as builder:
                build_s[contender] = builder.run(_build, folder, contender)
        workers = {name: processes.enter_context(own_process()) for name in names}
        found = {name: worker.run(_first, folder, name) for name, worker in workers.items()}
        rounds: dict[str, list[float]] = {name: [] for name in names}
        bandwidth = []
        for _ in range(options.rounds):
            for at in range(0, options.questions, _TURN):
                for contender, worker in workers.items():
                    rounds[contender] += worker.run(_ask, folder, contender, at)
            with own_process() as reader:
                bandwidth.append(reader.run(_bytes_a_second))
        peaks = {name: worker.run(peak_mb) for name, worker in workers.items()}
        dimension = np.load(folder / "asked.npy").shape[1]
    recall = {name: _recall(found[name], found[_SCAN]) for name in names}
    at_bandwidth_ms = 1000 * count * dimension * 4 / max(bandwidth)
    ms = {name: 1000 * median(rounds[name]) for name in names}
    print_table(
        ["", "ms a question, median", "least", f"recall@{_BEST}", "answering, peak MB", "build, s"],
        [
            [
                name,
                f"{ms[name]:.2f}",
                f"{1000 * min(rounds[name]):.2f}",
                f"{recall[name]:.4f}",
                f"{peaks[name]:,.0f}",
                f"{build_s[name]:.1f}",
            ]
            for name in names
        ],
    )
    print(
        f"{real:,} of the vectors are those of texts. At memory bandwidth ({max(bandwidth) / 1e9:.1f} GB/s) "
        f"reading all takes {at_bandwidth_ms:.2f} ms: {at_bandwidth_ms / ms[_SCAN]:.0%} of the exact search, "
        f"{at_bandwidth_ms / ms[_LEG]:.1f} times a question of qabot."
    )
    figures = {
        "vectors": count,
        "of_texts": real,
        "ms_per_question": {name: round(value, 3) for name, value in ms.items()},
        "recall": {name: round(value, 5) for name, value in recall.items()},
        "answer_peak_mb": {name: round(value) for name, value in peaks.items()},
        "build_s": {name: round(value, 2) for name, value in build_s.items()},
        "bandwidth_gb_per_s": round(max(bandwidth) / 1e9, 2),
        "ms_at_bandwidth": round(at_bandwidth_ms, 3),
    }
    print_json(options, "dense", figures)


def _write(folder: Path, count: int, asked: int, index: Path | None, file: Path | None) -> int:
    """Write vectors and those of questions; return how many of the former are those of texts."""
    from qabot.indexing.dense import write_dense
    from qabot.indexing.encoder import load_encoder
    from qabot.settings import load_settings

    encoder = load_encoder(load_settings())
    texts = passages(_SAMPLE)
    real = _cached(index, count) if index else encoder.encode_passages(texts[:count])
    if file:
        lines = file.read_text("utf-8").splitlines()
        texts_asked = [json.loads(line)["question"] for line in lines][:asked]
    else:
        texts_asked = questions(texts, asked)
    np.save(folder / "asked.npy", np.stack([encoder.encode_question(text) for text in texts_asked]))
    write_dense(folder, _vectors(real, count), count, coarse_from=1)
    return len(real)


def _cached(index: Path, count: int) -> Vectors:
    uri = f"{(index / 'vectors.sqlite').resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        rows = db.execute("SELECT vector FROM vectors ORDER BY hash LIMIT ?", (count,))
        return np.stack([np.frombuffer(vector, "<f4") for (vector,) in rows])


def _vectors(real: Vectors, count: int) -> Iterator[Vectors]:
    """Yield the vectors of texts, then ones as far from them as passages on one matter are from each other."""
    yield real
    random = np.random.default_rng(1)
    for at in range(len(real), count, _BLOCK):
        rows = random.integers(len(real), size=(3, min(_BLOCK, count - at)))
        start, to, away = real[rows[0]], real[rows[1]], real[rows[2]]
        step = to - away
        step -= (step * start).sum(axis=1, keepdims=True) * start
        step /= np.linalg.norm(step, axis=1, keepdims=True) + 1e-9
        moved = _COSINE * start + np.sqrt(1 - _COSINE**2) * step
        yield (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def _build(folder: Path, name: str) -> float:
    """Build a contender; return the seconds."""
    from qabot.indexing.dense import VECTORS_FILE, write_dense

    vectors = np.load(folder / VECTORS_FILE, mmap_mode="r")
    started = time.perf_counter()
    if name not in _FAISS:
        target = folder / name
        target.mkdir()
        blocks = (vectors[at : at + _BLOCK] for at in range(0, len(vectors), _BLOCK))
        least = 1 if name == _LEG else len(vectors) + 1
        write_dense(target, blocks, len(vectors), coarse_from=least)
        return time.perf_counter() - started
    import faiss

    index = faiss.index_factory(vectors.shape[1], _FAISS[name][0], faiss.METRIC_INNER_PRODUCT)
    index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // 20_000)]))
    for at in range(0, len(vectors), _BLOCK):
        index.add(np.ascontiguousarray(vectors[at : at + _BLOCK]))
    if hasattr(index, "qb"):
        index.qb = 4
    faiss.write_index(index, str(_file(folder, name)))
    return time.perf_counter() - started


def _file(folder: Path, name: str) -> Path:
    return folder / f"{list(_FAISS).index(name)}.faiss"


@cache
def _searcher(folder: Path, name: str) -> Callable[[Vectors], NDArray[np.int64]]:
    """Open a contender; return what finds the rows nearest to a question."""
    from qabot.indexing.dense import DenseLeg

    if name not in _FAISS:
        leg = DenseLeg.load(folder / name)
        return lambda vector: leg.search(vector, _BEST)[0]
    import faiss

    faiss.omp_set_num_threads(1)  # as qabot has it: more only spin while one question is searched
    factory, probes, candidates = _FAISS[name]
    # Lists are mapped by one flag, flat codes by the other.
    flag = faiss.IO_FLAG_MMAP if probes else faiss.IO_FLAG_MMAP_IFC
    index: Any = faiss.read_index(str(_file(folder, name)), flag)
    if probes:
        index.nprobe = probes
    exact = DenseLeg.load(folder)

    def search(vector: Vectors) -> NDArray[np.int64]:
        rows: NDArray[np.int64] = index.search(vector[None], candidates)[1][0]
        if factory == "Flat":
            return rows
        rows = np.sort(rows[rows >= 0])
        return rows[np.argsort(-exact.cosines(rows, vector))[:_BEST]]

    return search


def _first(folder: Path, name: str) -> list[NDArray[np.int64]]:
    """Ask every question once, unmeasured; return what was found."""
    search = _searcher(folder, name)
    found = [search(vector) for vector in np.load(folder / "asked.npy")]
    forget_peak()
    return found


def _ask(folder: Path, name: str, at: int) -> list[float]:
    search = _searcher(folder, name)
    seconds = []
    for vector in np.load(folder / "asked.npy")[at : at + _TURN]:
        started = time.perf_counter()
        search(vector)
        seconds.append(time.perf_counter() - started)
    return seconds


def _recall(found: list[NDArray[np.int64]], exact: list[NDArray[np.int64]]) -> float:
    return mean(
        len(np.intersect1d(rows, expected)) / len(expected)
        for rows, expected in zip(found, exact, strict=True)
    )


def _bytes_a_second() -> float:
    numbers = np.ones(1 << 26, dtype=np.float32)
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        numbers.dot(numbers)
        seconds.append(time.perf_counter() - started)
    return numbers.nbytes / min(seconds)


if __name__ == "__main__":
    main()
