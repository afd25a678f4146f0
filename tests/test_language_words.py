"""Words by jieba."""

from pathlib import Path

import pytest

from qabot.errors import SettingsError
from qabot.language.words import Token, Tokenizer


def test_tokens_give_their_places(tokenizer: Tokenizer) -> None:
    assert list(tokenizer.tokens("水库的总投资")) == [
        Token("水库", 0, 2),
        Token("投资", 4, 6),
        Token("总投资", 3, 6),
    ]


@pytest.mark.parametrize(
    "text",
    ["2021年,阿勒泰地区脱贫攻坚工作全面完成。", "bge-m3 与 a股", "好😀的\n第2行", "", " ,。"],
)
def test_offsets_give_the_words(tokenizer: Tokenizer, text: str) -> None:
    assert all(text[token.start : token.end] == token.word for token in tokenizer.tokens(text))


def test_words_without_stop_words_and_punctuation(tokenizer: Tokenizer) -> None:
    assert tokenizer.words("水库的投资是多少,在哪里?") == ["水库", "投资"]
    assert tokenizer.words("") == tokenizer.words("的,。!😀\n") == []


def test_own_dictionary_keeps_its_words_whole(tokenizer: Tokenizer) -> None:
    assert "易地搬迁" in tokenizer.words("易地搬迁工作")


def test_user_dictionary_keeps_words_whole(
    tmp_path: Path, cache: Path, tokenizer: Tokenizer
) -> None:
    file = tmp_path / "words.txt"
    # With a byte order mark, a comment, an empty line; words in any form, as texts are cut in normal form.
    file.write_text("\ufeff栖川河畔\n# 栖川开工\n\n棲雲山莊 5000 n\nＱＡ河畔 9000\n", "utf-8")
    text = "栖川河畔,栖云山庄,qa河畔,栖川开工"
    whole = {"栖川河畔", "栖云山庄", "qa河畔"}
    assert not whole & set(tokenizer.words(text))
    found = Tokenizer(file, cache).words(text)
    assert whole < set(found)
    assert "栖川开工" not in found


def test_fingerprint_changes_with_the_dictionary(
    tmp_path: Path, cache: Path, tokenizer: Tokenizer
) -> None:
    file = tmp_path / "words.txt"
    file.write_text("栖川河畔", "utf-8")
    with_words = Tokenizer(file, cache).fingerprint
    file.write_text("栖川河畔 100", "utf-8")
    with_frequency = Tokenizer(file, cache).fingerprint
    assert len({tokenizer.fingerprint, with_words, with_frequency}) == 3
    assert Tokenizer(cache=cache).fingerprint == tokenizer.fingerprint


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_user_dictionary_that_cannot_be_read(
    tmp_path: Path, cache: Path, content: bytes | None
) -> None:
    file = tmp_path / "words.txt"
    if content:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"words\.txt") as raised:
        Tokenizer(file, cache)
    assert "QABOT_USER_DICT" in raised.value.hint
