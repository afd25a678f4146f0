from datetime import date

import pytest

from qabot.answering.value import value_of

PRINTED = date(2021, 1, 18)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("4.68亿元", "468000000元"),
        ("21.6%", "21.6%"),
        ("百分之六十", "60%"),
        ("3万多名", "30000名"),
        ("20多万人", "200000人"),
        ("约1.2万亿斤", "1200000000000斤"),
        ("1,071万", "10710000"),
        ("九个", "9个"),
        ("90", "90"),
        ("二〇二一年九月二十八日", "2021-09-28"),
        ("昨日", "2021-01-17"),
        ("1月17日", "2021-01-17"),
        ("2012年", "2012-01-01/2012-12-31"),
    ],
)
def test_value_of_a_number_or_a_date(answer: str, value: str) -> None:
    assert value_of(answer, PRINTED) == value


@pytest.mark.parametrize(
    "answer",
    ["王小明", "", "七上八下", "湖南、湖北", "3人死亡，5人受伤", "从2013年起担任县委书记的王小明"],
)
def test_anything_else_has_no_value(answer: str) -> None:
    assert value_of(answer, PRINTED) is None


def test_date_in_words_needs_the_day_of_print() -> None:
    assert value_of("昨日", None) is None
