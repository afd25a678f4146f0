"""A question at several sizes of the archive: by stage, cold, in memory, on disk, by many people at once.

Stages are measured in `QABot.ask` itself, by a watch around each part: what a part does for another stage is not
counted twice, and what no part does is `other`; `processor` is the time of all threads together, which a busy machine
changes less than the clock's. The same questions are asked at each size, once unmeasured before. Where several sizes
are compared they take turns, so that a busy machine slows them alike. `whole` is a question that nobody watches; its
stages are those of the same question asked again at once, everything done one after the other and the passages' normal
forms still at hand, so that they need not add up to it.

Memory is what Linux tells of processes: resident (VmRSS), its peak (VmHWM), and of several that share an index their
proportional share (PSS), in which a mapped page counts once for all.

    python -m benchmarks.question [--sizes N,N] [--questions N] [--plot FILE] [--json] ...
"""

import argparse
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest.mock import patch

from benchmarks.archive import Archive, add_archive, archive_of
from benchmarks.chart import write_chart
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
from qabot.searching.candidates import Candidates
from qabot.searching.engine import LegHits
from qabot.searching.engines.embedded import EmbeddedEngine

_STAGES: dict[str, tuple[str, ...]] = {
    "analyse": (
        "qabot.searching.searcher.analyse",
        "qabot.searching.candidates.Candidates.weights",
    ),
    "expand": (
        "qabot.searching.synonyms.Synonyms.expansions",
        "qabot.searching.candidates.sparse_weights",
        "qabot.searching.candidates.corrections",
    ),
    "embed": ("qabot.indexing.encoder.encoder.PackagedEncoder.encode_question",),
    "dense": (),
    "sparse": (),
    "fuse": (
        "qabot.searching.candidates.Candidates._fused",
        "qabot.searching.candidates.thin_out",
        "qabot.searching.searcher.fold",
    ),
    "fetch": (
        "qabot.searching.engines.embedded.EmbeddedEngine.passages",
        "qabot.searching.engines.embedded.EmbeddedEngine.printings",
        "qabot.searching.engines.embedded.EmbeddedEngine.groups",
    ),
    "rank": ("qabot.searching.searcher.rank",),
    "read": ("qabot.searching.reader.reader.BackgroundReader.read",),
    "compose": ("qabot.bot.compose",),
}
_OTHER, _WHOLE, _PROCESSOR = "other", "whole", "processor"
_READERS = ("off", "on")
_THREADS = (1, 2, 4, 8)
_PROCESSES = (1, 2, 4)
_CHAT_QUESTIONS = 100
_SHARED_QUESTIONS = 20
_COLD = "云泊水库总库容多少？"

Milliseconds = dict[str, list[float]]
"""By stage, one figure for each question."""


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    sizes: list[int] = options.sizes
    archives = {size: archive_of(options, size) for size in sizes}
    asked = archives[sizes[0]].questions(options.questions, options.questions_file)
    print_heading(f"Questions at {', '.join(f'{size:,}' for size in sizes)} passages")
    stages = {reader: _by_stage(archives, asked, reader) for reader in _READERS}
    for reader, by_size in stages.items():
        print(f"Milliseconds a question, median / 95 %, reader {reader}, {len(asked)} questions\n")
        _print_stages(by_size)
    cold = _cold(archives, options.rounds)
    chats = {size: _chat(archive, asked) for size, archive in archives.items()}
    disk = {size: _disk_mb(archive) for size, archive in archives.items()}
    _print_sizes(archives, cold, chats, disk)
    largest = archives[sizes[-1]]
    threads = {
        reader: {n: _throughput(largest, asked, reader, n) for n in _THREADS} for reader in _READERS
    }
    shared = {number: _shared(largest, asked, number) for number in _PROCESSES}
    _print_many(sizes[-1], threads, shared)
    figures: dict[str, Any] = {
        "corpus": options.corpus.name if options.corpus else "sample",
        "embedded": options.embedded,
        "sizes": {
            size: {
                "passages": archive.made.passages,
                "build_s": archive.made.stages,
                "ms": {reader: _summary(stages[reader][size]) for reader in _READERS},
                "cold_ask_s": round(median(cold[size]), 3),
                "chat_mb": chats[size],
                "disk_mb": disk[size],
            }
            for size, archive in archives.items()
        },
        "questions_per_s": threads,
        "processes_mb": shared,
    }
    if options.plot:
        _plot(options.plot, stages["off"], stages["on"])
    print_json(options, "question", figures)


def _parser() -> argparse.ArgumentParser:
    made = parser(__doc__, rounds=3)
    made.add_argument(
        "--sizes",
        type=lambda text: [positive(size) for size in text.split(",")],
        default=[1_000, 10_000],
        metavar="N,N",
        help="passages (default 1000,10000)",
    )
    made.add_argument("--questions", type=positive, default=100, help="(default 100)")
    made.add_argument(
        "--questions-file",
        type=existing,
        metavar="FILE",
        help="JSON lines with a field `question` (default: those of the sample archive)",
    )
    made.add_argument("--plot", type=Path, metavar="FILE", help="write the growth as an SVG")
    add_archive(made)
    return made


