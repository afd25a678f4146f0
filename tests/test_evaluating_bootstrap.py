import numpy as np
import pytest
from labelled import answered, labelled, refused

from qabot.evaluating.bootstrap import RESAMPLES, Floats, interval, resampled
from qabot.evaluating.estimates import Estimate, estimate
from qabot.evaluating.metrics import Outcomes

RIGHT, WRONG = answered("甲", ms=10), answered("乙", ms=20)


def outcomes(*right: bool) -> Outcomes:
    return Outcomes.of([labelled(("甲",))] * len(right), [RIGHT if r else WRONG for r in right])


def test_draws_are_as_many_as_the_questions_and_repeat_with_the_seed() -> None:
    def counts(weights: Floats) -> Floats:
        return weights

    draws = resampled(counts, 5, seed=3)
    assert draws.shape == (RESAMPLES, 5)
    assert set(draws.sum(axis=1)) == {5.0}
    assert np.array_equal(draws, resampled(counts, 5, seed=3))
    assert not np.array_equal(draws, resampled(counts, 5, seed=4))
    assert draws.mean(axis=0) == pytest.approx(np.ones(5), abs=0.1)


def test_interval_cuts_a_fortieth_at_each_end() -> None:
    assert interval(np.arange(1001.0)) == (25.0, 975.0)
    assert interval(np.array([np.nan, 1.0, np.nan, 2.0])) == pytest.approx((1.025, 1.975))
    assert np.isnan(interval(np.array([np.nan]))).all()


def test_interval_of_three_right_of_four_is_that_of_the_binomial() -> None:
    (figures,), gains = estimate([outcomes(True, True, True, False)], seed=0)
    # Of four draws with chance 3/4, none or one is right in 5.1 % of cases, none in 0.4 %; all in 31.6 %.
    assert figures["answer@1"] == Estimate(0.75, (0.25, 1.0), 4)
    assert gains == []


def test_gain_is_paired_so_that_what_both_get_right_does_not_blur_it() -> None:
    before, after = outcomes(True, False, False, False), outcomes(True, True, False, False)
    _, (gain,) = estimate([before, after], seed=0)
    # One question of four makes the whole difference: drawn k times of four it makes k / 4. It is drawn
    # not at all in 31.6 % of cases, three times or more in 5.1 %, four times in 0.4 %.
    assert gain["answer@1"] == Estimate(0.25, (0.0, 0.75), 4)
    assert not gain["answer@1"].excludes_zero


def test_gain_on_every_question_excludes_zero_and_loss_too() -> None:
    none, all_ = outcomes(False, False), outcomes(True, True)
    _, (gain, loss) = estimate([none, all_, none], seed=0)
    assert (gain["answer@3"], gain["answer@3"].excludes_zero) == (
        Estimate(1.0, (1.0, 1.0), 2),
        True,
    )
    assert (loss["answer@3"], loss["answer@3"].excludes_zero) == (
        Estimate(-1.0, (-1.0, -1.0), 2),
        True,
    )
    assert gain["p50_ms"] == Estimate(-10.0, (-10.0, -10.0), 2)
    assert not gain["misrefused"].excludes_zero


def test_one_question_has_no_interval() -> None:
    (figures, _), (gain,) = estimate([outcomes(True), outcomes(True)], seed=0)
    assert figures["answer@1"] == Estimate(1.0, None, 1)
    assert gain["answer@1"] == Estimate(0.0, None, 1)
    assert not gain["answer@1"].excludes_zero
    assert figures["answer@1"].as_json() == {"value": 1.0, "between": None, "questions": 1}


def test_what_no_question_counts_for_is_left_out() -> None:
    cited = Outcomes.of([labelled(), labelled()], [WRONG, WRONG])
    silent = Outcomes.of([labelled(), labelled()], [refused(), refused()])
    (before, after), (gain,) = estimate([cited, silent], seed=0)
    assert before.keys() == {"refused", "verbatim", "p50_ms", "p95_ms"}
    assert after.keys() == gain.keys() == {"refused", "p50_ms", "p95_ms"}


def test_estimate_is_rounded_in_json() -> None:
    assert Estimate(1 / 3, (1 / 7, 2 / 3), 3).as_json() == {
        "value": 0.3333,
        "between": [0.1429, 0.6667],
        "questions": 3,
    }
