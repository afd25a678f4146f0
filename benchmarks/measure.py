"""What the benchmarks share: rounds in which both sides take turns, each in its own process; tables; JSON.

A machine that is busy for a while slows the two halves of a round alike, so the ratio of each round is worth
more than the figures that it is made of.
"""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, ParamSpec, TypeVar

from benchmarks.memory import forget_peak, peak_mb

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Process:
    """A process that runs what it is told and keeps what it has loaded (see `functools.cache`)."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def run(
        self,
        function: Callable[Parameters, Result],
        *args: Parameters.args,
        **kwargs: Parameters.kwargs,
    ) -> Result:
        """Run a module's function there and return its result."""
        return self._pool.submit(function, *args, **kwargs).result()


@contextmanager
def own_process() -> Iterator[Process]:
    """Give a fresh process, which inherits nothing but the environment."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield Process(pool)


@dataclass(frozen=True, slots=True)
class Rounds:
    """Seconds of each side, round by round."""

    ours: list[float]
    theirs: list[float]

    @property
    def ratios(self) -> list[float]:
        """How many times as long the other side took, round by round."""
        return [theirs / ours for ours, theirs in zip(self.ours, self.theirs, strict=True)]

    def as_json(self) -> dict[str, Any]:
        """Return every round and the ratio's median, least and most."""
        ratios = self.ratios
        return {
            "ours_s": [round(seconds, 6) for seconds in self.ours],
            "theirs_s": [round(seconds, 6) for seconds in self.theirs],
            "ratio": {
                "median": round(median(ratios), 3),
                "min": round(min(ratios), 3),
                "max": round(max(ratios), 3),
            },
        }

    def __str__(self) -> str:
        ratios = self.ratios
        return (
            f"times as fast, by round: median {median(ratios):.2f}, min {min(ratios):.2f}, "
            f"max {max(ratios):.2f} (rounds: {len(ratios)})"
        )


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of one run of `reindex`; `steps` are files or passages, as `reindex` counts them."""

    name: str
    steps: int
    seconds: float
    peak_mb: float


class StageClock:
    """A `Progress` that notes when each stage ends and what it needed."""

    def __init__(self) -> None:
        self.stages: list[Stage] = []
        self._open("Starting", 0)

    def start(self, stage: str, total: int) -> None:
        """Begin a stage."""
        self.close()
        self._open(stage, total)

    def advance(self, steps: int) -> None:
        """Do nothing: stages are measured whole."""

    def close(self) -> None:
        """End the last stage."""
        seconds = time.perf_counter() - self._started
        self.stages.append(Stage(self._name, self._steps, seconds, peak_mb()))

    def _open(self, name: str, steps: int) -> None:
        self._name, self._steps = name, steps
        forget_peak()
        self._started = time.perf_counter()


def take_turns(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> Rounds:
    """Measure A B A B …; each call returns its seconds."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]
    return Rounds([first for first, _ in pairs], [second for _, second in pairs])


def parser(doc: str | None, *, rounds: int) -> argparse.ArgumentParser:
    """Return a parser with the options that every benchmark has."""
    made = argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--rounds", type=positive, default=rounds, help=f"rounds (default {rounds})")
    made.add_argument(
        "--json", action="store_true", help="end with the figures as one line of JSON"
    )
    return made


def add_corpus(to: argparse.ArgumentParser) -> None:
    """Add `--corpus`, a file of articles."""
    to.add_argument(
        "--corpus",
        type=existing,
        metavar="FILE",
        help="articles, one a line, as .jsonl or .jsonl.gz (default: texts made from the sample archive)",
    )


def positive(text: str) -> int:
    """Read a whole number above 0."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be above 0, is {number}")
    return number


def existing(text: str) -> Path:
    """Read a path of something that is there."""
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no {path}")
    return path


def cores() -> int:
    """Return the cores that this process may use; macOS does not tell and has them all."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def print_heading(text: str) -> None:
    """Print what is measured, and the machine."""
    load = os.getloadavg()[0]
    print(f"\n## {text}\n", flush=True)
    print(
        f"{cores()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load {load:.1f} before the run\n",
        flush=True,
    )


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, names: int = 1) -> None:
    """Print a Markdown table; the first columns hold names, the others figures."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = [
        "-" * width if number < names else "-" * (width - 1) + ":"
        for number, width in enumerate(widths)
    ]
    for row in (header, rule, *rows):
        cells = (
            cell.ljust(width) if number < names else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("|", " | ".join(cells), "|")
    print(flush=True)


def print_json(options: argparse.Namespace, benchmark: str, figures: dict[str, Any]) -> None:
    """Print the figures on one line, if they were asked for."""
    if not options.json:
        return
    machine = {
        "cores": cores(),
        "system": platform.system(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
    print(json.dumps({"benchmark": benchmark, "machine": machine, **figures}), flush=True)
