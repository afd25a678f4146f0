"""Make an archive of the passages of written examples, and the questions about it, for `training.score.collect`.

python -m training.score.examples EXAMPLES.jsonl FOLDER

Every passage becomes an article of its own, as in an archive of snippets.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Item = dict[str, Any]


def main() -> None:
    """Write `corpus.jsonl` and `questions.jsonl`."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("examples", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    examples = [json.loads(line) for line in args.examples.read_text("utf-8").splitlines()]
    (args.folder / "corpus").mkdir(parents=True, exist_ok=True)
    _write(args.folder / "corpus" / "snippets.jsonl", articles(examples))
    _write(args.folder / "questions.jsonl", questions(examples))


def articles(examples: list[Item]) -> Iterator[Item]:
    """Yield an article for each passage."""
    for number, example in enumerate(examples):
        for kind in ("gold", "near"):
            for at, passage in enumerate(example[kind]):
                yield {
                    "id": f"{number}-{kind}-{at}",
                    "title": passage["title"],
                    "date": passage["day"],
                    "text": passage["text"],
                }


def questions(examples: list[Item]) -> Iterator[Item]:
    """Yield the questions; several answers of one are spellings, or items of a list."""
    for number, example in enumerate(examples):
        yield {
            "id": f"example-{number}",
            "split": example["split"],
            "kind": "example",
            "question": example["question"],
            "answer_groups": [example["answers"]] if example["answers"] else [],
            "article_ids": [f"{number}-gold-{at}" for at in range(len(example["gold"]))],
        }


def _write(file: Path, items: Iterator[Item]) -> None:
    file.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), "utf-8")


if __name__ == "__main__":
    main()
