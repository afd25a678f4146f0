import pytest

from qabot.evaluating.calibration import Bin, calibrate
from qabot.evaluating.refusal_curve import CurvePoint, refusal_curve
from qabot.evaluating.stages import NO_SCORE


def test_refusal_curve_of_four_answerable_and_two_unanswerable_questions() -> None:
    curve = refusal_curve([0.9, 0.2, 0.8, 0.7], [0.1, 0.8])
    assert curve is not None
    # Of eight pairs: 0.9 beats both, 0.8 one and ties with one, 0.7 and 0.2 beat one each.
    assert curve.auroc == (2 + 1.5 + 1 + 1) / 8
    points = {point.allowed: point for point in curve.points}
    assert points[0.0] == CurvePoint(0.0, threshold=0.2, refused=1 / 2, misrefused=0.0)
    assert points[0.3] == CurvePoint(0.3, threshold=0.7, refused=1 / 2, misrefused=1 / 4)
    assert points[0.5] == CurvePoint(0.5, threshold=0.8, refused=1 / 2, misrefused=2 / 4)
    assert curve.quoted == points[0.05]
    assert curve.as_json()["points"][0] == {
        "allowed": 0.0,
        "threshold": 0.2,
        "refused": 0.5,
        "misrefused": 0.0,
    }


def test_refusal_curve_allows_one_of_twenty() -> None:
    curve = refusal_curve([float(n) for n in range(20)], [0.5, 1.5])
    assert curve is not None
    assert curve.quoted == CurvePoint(0.05, threshold=1.0, refused=1 / 2, misrefused=1 / 20)


def test_equal_confidences_are_refused_together_or_not_at_all() -> None:
    curve = refusal_curve([0.5] * 4, [0.5, 0.4])
    assert curve is not None
    assert {(p.threshold, p.refused, p.misrefused) for p in curve.points} == {(0.5, 0.5, 0.0)}
    assert curve.auroc == (4 * 0.5 + 4) / 8


def test_what_is_refused_anyway_no_threshold_takes_back() -> None:
    curve = refusal_curve([NO_SCORE, 0.6, 0.7, 0.8], [NO_SCORE, 0.65])
    assert curve is not None
    assert [(p.allowed, p.threshold, p.refused, p.misrefused) for p in curve.points] == [
        (0.3, 0.6, 1 / 2, 1 / 4),
        (0.5, 0.7, 1.0, 2 / 4),
    ]
    assert curve.quoted is None
    assert curve.auroc == (0.5 + 1 + 2 + 2) / 8


def test_refusal_curve_needs_both_kinds() -> None:
    assert refusal_curve([], [0.5]) is None
    assert refusal_curve([0.5], []) is None
    one = refusal_curve([0.7], [0.5])
    assert one is not None
    assert one.auroc == 1.0


def test_calibration_by_hand() -> None:
    found = calibrate([0.05, 0.95, 0.95, 0.85, 1.0, 0.1], [False, True, False, True, True, False])
    assert found.bins == (
        Bin(0.0, 1, 0.05, 0.0),
        Bin(0.1, 1, 0.1, 0.0),
        Bin(0.8, 1, 0.85, 1.0),
        Bin(0.9, 3, pytest.approx((0.95 + 0.95 + 1) / 3), 2 / 3),  # type: ignore[arg-type]
    )
    squares = 0.05**2 + 0.05**2 + 0.95**2 + 0.15**2 + 0 + 0.1**2
    assert found.brier == pytest.approx(squares / 6)
    assert found.error == pytest.approx((0.05 + 0.1 + 0.15 + 3 * (2.9 / 3 - 2 / 3)) / 6)
    assert found.as_json()["bins"][2] == {
        "from": 0.8,
        "questions": 1,
        "predicted": 0.85,
        "right": 1.0,
    }


def test_calibration_of_a_perfect_prophet_is_0() -> None:
    found = calibrate([1.0, 0.0], [True, False])
    assert (found.brier, found.error) == (0.0, 0.0)
