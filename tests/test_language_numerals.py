"""Chinese numerals: which become digits, and which are parts of words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.language.numerals import find_numerals, replace_numerals

_DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # digits side by side
        ("二〇二一年", "2021年"),
        ("二零二一年", "2021年"),
        ("一九四九年", "1949年"),
        ("九八年", "98年"),
        ("一〇三室", "103室"),
        # counted
        ("九个", "9个"),
        ("两个", "2个"),
        ("三百零六户", "306户"),
        ("三千八百亩", "3800亩"),
        ("两千人", "2000人"),
        ("一千零五十", "1050"),
        ("一百一十二", "112"),
        ("一百十二", "112"),
        ("十二月二十三日", "12月23日"),
        ("二十余年", "20余年"),
        ("三千多", "3000多"),
        ("三个代表", "3个代表"),
        # a last digit without its unit counts the next one down
        ("一百五", "150"),
        ("二千八", "2800"),
        ("一百零五", "105"),
        # 万 and 亿 stay as units
        ("一百二十三万", "123万"),
        ("一千万元", "1000万元"),
        ("十亿元", "10亿元"),
        ("两万五千里", "2万5000里"),
        ("八点八四亿元", "8.84亿元"),
        ("一点八倍", "1.8倍"),
        ("零点五", "0.5"),
        ("零点零三米", "0.03米"),
        # shares
        ("百分之六十四", "64%"),
        ("百分之零点五", "0.5%"),
        ("百分之十二点五", "12.5%"),
        ("百分之九十九点九", "99.9%"),
        # ordinals and times
        ("第十三届", "第13届"),
        ("第三", "第3"),
        ("八点三十分", "8点30分"),
        ("三点一刻", "3点1刻"),
        ("十点十五分", "10点15分"),
        # words
        ("十分", "十分"),
        ("统一", "统一"),
        ("统一个人账户", "统一个人账户"),
        ("千家万户", "千家万户"),
        ("千方百计", "千方百计"),
        ("万一", "万一"),
        ("万里", "万里"),
        ("一些", "一些"),
        ("一起", "一起"),
        ("一带一路", "一带一路"),
        ("一心一意", "一心一意"),
        ("百姓", "百姓"),
        ("四川", "四川"),
        ("九江", "九江"),
        ("三峡", "三峡"),
        ("五四运动", "五四运动"),
        ("十四五规划", "十四五规划"),
        ("星期一", "星期一"),
        # approximate or not well formed
        ("三五个", "三五个"),
        ("二三十人", "二三十人"),
        ("几十万", "几十万"),
        ("百余名", "百余名"),
        ("十百千", "十百千"),
        ("百分之百", "百分之百"),
        ("三分之二", "三分之二"),
    ],
)
def test_numerals(text: str, expected: str) -> None:
    assert replace_numerals(text) == expected


def test_places_of_numerals() -> None:
    assert list(find_numerals("共九个组、百分之六十，十分好")) == [(1, 2, "9"), (5, 10, "60%")]


@given(st.integers(11, 9999))
def test_every_number_is_read_as_it_is_written(number: int) -> None:
    assert replace_numerals(f"共{_written(number)}人") == f"共{number}人"


def _written(number: int) -> str:
    """Write a number below 10,000 as a newspaper does."""
    written, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            written += ("零" if zero else "") + _DIGITS[digit] + unit
        zero = not digit and bool(written)
    return written.removeprefix("一") if 10 <= number < 20 else written
