import math

import pytest

from qabot.searching.score import Logistic, scores


def test_probability_is_that_of_a_logistic_regression() -> None:
    model = Logistic({"coverage": 2.0, "names": -1.0}, 0.5)
    expected = 1 / (1 + math.exp(-(0.5 + 2.0 * 0.75 - 0.25)))
    assert model.probability({"coverage": 0.75, "names": 0.25, "unused": 9.0}) == pytest.approx(
        expected
    )


def test_missing_figure_is_an_error() -> None:
    with pytest.raises(KeyError, match="names"):
        Logistic({"names": 1.0}, 0.0).probability({"coverage": 1.0})


def test_extreme_figures_stay_probabilities() -> None:
    model = Logistic({"x": 1000.0}, 0.0)
    assert 0.0 < model.probability({"x": -1.0}) < 1e-12
    assert 1 - 1e-12 < model.probability({"x": 1.0}) < 1.0


def test_packaged_score_wants_coverage_and_the_reader() -> None:
    fitted = scores()
    assert fitted.found.weights["coverage with form"] > 0
    assert fitted.read.weights["relevance"] > 0
    assert set(fitted.least) == {"found", "read"}
    assert all(0 < bound < 1 for bound in fitted.least.values())
