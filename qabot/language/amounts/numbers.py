"""Numbers that say how much or how many, with their units; no dates, times, ages, ordinals, names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from qabot.language.amounts.units import UNIT, is_counter
from qabot.language.magnitudes import MAGNITUDE, size_of, sized_value
from qabot.language.normal import Normalized
from qabot.language.numerals import numeral_value


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit in a text in normal form.

    Attributes:
        start: Where the number itself begins.
        end: Behind the unit, or behind the number where it has none.
        value: What it says; of a range the lower end.
        upto: The upper end of a range.
        unit: As written; empty where it has none.
        qualifiers: Words that make it less exact: 约, 多, 以上.
        outer_start: Where its qualifiers begin.
        outer_end: Behind its qualifiers.
    """

    start: int
    end: int
    value: Fraction
    upto: Fraction | None
    unit: str
    qualifiers: tuple[str, ...]
    outer_start: int
    outer_end: int


_DIGITS = r"\d+(?:\.\d+)?"
_PLAIN = rf"(?:{_DIGITS}\s?[多余]?(?:{MAGNITUDE}|[百千](?![瓦克米帕伏卡赫]))(?:零?\d+(?![\d.年月日号时点分万亿千百]))?)+|{_DIGITS}"
_SMALL = "[1-9一二三四五六七八九十]"
_RANGE = rf"(?P<low>{_PLAIN})(?P<low_unit>%|元|吨|米|公里|人|万|亿)?\s?(?:至|到|[-—–~～])(?P<high>{_PLAIN})"


def _pattern(several: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<minus>零下|(?<=[约为至到达在,])-|^-)?"
        rf"(?<![\d.a-z·+/:*])(?:(?<!-)|(?<=[约为至到达在,]-)|(?<=^-))(?<!第)"
        rf"(?:(?P<of>\d+|[一二三四五六七八九十百]+)分之(?P<parts>\d+|[一二两三四五六七八九十]+)"
        rf"|{several}"
        rf"|(?P<near>\d)、(?P<next>\d)(?=[层级度米个人名天台辆件成%万千百])"
        rf"|(?P<words>[一二两三四五六七八九十百千]+)(?=[多余])"
        rf"|(?P<plain>{_PLAIN}))"
        rf"(?P<more>\s?[多余])?"
    )


_NUMBER = _pattern(_RANGE)
_SINGLE = _pattern("(?P<low>(?!))(?P<low_unit>)(?P<high>)")
# Searching with the long pattern from each character takes ten times as long.
_FIRST = re.compile("零下|-?[0-9一二两三四五六七八九十百千]")
_BEFORE = re.compile(
    "(?:大约|约为|约|近|将近|接近|超过了?|超出|超|逾|突破|不足|不到|至少|最多|至多|不少于|不低于|不超过|高达|多达|低于|高于|"
    "大于|小于|少于|多于|达到?近|几乎|可达)$"
)
_AFTER = re.compile("左右|上下|以上|及以上|以下|及以下|以内|之内|之多")
# What goes on behind the unit: 2米3, 1米68, 一米五, 七成一, 五万六, 两亩半.
_REST = re.compile(
    r"(?<=米)(?P<digits>\d{1,2})(?!\d|[.%多余万亿])"
    r"|(?P<spoken>[1-9一二三四五六七八九])(?=[,;。:!?、)”\"'…\n的了左以]|$)"
    r"|(?P<half>半)(?![个年月天日夜小径成导数价程山决生身岛路途空岸边截])"
)
_TENTHS = frozenset(["米", "成", "块", "里", "尺", "斤", "亩", "吨", "公里"])

