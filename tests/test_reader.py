"""The reader at question time, on real ONNX Runtime with a small model of this module's own."""

import itertools
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from readers import LAYERS, passage, small_checkpoint, write_small_reader

from qabot.errors import ModelError
from qabot.indexing.encoder.weights import Weights
from qabot.searching.reader import BackgroundReader, Reader, load_reader
from qabot.searching.reader.reader import MODEL_FILE, TOKENIZER_FILE
from qabot.searching.reader.spans import MAX_SPAN_TOKENS
from qabot.searching.reader.text import reader_input
from qabot.settings import Settings
from training.reader.checkpoint import Checkpoint, untrained
from training.reader.export import compare
from training.reader.vocabulary import pruned_tokenizer

QUESTION = "水庫總投資多少？"
TEXTS = [
    "栖川水庫總投資８．８億元，今年開工。",
    "😀第一段说，共有三百户搬迁。\n第二段说，2018年已经动工；covid-19期间停工。",
    "他说：“《栖川志》里写得很清楚。”",
    "今年六月，全县新修公路一百二十公里，" * 8,
    "。！？",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_reader(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def reader(folder: Path) -> Reader:
    return Reader(folder, threads=2)


def inputs() -> list[list[int]]:
    tokenizer = pruned_tokenizer(Weights().pieces, small_checkpoint().kept)
    day = date(2021, 1, 18)
    return [reader_input(tokenizer, QUESTION, "水庫", day, text).ids for text in TEXTS]


@pytest.mark.parametrize("bits", [4, 8])
def test_int8_is_close_to_torch(tmp_path: Path, bits: int) -> None:
    write_small_reader(tmp_path, bits=bits)
    relevance, spans = compare(small_checkpoint(), tmp_path, inputs())
    assert spans.spread > 0.3, "random heads tell tokens apart"
    assert spans.mean < 0.15 * spans.spread
    assert spans.largest < 0.8 * spans.spread
    assert relevance.largest < 0.05


def test_reading_has_the_models_own_logits(folder: Path, reader: Reader) -> None:
    from qabot.indexing.encoder.session import open_model

    tokenizer = pruned_tokenizer(Weights().pieces, small_checkpoint().kept)
    seen = reader_input(tokenizer, QUESTION, "水庫", None, TEXTS[0])
    relevance, start, end = open_model(folder / MODEL_FILE, threads=1).run(
        None, {"input_ids": np.array([seen.ids])}
    )
    reading = reader.read_one(QUESTION, passage(TEXTS[0]))
    assert reading.relevance == relevance[0]
    assert reading.null == start[0, 0] + end[0, 0]
    best = reading.spans[0]
    positions = seen.positions(best.start, best.end)
    assert positions is not None
    assert len(seen.ids) - 1 > positions[1] >= positions[0] >= seen.first
    assert best.logit <= start[0, seen.first :].max() + end[0, seen.first :].max()


@pytest.mark.parametrize("text", TEXTS)
def test_spans_are_word_for_word_and_apart(reader: Reader, text: str) -> None:
    spans = reader.read_one(QUESTION, passage(text)).spans
    assert [span.logit for span in spans] == sorted((s.logit for s in spans), reverse=True)
    assert bool(spans) == (text != "。！？")
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        answer = text[span.start : span.end]
        assert answer == answer.strip(" \n，。！？；：")
        assert len(answer) <= MAX_SPAN_TOKENS * 4
    for one, other in itertools.combinations(spans, 2):
        assert one.end <= other.start or other.end <= one.start


def test_order_of_candidates_changes_no_reading(reader: Reader) -> None:
    passages = [passage(text, number) for number, text in enumerate(TEXTS)]
    forward = reader.read(QUESTION, passages, 60_000)
    backward = reader.read(QUESTION, passages[::-1], 60_000)
    assert forward == backward[::-1]
    assert forward == [reader.read_one(QUESTION, one) for one in passages]


def test_two_threads_get_the_same_readings(reader: Reader) -> None:
    passages = [passage(text, number) for number, text in enumerate(TEXTS)]
    alone = reader.read(QUESTION, passages, 60_000)
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: reader.read(QUESTION, passages, 60_000), range(2)))
    assert both == [alone, alone]


@pytest.mark.parametrize(
    ("budget_ms", "read"),
    [(0, 1), (5, 1), (45, 4), (1000, 12)],
)
def test_budget_is_kept(folder: Path, budget_ms: float, read: int) -> None:
    ticks = itertools.count()
    reader = Reader(folder, threads=1, clock=lambda: next(ticks) * 0.01)
    assert len(reader.read(QUESTION, [passage("水库")] * 12, budget_ms)) == read


def test_reading_stops_when_sure(reader: Reader) -> None:
    passages = [passage(text) for text in TEXTS]
    readings = reader.read(QUESTION, passages, 60_000, sure=lambda so_far: len(so_far) == 2)
    assert readings == [reader.read_one(QUESTION, one) for one in passages[:2]]


def test_no_passages_and_blank_question(reader: Reader) -> None:
    assert reader.read(QUESTION, [], 100) == []
    (reading,) = reader.read(" ", [passage("水库")], 100)
    assert reading.spans


@pytest.mark.parametrize("file", [MODEL_FILE, TOKENIZER_FILE])
@pytest.mark.parametrize("content", [None, b"", b"damaged"])
def test_missing_or_damaged_file_is_named(tmp_path: Path, file: str, content: bytes | None) -> None:
    write_small_reader(tmp_path)
    (tmp_path / file).unlink()
    if content is not None:
        (tmp_path / file).write_bytes(content)
    with pytest.raises(ModelError, match=file) as raised:
        Reader(tmp_path)
    assert "QABOT_READER=off" in raised.value.hint


def test_bot_goes_on_without_a_reader_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        reader = BackgroundReader(tmp_path)
        assert [reader.read(QUESTION, [passage("水库")], 100) for _ in range(3)] == [[]] * 3
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "QABOT_READER=off" in caplog.text


def test_background_reader_reads_once_it_is_loaded(folder: Path, reader: Reader) -> None:
    passages = [passage(text) for text in TEXTS]
    assert BackgroundReader(folder).read(QUESTION, passages, 60_000) == reader.read(
        QUESTION, passages, 60_000
    )


def test_reader_can_be_switched_off() -> None:
    assert load_reader(Settings(reader="off")) is None
    assert Settings().reader == "on"


def test_checkpoint_survives_a_file_and_names_what_is_missing(tmp_path: Path) -> None:
    arrays = untrained(Weights(), small_checkpoint().kept, layers=LAYERS)
    np.savez(tmp_path / "reader.npz", allow_pickle=False, **arrays)
    loaded = Checkpoint.load(tmp_path / "reader.npz")
    assert (loaded.layers, loaded.hidden, loaded.heads) == (LAYERS, 384, 12)
    np.testing.assert_array_equal(loaded.words, small_checkpoint().words)
    del arrays["l1.aln.b"]
    with pytest.raises(ValueError, match=r"l1\.aln\.b"):
        Checkpoint(arrays)
