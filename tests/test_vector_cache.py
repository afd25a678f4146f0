"""Vectors kept by model and text."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from qabot.indexing.vector_cache import FILE, VectorCache, text_hash
from qabot.types import Vectors

HASHES = [text_hash(text) for text in ("水库", "投资", "移民")]
VECTORS: Vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)


def test_vectors_come_back_in_the_order_asked_for(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, "m")
    cache.put(HASHES, VECTORS)
    np.testing.assert_array_equal(cache.get([HASHES[2], HASHES[0], HASHES[2]]), VECTORS[[2, 0, 2]])
    cache.close()


def test_put_is_on_disk_at_once(tmp_path: Path) -> None:
    writer = VectorCache(tmp_path, "m")
    writer.put(HASHES[:2], VECTORS[:2])
    reader = VectorCache(tmp_path, "m")
    assert reader.missing(HASHES) == {HASHES[2]}
    writer.close()
    reader.close()


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, "m")
    cache.put(HASHES, VECTORS)
    cache.close()
    other = VectorCache(tmp_path, "other")
    assert other.missing(HASHES) == set(HASHES)
    with pytest.raises(KeyError):
        other.get(HASHES)
    other.close()


def test_text_hash_is_blake2b() -> None:
    # Worked out with: printf 水库 | b2sum -l 128
    assert text_hash("水库").hex() == "59bf8f89f700174347ebb41caa08323f"


def days(folder: Path) -> dict[bytes, date]:
    with sqlite3.connect(folder / FILE) as db:
        rows = db.execute("SELECT hash, used FROM vectors").fetchall()
    db.close()
    return {digest: date.fromisoformat(used) for digest, used in rows}


def test_vectors_that_no_run_needs_go_after_a_month(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    cache = VectorCache(tmp_path, "m")
    cache.put(HASHES, VECTORS)
    cache.close()
    aged = {HASHES[0]: 31, HASHES[1]: 31, HASHES[2]: 29}
    with sqlite3.connect(tmp_path / FILE) as db:
        for digest, age in aged.items():
            day = (today - timedelta(days=age)).isoformat()
            db.execute("UPDATE vectors SET used = ? WHERE hash = ?", (day, digest))
    db.close()
    cache = VectorCache(tmp_path, "m")
    cache.touch([HASHES[0]])
    cache.forget()
    cache.close()
    assert days(tmp_path) == {HASHES[0]: today, HASHES[2]: today - timedelta(days=29)}


@pytest.mark.parametrize("place", [0, 100, 5000, 60_000])
def test_damaged_file_is_begun_anew(tmp_path: Path, place: int) -> None:
    cache = VectorCache(tmp_path, "m")
    many = [text_hash(str(n)) for n in range(2000)]
    cache.put(many, np.ones((2000, 8), dtype=np.float32))
    cache.close()
    data = (tmp_path / FILE).read_bytes()
    noise = b"\xa5" * 9000
    (tmp_path / FILE).write_bytes(data[:place] + noise + data[place + len(noise) :])
    cache = VectorCache(tmp_path, "m")
    assert cache.missing(many) == set(many)
    cache.put(HASHES, VECTORS)
    np.testing.assert_array_equal(cache.get(HASHES), VECTORS)
    cache.close()


@pytest.mark.parametrize("content", [b"no database", b"\x00" * 4096, b"SQLite format 3\x00"])
def test_garbage_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    cache = VectorCache(tmp_path, "m")
    cache.put(HASHES, VECTORS)
    np.testing.assert_array_equal(cache.get(HASHES), VECTORS)
    cache.close()


def test_file_of_another_program_is_begun_anew(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("CREATE TABLE vectors (id INTEGER)")
    db.close()
    cache = VectorCache(tmp_path, "m")
    assert cache.missing(HASHES) == set(HASHES)
    cache.close()
