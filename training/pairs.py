"""Count the pairs of neighbouring characters in news: `python -m training.pairs CORPUS.jsonl.gz`.

Writes `qabot/reading/page/data/pairs.npz`, from which the page reader knows how rare a pair is, whether two
characters are likely to stand together in a word, and whether a clause may begin or end with a pair. The counts are
rounded to an eighth of a power of two, the shares to 1/255.
"""

import gzip
import itertools
import json
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qabot.language.normal import simplified
from qabot.reading.page import pairs

MIN_COUNT = 50
_HAN = re.compile("[\u4e00-\u9fff]+")
_WORD = re.compile("[0-9A-Za-z]")


@dataclass(slots=True)
class Counts:
    """How often pairs stand in news, and how often with a mark or a line's end right before or after them."""

    all: Counter[str] = field(default_factory=Counter)
    starts: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)

    def add(self, line: str) -> None:
        """Count the pairs of a paragraph."""
        for run in _HAN.finditer(line):
            text = run[0]
            self.all.update(a + b for a, b in itertools.pairwise(text))
            if len(text) > 1:
                before, after = line[run.start() - 1 : run.start()], line[run.end() : run.end() + 1]
                self.starts[text[:2]] += not _WORD.match(before)
                self.ends[text[-2:]] += not _WORD.match(after)


def count(corpus: Path) -> Counts:
    """Count the pairs in the texts of a corpus of JSON lines."""
    counts = Counts()
    with gzip.open(corpus, "rt", encoding="utf-8") as records:
        for record in records:
            for line in simplified(json.loads(record)["text"]).split("\n"):
                counts.add(line)
    return counts


def main() -> None:
    """Count and write."""
    counts = count(Path(sys.argv[1]))
    kept = sorted((p, n) for p, n in counts.all.items() if n >= MIN_COUNT)
    target = Path(pairs.__file__).with_name("data") / pairs.FILE
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        target,
        pairs=np.array([[ord(c) for c in pair] for pair, _ in kept], dtype=np.uint16),
        counts=np.array([round(8 * np.log2(n)) for _, n in kept], dtype=np.uint8),
        starts=np.array([round(255 * counts.starts[p] / n) for p, n in kept], dtype=np.uint8),
        ends=np.array([round(255 * counts.ends[p] / n) for p, n in kept], dtype=np.uint8),
    )
    print(f"{len(kept)} pairs in {target.name}, {target.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
