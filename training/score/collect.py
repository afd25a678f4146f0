"""Work out the figures of the candidates of labelled questions, for `training.score.fit`.

python -m training.score.collect INDEX QUESTIONS OUT --split fit
"""

import argparse
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from qabot.indexing.encoder import load_encoder
from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.candidates import Candidates
from qabot.searching.coverage import stands
from qabot.searching.engine import ALWAYS
from qabot.searching.engines.embedded import EmbeddedEngine
from qabot.searching.features import Sought, features_of, filled
from qabot.searching.question import Question, analyse
from qabot.searching.ranking import LOOKED_AT, READ, reading_features
from qabot.searching.reader import Reader
from qabot.searching.score import scores
from qabot.settings import load_settings
from qabot.types import Hit

_TODAY = date(2026, 11, 25)
# Shorter answers, and figures, stand in many passages that answer something else.
_TELLING = 4
_FIGURE = re.compile(r"\d")


def main() -> None:
    """Collect."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--split", help="only questions of this split")
    args = parser.parse_args()
    collector = Collector(args.index)
    items = [json.loads(line) for line in args.questions.read_text("utf-8").splitlines()]
    with args.out.open("w", encoding="utf-8") as out:
        for number, item in enumerate(items):
            if args.split in (None, item.get("split")):
                for row in collector.rows(item, f"{args.out.stem}:{number}"):
                    print(json.dumps(row, ensure_ascii=False), file=out)


class Collector:
    """Asks an index."""

    def __init__(self, index: Path) -> None:
        settings = load_settings(index=index)
        self._tokenizer = Tokenizer(settings.user_dict, settings.cache)
        self._candidates = Candidates(
            settings,
            EmbeddedEngine(open_build(current_build(index))),
            load_encoder(settings),
            self._tokenizer,
        )
        self._reader = Reader()

    def rows(self, item: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
        """Yield a row for each candidate of a question of one part, in the order in which they would be read.

        A row has `question` (a name), `kind`, `answerable`, `answers` (1, 0, or None where nobody knows),
        `figures`, `read` (figures of the reader, None behind those that are read).
        """
        question = analyse(item.get("standalone") or item["question"], self._tokenizer, _TODAY)
        if len(question.parts) > 1:
            return
        pool = self._candidates.find(question, LOOKED_AT, ALWAYS)
        hits = pool.hits
        sought = Sought(question, filled(self._candidates.weights(question)), pool.expansions)
        figures = features_of(sought, hits)
        order = sorted(range(len(hits)), key=lambda at: -scores().found.probability(figures[at]))
        read = self._read(question, [hits[at] for at in order[:READ]])
        for place, at in enumerate(order):
            yield {
                "question": name,
                "kind": item.get("kind", ""),
                "asked": question.asked,
                "answerable": bool(item["answer_groups"]),
                "answers": answers(item, hits[at]),
                "figures": figures[at],
                "read": read[place] if place < len(read) else None,
            }

    def _read(self, question: Question, hits: list[Hit]) -> list[dict[str, float]]:
        readings = [self._reader.read_one(question.text, hit.passage) for hit in hits]
        return reading_features(question, hits, readings)


def answers(item: dict[str, Any], hit: Hit) -> int | None:
    """Tell whether a passage answers: it has an answer's words, and is of an article that is known to answer.

    Returns:
        None for one of another article that has only the words of a short answer, or its figure.
    """
    text = normal_form(hit.passage.text)
    found = [
        answer
        for group in item["answer_groups"]
        for answer in map(normal_form, group)
        if stands(answer, text)
    ]
    if not found:
        return 0
    if hit.passage.article_id in item["article_ids"]:
        return 1
    telling = any(len(answer) >= _TELLING and not _FIGURE.search(answer) for answer in found)
    return 1 if telling else None


if __name__ == "__main__":
    main()
