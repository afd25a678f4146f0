"""Write labelled newspaper pages: `python -m training.pages.generate CORPUS OUT --pages 100 --level varied`."""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from training.pages.articles import read_sources
from training.pages.habits import LEVELS
from training.pages.sheet import make_page, shelve


def generate(
    corpus: Path, out: Path, *, pages: int, level: str, seed: int, split: str | None = None
) -> Path:
    """Write pages and their gold labels into a folder.

    Args:
        corpus: JSON lines of articles, plain or `.gz`.
        out: Folder; made where missing.
        pages: How many, at least 1.
        level: One of LEVELS.
        seed: The same corpus, level, split and seed give the same bytes.
        split: `train` or `held`, which share no article; None for both.

    Returns:
        The file of gold labels, one JSON line a page.

    Raises:
        ValueError: No article of the corpus can be used, or the level is not known.
    """
    sources = read_sources(corpus, split)
    if not sources:
        raise ValueError(f"no usable article in {corpus}")
    shelf = shelve(sources)
    out.mkdir(parents=True, exist_ok=True)
    gold = out / "gold.jsonl"
    with gold.open("w", encoding="utf-8", newline="\n") as lines:
        for number in range(1, pages + 1):
            # Each page has its own stream: more pages leave the earlier ones as they were.
            rng = random.Random(f"{seed}/{level}/{number}")
            name = f"page-{number:04}.txt"
            text, record = make_page(rng, shelf, level, name)
            (out / name).write_text(text, encoding="utf-8", newline="")
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return gold


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.pages.generate", description=__doc__)
    parser.add_argument("corpus", type=Path, metavar="CORPUS")
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--level", choices=LEVELS, default="varied")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("train", "held"))
    given = parser.parse_args(arguments)
    gold = generate(
        given.corpus,
        given.out,
        pages=given.pages,
        level=given.level,
        seed=given.seed,
        split=given.split,
    )
    print(gold)


if __name__ == "__main__":
    main()
