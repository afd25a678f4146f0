"""Chinese numerals as Arabic digits, where they are numbers and not parts of words.

二〇二一年 → 2021年, 九个 → 9个, 三千八百亩 → 3800亩, 八点八亿 → 8.8亿, 百分之六十 → 60%,
3,860 → 3860;
十分, 统一, 千家万户 stay.
"""

import re
from collections.abc import Iterator

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}

# What a single digit must be followed by to be a number: measure words and units of news.
MEASURES = (
    "个名位人口户次项条只头匹尾羽株棵亩公千平立元角万亿年月日号天周小时刻秒岁届级类期批座所家间栋幢层件台辆架艘列"
    "处张份本册支队组村镇乡县市州省种款部场回轮倍成折吨斤克米里度点线区块片段根颗粒杯瓶箱袋包桶双对套枚面篇首句章节等代街站院校班"
)
_NUMERAL = "[零〇一二三四五六七八九十百千两]+"
_RUN = re.compile(
    r"(?<![\d.,])(?P<grouped>\d{1,3}(?:,\d{3})+)(?![\d,])"
    f"|(?P<percent>百分之)?(?P<whole>{_NUMERAL})(?:点(?P<decimals>[零〇一二三四五六七八九]+)(?![十百千刻]))?"
)
_COUNTED = re.compile("[万亿]?[" + "".join(sorted(set(MEASURES))) + "]")
# 统一个人, 万一次… : the digit belongs to the word before it.
_WORDS_BEFORE = frozenset("统唯万单专划同逐之合惟均归多几数上下")


def replace_numerals(text: str) -> str:
    """Return a text with its Chinese numerals as Arabic digits; 万 and 亿 stay as units."""
    parts: list[str] = []
    done = 0
    for start, end, digits in find_numerals(text):
        parts += [text[done:start], digits]
        done = end
    return "".join((*parts, text[done:]))


def find_numerals(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and digits of every Chinese numeral that is a number, and of 3,860, from left to right."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        if match["grouped"]:
            yield start, end, match["grouped"].replace(",", "")
            continue
        value = numeral_value(match["whole"])
        if match["percent"] and value is not None:
            yield start, end, f"{value}{_decimals(match['decimals'])}%"
        elif match["decimals"] and value is not None and (value == 0 or _COUNTED.match(text, end)):
            yield start, end, f"{value}{_decimals(match['decimals'])}"
        else:
            start, end = match.span("whole")
            run = match["whole"]
            digits = _positional(run, text, end) or _composed(run, text, start, end)
            if digits is not None:
                yield start, end, digits


def _decimals(run: str | None) -> str:
    return "." + "".join(str(_DIGITS[c]) for c in run) if run else ""


def _positional(run: str, text: str, end: int) -> str | None:
    """Read digits that stand side by side: 二〇二一, 一九年."""
    if not all(c in _DIGITS and c != "两" for c in run) or len(run) < 2:
        return None
    if len(run) < 3 and not any(c in "零〇" for c in run) and text[end : end + 1] != "年":
        return None
    if len(run) == 2 and (_DIGITS[run[1]] - _DIGITS[run[0]] == 1 or run == "三五"):
        return None  # 五六年, 三五年: so many years, more or less
    return "".join(str(_DIGITS[c]) for c in run)


def _composed(run: str, text: str, start: int, end: int) -> str | None:
    """Read digits with 十, 百, 千 between them, and single digits that count something."""
    value = numeral_value(run)
    if value is None:
        return None
    ordinal = text[start - 1 : start] == "第" if start else False
    counted = ordinal or _COUNTED.match(text, end) is not None
    if len(run) == 1 and not (counted and text[start - 1 : start] not in _WORDS_BEFORE):
        return None
    if len(run) == 2 and run[0] in "一两" and not counted:  # 一百, 一千 as figures of speech
        return None
    return str(value)


def numeral_value(run: str) -> int | None:
    """Return the value of a well-formed numeral below 10,000, else None; 一百五 is 150, 一百零五 is 105."""
    total, digit, power = 0, None, 10_000
    for i, char in enumerate(run):
        if char in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[char]
            continue
        if _POWERS[char] >= power or (
            digit in (None, 0) and not (i == 0 and char == "十") and char != "十"
        ):
            return None
        power = _POWERS[char]
        total += (1 if digit in (None, 0) else digit or 0) * power
        digit = None
    counts_next = power >= 100 and total and run[-2] in _POWERS
    return total + (digit or 0) * (power // 10 if counts_next else 1)
