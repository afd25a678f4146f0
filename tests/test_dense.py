"""The dense leg against the inner products of all vectors, with and without codes."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from qabot.indexing.dense import COARSE_FILE, VECTORS_FILE, DenseLeg, carry_dense, write_dense
from qabot.types import Vectors

_SIZE, _DIMENSION, _K = 6000, 64, 20
_ALWAYS, _NEVER = 1, 10**9


def unit(vectors: Vectors) -> Vectors:
    normal: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normal


def made(count: int, seed: int = 1) -> Vectors:
    """Return vectors that lie as those of a text model do: around topics, all in one part of the sphere."""
    random = np.random.default_rng(seed)
    topics = np.random.default_rng(0).standard_normal((50, _DIMENSION), dtype=np.float32)
    noise = random.standard_normal((count, _DIMENSION), dtype=np.float32)
    return unit(2 + topics[random.integers(50, size=count)] + noise)


def blocks(vectors: Vectors) -> Iterator[Vectors]:
    return (vectors[at : at + 512] for at in range(0, len(vectors), 512))


def write(folder: Path, vectors: Vectors, coarse_from: int) -> DenseLeg:
    folder.mkdir()
    return write_dense(folder, blocks(vectors), len(vectors), coarse_from=coarse_from)


def exact(
    vectors: Vectors, question: Vectors, k: int, allowed: NDArray[np.bool_] | None = None
) -> list[int]:
    scores = vectors @ question
    if allowed is not None:
        scores[~allowed] = -np.inf
        k = min(k, int(allowed.sum()))
    order: list[int] = np.argsort(-scores, kind="stable")[:k].tolist()
    return order


def recall(
    leg: DenseLeg, vectors: Vectors, questions: Vectors, allowed: NDArray[np.bool_] | None = None
) -> float:
    """Return the share of the exact result that the leg finds; its scores must be exact and in order."""
    shares = []
    for question in questions:
        rows, scores = leg.search(question, _K, allowed)
        np.testing.assert_allclose(scores, vectors[rows] @ question, atol=1e-6)
        assert (np.diff(scores) <= 0).all()
        assert allowed is None or allowed[rows].all()
        expected = exact(vectors, question, _K, allowed)
        assert len(rows) == len(expected)
        shares.append(len(np.intersect1d(rows, expected)) / len(expected))
    return float(np.mean(shares))


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return made(_SIZE)


@pytest.fixture(scope="module")
def questions() -> Vectors:
    return made(40, seed=2)


@pytest.fixture(scope="module")
def coarse(vectors: Vectors, tmp_path_factory: pytest.TempPathFactory) -> DenseLeg:
    leg = write(tmp_path_factory.mktemp("dense") / "leg", vectors, _ALWAYS)
    assert leg.coarse is not None
    return leg


def periods() -> dict[str, NDArray[np.bool_]]:
    rows = np.arange(_SIZE)
    return {
        "all": rows >= 0,
        "half": rows % 2 == 1,
        "more than the candidates": (rows > 1000) & (rows < 1000 + 30 * _K),
        "fewer than the candidates": rows % 97 == 5,
        "fewer than wanted": rows % 1000 == 999,
        "none": rows < 0,
    }


def test_few_vectors_are_searched_exactly(tmp_path: Path, questions: Vectors) -> None:
    vectors = made(500)
    leg = write(tmp_path / "leg", vectors, 501)
    assert leg.coarse is None
    assert not (tmp_path / "leg" / COARSE_FILE).exists()
    np.testing.assert_array_equal(leg.vectors, vectors)
    allowed = np.arange(500) % 3 == 0
    assert recall(leg, vectors, questions) == 1
    assert recall(leg, vectors, questions, allowed) == 1
    assert sorted(leg.search(questions[0], 10_000)[0].tolist()) == list(range(500))


def test_codes_find_what_the_vectors_would(
    coarse: DenseLeg, vectors: Vectors, questions: Vectors
) -> None:
    assert recall(coarse, vectors, questions) >= 0.99


@pytest.mark.parametrize("name", periods())
def test_period_loses_nothing(
    coarse: DenseLeg, vectors: Vectors, questions: Vectors, name: str
) -> None:
    allowed = periods()[name]
    if not allowed.any():
        assert len(coarse.search(questions[0], _K, allowed)[0]) == 0
    elif allowed.sum() <= 20 * _K:  # all are scored
        assert recall(coarse, vectors, questions, allowed) == 1
    else:
        assert recall(coarse, vectors, questions, allowed) >= 0.99


@pytest.mark.parametrize("coarse_from", [_ALWAYS, _NEVER])
def test_equal_vectors_score_the_same_and_come_by_row(tmp_path: Path, coarse_from: int) -> None:
    vectors = made(1003)
    vectors[[7, 500, 1001, 1002]] = vectors[3]
    rows, scores = write(tmp_path / "leg", vectors, coarse_from).search(vectors[3], 5)
    assert rows.tolist() == [3, 7, 500, 1001, 1002]
    assert len(set(scores.tolist())) == 1


@pytest.mark.parametrize("coarse_from", [_ALWAYS, _NEVER])
@pytest.mark.parametrize(
    ("kept", "added"),
    [
        pytest.param(np.arange(3000), 50, id="added"),
        pytest.param(np.arange(3000)[10:-10], 0, id="removed"),
        pytest.param(np.arange(3000)[::-3], 7, id="removed, in another order, and added"),
        pytest.param(np.arange(3000), 2000, id="grown past a power of two"),
        pytest.param(np.arange(0), 600, id="all replaced"),
    ],
)
def test_carried_leg_is_the_one_built_anew(
    tmp_path: Path, questions: Vectors, coarse_from: int, kept: NDArray[np.int64], added: int
) -> None:
    before, new = made(3000), made(added, seed=3)
    old = write(tmp_path / "old", before, coarse_from)
    (tmp_path / "new").mkdir()
    leg = carry_dense(old, kept, [new], len(new), tmp_path / "new", coarse_from=coarse_from)
    after = np.concatenate([before[kept], new])
    np.testing.assert_array_equal(leg.vectors, after)
    fresh = write(tmp_path / "fresh", after, coarse_from)
    assert (leg.coarse is None) == (fresh.coarse is None) == (coarse_from == _NEVER)
    assert recall(leg, after, questions) >= (0.99 if leg.coarse else 1)
    np.testing.assert_array_equal(old.vectors, before)


def test_carried_leg_gets_and_loses_codes(tmp_path: Path, questions: Vectors) -> None:
    before, new = made(900), made(200, seed=3)
    small = write(tmp_path / "small", before, 1000)
    (tmp_path / "grown").mkdir()
    grown = carry_dense(
        small, np.arange(900), [new], len(new), tmp_path / "grown", coarse_from=1000
    )
    assert small.coarse is None
    assert grown.coarse is not None
    assert recall(grown, np.concatenate([before, new]), questions) >= 0.99
    (tmp_path / "shrunk").mkdir()
    shrunk = carry_dense(grown, np.arange(900), [], 0, tmp_path / "shrunk", coarse_from=1000)
    assert shrunk.coarse is None
    np.testing.assert_array_equal(shrunk.vectors, before)


def test_carried_codes_are_copied(tmp_path: Path) -> None:
    """A second carry of the same rows leaves the file as it is: nothing is trained or encoded again."""
    old = write(tmp_path / "old", made(1000), _ALWAYS)
    (tmp_path / "new").mkdir()
    carry_dense(old, np.arange(1000), [], 0, tmp_path / "new", coarse_from=_ALWAYS)
    for name in (VECTORS_FILE, COARSE_FILE):
        assert (tmp_path / "new" / name).read_bytes() == (tmp_path / "old" / name).read_bytes()


def test_count_must_be_that_of_the_blocks(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="10 vectors instead of 11"):
        write_dense(tmp_path, [made(10)], 11)


@pytest.mark.parametrize("name", [VECTORS_FILE, COARSE_FILE])
@pytest.mark.parametrize("damage", ["cut", "overwritten", "of another leg"])
def test_damaged_file_is_refused(tmp_path: Path, name: str, damage: str) -> None:
    write(tmp_path / "leg", made(1000), _ALWAYS)
    write(tmp_path / "other", made(999), _ALWAYS)
    path = tmp_path / "leg" / name
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "overwritten": b"\0" * len(data),
            "of another leg": (tmp_path / "other" / name).read_bytes(),
        }[damage]
    )
    with pytest.raises((OSError, ValueError, RuntimeError)):
        DenseLeg.load(tmp_path / "leg")
