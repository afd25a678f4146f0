"""What a process that answers holds in memory, part by part: seconds of loading and memory that stays.

Each part is loaded in a fresh process, after the modules that it needs; the last line loads all of them together, as
`qabot ask` does. Memory is what the part adds to the process: pages of its own, and pages of files that are mapped
and may be dropped. The model is in the cache, and each process has run once before.

    python -m benchmarks.resident [--index INDEX] [--rounds N] [--json]
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import (
    existing,
    own_process,
    parser,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.memory import resident_mb

_QUESTION = "query: 云泊水库总库容多少？"


@dataclass(frozen=True, slots=True)
class _Loaded:
    """One part: seconds, and MB of its own and of files that it added."""

    seconds: float
    own_mb: float
    file_mb: float


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=3)
    options_parser.add_argument(
        "--index", type=existing, metavar="INDEX", help="of `qabot reindex` (default: no index)"
    )
    options = options_parser.parse_args(arguments)
    print_heading("What is resident, each part in a fresh process")
    names = [name for name in _PARTS if name != _INDEX or options.index]
    found = {name: _measured((name,), options.index, options.rounds) for name in names}
    apart = [name for name in names if name != _TOKENIZER]  # the encoder holds its own
    found["all of them"] = _measured(tuple(apart), options.index, options.rounds)
    print_table(
        ["", "seconds, median", "memory of its own, MB", "of mapped files, MB"],
        [
            [name, f"{part.seconds:.2f}", f"{part.own_mb:,.0f}", f"{part.file_mb:,.0f}"]
            for name, part in found.items()
        ],
    )
    print_json(options, "resident", {"parts": {name: asdict(part) for name, part in found.items()}})


def _measured(names: tuple[str, ...], index: Path | None, rounds: int) -> _Loaded:
    """Return the median of several processes, the first of which does not count."""
    runs = []
    for _ in range(rounds + 1):
        with own_process() as process:
            runs.append(process.run(_load, names, index))
    return _Loaded(*(median(values) for values in zip(*runs[1:], strict=True)))


def _load(names: tuple[str, ...], index: Path | None) -> tuple[float, float, float]:
    """Load parts in this process; return seconds and the MB that they add."""
    _import_modules()
    before, started = resident_mb(), time.perf_counter()
    kept = [_PARTS[name](index) for name in names]
    seconds, after = time.perf_counter() - started, resident_mb()
    kept.clear()
    return seconds, after[0] - before[0], after[1] - before[1]


def _import_modules() -> None:
    import qabot.indexing.encoder.session
    import qabot.indexing.index
    import qabot.language.words
    import qabot.searching.reader.reader  # noqa: F401


def _words(_: Path | None) -> Any:
    from qabot.language.words import Tokenizer
    from qabot.settings import load_settings

    return Tokenizer(cache=load_settings().cache)


def _encoder_tokenizer(_: Path | None) -> Any:
    from qabot.indexing.encoder.packaged import packaged_model
    from qabot.indexing.encoder.unigram import Unigram
    from qabot.settings import load_settings

    return Unigram(packaged_model(load_settings().cache))


def _encoder(_: Path | None) -> Any:
    from qabot.indexing.encoder.packaged import packaged_model
    from qabot.indexing.encoder.session import OnnxSession
    from qabot.settings import load_settings

    session = OnnxSession(packaged_model(load_settings().cache), threads=1)
    session.encode(_QUESTION)
    return session


def _reader(_: Path | None) -> Any:
    from qabot.searching.reader.reader import Reader

    return Reader()


def _index(index: Path | None) -> Any:
    from qabot.indexing.index import open_build
    from qabot.indexing.pointer import current_build

    if index is None:
        raise SystemExit("name an index with --index")
    return open_build(current_build(index))


_INDEX, _TOKENIZER = "index, opened", "encoder: its tokenizer alone"
_PARTS: dict[str, Callable[[Path | None], Any]] = {
    "jieba with its dictionary": _words,
    _TOKENIZER: _encoder_tokenizer,
    "encoder: tokenizer, table and model": _encoder,
    "reader: tokenizer and model": _reader,
    _INDEX: _index,
}


if __name__ == "__main__":
    main()
