"""Count the pairs of neighbouring characters in news: `python -m training.pairs CORPUS.jsonl.gz`.

Writes `qabot/reading/page/data/pairs.npz`, from which the page reader knows how rare a pair is, and whether two
characters are likely to stand together in a word. The counts are rounded to an eighth of a power of two.
"""

import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from qabot.language.normal import simplified
from qabot.reading.page import pairs

MIN_COUNT = 50
_HAN = re.compile("[\u4e00-\u9fff]+")


def count(corpus: Path) -> Counter[str]:
    """Count the pairs in the texts of a corpus of JSON lines."""
    pairs_seen = Counter[str]()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            for run in _HAN.findall(simplified(json.loads(line)["text"])):
                pairs_seen.update(a + b for a, b in zip(run, run[1:], strict=False))
    return pairs_seen


def main() -> None:
    """Count and write."""
    kept = sorted((p, n) for p, n in count(Path(sys.argv[1])).items() if n >= MIN_COUNT)
    target = Path(pairs.__file__).with_name("data") / pairs.FILE
    target.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        target,
        pairs=np.array([[ord(c) for c in pair] for pair, _ in kept], dtype=np.uint16),
        counts=np.array([round(8 * np.log2(n)) for _, n in kept], dtype=np.uint8),
    )
    print(f"{len(kept)} pairs in {target}, {target.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
