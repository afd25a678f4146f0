import pytest
from labelled import answered, labelled, refused

from qabot.evaluating.questions import LabelledQuestion
from qabot.evaluating.stages import NO_SCORE
from qabot.evaluating.worst import Case, Failure, counts, failure_of, failures, worst
from qabot.types import Answer

TWO = labelled(("甲",), ("乙",))


@pytest.mark.parametrize(
    ("question", "answer", "failure"),
    [
        (labelled(("甲",)), answered("甲"), None),
        (labelled(("甲",)), answered("乙", "甲"), Failure.LOW),
        (labelled(("甲",)), answered("乙", "丙", "丁", "甲", k=2), Failure.LOW),
        (labelled(("甲",)), answered("乙", "丙", k=1), Failure.MISSING),
        (labelled(("甲",)), refused(), Failure.REFUSED),
        (labelled(), refused(), None),
        (labelled(), answered("甲"), Failure.ANSWERED),
        (labelled(articles=("a1",)), answered("甲"), None),
        (labelled(articles=("a2",)), answered("甲", "乙"), Failure.LOW),
        (labelled(articles=("b",)), answered("甲"), Failure.MISSING),
        (TWO, answered("甲乙"), None),
        (TWO, answered("甲", "乙"), Failure.LOW),
        (TWO, answered("甲"), Failure.MISSING),
        (labelled(("521名",)), answered("521名，去年470名", said="470名"), Failure.SHORT),
        # 521名 and 521 share 2 · 3 / (4 + 3) of their characters.
        (labelled(("521名",)), answered("521名", said="521"), None),
        (labelled(("甲", "乙")), answered("甲或乙", said="乙"), None),
        (TWO, answered("甲乙丙", said="丙"), None),
    ],
)
def test_failure_is_named(
    question: LabelledQuestion, answer: Answer, failure: Failure | None
) -> None:
    assert failure_of(question, answer) is failure


def test_case_tells_what_was_expected_and_what_was_said_from_where() -> None:
    (case,) = failures(
        [labelled(("甲", "子"), ("乙",), id="q7", kind="fact")],
        [answered("丙。丁。", "甲乙", quote="丁。", score=3.0)],
        [3.0],
    )
    assert case == Case(
        id="q7",
        kind="fact",
        failure=Failure.LOW,
        rank=2,
        confidence=3.0,
        question="?",
        expected="甲 / 子；乙",
        said="丁。",
        article_id="a1",
        title="标题",
        date="2021-01-01",
    )
    kept = {
        "id": "q7",
        "kind": "fact",
        "failure": "ranked low",
        "rank": 2,
        "confidence": 3.0,
        "article_id": "a1",
    }
    assert case.as_json(words=False) == kept
    assert case.as_json(words=True) == kept | {
        "question": "?",
        "expected": "甲 / 子；乙",
        "said": "丁。",
        "title": "标题",
        "date": "2021-01-01",
    }


def test_case_of_a_refusal_says_its_reason_and_no_source() -> None:
    (case,) = failures([labelled(articles=("b", "a"))], [refused()], [NO_SCORE])
    assert (case.expected, case.said, case.rank) == ("a / b", "没有", None)
    assert (case.article_id, case.title, case.date) == (None, None, None)
    assert case.as_json(words=True)["confidence"] is None


def test_surest_mistakes_come_first_and_each_kind_in_turn() -> None:
    nothing, missed = labelled(), labelled(("甲",))
    asked = [
        (nothing, answered("x"), 0.3),
        (nothing, answered("x"), 0.9),
        (nothing, answered("x"), 0.6),
        (missed, refused(), 0.4),
        (missed, refused(), 0.1),
        (missed, answered("x"), 0.5),
        (missed, answered("甲"), 1.0),
    ]
    cases = failures(*zip(*asked, strict=True))
    assert counts(cases) == {
        "answered though nothing is there": 3,
        "not among candidates": 1,
        "ranked low": 0,
        "wrongly refused": 2,
        "short answer wrong": 0,
    }
    assert [(case.failure.name, case.confidence) for case in worst(cases)] == [
        ("ANSWERED", 0.9),
        ("MISSING", 0.5),
        ("REFUSED", 0.1),
        ("ANSWERED", 0.6),
        ("REFUSED", 0.4),
        ("ANSWERED", 0.3),
    ]


def test_ten_cases_at_most() -> None:
    cases = failures([labelled()] * 12, [answered("x")] * 12, [float(n) for n in range(12)])
    assert [case.confidence for case in worst(cases)] == [float(n) for n in range(11, 1, -1)]
