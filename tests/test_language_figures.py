"""Figures as terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.language.figures import figure_terms
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("2018年5月8日", ["2018年", "5月", "8日"]),
        ("2018-05-08", ["2018年", "5月", "8日"]),
        ("二〇一八年五月八号", ["2018年", "5月", "8日"]),
        ("１１月１８日", ["11月", "18日"]),
        ("前4个月", ["前4个月"]),
        ("1至4月份", ["前4个月", "4月"]),
        ("1—4月", ["前4个月", "4月"]),
        ("头十一个月", ["前11个月"]),
        ("第十四届", ["第14"]),
        ("1.2亿", ["=120000000"]),
        ("12000万", ["=120000000"]),
        ("120000000", ["=120000000"]),
        ("120,000,000", ["=120000000"]),
        ("一亿两千万", ["=120000000"]),
        ("1亿2千万", ["=120000000"]),
        ("一万五千人", ["=15000"]),
        ("1.5万人", ["=15000"]),
        ("8200多万户", ["=82000000"]),
        ("9.11万亿元", ["=9110000000000"]),
        ("百分之三", ["=3%"]),
        ("3.0%", ["=3%"]),
        ("百分之七点五", ["=7.5%"]),
        ("水位2.50米", ["=2.5"]),
        ("九个村, 2家厂, 1234人", []),
        ("没有数字", []),
        ("13812345678-9", []),
    ],
)
def test_figure_terms(text: str, terms: list[str]) -> None:
    assert figure_terms(normal_form(text)) == terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("九个", "9个"),
        ("两家", "2家"),
        ("1,234", "1234"),
        ("第十四届", "第14届"),
        ("百分之三", "3%"),
        ("二零二一年一月十八日", "2021年1月18日"),
        ("３５人", "三十五人"),
    ],
)
def test_numerals_give_the_same_terms(tokenizer: Tokenizer, one: str, other: str) -> None:
    assert tokenizer.terms(normal_form(one)) == tokenizer.terms(normal_form(other)) != []


def test_terms_are_the_words_and_the_figures(tokenizer: Tokenizer) -> None:
    text = "2021年水库蓄水1.2亿立方米"
    assert tokenizer.terms(text) == [*tokenizer.words(text), "2021年", "=120000000"]


@given(st.integers(1, 10**8))
def test_amount_meets_itself_in_units_of_ten_thousand(number: int) -> None:
    assert figure_terms(f"{number}万") == figure_terms(f"{number}0000") == [f"={number * 10_000}"]


@given(st.text(alphabet="0123456789.-%年月日号第前至多万亿千个", max_size=12))
def test_any_text_gives_terms(text: str) -> None:
    assert all(term.strip() == term and term for term in figure_terms(text))
