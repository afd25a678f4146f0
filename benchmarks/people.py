"""`qabot who` on labelled people: offices found, offices right, and the time of each, over an index of television news.

A labelled office is found where a line names it and its first and last day are at most a month from the labelled ones;
a line is right where it names a labelled office, or one of those that were seen while labelling and are not asked for
(`also`, patterns). The half `tune` was looked at while the rules were written, `held out` was not.

    python -m benchmarks.people --index INDEX [--labels FILE] [--misses]
"""

import argparse
import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from qabot.exploring import Explorer, open_explorer
from qabot.exploring.people import Office
from qabot.settings import Settings

_LABELS = Path(__file__).parent.parent / "tests/data/people.jsonl"
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one person.

    Attributes:
        named: Labelled offices, each with whether a line names it.
        found: The same, each with whether the days of such a line are right as well.
        right: Lines, each with whether it is right.
        main: The line with most articles is right.
    """

    named: dict[str, bool]
    found: dict[str, bool]
    right: dict[str, bool]
    main: bool
    ms: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--labels", type=Path, default=_LABELS)
    parser.add_argument("--misses", action="store_true", help="what was missed, and what is wrong")
    options = parser.parse_args()
    explorer = open_explorer(Settings(index=options.index))
    explorer.who("不存在")
    rows = [json.loads(line) for line in options.labels.read_text("utf-8").splitlines()]
    for split in dict.fromkeys(row["split"] for row in rows):
        scores = {row["name"]: score(explorer, row) for row in rows if row["split"] == split}
        _print(split, scores, misses=options.misses)


def score(explorer: Explorer, row: dict[str, Any]) -> Score:
    """Compare what is shown of a person with the labels."""
    begun = time.perf_counter()
    who = explorer.who(row["name"])
    ms = (time.perf_counter() - begun) * 1000
    lines = [office for person in who.persons for office in person.offices]
    right = {_shown(line): _is_right(line, row) for line in lines}
    most = max(lines, key=lambda line: line.articles, default=None)
    return Score(
        named={
            label["office"]: any(_names(line, label["office"]) for line in lines)
            for label in row["offices"]
        },
        found={_label(label): _is_found(label, lines) for label in row["offices"]},
        right=right,
        main=most is not None and right[_shown(most)],
        ms=ms,
    )


def _is_found(label: dict[str, str], lines: Sequence[Office]) -> bool:
    return any(
        _names(office, label["office"])
        and _near(office.first.passage.published, label["first"])
        and _near(office.last.passage.published, label["last"])
        for office in lines
    )


def _label(label: dict[str, str]) -> str:
    return f"{label['first']}/{label['last']} {label['office']}"


def _is_right(office: Office, row: dict[str, Any]) -> bool:
    labelled = any(_names(office, label["office"]) for label in row["offices"])
    return labelled or any(re.search(pattern, office.name) for pattern in row["also"])


def _names(office: Office, label: str) -> bool:
    """Tell whether a line names a labelled office: all its characters, in order, and no 副 or 前 more."""
    rest: Iterator[str] = iter(office.name)
    return all(char in rest for char in label) and not (set(office.name) - set(label)) & set("副前")


def _near(day: date | None, label: str) -> bool:
    return day is not None and abs(day - date.fromisoformat(label)) <= _MONTH


def _shown(office: Office) -> str:
    return f"{office.first.passage.published}/{office.last.passage.published} {office.name} {office.articles}"


def _print(split: str, scores: dict[str, Score], *, misses: bool) -> None:
    named = [ok for one in scores.values() for ok in one.named.values()]
    found = [ok for one in scores.values() for ok in one.found.values()]
    right = [ok for one in scores.values() for ok in one.right.values()]
    times = [one.ms for one in scores.values()]
    print(
        f"{split}: {len(scores)} people; offices named {_share(named)}, with right days "
        f"{_share(found)}; lines right {_share(right)}; "
        f"main office right {_share([one.main for one in scores.values()])}; "
        f"{median(times):.0f} ms (median), {max(times):.0f} ms (longest)"
    )
    if misses:
        for name, one in scores.items():
            missed = [what for what, ok in one.found.items() if not ok]
            wrong = [what for what, ok in one.right.items() if not ok]
            print(f"  {name}: missed {missed}, wrong {wrong}, all {[*one.right]}")


def _share(claims: Sequence[bool]) -> str:
    return f"{sum(claims) / len(claims):.3f} ({sum(claims)} of {len(claims)})" if claims else "-"


if __name__ == "__main__":
    main()
