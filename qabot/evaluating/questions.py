"""Labelled questions, and whether passages hold their answers."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qabot.errors import CorpusError
from qabot.language.normal import normal_form
from qabot.messages import say
from qabot.searching.coverage import stands

FILE = "questions.jsonl"
_GROUPED = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?!\d)")  # 1,234,567


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question with what answers it.

    Attributes:
        answer_groups: Every group must be found, any string of a group will do; empty where the archive does
            not answer, or where only the article is known.
        article_ids: Articles that answer; may be empty.
    """

    question: str
    answer_groups: tuple[tuple[str, ...], ...]
    article_ids: frozenset[str]

    @property
    def answerable(self) -> bool:
        """True if the archive answers."""
        return bool(self.answer_groups or self.article_ids)

    def answered_by(self, texts: Sequence[str]) -> bool:
        """Return whether the texts together hold every part of the answer."""
        joined = _comparable("\n".join(texts))
        return all(
            any(stands(_comparable(answer), joined) for answer in group)
            for group in self.answer_groups
        )


def load_questions(folder: Path) -> list[LabelledQuestion]:
    """Read questions.jsonl of a folder.

    Raises:
        CorpusError: The file is missing or a line is not a labelled question; names the line.
    """
    path = folder / FILE
    try:
        lines = path.read_text("utf-8").split("\n")  # not splitlines: U+2028 may stand in a string
    except (OSError, UnicodeDecodeError) as exc:
        raise CorpusError(
            say(f"读不到带答案的问题 {path}。", f"Cannot read labelled questions from {path}."),
            say(
                "每行一个 JSON：question、answer_groups、article_ids。",
                "One JSON object a line: question, answer_groups, article_ids.",
            ),
        ) from exc
    questions = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            questions.append(_labelled(json.loads(line)))
        except (ValueError, KeyError, TypeError) as exc:
            raise CorpusError(
                say(
                    f"{path}:{number} 不是带答案的问题：{exc!r}。",
                    f"{path}:{number} is not a labelled question: {exc!r}.",
                )
            ) from exc
    return questions


def _labelled(data: Any) -> LabelledQuestion:
    groups = data["answer_groups"]
    if not isinstance(data["question"], str) or not all(
        isinstance(group, list) for group in groups
    ):
        raise TypeError("question is a string, answer_groups a list of lists of strings")
    return LabelledQuestion(
        question=data["question"],
        answer_groups=tuple(tuple(group) for group in groups),
        article_ids=frozenset(data.get("article_ids") or ()),
    )


def _comparable(text: str) -> str:
    """Return a text in normal form without white space and commas, but for those between two numbers."""
    text = _GROUPED.sub(lambda number: number[0].replace(",", ""), normal_form(text))
    text = re.sub(r"(?<=\d)[\s,]+(?=\d)", " ", text)
    return re.sub(r"(?<!\d)[\s,]+|[\s,]+(?!\d)", "", text)
