"""How good timelines are: on 20 labelled topics of ten years of television news.

    python -m benchmarks.timeline --index INDEX [--judge]

INDEX holds the corpus that `tests/data/timelines.jsonl` was labelled on. `days` are the days that matter for a topic,
`on` and `off` the articles that are about it or only touch it; eight topics (`held_out`) were not tuned on.
--judge prints the entries that nobody has judged yet.
"""

import argparse
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qabot.exploring import Explorer, open_explorer
from qabot.exploring.timeline import Entry
from qabot.settings import load_settings

LABELS = Path(__file__).parents[1] / "tests" / "data" / "timelines.jsonl"
MOST = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one topic.

    Attributes:
        found: Share of the days that matter for which there is an entry.
        on_topic: Share of the judged entries that are on topic.
        unjudged: Entries that have no label.
        ms: Time, milliseconds.
    """

    topic: str
    held_out: bool
    found: float
    on_topic: float
    unjudged: tuple[Entry, ...]
    missed: tuple[str, ...]
    ms: float


def measure(explorer: Explorer, label: dict[str, Any]) -> Measured:
    """Measure one topic."""
    begin = time.perf_counter()
    entries = explorer.timeline(label["topic"], most=MOST).entries
    ms = 1000 * (time.perf_counter() - begin)
    missed = [day for day in label["days"] if not any(_holds(entry, day) for entry in entries)]
    judged = {**dict.fromkeys(label["on"], True), **dict.fromkeys(label["off"], False)}
    known = [judged[_id(entry)] for entry in entries if _id(entry) in judged]
    return Measured(
        label["topic"],
        label["held_out"],
        1 - len(missed) / len(label["days"]),
        sum(known) / max(1, len(known)),
        tuple(entry for entry in entries if _id(entry) not in judged),
        tuple(missed),
        ms,
    )


def labels() -> list[dict[str, Any]]:
    """Return the labelled topics."""
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def mean(values: Iterable[float]) -> float:
    """Return the mean of values; 0 of none."""
    known = [*values]
    return sum(known) / max(1, len(known))


def _holds(entry: Entry, day: str) -> bool:
    return entry.day.isoformat() <= day <= entry.until.isoformat()


def _id(entry: Entry) -> str:
    return entry.citation.passage.article_id


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--judge", action="store_true")
    args = parser.parse_args()
    explorer = open_explorer(load_settings(index=args.index))
    explorer.timeline("首次", most=MOST)
    results = [measure(explorer, label) for label in labels()]
    print("topic | days found | on topic | unjudged | ms | days missed")
    for result in results:
        print(
            f"{result.topic} | {result.found:.2f} | {result.on_topic:.2f} | {len(result.unjudged)} | {result.ms:.0f}"
            f" | {' '.join(result.missed)}"
        )
        for entry in result.unjudged if args.judge else ():
            print(
                f"    {_id(entry)} {entry.day} {entry.citation.passage.title[:30]} | {entry.citation.quote[:100]}"
            )
    for held_out in (False, True):
        part = [result for result in results if result.held_out is held_out]
        print(
            f"{'held out' if held_out else 'tuned on'}: {len(part)} topics, days found"
            f" {mean(r.found for r in part):.3f}, on topic {mean(r.on_topic for r in part):.3f},"
            f" slowest {max(r.ms for r in part):.0f} ms"
        )


if __name__ == "__main__":
    main()
