"""Join labelled questions with passages to groups that the reader learns from.

    python -m training.reader.groups words ARCHIVE.jsonl QUESTIONS.jsonl OUT
    python -m training.reader.groups index INDEX QUESTIONS.jsonl OUT --split train

`words` finds passages that do not answer by their words alone; `index` as the bot does, in an index of `qabot reindex`.
"""

import argparse
import json
from pathlib import Path

from qabot.language.words import Tokenizer
from training.reader.corpus import Archive, IndexArchive, load_archive
from training.reader.questions import groups_of


def main() -> None:
    """Write the groups."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("search", choices=("words", "index"))
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", help="only questions of this split")
    args = parser.parse_args()
    archive: Archive = (
        load_archive(args.archive, Tokenizer())
        if args.search == "words"
        else IndexArchive(args.archive)
    )
    items = [json.loads(line) for line in args.questions.read_text("utf-8").splitlines()]
    if args.split:
        items = [item for item in items if item["split"] == args.split]
    with args.out.open("w", encoding="utf-8") as out:
        for group in groups_of(archive, items):
            print(group.dump(), file=out)


if __name__ == "__main__":
    main()
