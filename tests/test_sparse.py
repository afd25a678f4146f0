"""The sparse leg against rank-bm25, which defines the scores."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from qabot.indexing.sparse import SparseBuilder, SparseLeg, term_id

# Few words make words that stand in over half of the passages, whose idf is floored; 未见 stands nowhere.
_WORDS = st.sampled_from(["水库", "投资", "移民", "开工", "2021年", "栖川"])
_PASSAGES = st.lists(st.lists(_WORDS, max_size=12), min_size=1, max_size=12).filter(any)
_QUESTIONS = st.lists(_WORDS | st.just("未见"), max_size=8)


def build(passages: Sequence[Sequence[str]]) -> SparseLeg:
    builder = SparseBuilder()
    for words in passages:
        builder.add(words)
    return builder.build()


def oracle(passages: Sequence[Sequence[str]], question: Sequence[str]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = BM25Okapi(passages).get_scores(question)
    return scores


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
    for name in ("terms", "starts", "rows", "weights", "idf"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(leg, name))


def test_arrays_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    build([["水库", "投资"]]).save(tmp_path)
    np.save(tmp_path / "sparse-idf.npy", np.zeros(3, dtype=np.float32))
    with pytest.raises(ValueError, match="do not fit"):
        SparseLeg.load(tmp_path, 1)


def test_terms_have_fixed_ids() -> None:
    # A changed hash would make every index on disk silently wrong.
    # Worked out with: printf 水库 | b2sum -l 32
    assert term_id("水库") == int.from_bytes(bytes.fromhex("45873c6a"), "little")
    assert term_id("\ud800") != term_id("\udfff")
