"""Periods in people's words, beside the written dates: decades, plans, seasons, festivals, 近三年.

Each entry of `RULES` has a pattern, on text in normal form, and what tells its days from the match.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

from qabot.language.dates.festivals import FESTIVALS
from qabot.language.dates.patterns import YEAR_WORDS
from qabot.language.dates.periods import Period, months_of, part_of_month, part_of_year

_OF_YEAR = r"(?:(?:(?<![\d.])(?P<year>(?:19|20)\d\d)年?|(?P<word>[今去前明后]年|上1?年|今(?=[春夏秋冬])|去(?=[春夏秋冬]))的?)?)"
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "暑": (7, 8), "寒": (1, 2), "冬": (12, 2)}
_FEW = 3  # 近几年
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_FIRST_PLANS = {1: 1953, 2: 1958}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A period in words, with its place in the text; `relative` as of `DateMention`."""

    start: int
    end: int
    first: date
    last: date
    relative: bool


def spoken(text: str, today: date, years: Sequence[tuple[int, int]] = ()) -> Iterator[Spoken]:
    """Give the periods in words of a text in normal form, rule by rule; they may overlap.

    Args:
        text: In normal form.
        today: What 去年 is counted from.
        years: Years of which the text speaks, each with where it ends; a festival or season behind one is of that year.
    """
    for pattern, days_of in RULES:
        for found in pattern.finditer(text):
            year = _year_before(found, years)
            try:
                period = days_of(found, date(year, 12, 31) if year else today)
            except (ValueError, OverflowError):  # outside of the calendar
                continue
            if period and found.end() > found.start():
                yield Spoken(*found.span(), *period, relative=not (year or _names_its_year(found)))


def _year_before(found: Match[str], years: Sequence[tuple[int, int]]) -> int | None:
    """Return the year named last before a festival or season that has none of its own."""
    told = found.groupdict(default="")
    if "word" not in told or told["word"] or told["year"]:
        return None
    return max(((end, year) for end, year in years if end <= found.start()), default=(0, None))[1]


def _names_its_year(found: Match[str]) -> bool:
    told = found.groupdict()
    century = told.get("century") or ""
    return bool(told.get("year") or told.get("prefix") or told.get("tens") or century.isdigit())


def _in_its_year(
    found: Match[str], today: date, period_of: Callable[[int], Period | None]
) -> Period | None:
    """Give the days in the year that is told, or else the latest that have begun."""
    if found["year"]:
        return period_of(int(found["year"]))
    if found["word"]:
        return period_of(today.year + YEAR_WORDS[found["word"][0]])
    years = (today.year, today.year - 1)
    periods = (period_of(year) for year in years)
    return next((period for period in periods if period and period[0] <= today), None)


def _festival(found: Match[str], today: date) -> Period | None:
    names = (found[f"name_{i}"] for i in range(len(FESTIVALS)))
    which = next(festival for festival, name in zip(FESTIVALS, names, strict=True) if name)
    holiday = bool(found["holiday"])
    return _in_its_year(found, today, lambda year: which.of_year(year, holiday=holiday))


def _season(found: Match[str], today: date) -> Period | None:
    first, last = _SEASONS[found["season"]]
    # Winter is that of the year in which it begins.
    return _in_its_year(found, today, lambda year: months_of(year + (first > last), first, last))


def _bare_year(found: Match[str], today: date) -> Period | None:
    year = int(found["year"])
    return part_of_year(year, "") if year <= today.year + 10 else None


def _decade(found: Match[str], today: date) -> Period | None:
    decade = int(found["decade"])
    if found["prefix"]:
        first = 100 * int(found["prefix"]) + decade
    elif found["century"]:
        first = _century_start(found["century"], today) + decade
    else:
        first = today.year // 100 * 100 + decade
        first -= 100 * (first > today.year)
    before, after = {"初": (0, 3), "前": (0, 4), "中": (3, 6), "末": (7, 9), "后": (5, 9)}.get(
        (found["part"] or "")[:1], (0, 9)
    )
    return date(first + before, 1, 1), date(first + after, 12, 31)


def _century(found: Match[str], today: date) -> Period | None:
    first = _century_start(found["century"], today)
    before, after = {"初": (0, 19), "中": (40, 69), "末": (80, 99)}.get(
        found["part"] or "", (0, 99)
    )
    return date(max(1, first + before), 1, 1), date(first + after, 12, 31)


def _century_start(word: str, today: date) -> int:
    own = today.year // 100 * 100
    return {"上": own - 100, "本": own}.get(word) or 100 * (int(word) - 1)


def _plan(found: Match[str], today: date) -> Period | None:
    if found["tens"] == "15":
        number = 10
    else:
        _, _, ones = found["tens"].rpartition("十")
        number = 10 * (found["tens"][0] == "十") + "零一二三四五六七八九".index(ones or "零")
    first = _FIRST_PLANS.get(number, 1951 + 5 * number)
    first, last = {"初": (first, first), "末": (first + 4, first + 4)}.get(
        found["part"] or "", (first, first + 4)
    )
    return date(first, 1, 1), date(last, 12, 31)


def _last_few(found: Match[str], today: date) -> Period | None:
    amount = _amount(found)
    return (_back(today, amount, found["unit"]), today) if amount else None


def _next_few(found: Match[str], today: date) -> Period | None:
    amount = _amount(found)
    return (today, _back(today, -amount, found["unit"])) if amount else None


