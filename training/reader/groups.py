"""Join labelled questions with passages to groups that the reader learns from.

    python -m training.reader.groups words ARCHIVE.jsonl QUESTIONS.jsonl OUT
    python -m training.reader.groups index INDEX QUESTIONS.jsonl OUT --split train
    python -m training.reader.groups examples EXAMPLES.jsonl OUT --split train

`words` finds passages that do not answer by their words alone; `index` as the bot does, in an index of `qabot reindex`;
examples were written with their passages.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from qabot.language.words import Tokenizer
from training.reader.corpus import IndexArchive, load_archive
from training.reader.questions import Group, group_of_example, groups_of


def main() -> None:
    """Write the groups."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, open_archive in (
        ("words", lambda path: load_archive(path, Tokenizer())),
        ("index", IndexArchive),
        ("examples", None),
    ):
        command = commands.add_parser(name)
        if open_archive:
            command.add_argument("archive", type=Path)
        command.add_argument("questions", type=Path)
        command.add_argument("out", type=Path)
        command.add_argument("--split", help="only questions of this split")
        command.set_defaults(open_archive=open_archive)
    args = parser.parse_args()
    items = [json.loads(line) for line in args.questions.read_text("utf-8").splitlines()]
    if args.split:
        items = [item for item in items if item["split"] == args.split]
    groups: Iterable[Group] = (
        groups_of(args.open_archive(args.archive), items)
        if args.open_archive
        else map(group_of_example, items)
    )
    with args.out.open("w", encoding="utf-8") as out:
        for group in groups:
            print(group.dump(), file=out)


if __name__ == "__main__":
    main()
