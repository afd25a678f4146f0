"""Time and memory of `qabot reindex` by stage: of everything, of nothing changed, one article changed, a page added.

Each run is a process of its own and each round begins without an index; the model is in the cache. Starting is
imports and dictionary; cutting holds counting words and linking reprints; embedding holds loading the model; writing
goes on until the new build is in force. Memory is the peak within the stage (on Linux; elsewhere of the run so
far).

With `--vectors` the first run takes the vectors of an index of the same articles, and embeds nothing: what is told of
the other runs is then against reading, cutting and writing alone.

    python -m benchmarks.reindex [--corpus PATH] [--vectors FILE] [--rounds N] [--json]
"""

import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import (
    Rounds,
    Stage,
    StageClock,
    existing,
    own_process,
    parser,
    print_heading,
    print_json,
    print_table,
)
from benchmarks.texts import SAMPLE, other_figures, unpacked

_FULL, _UNCHANGED, _CHANGED = "everything", "nothing changed", "one article changed"
_ADDED = "one page added"
_RUNS = (_FULL, _UNCHANGED, _CHANGED, _ADDED)
_STOP, _OTHER_STOP = "。".encode(), "！".encode()


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of `reindex`."""

    articles: int
    passages: int
    embedded: int
    stages: list[Stage]

    @property
    def seconds(self) -> float:
        """Of the whole run."""
        return sum(stage.seconds for stage in self.stages)

    @property
    def peak_mb(self) -> float:
        """Of the whole run."""
        return max(stage.peak_mb for stage in self.stages)


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=3)
    options_parser.add_argument(
        "--corpus",
        type=existing,
        default=SAMPLE,
        metavar="PATH",
        help="folder or file of articles (default: the sample archive)",
    )
    options_parser.add_argument(
        "--vectors", type=existing, metavar="FILE", help="vectors.sqlite of an index of this corpus"
    )
    options = options_parser.parse_args(arguments)
    print_heading(f"`qabot reindex` of {options.corpus.name}")
    rounds = [_round(options.corpus, options.vectors) for _ in range(options.rounds)]
    first = rounds[0][_FULL]
    print(f"{first.articles:,} articles, {first.passages:,} passages\n")
    print_table(
        ["run", "stage", "steps", "seconds, median", "peak memory, MB"],
        [row for name in _RUNS for row in _rows(name, [done[name] for done in rounds])],
        names=2,
    )
    against_full = {
        name: Rounds(
            [done[name].seconds for done in rounds], [done[_FULL].seconds for done in rounds]
        )
        for name in (_UNCHANGED, _CHANGED, _ADDED)
    }
    for name, comparison in against_full.items():
        print(f"{name}, against {_FULL}: {comparison}")
    figures: dict[str, Any] = {
        "corpus": options.corpus.name,
        "articles": first.articles,
        "passages": first.passages,
        "ratio": {name: pair.as_json()["ratio"] for name, pair in against_full.items()},
        "runs": {name: [asdict(done[name]) for done in rounds] for name in _RUNS},
    }
    print_json(options, "reindex", figures)


def _rows(name: str, runs: list[_Run]) -> list[list[str]]:
    """Return the table's rows for one kind of run: its stages, then the whole."""
    rows = [
        [
            name if number == 0 else "",
            stage[0].name.lower(),
            f"{stage[0].steps:,}" if stage[0].steps else "",
            f"{median(part.seconds for part in stage):.2f}",
            f"{median(part.peak_mb for part in stage):,.0f}",
        ]
        for number, stage in enumerate(zip(*(run.stages for run in runs), strict=True))
    ]
    seconds = median(run.seconds for run in runs)
    peak = median(run.peak_mb for run in runs)
    return [*rows, ["", "whole", "", f"{seconds:.2f}", f"{peak:,.0f}"]]


def _round(corpus: Path, vectors: Path | None) -> dict[str, _Run]:
    """Index a corpus four times: anew, as it is, with one article changed, with a newspaper page more."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        copy, index = folder / "corpus", folder / "index"
        copy.mkdir()
        _link(unpacked(corpus, folder), copy)
        if vectors:
            index.mkdir()
            shutil.copy(vectors, index)
        runs = {_FULL: _in_own_process(copy, index), _UNCHANGED: _in_own_process(copy, index)}
        _change_one_article(copy)
        runs[_CHANGED] = _in_own_process(copy, index)
        _add_page(copy)
        runs[_ADDED] = _in_own_process(copy, index)
    few = runs[_CHANGED].embedded, runs[_ADDED].embedded
    if (
        runs[_UNCHANGED].embedded
        or (vectors and runs[_FULL].embedded)
        or not all(0 < embedded < runs[_FULL].passages for embedded in few)
    ):
        raise SystemExit(f"the runs did not do what they are named after: {runs}")
    return runs


def _link(corpus: Path, copy: Path) -> None:
    """Fill a folder with links to the files of a corpus."""
    from qabot.reading import corpus_files

    for file in corpus_files(corpus):
        link = copy / (file.name if file == corpus else file.relative_to(corpus))
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(file.resolve())


def _change_one_article(copy: Path) -> None:
    """Replace a link by a file in which one full stop, and so one passage, is another.

    Raises:
        SystemExit: No file has a full stop in UTF-8.
    """
    from qabot.reading import corpus_files

    for link in corpus_files(copy):
        original, changed = link.resolve(), link.with_name(f".{link.name}")
        done = False
        with original.open("rb") as old, changed.open("wb") as new:
            for line in old:
                new.write(line if done else line.replace(_STOP, _OTHER_STOP, 1))
                done = done or _STOP in line
        if done:
            changed.replace(link)
            return
        changed.unlink()
    raise SystemExit("the corpus has no text in UTF-8 to change")


def _add_page(copy: Path) -> None:
    """Put a page of the sample archive, with other figures, into the corpus."""
    page = min(SAMPLE.glob("*.txt")).read_text("utf-8")
    (copy / "one-page-more.txt").write_text(other_figures(page, Random(6)), "utf-8")


def _in_own_process(corpus: Path, index: Path) -> _Run:
    with own_process() as process:
        return process.run(_reindex, corpus, index)


def _reindex(corpus: Path, index: Path) -> _Run:
    """Do what `qabot reindex` does."""
    clock = StageClock()
    from qabot.indexing.encoder import load_encoder
    from qabot.indexing.reindex import reindex
    from qabot.language.words import Tokenizer
    from qabot.messages import speak
    from qabot.settings import PACKAGED_MODEL, load_settings

    speak("en")  # stages are told in the language of this process
    settings = load_settings(corpus=corpus, index=index, model=PACKAGED_MODEL)
    tokenizer = Tokenizer(settings.user_dict, settings.cache)
    report = reindex(settings, load_encoder(settings), tokenizer, progress=clock)
    clock.close()
    return _Run(report.articles, report.passages, report.new, clock.stages)


if __name__ == "__main__":
    main()
