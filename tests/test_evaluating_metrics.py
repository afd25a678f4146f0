import numpy as np
import pytest
from labelled import answered, labelled, refused

from qabot.evaluating.metrics import FIGURES, SHARES, Outcomes, character_f1, judge
from qabot.evaluating.questions import LabelledQuestion
from qabot.types import Answer


def figures(outcomes: Outcomes, *weights: float) -> dict[str, float]:
    found = outcomes.figures(np.array(weights or [1.0] * len(outcomes)))
    return dict(zip(FIGURES, found.tolist(), strict=True))


@pytest.mark.parametrize(
    ("said", "right", "f1"),
    [
        ("521名", "521名", 1.0),
        # Three of four characters said, three of three wanted.
        ("521名", "521", 2 * (3 / 4) * (3 / 3) / (3 / 4 + 3 / 3)),
        ("人人", "人", 2 * (1 / 2) * (1 / 1) / (1 / 2 + 1 / 1)),
        ("甲", "乙", 0.0),
        ("", "乙", 0.0),
        ("", "", 0.0),
    ],
)
def test_character_f1(said: str, right: str, f1: float) -> None:
    assert character_f1(said, right) == pytest.approx(f1)


def test_answer_is_looked_for_in_the_first_passages_the_first_quote_and_the_short_answer() -> None:
    question = labelled(("5亿元", "五亿元"), articles=("a3",))
    answer = answered("甲。", "乙。", "丙，总投资 5 亿元。", "丁。", said="甲")
    assert judge(question, answer) == {
        "verbatim": (4, 4),
        "misrefused": (False, 1),
        "article@1": (False, 1),
        "article@3": (True, 1),
        "answer@1": (False, 1),
        "answer@3": (True, 1),
        "answer@5": (True, 1),
        "quote@1": (False, 1),
        "em": (False, 1),
        "f1": (0.0, 1),
    }


def test_best_of_the_labelled_answers_counts() -> None:
    answer = answered("水库总投资5亿元。今年开工。", quote="水库总投资5亿元。", said="5亿元")
    judged = judge(labelled(("投资5亿元", "5亿 元")), answer)
    assert (judged["answer@1"], judged["quote@1"]) == ((True, 1), (True, 1))
    assert (judged["em"], judged["f1"]) == ((True, 1), (1.0, 1))


def test_quote_without_the_answer_is_no_hit() -> None:
    answer = answered("水库开工。总投资5亿元。", quote="水库开工。")
    judged = judge(labelled(("5亿元",)), answer)
    assert (judged["answer@1"], judged["quote@1"]) == ((True, 1), (False, 1))


def test_question_of_two_parts_needs_both_and_has_no_short_answer() -> None:
    judged = judge(labelled(("217户",), ("864人",)), answered("移民217户", "共864人"))
    assert (judged["answer@1"], judged["answer@3"]) == ((False, 1), (True, 1))
    assert not {"em", "f1"} & judged.keys()


def test_question_of_which_only_the_article_is_known_counts_for_articles() -> None:
    assert judge(labelled(articles=("a1",)), answered("甲")) == {
        "verbatim": (1, 1),
        "misrefused": (False, 1),
        "article@1": (True, 1),
        "article@3": (True, 1),
    }


def test_refusal_is_a_miss_of_the_answerable_and_right_of_the_others() -> None:
    judged = judge(labelled(("甲",), articles=("a1",)), refused())
    assert judged.pop("misrefused") == (True, 1)
    assert judged.pop("verbatim") == (0, 0)
    assert {sum_ for sum_, _ in judged.values()} == {0.0}
    assert judge(labelled(), refused()) == {"verbatim": (0, 0), "refused": (True, 1)}
    assert judge(labelled(), answered("甲")) == {"verbatim": (1, 1), "refused": (False, 1)}


def test_label_without_any_string_is_never_met() -> None:
    judged = judge(labelled(()), answered("甲", said="甲"))
    assert (judged["answer@1"], judged["em"], judged["f1"]) == ((False, 1), (False, 1), (0.0, 1))


def test_answer_that_is_not_in_its_quote_is_not_verbatim() -> None:
    answer = answered("甲。乙。", "丙。", quote="甲。", said="乙")
    assert judge(labelled(), answer)["verbatim"] == (1, 2)


PAIRS: list[tuple[LabelledQuestion, Answer]] = [
    (labelled(("甲",), articles=("a1",)), answered("甲", said="甲", ms=10)),
    (labelled(("丙",)), answered("甲", "乙", "丙", said="丙丙", quote="甲", ms=40)),
    (labelled(("丁",)), refused(ms=20)),
    (labelled(), refused(ms=50)),
    (labelled(), answered("甲", ms=30)),
]


def test_figures_are_the_means_of_what_counts() -> None:
    outcomes = Outcomes.of(*zip(*PAIRS, strict=True))
    found = figures(outcomes)
    assert found == pytest.approx(
        {
            "answer@1": 1 / 3,
            "answer@3": 2 / 3,
            "answer@5": 2 / 3,
            "article@1": 1 / 1,
            "article@3": 1 / 1,
            "quote@1": 1 / 3,
            "em": 1 / 3,
            "f1": (1 + 2 * (1 / 2) * 1 / (1 / 2 + 1) + 0) / 3,
            "refused": 1 / 2,
            "misrefused": 1 / 3,
            "verbatim": (1 + 2 + 1) / (1 + 3 + 1),  # 丙丙 does not stand in the quote
            "trust": 2 * (2 / 3) * (1 / 2) / (2 / 3 + 1 / 2),
            "p50_ms": 30,  # of 10 20 30 40 50, the one at place 5 // 2
            "p95_ms": 50,  # at place int(5 · .95)
        }
    )
    counted = dict(zip(FIGURES, outcomes.support().tolist(), strict=True))
    assert counted["answer@1"] == counted["misrefused"] == 3
    assert (counted["article@1"], counted["refused"], counted["trust"]) == (1, 2, 2)
    assert (counted["verbatim"], counted["p50_ms"]) == (3, 5)


def test_weights_are_as_good_as_repeated_questions() -> None:
    weights = (0, 3, 1, 2, 0)
    repeated = [pair for pair, weight in zip(PAIRS, weights, strict=True) for _ in range(weight)]
    weighted = figures(Outcomes.of(*zip(*PAIRS, strict=True)), *weights)
    by_hand = figures(Outcomes.of(*zip(*repeated, strict=True)))
    assert weighted == pytest.approx(by_hand, nan_ok=True)
    assert np.isnan(weighted["article@1"])
    assert (weighted["p50_ms"], weighted["p95_ms"]) == (40, 50)


def test_what_no_question_counts_for_is_no_number() -> None:
    found = figures(Outcomes.of([labelled()], [refused(ms=7)]))
    assert {name for name, value in found.items() if not np.isnan(value)} == {
        "refused",
        "p50_ms",
        "p95_ms",
    }
    found = figures(Outcomes.of([labelled(("甲",))], [answered("甲")]))
    assert np.isnan(found["refused"])
    assert np.isnan(found["trust"])


def test_trust_is_0_if_nothing_is_right() -> None:
    outcomes = Outcomes.of([labelled(("甲",)), labelled()], [answered("乙"), answered("乙")])
    assert figures(outcomes)["trust"] == 0.0


def test_rows_are_a_part_of_the_questions() -> None:
    part = Outcomes.of(*zip(*PAIRS, strict=True)).of_rows([1, 3])
    assert len(part) == 2
    assert figures(part)["answer@3"] == 1.0
    assert figures(part)["refused"] == 1.0
    assert set(SHARES) < set(FIGURES)
