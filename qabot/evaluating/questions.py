"""Labelled questions, and whether passages hold their answers."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from qabot.errors import CorpusError
from qabot.messages import say
from qabot.searching.coverage import stands
from qabot.types import Passage

FILE = "questions.jsonl"
FOLLOW_UPS_FILE = "followups.jsonl"
FOLLOW_UP = "followup"
"""The kind of every question that continues a conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question with what answers it.

    Attributes:
        id: As in the file; without one, its line number there.
        kind: What sort of question it is, in the file's own words; empty if the file does not say.
        answer_groups: Every group must be found, any string of a group will do; empty where the archive does
            not answer, or where only the article is known.
        article_ids: Articles that answer; may be empty.
        before: The questions of the conversation before it, as typed.
    """

    question: str
    answer_groups: tuple[tuple[str, ...], ...]
    article_ids: frozenset[str]
    id: str = ""
    kind: str = ""
    before: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """True if the archive answers."""
        return bool(self.answer_groups or self.article_ids)

    def answered_by(self, texts: Sequence[str]) -> bool:
        """Return whether the texts together hold every part of the answer."""
        joined = "\n".join(comparable(text) for text in texts)
        return all(
            any(stands(comparable(answer), joined) for answer in group)
            for group in self.answer_groups
        )

    def answered_by_passages(self, passages: Sequence[Passage]) -> bool:
        """Return whether passages hold the answer, or, where only the article is known, one comes from it."""
        if self.answer_groups:
            return self.answered_by([passage.text for passage in passages])
        return any(passage.article_id in self.article_ids for passage in passages)


def load_questions(folder: Path) -> list[LabelledQuestion]:
    """Read questions.jsonl of a folder.

    Raises:
        CorpusError: The file is missing or empty, or a line is not a labelled question; names the line.
    """
    path = folder / FILE
    questions = _read(path)
    if not questions:
        raise CorpusError(say(f"{path} 里没有问题。", f"{path} holds no questions."))
    return questions


def load_follow_ups(folder: Path) -> list[LabelledQuestion]:
    """Read followups.jsonl of a folder, if it is there: all but the first question of each conversation.

    Its lines are as those of questions.jsonl. One of kind `first`, or whose id ends in -1, begins a conversation;
    every other one continues that of the line before it.

    Raises:
        CorpusError: The file cannot be read, or a line is not a labelled question; names the line.
    """
    path = folder / FOLLOW_UPS_FILE
    follow_ups: list[LabelledQuestion] = []
    before: tuple[str, ...] = ()
    for turn in _read(path) if path.exists() else ():
        if turn.kind == "first" or turn.id.endswith("-1"):
            before = ()
        if before:
            follow_ups.append(replace(turn, kind=FOLLOW_UP, before=before))
        before = (*before, turn.question)
    return follow_ups


def sample(
    questions: Sequence[LabelledQuestion], limit: int | None, seed: int
) -> list[LabelledQuestion]:
    """Draw so many questions, in their order; all of them if there are no more, or without a limit."""
    if limit is None or limit >= len(questions):
        return list(questions)
    drawn = np.random.default_rng(seed).choice(len(questions), limit, replace=False)
    return [questions[row] for row in sorted(drawn.tolist())]


def comparable(text: str) -> str:
    """Return a text as answers are compared: NFKC, lower case, without white space and commas.

    The archive's characters and numerals stay as they are, so that a figure means the same to every scorer.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(text.replace(",", "").split())


def _read(path: Path) -> list[LabelledQuestion]:
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
            questions.append(_labelled(json.loads(line), number))
        except (ValueError, KeyError, TypeError) as exc:
            raise CorpusError(
                say(
                    f"{path}:{number} 不是带答案的问题：{exc!r}。",
                    f"{path}:{number} is not a labelled question: {exc!r}.",
                )
            ) from exc
    return questions


def _labelled(data: Any, line: int) -> LabelledQuestion:
    groups = data["answer_groups"]
    kind = data.get("kind") or ""
    if not isinstance(data["question"], str) or not isinstance(kind, str):
        raise TypeError("question and kind are strings")
    if not all(
        isinstance(group, list) and all(isinstance(answer, str) for answer in group)
        for group in groups
    ):
        raise TypeError("answer_groups is a list of lists of strings")
    return LabelledQuestion(
        id=str(data.get("id") or line),
        kind=kind,
        question=data["question"],
        answer_groups=tuple(tuple(group) for group in groups),
        article_ids=frozenset(data.get("article_ids") or ()),
    )
