"""Labelled questions and answers to them, written in a line."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from qabot.evaluating.questions import LabelledQuestion
from qabot.types import Answer, Citation, Passage


def labelled(
    *groups: tuple[str, ...], articles: tuple[str, ...] = (), **parts: Any
) -> LabelledQuestion:
    """Return a question with these answers; without any, the archive does not answer."""
    return LabelledQuestion(
        question="?", answer_groups=groups, article_ids=frozenset(articles), **parts
    )


def write_questions(
    folder: Path, *questions: dict[str, Any], name: str = "questions.jsonl"
) -> None:
    """Write a file of questions into a folder."""
    lines = (json.dumps(question, ensure_ascii=False) for question in questions)
    (folder / name).write_text("\n".join(lines), "utf-8")


def cite(number: int, text: str, quote: str = "", score: float = 1.0) -> Citation:
    """Return a citation of a passage of article `a1`, `a2` … by its number."""
    passage = Passage(
        id=f"a{number}#0",
        article_id=f"a{number}",
        title="标题",
        text=text,
        start=0,
        end=len(text),
        source="日报",
        published=date(2021, 1, number),
    )
    return Citation(number=number, passage=passage, quote=quote or text, highlights=(), score=score)


def answered(
    *texts: str,
    k: int = 5,
    said: str | None = None,
    quote: str = "",
    ms: float = 1.0,
    score: float = 1.0,
) -> Answer:
    """Return an answer that cites passages of these texts, k of them, the others as more."""
    cited = tuple(
        cite(number, text, quote if number == 1 else "", score)
        for number, text in enumerate(texts, 1)
    )
    return Answer(question="?", citations=cited[:k], more=cited[k:], text=said, elapsed_ms=ms)


def refused(ms: float = 1.0, related: Sequence[Citation] = ()) -> Answer:
    """Return a refusal."""
    return Answer(question="?", reason="没有", related=tuple(related), elapsed_ms=ms)
