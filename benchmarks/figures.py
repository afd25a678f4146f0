"""How well figures are read: number, unit, what it counts and date, on 100 labelled sentences of television news.

    python -m benchmarks.figures --corpus cctv/corpus.jsonl.gz [--show] [--json]

A figure is right if all four are; the half that was tuned on and the half that was not (`held_out`) are told apart. What it
counts is right if it has the words of the label (`what`: each of several, of alternatives one) and at most four characters
that the longest right phrase has not. A figure without a period has the day of print for its date.
--show prints what is wrong in the tuned half.
"""

import argparse
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from qabot.language.amounts import Amount, amounts
from qabot.language.amounts.units import compared
from qabot.language.sentences import sentence_spans, trim_span
from qabot.language.words import Tokenizer

LABELS = Path(__file__).parents[1] / "tests" / "data" / "figures.gold.jsonl"
_EXTRA_CHARS = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one half.

    Attributes:
        right: Figures of which all is right.
        found: Figures that were read.
        labelled: Figures that there are.
        parts: Of the labelled ones, how many have the right number, unit, thing counted and date.
        wrong: What is not right: the article, the label or None, what was read or None.
    """

    right: int
    found: int
    labelled: int
    parts: tuple[int, ...]
    wrong: tuple[tuple[str, dict[str, Any] | None, Amount | None], ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.labelled)


def sentences(corpus: Path) -> Iterator[tuple[dict[str, Any], str, date]]:
    """Yield each label with its sentence and the day of print."""
    labels = {
        label["article_id"]: label
        for label in map(json.loads, LABELS.read_text("utf-8").splitlines())
    }
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            if label := labels.get(article["id"]):
                paragraph = article["text"].split("\n")[label["paragraph"]]
                span = sentence_spans(paragraph)[label["sentence"]]
                start, end = trim_span(paragraph, *span)
                yield label, paragraph[start:end], date.fromisoformat(article["date"])


def measure(labelled: Sequence[tuple[dict[str, Any], str, date]], tokenizer: Tokenizer) -> Measured:
    """Measure some labelled sentences."""
    right, found, every, parts = 0, 0, 0, [0, 0, 0, 0]
    wrong: list[tuple[str, dict[str, Any] | None, Amount | None]] = []
    for label, sentence, published in labelled:
        rest = [*amounts(sentence, tokenizer, published)]
        found += len(rest)
        for figure in label["figures"]:
            every += 1
            best = max(rest, key=lambda read: _rank(figure, read, published), default=None)
            judged = _judged(figure, best, published) if best else (False,) * 4
            if not judged[0]:
                best, judged = None, (False,) * 4
            if best:
                rest.remove(best)
            right += all(judged)
            parts = [n + good for n, good in zip(parts, judged, strict=True)]
            if not all(judged):
                wrong.append((label["article_id"], figure, best))
        wrong += [(label["article_id"], None, read) for read in rest]
    return Measured(right, found, every, tuple(parts), tuple(wrong))


def _rank(figure: Mapping[str, Any], read: Amount, published: date) -> tuple[bool, int]:
    judged = _judged(figure, read, published)
    return judged[0], sum(judged)


def _judged(
    figure: Mapping[str, Any], read: Amount, published: date
) -> tuple[bool, bool, bool, bool]:
    """Tell whether number, unit, thing counted and date are right."""
    low, _, high = figure["number"].partition("..")
    value, unit = compared(Fraction(low), figure["unit"])
    period = (read.first or published, read.last or published)
    wanted = [date.fromisoformat(day) for day in (figure["period"] or f"{published}").split("/")]
    return (
        value == read.compared[0] and (Fraction(high) if high else None) == read.upto,
        unit == read.compared[1],
        all(any(word in read.what for word in words) for words in figure["what"])
        and sum(char not in figure["phrase"] for char in read.what) <= _EXTRA_CHARS,
        (wanted[0], wanted[-1]) == period,
    )


def main() -> None:
    """Measure both halves and print their figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    every, tokenizer = [*sentences(options.corpus)], Tokenizer()
    figures: dict[str, dict[str, float]] = {}
    for held_out in (False, True):
        half = [one for one in every if one[0]["held_out"] == held_out]
        measured = measure(half, tokenizer)
        name = "held out" if held_out else "tuned on"
        figures[name] = {
            "sentences": len(half),
            "figures": measured.labelled,
            "precision": round(measured.right / measured.found, 3),
            "recall": round(measured.right / measured.labelled, 3),
            "f1": round(measured.f1, 3),
        }
        print(name, figures[name], "number, unit, thing, date:", measured.parts)
        for where, label, read in measured.wrong if options.show and not held_out else ():
            print(f"  {where}: {label} / {read}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