# What stands behind a number that is a date, a time, an age, a version, a session or a name.
_OTHERWISE = re.compile(
    r"\s?(?:[年月日号时点岁届期代世纪后强大审环线版胎孩季周天秒:：·+/a-z_]|分(?!之)|刻|小时|个(?:多|半|小|月|星|礼|季|世|工作日|交易日|百分点以)"
    r"|比\d|度[电]?(?=公报)|周岁|中全会|路(?!公里)|等(?:奖|功)|流|把手|楼|旬|份(?=以来)|国集团|国峰会|步走|[-—–~～](?=\d)|多?(?:年|天|小时|个月))"
)
_ON_POINT = re.compile("个百分点|百分点|大类|度电|gb|tb|mb|亩|分贝|(?:号|线|中)[以]|天然气|代表")
_DEGREES = re.compile(r"(?:北纬|南纬|东经|西经)$")
_TOLD = re.compile("(?:为|是|达|达到|至|到|升至|降至|增至|跌至|共|总数|数|于)$")
_COUNTED_BARE = re.compile(
    "部门|部委|国(?!家|际|内|产|企|军|庆|民)|省(?!级)|省份|省区市|市县|县(?!级)|村(?!民)|院校|高校|企业|地(?=[市区])|方(?=代表)|家庭"
)
_VICTIMS = re.compile("死|伤|亡|遇难|丧生|失踪|身亡|被困")
_SCALE = re.compile(r"(?:地震|风力?|烈度|阵风|震级|为|余震|发生)$")
# No newspaper counts in such numbers, and reckoning with them takes time.
_LONGEST_NUMBER = 40
# 13800138000 is a telephone.
_LONGEST_BARE = 9
_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLE = re.compile("《[^》]*》")
_OPENS_NAME = '“"「『‘'


def numbers(text: Normalized, original: str) -> Iterator[Number]:
    """Give the numbers of a text that say how much or how many, from left to right.

    Args:
        text: In normal form.
        original: The same as printed; 一个 is no number there, though the normal form has 1个.
    """
    masked = _TITLE.sub(lambda title: "《" + "·" * (len(title[0]) - 2) + "》", text.text)
    at = 0
    while first := _FIRST.search(masked, at):
        found = _NUMBER.match(masked, first.start())
        if found and _of_two_kinds(masked, found):
            found = _SINGLE.match(masked, first.start())
        number = _number(masked, found) if found else None
        at = number.outer_end if number else (found or first).end()
        if number and not _is_article(number, text, original):
            yield number


def _of_two_kinds(text: str, found: re.Match[str]) -> bool:
    """Tell whether a range is none: 下降16.3%至3510亿元."""
    said = found["low_unit"]
    return bool(said) and said not in ("万", "亿") and not text.startswith(said, found.end())


def _number(text: str, found: re.Match[str]) -> Number | None:
    if len(found[0]) > _LONGEST_NUMBER:
        return None
    value, upto = _values(found)
    if value is None or _is_other(text, found):
        return None
    unit, end = _unit(text, found)
    if found["of"]:
        unit, value = "%", value * 100
    elif not _counts(text, found, unit):
        return None
    if upto is None and (rest := _REST.match(text, end)) and (more := _rest(rest, unit, found)):
        value += more
        end = rest.end()
    before = _BEFORE.search(text[max(0, found.start() - 4) : found.start()])
    after = _AFTER.match(text, end)
    words = (
        before and before[0],
        (found["more"] or "").strip() or _inner(found[0]),
        after and after[0],
    )
    return Number(
        start=found.start(),
        end=end,
        value=-value if found["minus"] else value,
        upto=upto,
        unit=unit,
        qualifiers=tuple(word for word in words if word),
        outer_start=found.start() - (len(before[0]) if before else 0),
        outer_end=after.end() if after else end,
    )


def _rest(rest: re.Match[str], unit: str, found: re.Match[str]) -> Fraction:
    """Return what the words behind a unit add, in that unit; nothing where they belong to something else."""
    if rest["digits"]:
        return Fraction(int(rest["digits"]), 10 ** len(rest["digits"]))
    if rest["half"]:
        return Fraction(1, 2) if unit and (unit in _TENTHS or not is_counter(unit)) else Fraction(0)
    tenths = Fraction(_whole(rest["spoken"]) or 0, 10)
    if unit in _TENTHS:
        return tenths
    magnitude = re.search(f"{MAGNITUDE}$", found[0])
    return tenths * size_of(magnitude[0]) if magnitude and not unit else Fraction(0)


