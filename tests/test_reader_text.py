"""What the reader sees, and back: offsets in code points of the passage as printed."""

from datetime import date

import numpy as np
import pytest
from tokenizers import Tokenizer

from qabot.indexing.encoder.weights import Weights
from qabot.language.normal import normal_form
from qabot.searching.reader.text import MAX_QUESTION_TOKENS, MAX_TOKENS, ReaderInput, reader_input
from training.reader.vocabulary import UNKNOWN, Ids, choose_kept, new_ids, pruned_tokenizer

DAY = date(2018, 3, 5)
TEXT = "栖川水庫總投資８．８億元😀，今年開工。\n第二段說，共有三百戶搬遷，covid-19疫苗已備好。"
PIECES = Weights().pieces


@pytest.fixture(scope="module")
def kept() -> Ids:
    return choose_kept(PIECES, [TEXT, TEXT, "在2018年，在2018年"], probable=100)


@pytest.fixture(scope="module")
def tokenizer(kept: Ids) -> Tokenizer:
    return pruned_tokenizer(PIECES, kept)


def seen(tokenizer: Tokenizer, read: ReaderInput) -> str:
    return "|".join(str(tokenizer.id_to_token(piece)) for piece in read.ids)


def printed(read: ReaderInput, text: str, first: int, last: int) -> str:
    start, end = read.tokens[first - read.first][0], read.tokens[last - read.first][1]
    begin, stop = read.body.span(start, end)
    return text[begin:stop].strip()


def test_input_has_question_title_date_and_text_in_normal_form(tokenizer: Tokenizer) -> None:
    read = reader_input(tokenizer, "總投資多少？", "水庫", DAY, "三億元。")
    assert seen(tokenizer, read) == (
        "<s>|▁|总|投资|多少|?|</s>|</s>|▁|水|库|▁(|2018|年|3|月|5|日|)|▁3|亿元|。|</s>"
    )
    assert [read.body.text[start:end] for start, end in read.tokens] == ["3", "亿元", "。"]
    assert read.ids[read.first : read.first + 3] == [
        tokenizer.token_to_id(piece) for piece in ("▁3", "亿元", "。")
    ]


def test_input_without_date_or_title(tokenizer: Tokenizer) -> None:
    assert seen(tokenizer, reader_input(tokenizer, "水", "", None, "大水")) == (
        "<s>|▁|水|</s>|</s>|▁大|水|</s>"
    )
    assert seen(tokenizer, reader_input(tokenizer, "水", "", DAY, "水")).endswith("|日|)|▁|水|</s>")
    assert seen(tokenizer, reader_input(tokenizer, "", "", None, "")) == "<s>|</s>|</s>|</s>"


@pytest.mark.parametrize(
    "answer", ["８．８億元", "栖川", "三百戶", "搬遷", "水庫", "covid-19", "😀", "第二段"]
)
@pytest.mark.parametrize("published", [DAY, None])
def test_answer_is_found_in_the_tokens_and_back(
    tokenizer: Tokenizer, answer: str, published: date | None
) -> None:
    read = reader_input(tokenizer, "總投資多少？", "水庫" if published else "", published, TEXT)
    start = TEXT.index(answer)
    positions = read.positions(start, start + len(answer))
    assert positions is not None
    assert answer in printed(read, TEXT, *positions)
    assert len(printed(read, TEXT, *positions)) <= len(answer) + 2  # a piece may be longer


def test_of_a_long_question_the_end_is_read(tokenizer: Tokenizer) -> None:
    ending = "灰浆用什么调?"
    read = reader_input(tokenizer, "老石匠带着徒弟。" * 40 + ending, "", None, TEXT)
    asked = read.ids[1 : MAX_QUESTION_TOKENS + 1]
    tail = tokenizer.encode(ending, add_special_tokens=False).ids[1:]
    assert asked[-len(tail) :] == tail


def test_what_is_cut_off_has_no_position(tokenizer: Tokenizer) -> None:
    long = "栖川，" * 300
    read = reader_input(tokenizer, "水" * 200, "水库", DAY, long + "三亿元")
    assert len(read.ids) == MAX_TOKENS
    assert read.ids[MAX_QUESTION_TOKENS + 1 : MAX_QUESTION_TOKENS + 3] == [2, 2]
    assert read.ids[-1] == 2
    assert read.positions(0, 2) is not None
    assert read.positions(len(long), len(long) + 3) is None
    assert read.first + len(read.tokens) == MAX_TOKENS - 1


def test_vocabulary_keeps_what_normal_form_needs(kept: Ids) -> None:
    names = {PIECES[old][0] for old in kept.tolist()}
    assert [PIECES[old][0] for old in kept[:4]] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert {"水", "投资", "▁", "a", "ш", "が", "的问题", "vid"} <= names
    assert not names & {"投資", "臺", "<mask>", "ＧＤＰ", "A", "▁The", "Россия", "ました"}
    assert all(normal_form(name) == name for name in names if len(name) == 1)
    assert (np.diff(kept) > 0).all()
    assert 19_000 < len(kept) < 21_000


def test_pruned_tokenizer_cuts_chinese_as_the_whole_one(kept: Ids, tokenizer: Tokenizer) -> None:
    whole = pruned_tokenizer(PIECES, np.arange(len(PIECES), dtype=np.int32))
    normal = normal_form(TEXT)
    assert tokenizer.encode(normal).tokens == whole.encode(normal).tokens
    translated = new_ids(kept, len(PIECES))[whole.encode(normal).ids]
    assert translated.tolist() == tokenizer.encode(normal).ids
    assert new_ids(kept, len(PIECES))[len(PIECES) - 1] == UNKNOWN


def test_no_token_has_a_part_of_both_title_and_text(tokenizer: Tokenizer) -> None:
    read = reader_input(tokenizer, "谁", "中国", None, "人民银行昨日宣布")
    assert read.positions(0, 2) is not None
    assert [read.body.text[start:end] for start, end in read.tokens][:2] != ["国人", "民"]


def test_long_title_leaves_room_for_the_text(tokenizer: Tokenizer) -> None:
    text = "水库蓄水三亿立方米。" * 12
    read = reader_input(tokenizer, "蓄水多少", "题" * 400, DAY, text)
    assert read.first < 70
    assert read.body.text[slice(*read.tokens[-1])] == "。"
    assert len(read.ids) <= MAX_TOKENS
