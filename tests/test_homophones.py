"""Typing errors by sound."""

import copy
import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from qabot.indexing.sparse import SparseBuilder, SparseLeg, term_id
from qabot.language.words import Tokenizer
from qabot.searching.homophones import CORRECTION_WEIGHT, Homophones, corrections, weights_with

PASSAGES = [
    "新疆棉花丰收",
    "副院长主持会议",
    "全年出口退税",
    "互联网普及率上升",
    "特雷莎就任首相",
    "新药诞生",
    "新馆开放",
]


@pytest.fixture(scope="module")
def leg(tokenizer: Tokenizer) -> SparseLeg:
    builder = SparseBuilder()
    for passage in PASSAGES:
        builder.add(tokenizer.terms(passage))
    return builder.build()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("新彊种什么", {"新彊": "新疆"}),
        ("全年出口退睡多少", {"退睡": "退税"}),
        ("哪天诞声的", {"诞声": "诞生"}),
        ("普及律多高", {"普及律": "普及率"}),
        ("特雷沙是谁", {"特雷沙": "特雷莎"}),
        ("任命谁当副院掌", {"院掌": "院长"}),
        ("新疆出口退税多少", {}),  # known words
        ("他第几个说", {}),  # single characters that ask and count
        ("abc 123 ?", {}),
        ("", {}),
    ],
)
def test_corrections(
    tokenizer: Tokenizer, leg: SparseLeg, question: str, expected: dict[str, str]
) -> None:
    assert corrections(question, tokenizer, leg.idf_of) == expected


def test_what_the_archive_writes_itself_is_no_error(tokenizer: Tokenizer, leg: SparseLeg) -> None:
    assert corrections("新冠疫情", tokenizer, leg.idf_of) == {"新冠": "新馆"}
    assert corrections("新冠疫情", tokenizer, leg.idf_of, lambda: ["全国新冠病例"]) == {}


def test_words_alike_by_sound() -> None:
    homophones = Homophones(
        ["院长", "园长", "圆张", "南方", "长安", "藏", "a股", "会计师", "快记室"]
    )
    assert dict(homophones.alike("院掌")) == {"院长": True, "园长": True, "圆张": True}
    assert dict(homophones.alike("兰房")) == {"南方": False}  # n and l
    assert dict(homophones.alike("蚕安")) == {"长安": False}  # c and ch, an and ang
    assert dict(homophones.alike("快计师")) == {"会计师": True, "快记室": True}  # 会 has two sounds
    assert [*homophones.alike("藏")] == [*homophones.alike("x院")] == []


@pytest.mark.parametrize("words", [[], ["院长"], ["x", "藏"]])
def test_sounds_that_no_word_has_are_like_none(words: list[str]) -> None:
    homophones = Homophones(words)
    built = pickle.dumps(homophones)
    assert [
        word for typed in ("好人", "远好", "人涨", "副院长") for word in homophones.alike(typed)
    ] == []
    assert pickle.dumps(homophones) == built  # whoever asks only reads: threads share it


def test_threads_that_ask_at_once_build_the_tables_once(
    tokenizer: Tokenizer, leg: SparseLeg, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, built = copy.copy(tokenizer), []  # one for which nothing is built yet

    def slowly(least: int) -> list[str]:
        built.append(least)
        time.sleep(0.1)
        return tokenizer.dictionary(least)

    monkeypatch.setattr(own, "dictionary", slowly)
    with ThreadPoolExecutor(4) as threads:
        asked = threads.map(corrections, ["新彊种什么"] * 4, [own] * 4, [leg.idf_of] * 4)
        assert list(asked) == [{"新彊": "新疆"}] * 4
    assert len(built) == 1


def test_corrected_word_is_added_and_takes_nothing_away(
    tokenizer: Tokenizer, leg: SparseLeg
) -> None:
    typed = {term_id("出口"): 2.0}
    found = weights_with(typed, ["退税", "出口"], tokenizer, leg.idf_of)
    assert found == {
        term_id("出口"): 2.0,
        term_id("退税"): pytest.approx(CORRECTION_WEIGHT * (leg.idf_of("退税") or 0.0)),
    }