class Watch:
    """Tells how long each stage took; a stage inside another one is taken off it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def watched(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that counts for a stage."""

        def measured(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - started
                self.seconds[stage] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        return measured

    @contextmanager
    def around_stages(self) -> Iterator[None]:
        """Watch the parts of a question."""
        with ExitStack() as stack:
            for stage, places in _STAGES.items():
                for place in places:
                    owner, name = _owner(place)
                    function = self.watched(stage, getattr(owner, name))
                    stack.enter_context(patch.object(owner, name, function))
            stack.enter_context(
                patch.object(EmbeddedEngine, "search", self._one_leg_after_the_other())
            )
            stack.enter_context(patch.object(Candidates, "_in_background", _at_once))
            yield

    def _one_leg_after_the_other(self) -> Callable[..., Any]:
        """Return a search that does what the engine's does, but tells its legs apart."""
        search = EmbeddedEngine.search
        dense_leg, sparse_leg = self.watched("dense", search), self.watched("sparse", search)

        def both(
            engine: Any, dense: Any, sparse: Any, k: int, period: Any
        ) -> tuple[LegHits, LegHits]:
            return (
                dense_leg(engine, dense, {}, k, period)[0],
                sparse_leg(engine, None, sparse, k, period)[1],
            )

        return both


def _at_once(_: Candidates, function: Callable[[Any], Any], argument: Any) -> Future[Any]:
    """Do here and now what is otherwise done beside something else."""
    done: Future[Any] = Future()
    done.set_result(function(argument))
    return done


def _owner(place: str) -> tuple[Any, str]:
    """Return the module or class that a dotted name is in, and the name there."""
    path, name = place.rsplit(".", 1)
    try:
        return import_module(path), name
    except ModuleNotFoundError:
        module, class_ = path.rsplit(".", 1)
        return getattr(import_module(module), class_), name


def _by_stage(
    archives: dict[int, Archive], asked: Sequence[str], reader: str
) -> dict[int, Milliseconds]:
    """Ask each question at each size, in turn."""
    with ExitStack() as stack:
        processes = {size: stack.enter_context(own_process()) for size in archives}
        found: dict[int, Milliseconds] = {size: defaultdict(list) for size in archives}
        for measured in (False, True):
            for question in asked:
                for size, process in processes.items():
                    stages = process.run(_ask, archives[size], reader, question)
                    if measured:
                        for stage, ms in stages.items():
                            found[size][stage].append(ms)
    return found


@cache
def _bot(archive: Archive, reader: str) -> Any:
    from qabot.bot import QABot

    return QABot(archive.settings(reader=reader))


def _ask(archive: Archive, reader: str, question: str) -> dict[str, float]:
    """Return the milliseconds of each stage of one question."""
    bot, watch = _bot(archive, reader), Watch()
    started, processor = time.perf_counter(), time.process_time()
    bot.ask(question)
    whole, used = time.perf_counter() - started, time.process_time() - processor
    with watch.around_stages():
        started = time.perf_counter()
        bot.ask(question)
        one_by_one = time.perf_counter() - started
    seconds = {stage: watch.seconds[stage] for stage in _STAGES}
    seconds |= {_OTHER: one_by_one - sum(seconds.values()), _WHOLE: whole, _PROCESSOR: used}
    return {stage: 1000 * value for stage, value in seconds.items()}


def _cold(archives: dict[int, Archive], rounds: int) -> dict[int, list[float]]:
    """Return the seconds of whole `qabot ask` processes; the first of each size only warms the files."""
    found: dict[int, list[float]] = {size: [] for size in archives}
    for _ in range(rounds + 1):
        for size, archive in archives.items():
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "qabot", "ask", _COLD, "--index", str(archive.index)],
                capture_output=True,
                check=True,
            )
            found[size].append(time.perf_counter() - started)
    return {size: seconds[1:] for size, seconds in found.items()}


class _Chat:
    """A `qabot chat` whose prompt is a pipe."""

    def __init__(self, archive: Archive) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qabot", "chat", "--index", str(archive.index)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._marks = 0

    def ask(self, questions: Sequence[str]) -> None:
        """Ask, and wait for the last answer."""
        assert self._process.stdin
        assert self._process.stdout
        self._marks += 1
        mark = f"/mark{self._marks}"  # no command: the prompt says so, and with it that it is ready
        self._process.stdin.write("\n".join([*questions, mark, ""]).encode())
        self._process.stdin.flush()
        for line in self._process.stdout:
            if mark.encode() in line:
                return
        raise SystemExit("qabot chat ended too early")

    def memory_mb(self) -> dict[str, int]:
        """Return what Linux tells of its memory."""
        return status_mb(self._process.pid)

    def close(self) -> None:
        """End it as a person would."""
        self._process.communicate(b"/quit\n")


