"""The sparse leg against rank-bm25, which defines the scores."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from qabot.indexing import sparse
from qabot.indexing.sparse import SparseBuilder, SparseLeg, carry, term_id

# Few words make words that stand in over half of the passages, whose idf is floored; 未见 stands nowhere.
_WORDS = st.sampled_from(["水库", "投资", "移民", "开工", "2021年", "栖川"])
_PASSAGES = st.lists(st.lists(_WORDS, max_size=12), min_size=1, max_size=12).filter(any)
_QUESTIONS = st.lists(_WORDS | st.just("未见"), max_size=8)


ARRAYS = ("terms", "starts", "rows", "weights", "counts", "lengths", "idf", "largest")


def builder_of(passages: Sequence[Sequence[str]]) -> SparseBuilder:
    builder = SparseBuilder()
    for words in passages:
        builder.add(words)
    return builder


def build(passages: Sequence[Sequence[str]]) -> SparseLeg:
    return builder_of(passages).build()


def assert_equal(leg: SparseLeg, expected: SparseLeg) -> None:
    for name in ARRAYS:
        found, wanted = getattr(leg, name), getattr(expected, name)
        assert found.dtype == wanted.dtype, name
        np.testing.assert_array_equal(found, wanted, err_msg=name)


def newspaper(passages: int, seed: int) -> list[list[str]]:
    """Passages of words that are as unequally frequent as those of a language; some passages come twice."""
    random = np.random.default_rng(seed)
    ranks = random.zipf(1.25, size=(passages, 60)) % 5000
    made = [[f"词{n}" for n in row[: random.integers(0, 60)]] for row in ranks]
    return [made[n if n % 7 else n // 2] for n in range(passages)]


def oracle(passages: Sequence[Sequence[str]], question: Sequence[str]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = BM25Okapi(passages).get_scores(question)
    return scores


@settings(deadline=None)
@given(_PASSAGES, _QUESTIONS)
def test_scores_equal_rank_bm25(passages: list[list[str]], question: list[str]) -> None:
    np.testing.assert_allclose(
        build(passages).scores(question), oracle(passages, question), atol=1e-4, rtol=0
    )


def test_scores_equal_rank_bm25_on_many_passages() -> None:
    random = np.random.default_rng(7)
    vocabulary = [f"词{n}" for n in range(3000)]
    ranks = random.zipf(1.3, size=(1000, 80)) % len(vocabulary)
    passages = [[vocabulary[n] for n in row[: random.integers(0, 80)]] for row in ranks]
    leg = build(passages)
    for _ in range(20):
        question = [vocabulary[n] for n in random.zipf(1.2, size=8) % len(vocabulary)]
        question += [question[0], "未见"]
        np.testing.assert_allclose(
            leg.scores(question), oracle(passages, question), atol=1e-4, rtol=0
        )


@pytest.mark.parametrize(
    "passages",
    [
        pytest.param([["水库"], [], ["投资", "水库", "水库"]], id="an empty passage"),
        pytest.param([["水库"], ["水库", "投资"], ["水库"]], id="a word in all of them"),
        pytest.param([["水库"]], id="one passage"),
        pytest.param([["水库", "投资"], ["水库"]], id="a word in half of them"),
    ],
)
def test_edges_equal_rank_bm25(passages: list[list[str]]) -> None:
    question = ["水库", "投资", "水库", "未见"]
    np.testing.assert_allclose(
        build(passages).scores(question), oracle(passages, question), atol=1e-6
    )


def test_score_by_hand() -> None:
    # Lengths 1, 2, 3, average 2; 移民 is in one of three: idf = ln((3 - 1 + 0.5) / (1 + 0.5)).
    leg = build([["水库"], ["水库", "投资"], ["移民", "移民", "投资"]])
    weight = 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / 2))
    np.testing.assert_allclose(leg.scores(["移民"]), [0, 0, np.log(2.5 / 1.5) * weight], rtol=1e-6)
    assert leg.idf_of("移民") == pytest.approx(np.log(2.5 / 1.5))
    assert leg.idf_of("未见") is None


@pytest.mark.parametrize("passages", [[], [[]], [[], []]])
def test_no_words_no_scores(passages: list[list[str]]) -> None:
    assert build(passages).scores(["水库"]).tolist() == [0.0] * len(passages)


def test_saved_leg_equals_the_one_in_memory(tmp_path: Path) -> None:
    leg = build([["水库", "投资"], [], ["移民", "水库", "移民"], ["开工"]])
    leg.save(tmp_path)
    loaded = SparseLeg.load(tmp_path, leg.passages)
    question = ["水库", "移民", "移民", "未见"]
    np.testing.assert_array_equal(loaded.scores(question), leg.scores(question))
    assert_equal(loaded, leg)


@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_that_do_not_fit_are_refused(tmp_path: Path, name: str) -> None:
    build([["水库", "投资"]]).save(tmp_path)
    np.save(tmp_path / f"sparse-{name}.npy", np.zeros(7, dtype=np.int32))
    with pytest.raises(ValueError, match="do not fit"):
        SparseLeg.load(tmp_path, 1)


def test_terms_have_fixed_ids() -> None:
    # A changed hash would make every index on disk silently wrong.
    # Worked out with: printf 水库 | b2sum -l 32
    assert term_id("水库") == int.from_bytes(bytes.fromhex("45873c6a"), "little")
    assert term_id("\ud800") != term_id("\udfff")


def brute_force(
    leg: SparseLeg, weights: dict[int, float], k: int, allowed: NDArray[np.bool_] | None
) -> tuple[list[int], list[float]]:
    scores = leg.weighted_scores(weights)
    rows = [row for row in range(leg.passages) if allowed is None or allowed[row]]
    rows = sorted((row for row in rows if scores[row] > 0), key=lambda row: (-scores[row], row))[:k]
    return rows, scores[rows].tolist()


@settings(deadline=None)  # a busy machine
@given(_PASSAGES, _QUESTIONS, st.integers(1, 5), st.randoms())
def test_best_are_those_of_all_scores(
    passages: list[list[str]], question: list[str], k: int, random: Random
) -> None:
    leg = build(passages)
    weights = {term_id(word): leg.idf_of(word) or 0.0 for word in question}
    for allowed in (None, np.array([random.random() < 0.5 for _ in passages])):
        rows, scores = leg.best(weights, k, allowed)
        assert (rows.tolist(), scores.tolist()) == brute_force(leg, weights, k, allowed)


@pytest.mark.parametrize("k", [1, 10, 100, 3000])
def test_best_of_many_passages_are_those_of_all_scores(
    k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A look-up that counts as free, so that it is taken as early as it is allowed.
    monkeypatch.setattr(sparse, "_LOOK_UP", 0.01)
    monkeypatch.setattr(sparse, "_AT_ONCE", 0)
    looked_up = 0
    look_up = sparse._Columns.look_up

    def counted(*arguments: Any) -> None:
        nonlocal looked_up
        looked_up += 1
        look_up(*arguments)

    monkeypatch.setattr(sparse._Columns, "look_up", counted)
    leg = build(newspaper(3000, seed=5))
    random = np.random.default_rng(6)
    for number in range(40):
        words = [f"词{n}" for n in random.zipf(1.25, size=random.integers(1, 30)) % 5000]
        weights = {term_id(word): leg.idf_of(word) or 0.0 for word in [*words, "未见"]}
        if number % 4 == 0:
            weights[term_id("词1")] = -0.5
        for allowed in (None, random.random(leg.passages) < 0.3):
            rows, scores = leg.best(weights, k, allowed)
            assert (rows.tolist(), scores.tolist()) == brute_force(leg, weights, k, allowed)
    assert looked_up or k > 100


@pytest.mark.parametrize(
    ("kept", "added"),
    [
        pytest.param(range(1000), [], id="nothing changed"),
        pytest.param(range(1000), [["水库", "词7"], [], ["词7"] * 300], id="appended"),
        pytest.param(range(0, 1000, 3), [], id="removed"),
        pytest.param(range(990), newspaper(1200, seed=9), id="more added than kept"),
        pytest.param([], [["水库"]], id="all replaced"),
        pytest.param([], [], id="none left"),
    ],
)
@pytest.mark.parametrize("chunk", [50, 1 << 22])
def test_carried_leg_is_as_if_built_anew(
    kept: Sequence[int], added: list[list[str]], chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse, "_CHUNK", chunk)
    old = newspaper(1000, seed=8)
    leg = carry(build(old), np.array(kept, dtype=np.int64), builder_of(added))
    monkeypatch.setattr(sparse, "_CHUNK", 1 << 22)
    assert_equal(leg, build([*(old[row] for row in kept), *added]))
    if kept or added:
        passages = [*(old[row] for row in kept), *added]
        question = ["水库", "词7", "词2", "词300"]
        np.testing.assert_allclose(
            leg.scores(question), oracle(passages, question), atol=1e-4, rtol=0
        )
