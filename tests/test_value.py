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
        ("-0.3%", "-0.3%"),
        ("约－5℃", "-5℃"),
        ("气温−5℃", "-5℃"),
        ("零下十二摄氏度", "-12摄氏度"),
        ("气温零下12度", "-12度"),
        ("-0.0%", "0%"),
        ("36.5°C", "36.5℃"),
        ("3千亿元", "300000000000元"),
        ("5百億元", "50000000000元"),
        ("2.5十億元", "2500000000元"),
        ("3千多亿元", "300000000000元"),
        ("3百多万人", "3000000人"),
        ("5万千瓦", "50000千瓦"),
        ("5千克", "5000克"),
        ("增长0.3%", "0.3%"),
        ("降至2.1%", "2.1%"),
        ("减少到3人", "3人"),
        ("跌破3000点", "3000点"),
        ("降水50毫米", "50毫米"),
        ("至少3人", "3人"),
        ("最低5度", "5度"),
        ("3名负责人", "3名负责人"),
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


@pytest.mark.parametrize(
    "answer",
    [
        "下降0.3%",
        "同比减少3万人",
        "跌了12%",
        "回落0.2个百分点",
        "缩水三成",
        "降幅为0.3%",
        "0.3%的降幅",
        "低3个百分点",
        "少3人",
        "比去年低3%",
        "亏损3亿元",
        "负增长0.3%",
        "零下约12度",
        "3亿美元逆差",
    ],
)
def test_number_whose_sign_is_in_words_has_no_value(answer: str) -> None:
    assert value_of(answer, PRINTED) is None


@pytest.mark.parametrize("answer", ["歼-20", "歼－20战机", "H-20", "-5℃至3℃", "3-5人", "——5人"])
def test_dash_that_is_no_minus_gives_no_value(answer: str) -> None:
    assert value_of(answer, PRINTED) is None


def test_date_in_words_needs_the_day_of_print() -> None:
    assert value_of("昨日", None) is None
