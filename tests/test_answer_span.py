"""Which words of a passage are given as the short answer."""

from dataclasses import replace
from datetime import date

import pytest
from test_compose import read

from qabot.answering.span import answer_span
from qabot.language.words import Tokenizer
from qabot.searching.question import analyse

TODAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("text", "spans", "answer"),
    [
        ("定于6月25日至6月26日停水。", ["6月26日", "6月25日"], "6月25日至6月26日"),
        ("定于6月25日至6月26日停水。", ["6月25日", "6月26日"], "6月25日至6月26日"),
        ("定于6月25日停水，6月26日恢复。", ["6月26日", "6月25日"], "6月26日"),
        ("始建于1867年的石桥。", ["1867年的"], "1867年"),
    ],
)
def test_range_of_days_is_one_answer_and_a_trailing_particle_none(
    tokenizer: Tokenizer, text: str, spans: list[str], answer: str
) -> None:
    question = analyse("什么时候停水？", tokenizer, TODAY)
    span = answer_span(question, read("a", text, *spans))
    assert span is not None
    assert text[slice(*span)] == answer


def test_range_joins_days_only(tokenizer: Tokenizer) -> None:
    hit = read("a", "从青龙镇到白石镇修路。", "青龙镇", "白石镇")
    question = analyse("哪个镇修路？", tokenizer, TODAY)
    assert answer_span(question, replace(hit, probability=None)) == (1, 4)


@pytest.mark.parametrize(
    ("asked", "given"), [("沈砚舟是谁？", False), ("龚福来是谁", False), ("县长是谁？", True)]
)
def test_what_someone_is_has_no_short_answer(tokenizer: Tokenizer, asked: str, given: bool) -> None:
    question = analyse(asked, tokenizer, TODAY)
    assert (answer_span(question, read("a", "县长沈砚舟来了。", "沈砚舟")) is not None) == given
