"""How long looking around takes: each exploring command on a whole archive, after the first of each.

Topics are those named, people those whom most articles name, periods the archive's last month, its last year and all of
it. No model is loaded; the index may be of any encoder.

    python -m benchmarks.exploring --index INDEX [--topics A,B] [--json]
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from statistics import median

from benchmarks.measure import existing, parser, print_heading, print_json, print_table
from qabot.exploring import Explorer, open_explorer
from qabot.searching.engine import ALWAYS, Period
from qabot.settings import load_settings

_TOPICS = "中国,经济发展,疫情,2020年,英国脱欧,嫦娥五号,粮食产量,高铁,地震,扶贫"
_PEOPLE = 10
_ARTICLES = 10
_MOST = 20


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    explorer = open_explorer(load_settings(index=options.index))
    print_heading(f"Exploring {options.index.name}")
    seconds: dict[str, list[tuple[float, str]]] = {}
    asked = [*_asked(explorer, options.topics)]
    for name, what, run in asked:
        if name not in seconds:
            run()  # what is worked out once for all
        started = time.perf_counter()
        run()
        seconds.setdefault(name, []).append((time.perf_counter() - started, what))
    print_table(
        ["command", "asked", "s, median", "s, longest", "the longest"],
        [
            [name, f"{len(times)}", f"{median(s for s, _ in times):.3f}", f"{s:.3f}", what]
            for name, times in seconds.items()
            for s, what in [max(times)]
        ],
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    print(f"memory at its peak: {peak:.0f} MB")
    figures = {name: [round(s, 4) for s, _ in times] for name, times in seconds.items()}
    print_json(options, "exploring", {"seconds": figures, "peak_mb": round(peak)})


def _asked(
    explorer: Explorer, topics: list[str]
) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Yield command, argument and what runs it."""
    for topic in topics:
        yield "timeline", topic, partial(explorer.timeline, topic)
        yield "figures", topic, partial(explorer.figures, topic)
        yield "latest", topic, partial(explorer.latest, topic)
    for name in explorer.names("", _PEOPLE):
        yield "who", name, partial(explorer.who, name)
    _, last = explorer.covers()
    if last is None:
        raise SystemExit("nothing in this archive has a date")
    periods = [Period(last - timedelta(30), last), Period(last - timedelta(365), last), ALWAYS]
    for period in periods:
        shown = "all" if period.open else f"{period.first} – {period.last}"
        yield "topics", shown, partial(explorer.topical, period)
        yield "between", shown, partial(explorer.headlines, period, _MOST)
    for line in explorer.headlines(ALWAYS, _ARTICLES):
        yield "related", line.article_id, partial(explorer.related, line.article_id)


def _parser() -> argparse.ArgumentParser:
    made = parser(__doc__, rounds=1)
    made.add_argument("--index", type=existing, required=True, metavar="FOLDER")
    made.add_argument(
        "--topics", type=lambda text: text.split(","), default=_TOPICS.split(","), metavar="A,B"
    )
    return made


if __name__ == "__main__":
    main()
