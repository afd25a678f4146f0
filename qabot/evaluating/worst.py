"""What went wrong, and the cases to look at first."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from typing import Any

from qabot.evaluating.metrics import character_f1
from qabot.evaluating.questions import LabelledQuestion, comparable
from qabot.types import Answer

SHOWN = 10
# A short answer that shares fewer characters with every labelled one says something else.
_LEAST_F1 = 0.5


class Failure(StrEnum):
    """How an answer can be wrong."""

    ANSWERED = "answered though nothing is there"
    MISSING = "not among candidates"
    LOW = "ranked low"
    REFUSED = "wrongly refused"
    SHORT = "short answer wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One wrong answer.

    Attributes:
        rank: Of the first passage with which the answer is complete; None if none of those kept completes it.
        expected: The labelled answers, or else the labelled articles; empty where the archive does not answer.
        said: Short answer, first quote or the reason for refusing.
        article_id, title, date: Where that comes from; None of a refusal, `date` also of what has none.
    """

    id: str
    kind: str
    failure: Failure
    rank: int | None
    confidence: float
    question: str
    expected: str
    said: str
    article_id: str | None = None
    title: str | None = None
    date: str | None = None

    def as_json(self, *, words: bool) -> dict[str, Any]:
        """Return the case for `--json`.

        Args:
            words: With question, answers and title; else only what may be shown where the texts may not.
        """
        data: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "failure": self.failure.value,
            "rank": self.rank,
            "confidence": round(self.confidence, 6) if math.isfinite(self.confidence) else None,
            "article_id": self.article_id,
        }
        if words:
            data |= {
                "question": self.question,
                "expected": self.expected,
                "said": self.said,
                "title": self.title,
                "date": self.date,
            }
        return data


def failure_of(question: LabelledQuestion, answer: Answer) -> Failure | None:
    """Return what is wrong with an answer, or None."""
    if not question.answerable:
        return Failure.ANSWERED if answer.found else None
    if not answer.found:
        return Failure.REFUSED
    rank = _rank(question, answer)
    if rank != 1:
        return Failure.MISSING if rank is None else Failure.LOW
    return Failure.SHORT if _short_answer_wrong(question, answer) else None


def failures(
    questions: Sequence[LabelledQuestion], answers: Sequence[Answer], confidences: Sequence[float]
) -> list[Case]:
    """Return every wrong answer, the surest first: of a refusal, what it was least sure of."""
    found = []
    for question, answer, confidence in zip(questions, answers, confidences, strict=True):
        failure = failure_of(question, answer)
        if failure is not None:
            found.append(_case(question, answer, failure, confidence))
    return sorted(
        found, key=lambda case: case.confidence * (1 if case.failure is Failure.REFUSED else -1)
    )


def worst(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the first cases, each kind of failure in turn, so that no kind hides the others."""
    by_kind = [[case for case in cases if case.failure is failure] for failure in Failure]
    in_turn = chain.from_iterable(zip_longest(*by_kind))
    return tuple(case for case in in_turn if case is not None)[:SHOWN]


def counts(cases: Sequence[Case]) -> dict[str, int]:
    """Return how many cases there are of each kind of failure, also of none."""
    counted = Counter(case.failure for case in cases)
    return {failure.value: counted[failure] for failure in Failure}


def _rank(question: LabelledQuestion, answer: Answer) -> int | None:
    passages = [citation.passage for citation in (*answer.citations, *answer.more)]
    return next(
        (k for k in range(1, len(passages) + 1) if question.answered_by_passages(passages[:k])),
        None,
    )


def _short_answer_wrong(question: LabelledQuestion, answer: Answer) -> bool:
    if answer.text is None or len(question.answer_groups) != 1:
        return False
    said = comparable(answer.text)
    return all(
        character_f1(said, comparable(right)) < _LEAST_F1 for right in question.answer_groups[0]
    )


def _case(question: LabelledQuestion, answer: Answer, failure: Failure, confidence: float) -> Case:
    first = answer.citations[0] if answer.found else None
    passage = first.passage if first else None
    return Case(
        id=question.id,
        kind=question.kind,
        failure=failure,
        rank=_rank(question, answer),
        confidence=confidence,
        question=question.question,
        expected="；".join(" / ".join(group) for group in question.answer_groups)
        or " / ".join(sorted(question.article_ids)),
        said=answer.text or (first.quote if first else answer.reason) or "",
        article_id=passage.article_id if passage else None,
        title=passage.title if passage else None,
        date=passage.published.isoformat() if passage and passage.published else None,
    )