def _ago(found: Match[str], today: date) -> Period | None:
    day = _back(today, _amount(found), found["unit"])
    if found["unit"] in _DAYS:
        return day, day
    return (
        part_of_year(day.year, "")
        if found["unit"] == "年"
        else part_of_month(day.year, day.month, "")
    )


def _recently(found: Match[str], today: date) -> Period | None:
    return today - timedelta(days=14), today


def _quarter(found: Match[str], today: date) -> Period | None:
    months = (
        12 * today.year
        + (today.month - 1) // 3 * 3
        + 3 * {"上": -1, "本": 0, "下": 1}[found["which"]]
    )
    return months_of(months // 12, months % 12 + 1, months % 12 + 3)


def _part_of_this_year(found: Match[str], today: date) -> Period | None:
    years = (today.year, today.year - 1)
    periods = (part_of_year(year, found["part"]) for year in years)
    return next((period for period in periods if period and period[0] <= today), None)


def _part_of_this_month(found: Match[str], today: date) -> Period | None:
    return part_of_month(today.year, today.month, found["part"])


def _week_before_last(found: Match[str], today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday() + 14)
    return monday, monday + timedelta(days=6)


def _weekend(found: Match[str], today: date) -> Period | None:
    weeks = {"上": -1, "下": 1}.get(found["which"] or "", 0)
    saturday = today + timedelta(days=5 - today.weekday() + 7 * weeks)
    return saturday, saturday + timedelta(days=1)


def _amount(found: Match[str]) -> int:
    told: str = found["n"] or ""
    return int(told) if told.isdigit() else {"两": 2, "1两": 2}.get(told, _FEW)


def _back(today: date, amount: int, unit: str) -> date:
    """Go back, or ahead by a negative amount; years and months are counted from their first to their last day."""
    if unit in _DAYS:
        return today - timedelta(days=amount * _DAYS[unit])
    if unit == "年":
        return date(today.year - amount, *((1, 1) if amount > 0 else (12, 31)))
    month = 12 * today.year + today.month - 1 - amount * (3 if unit == "季度" else 1)
    return date(month // 12, month % 12 + 1, 1 if amount > 0 else min(today.day, 28))


_N = r"(?P<n>\d{1,3}|几|两|1两|数|些)"
_UNIT = "(?:个)?(?P<unit>年|月|季度|周|星期|礼拜|天|日)"
_FESTIVAL_NAMES = "|".join(f"(?P<name_{i}>{f.pattern})" for i, f in enumerate(FESTIVALS))
_Rule = Callable[[Match[str], date], Period | None]
RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = tuple(
    (re.compile(pattern), rule)
    for pattern, rule in (
        (
            rf"{_OF_YEAR}(?:{_FESTIVAL_NAMES})(?:国际)?(?:佳?节)?(?:当[天日])?(?P<holiday>假期|小?长假|黄金周|期间|假日|档期?|前后)?",
            _festival,
        ),
        (
            rf"{_OF_YEAR}(?P<season>[春夏秋冬])(?:天|季(?!奥|残|运动|联赛)|(?<=今.)|(?<=去.))",
            _season,
        ),
        (rf"{_OF_YEAR}(?P<season>[暑寒])(?:假|期|运)(?!作业)", _season),
        (
            r"(?<![\d.a-z-])(?P<year>19[5-9]\d|20[0-4]\d)(?![\d年.,:%‰/\-—~～至到个名位人口户次项条只头棵亩公千平立元角万亿月日号天周小时刻秒岁届级类批座所家间栋层件台辆架艘处张份册支多余米吨斤克度里倍分集章页]|[美欧日港英]元)(?=[\u4e00-\u9fff a-z])",
            _bare_year,
        ),
        (
            r"(?<!\d)(?:(?P<century>[上本]|\d{1,2})个?世纪|(?P<prefix>1\d|20))?(?P<decade>\d0)年代(?P<part>[初末]期?|[前中后]期)?",
            _decade,
        ),
        (
            r"(?P<century>[上本]|(?<!\d)\d{1,2})个?世纪(?!\d0年代)(?P<part>[初中末](?!国))?",
            _century,
        ),
        (
            r"(?P<tens>(?<!\d)15(?=计划|规划)|十[一二三四五六](?=五(?![个名位人岁天年月日]))|[一二三四六七八九](?=五[”’」]?(?:规划|时期|期间|计划)))五?(?:[”’」]?(?:规划|时期|期间|计划))?(?P<part>[初末])?",
            _plan,
        ),
        (rf"(?:最?近|过去|这|以往)(?:的|这)?{_N}{_UNIT}(?:以?来|间|里|内)?", _last_few),
        (r"(?:最?近|这些|近些)(?P<n>)(?P<unit>年)(?:以?来)?", _last_few),
        (rf"(?:未来|今后|接下来)(?:的)?{_N}{_UNIT}(?:里|内|间)?", _next_few),
        (rf"(?<![\d.第]){_N}{_UNIT}(?:以|之)?前(?![后往\d])", _ago),
        ("前几天|前些天|前不久|前段时间|不久前|前阵子|近来", _recently),
        ("(?P<which>[上本下])1?个?季度", _quarter),
        ("(?<![年今去前明后月])(?P<part>年[初底末](?!中))", _part_of_this_year),
        ("(?<![年今去前明后月])(?P<part>月[初底末](?!中))", _part_of_this_month),
        ("上上个?(?:周|星期|礼拜)(?![围末])", _week_before_last),
        ("(?P<which>[上本这下])?个?周末", _weekend),
    )
)