def _chat(archive: Archive, asked: Sequence[str]) -> dict[str, int]:
    """Return the memory of a conversation after a hundred questions."""
    chat = _Chat(archive)
    chat.ask([asked[number % len(asked)] for number in range(_CHAT_QUESTIONS)])
    memory = chat.memory_mb()
    chat.close()
    return memory


def _shared(archive: Archive, asked: Sequence[str], number: int) -> dict[str, int]:
    """Return the sum of the memory of several conversations over one index."""
    chats = [_Chat(archive) for _ in range(number)]
    for chat in chats:
        chat.ask(asked[:_SHARED_QUESTIONS])
    memory = [chat.memory_mb() for chat in chats]
    for chat in chats:
        chat.close()
    return {name: sum(one[name] for one in memory) for name in memory[0]}


def _throughput(archive: Archive, asked: Sequence[str], reader: str, threads: int) -> float:
    with own_process() as process:
        return process.run(_ask_at_once, archive, reader, asked, threads)


def _ask_at_once(archive: Archive, reader: str, asked: Sequence[str], threads: int) -> float:
    """Return questions answered a second by one `QABot`."""
    bot = _bot(archive, reader)
    for question in asked[:8]:
        bot.ask(question)
    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(bot.ask, asked))
    return round(len(asked) / (time.perf_counter() - started), 2)


def _disk_mb(archive: Archive) -> dict[str, float]:
    """Return the size of each part of the index, MB, and of the corpus."""
    from qabot.indexing.pointer import current_build

    build = current_build(archive.index)
    parts: dict[str, float] = defaultdict(float)
    for file in build.rglob("*"):
        if file.is_file():
            parts[file.name.split("-")[0].split(".")[0]] += file.stat().st_size / 2**20
    parts["corpus"] = sum(file.stat().st_size for file in archive.corpus.iterdir()) / 2**20
    return {name: round(size, 1) for name, size in sorted(parts.items())}


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def _summary(stages: Milliseconds) -> dict[str, dict[str, float]]:
    return {
        stage: {"median": round(median(ms), 3), "p95": round(_p95(ms), 3)}
        for stage, ms in stages.items()
    }


def _print_stages(by_size: dict[int, Milliseconds]) -> None:
    stages = next(iter(by_size.values()))
    rows = [
        [stage, *(f"{median(ms[stage]):.2f} / {_p95(ms[stage]):.2f}" for ms in by_size.values())]
        for stage in stages
    ]
    print_table(["stage", *(f"{size:,}" for size in by_size)], rows)


def _print_sizes(
    archives: dict[int, Archive],
    cold: dict[int, list[float]],
    chats: dict[int, dict[str, int]],
    disk: dict[int, dict[str, float]],
) -> None:
    rows = [
        ["cold `qabot ask`, s, median", *(f"{median(seconds):.2f}" for seconds in cold.values())],
        *(
            [f"`qabot chat` after {_CHAT_QUESTIONS} questions, {name}, MB"]
            + [f"{memory[name]:,}" for memory in chats.values()]
            for name in next(iter(chats.values()))
        ),
        *(
            [f"on disk, {part}, MB", *(f"{sizes[part]:,.1f}" for sizes in disk.values())]
            for part in next(iter(disk.values()))
        ),
        *(
            [f"build, {stage}, s", *(f"{a.made.stages[stage]:,.1f}" for a in archives.values())]
            for stage in next(iter(archives.values())).made.stages
        ),
        ["build, peak, MB", *(f"{archive.made.peak_mb:,.0f}" for archive in archives.values())],
    ]
    print_table(["", *(f"{size:,}" for size in archives)], rows)


def _print_many(
    size: int, threads: dict[str, dict[int, float]], shared: dict[int, dict[str, int]]
) -> None:
    print(f"Questions a second at {size:,} passages, threads asking one bot\n")
    print_table(
        ["reader", *(f"{number}" for number in _THREADS)],
        [
            [reader, *(f"{rate:.1f}" for rate in rates.values())]
            for reader, rates in threads.items()
        ],
    )
    print(f"Memory of several `qabot chat` over one index of {size:,} passages, sums, MB\n")
    print_table(
        ["processes", *next(iter(shared.values()))],
        [[f"{n}", *(f"{mb:,}" for mb in memory.values())] for n, memory in shared.items()],
    )


def _plot(
    file: Path, without: dict[int, Milliseconds], with_reader: dict[int, Milliseconds]
) -> None:
    """Draw the stages that take more than a hundredth of the whole at some size."""
    lines = {
        "whole, reader on": {size: median(ms[_WHOLE]) for size, ms in with_reader.items()},
        "whole, reader off": {size: median(ms[_WHOLE]) for size, ms in without.items()},
    }
    for stage in _STAGES:
        values = {size: median(ms[stage]) for size, ms in without.items()}
        if any(ms > 0.02 * lines["whole, reader off"][size] for size, ms in values.items()):
            lines[stage] = values
    write_chart(file, "Milliseconds a question, median", "passages in the archive", lines)


if __name__ == "__main__":
    main()
