"""How many follow-up questions are completed, and how many complete ones are wrongly taken for follow-ups.

A file is JSON lines with `kind` and `question`. After a line of kind `first` come its follow-ups: `followup` with
`standalone`, the whole question as a person wrote it, or `change`, a question complete in itself. All others are
single questions; so many of them, in random order, are asked as if they were one conversation.

A follow-up counts as completed if the rewriting has all names, all times and the unit of `standalone`: a name word
for word in normal form, a time as days that overlap. "As far as told" leaves out those names, times and units that
neither of the two questions has: what only a person who knows the answer could put in, or wrote in other words.
The conversation goes on from `standalone`.

    python -m benchmarks.followups FILE... [--half 0|1] [--seed N] [--single N] [--skip N] [--show] [--json]
"""

import argparse
import json
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from qabot.answering.followup import Turn, rewrite
from qabot.language.dates.times import Time
from qabot.language.words import Tokenizer
from qabot.searching.question import Question, analyse

_TODAY = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that follow each other; `whole` is the second as a person completed it."""

    before: str
    typed: str
    whole: str | None


class Measure:
    """Rewrites and compares.

    Args:
        show: Print every pair that went wrong.
    """

    def __init__(self, *, show: bool) -> None:
        self._tokenizer = Tokenizer()
        self._show = show

    def rewritten(self, pair: Pair) -> str | None:
        """Return what becomes of the second question."""
        turn = Turn(question=self._understood(pair.before))
        return rewrite(self._understood(pair.typed), turn, self._tokenizer)

    def completed(self, pairs: Iterable[Pair]) -> tuple[int, int, int, int]:
        """Return how many follow-ups were completed, the same as far as told, rewritten at all, and there are."""
        strictly = done = touched = count = 0
        for pair in pairs:
            count += 1
            result = self.rewritten(pair)
            touched += result is not None
            right = result is not None and self._has_all(result, pair, as_far_as_told=True)
            done += right
            strictly += right and self._has_all(result or "", pair, as_far_as_told=False)
            self._tell(pair, result, wrong=not right)
        return strictly, done, touched, count

    def wrongly_rewritten(self, pairs: Iterable[Pair]) -> tuple[int, int]:
        """Return how many complete questions were rewritten, and how many there are."""
        wrong = count = 0
        for pair in pairs:
            count += 1
            result = self.rewritten(pair)
            wrong += result is not None
            self._tell(pair, result, wrong=result is not None)
        return wrong, count

    def _has_all(self, result: str, pair: Pair, *, as_far_as_told: bool) -> bool:
        has = self._understood(result)
        should = self._understood(pair.whole or "")
        told = [self._understood(question) for question in (pair.before, pair.typed)]

        def missing(is_in: Callable[[Question], bool]) -> bool:
            known = not as_far_as_told or any(is_in(question) for question in told)
            return known and not is_in(has)

        wanted = [partial(_has_word, word) for word in (*should.names, should.unit)]
        wanted += [partial(_has_time, time) for time in should.times]
        return not any(missing(is_in) for is_in in wanted)

    def _understood(self, question: str) -> Question:
        return analyse(question, self._tokenizer, _TODAY)

    def _tell(self, pair: Pair, result: str | None, *, wrong: bool) -> None:
        if self._show and wrong:
            print(f"{pair.before} | {pair.typed}\n    → {result}\n    = {pair.whole or ''}")


def _has_word(word: str, question: Question) -> bool:
    return word in question.text


def _has_time(time: Time, question: Question) -> bool:
    return any(time.first <= other.last and other.first <= time.last for other in question.times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half of the pairs")
    parser.add_argument("--seed", type=int, default=4, help="which pairs are in which half")
    parser.add_argument("--single", type=int, default=100, help="single questions")
    parser.add_argument("--skip", type=int, default=0, help="so many single questions first")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args()
    rows = [row for path in options.files for row in _rows(path)]
    pairs = list(_pairs(rows))
    random.Random(options.seed).shuffle(pairs)
    middle = len(pairs) // 2
    if options.half is not None:
        pairs = pairs[middle:] if options.half else pairs[:middle]
    single = [row["question"] for row in rows if row["kind"] not in ("first", "followup", "change")]
    random.Random(options.seed).shuffle(single)
    measure = Measure(show=options.show)
    strictly, done, touched, count = measure.completed(pair for pair in pairs if pair.whole)
    changed = measure.wrongly_rewritten(pair for pair in pairs if not pair.whole)
    alone = measure.wrongly_rewritten(
        Pair(a, b, None) for a, b in pairwise(single[options.skip :][: options.single])
    )
    figures = {
        "follow-ups": count,
        "rewritten": round(touched / max(1, count), 3),
        "completed": round(strictly / max(1, count), 3),
        "completed as far as told": round(done / max(1, count), 3),
        "changes": changed[1],
        "changes wrongly rewritten": changed[0],
        "single questions": alone[1],
        "single questions wrongly rewritten": alone[0],
    }
    if options.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:36}{figure:>8}")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _pairs(rows: Iterable[dict[str, Any]]) -> Iterator[Pair]:
    before = ""
    for row in rows:
        if row["kind"] in ("followup", "change") and before:
            yield Pair(
                before, row["question"], row["standalone"] if row["kind"] == "followup" else None
            )
        if row["kind"] in ("first", "followup", "change"):
            before = row.get("standalone") or row["question"]


if __name__ == "__main__":
    main()
