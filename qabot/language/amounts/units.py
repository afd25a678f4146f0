"""Units of news: how they are written, and the one unit of a kind in which their numbers can be compared.

Times are none of them: an age, a day, a duration is no figure.
"""

import re
from fractions import Fraction

from qabot.language.amounts.lists import words_of

_COMPARED: dict[str, tuple[str, Fraction]] = {
    # unit as written: (unit compared in, how many of those one is)
    **{unit: ("元", Fraction(1)) for unit in ("元人民币", "人民币", "块钱", "元")},
    "吨": ("吨", Fraction(1)),
    "公斤": ("吨", Fraction(1, 1000)),
    "千克": ("吨", Fraction(1, 1000)),
    "斤": ("吨", Fraction(1, 2000)),
    "克": ("吨", Fraction(1, 10**6)),
    "毫克": ("吨", Fraction(1, 10**9)),
    "微克": ("吨", Fraction(1, 10**12)),
    "公里": ("米", Fraction(1000)),
    "千米": ("米", Fraction(1000)),
    "海里": ("米", Fraction(1852)),
    "米": ("米", Fraction(1)),
    "厘米": ("米", Fraction(1, 100)),
    "毫米": ("米", Fraction(1, 1000)),
    "微米": ("米", Fraction(1, 10**6)),
    "纳米": ("米", Fraction(1, 10**9)),
    "公顷": ("公顷", Fraction(1)),
    "亩": ("公顷", Fraction(1, 15)),
    "平方公里": ("公顷", Fraction(100)),
    "平方千米": ("公顷", Fraction(100)),
    "平方米": ("公顷", Fraction(1, 10**4)),
    "平方厘米": ("公顷", Fraction(1, 10**8)),
    "立方米": ("立方米", Fraction(1)),
    "方": ("立方米", Fraction(1)),
    "升": ("立方米", Fraction(1, 1000)),
    "毫升": ("立方米", Fraction(1, 10**6)),
    "瓦": ("千瓦", Fraction(1, 1000)),
    "千瓦": ("千瓦", Fraction(1)),
    "兆瓦": ("千瓦", Fraction(1000)),
    "吉瓦": ("千瓦", Fraction(10**6)),
    "千瓦时": ("千瓦时", Fraction(1)),
    "度电": ("千瓦时", Fraction(1)),
    "兆瓦时": ("千瓦时", Fraction(1000)),
    "%": ("%", Fraction(1)),
    "‰": ("%", Fraction(1, 10)),
    "成": ("%", Fraction(10)),
    "℃": ("℃", Fraction(1)),
    "°c": ("℃", Fraction(1)),
    "摄氏度": ("℃", Fraction(1)),
    "名": ("人", Fraction(1)),
    "位": ("人", Fraction(1)),
    "人": ("人", Fraction(1)),
}
_SAME = {
    "元人民币": "元",
    "人民币": "元",
    "块钱": "元",
    "千米": "公里",
    "平方千米": "平方公里",
    "千克": "公斤",
    "度电": "千瓦时",
    "方": "立方米",
    "°c": "℃",
    "摄氏度": "℃",
    "大类": "类",
}
# 亩 and 斤 are everyday units of Chinese news that statistics do not use.
_SHOWN_ALSO = {"亩": "公顷", "斤": "吨"}

# A counter is none as the beginning of a word: 8部门, 3万家庭, 13亿人民.
_GUARDED = {
    "人": "民口员士才类大均工物间群数生",
    "名": "单字称额牌城校",
    "位": "于置",
    "户": "籍口外型均",
    "家": "庭长园乡具居电禽畜",
    "个": "人体税性月小多",
    "项": "目",
    "条": "件例约",
    "只": "有要是能",
    "所": "有以在谓",
    "层": "面次",
    "台": "湾风胞企商海州",
    "处": "于理置",
    "张": "家",
    "支": "持付援出撑",
    "队": "员伍",
    "种": "植子业粮",
    "部": "门委分队级长",
    "场": "馆所地景",
    "轮": "船胎流",
    "面": "积对向临额",
    "节": "目日能约",
    "块": "钱",
    "片": "区",
    "段": "落",
    "门": "票店诊户",
    "起": "来到草飞义诉点",
    "口": "岸径罩",
    "发": "展生布出现电行明射达放挥改",
    "道": "路德理",
    "组": "织成建合",
    "类": "似型",
    "次": "会议全代常年",
    "首": "次个批届先都相席",
    "本": "届次土月年周国地科",
    "封": "锁闭控",
    "声": "明音",
    "回": "到归家国升",
    "单": "位日项独元边",
}
_COUNTERS = words_of("counter") | _GUARDED.keys()
_UNLIKE = _GUARDED | {
    "克": "服里隆拉",
    "成": "为立果员本长功都就效品",
    "方": "面向式法案便",
    "米": "兰",
    "度": "假过量",
}


def _pattern(unit: str) -> str:
    unlike = _UNLIKE.get(unit)
    return f"{re.escape(unit)}(?![{unlike}])" if unlike else re.escape(unit)


_LONGEST_FIRST = sorted(
    {*_COMPARED, *words_of("measure"), *_COUNTERS}, key=lambda unit: (-len(unit), unit)
)
UNIT = re.compile("|".join(map(_pattern, _LONGEST_FIRST)))
"""A unit in normal form."""


def is_counter(unit: str) -> bool:
    """Return whether what is counted by a unit stands behind it: 70个成员, as against 70吨."""
    return unit in _COUNTERS or unit == "类"


def usual(unit: str) -> str:
    """Return the name by which a unit is shown: 千米 is 公里, 元人民币 is 元."""
    return _SAME.get(unit, unit)


def compared(value: Fraction, unit: str) -> tuple[Fraction, str]:
    """Return a number and the unit of its kind in which all are compared: 15亩 is 1公顷, 3成 is 30%."""
    base, size = _COMPARED.get(unit, (unit, Fraction(1)))
    return value * size, base


def in_statistics(value: Fraction, unit: str) -> tuple[Fraction, str] | None:
    """Return a number in the unit of statistics; None for one that is in such a unit."""
    return compared(value, unit) if unit in _SHOWN_ALSO else None