def _inner(number: str) -> str:
    """Return the 多 or 余 inside a number: 1270多万."""
    inner = re.search("[多余]", number)
    return inner[0] if inner else ""


def _values(found: re.Match[str]) -> tuple[Fraction | None, Fraction | None]:
    if found["of"]:
        whole, parts = _whole(found["of"]), _whole(found["parts"])
        return (Fraction(parts, whole) if whole and parts else None), None
    if found["words"]:
        value = _whole(found["words"])
        return (Fraction(value) if value and value >= 10 else None), None
    if found["near"]:
        low, high = int(found["near"]), int(found["next"])
        return (Fraction(low), Fraction(high)) if high == low + 1 else (Fraction(low), None)
    if found["low"]:
        return _range(found)
    return Fraction(sized_value(found["plain"])), None


def _range(found: re.Match[str]) -> tuple[Fraction | None, Fraction | None]:
    low, high = Fraction(sized_value(found["low"])), Fraction(sized_value(found["high"]))
    magnitude = re.search(f"{MAGNITUDE}$", found["high"])
    if (
        magnitude
        and not re.search(MAGNITUDE, found["low"])
        and found["low_unit"] not in ("万", "亿")
    ):
        low = Fraction(sized_value(found["low"] + magnitude[0]))
    elif found["low_unit"] in ("万", "亿"):
        low = Fraction(sized_value(found["low"] + found["low_unit"]))
    return (low, high) if low < high else (None, None)


def _whole(words: str) -> int | None:
    return int(words) if words.isdigit() else numeral_value(words)


def _is_other(text: str, found: re.Match[str]) -> bool:
    """Tell whether a number is a date, a time, an age, a version, a place in a row or part of a name."""
    end = found.end()
    if _OTHERWISE.match(text, end) and not _ON_POINT.match(text, end):
        return True
    before = text[: found.start()]
    return before.endswith(tuple(_OPENS_NAME)) or bool(_DEGREES.search(before))


def _unit(text: str, found: re.Match[str]) -> tuple[str, int]:
    at = found.end() + (text[found.end() : found.end() + 1] == " ")
    unit = UNIT.match(text, at)
    return (unit[0], unit.end()) if unit else ("", found.end())


def _counts(text: str, found: re.Match[str], unit: str) -> bool:
    """Tell whether a number without a unit, or with one that is also something else, says how many."""
    if unit == "级":
        return bool(_SCALE.search(text[: found.start()])) or "." in found[0]
    if unit:
        return True
    number = found["plain"] or found["high"] or ""
    if _COUNTED_BARE.match(text, found.end()):
        return not _YEAR.fullmatch(number)
    if re.search(MAGNITUDE, number):
        return True
    told = _TOLD.search(text[max(0, found.start() - 2) : found.start()])
    sizeable = "." in number or 3 <= len(number) <= _LONGEST_BARE
    return bool(told and sizeable and not _YEAR.fullmatch(number))


def _is_article(number: Number, text: Normalized, original: str) -> bool:
    """Tell whether a number is the 一 or 两 of 一个 and 两国: a, both; those hurt or killed are counted. Or of 零部件."""
    printed = original[slice(*text.span(number.start, number.start + 1))]
    if printed == "零" and number.value == 0:
        return True
    counts = is_counter(number.unit) or number.unit in ("", "度")
    if printed not in ("一", "两") or number.value not in (1, 2) or not counts:
        return False
    hurt = _VICTIMS.search(text.text, number.end, number.end + 8)
    return not (number.unit in ("人", "名") and hurt)
