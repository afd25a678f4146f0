"""The time of a question: where it stands, and how a new one takes its place."""

import re

from qabot.answering.followup.slots import Slots, Span

_SAME_PERIOD = re.compile("(?:去年|上年|前年|上1?年度?)?同期")
_YEAR_BEFORE = re.compile("(?:前1年|上1年|再?往前1年)(?:的?同期)?")
_YEAR_AFTER = re.compile("(?:第2年|次年|后1年|下1年|转年)")
_LOOSE = re.compile(
    r"(?:(?:19|20)\d\d年?度?|\d{1,2}年|(?:1[0-2]|[1-9])月份?|\d{1,2}[日号]|[上下]半年|第?[1-4]季度|前[23]季度|全年|年[初底末中]|[今去前明]年|[上下]个?月|[12]\d世纪)+"
)
_WITHOUT_YEAR = re.compile(
    r"[上下]半年|第?[1-4]季度|前[23]季度|(?:1[0-2]|[1-9])月|全年|年[初底末中]"
)
_DAY_ALONE = re.compile(r"\d{1,2}[日号]")
_YEAR = re.compile(r"(?:(?:19|20)\d\d年度?|\d\d年|[今去前明]年)")
_YEAR_AND_MONTH = re.compile(r"(?:(?:19|20)\d\d年|\d\d年|[今去前明]年)?\d{1,2}月份?|[上下]个?月")
_RELATIVE = {"今年": "去年", "去年": "前年", "明年": "今年"}


def time_in(slots: Slots, start: int, end: int) -> Span | None:
    """Give the time that a part of a question begins with."""
    for pattern in (_SAME_PERIOD, _YEAR_BEFORE, _YEAR_AFTER):
        if found := pattern.match(slots.text, start, end):
            return found.span()
    known = next((t[1] for t in slots.times if t[0] == start and t[1] <= end), start)
    loose = _LOOSE.match(slots.text, start, end)
    stop = max(known, loose.end() if loose else start)
    return (start, stop) if stop > start else None


def time_edit(new: Slots, span: Span, old: Slots) -> tuple[int, int, str]:
    """Give where in the old question the new time goes, and how it is written there."""
    words = new.text[slice(*span)]
    place = _place_of(words, old)
    if place is None:
        return old.begin, old.begin, new.raw(*span)
    former = old.text[slice(*place)]
    if shifted := _shifted(words, former):
        return *place, shifted
    kept = 0
    if _DAY_ALONE.fullmatch(words):
        kept = _matched(_YEAR_AND_MONTH, former)
    elif _WITHOUT_YEAR.match(words):
        kept = _matched(_YEAR, former)
    # A year in front of what keeps its month: 2020年3月 → 2021年 replaces all of the time.
    return *place, old.raw(place[0], place[0] + kept) + new.raw(*span)


def _matched(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _place_of(words: str, old: Slots) -> Span | None:
    """Choose among several times the one that is written alike, else the first."""
    alike = [span for span in old.times if _form(old.text[slice(*span)]) == _form(words)]
    return next(iter(alike or old.times), None)


def _form(words: str) -> str:
    return re.sub(r"\d+", "0", words)


def _shifted(words: str, former: str) -> str | None:
    """Move the year of a time: 2021年上半年 by 去年同期 is 2020年上半年."""
    if _YEAR_AFTER.fullmatch(words):
        by = 1
    elif _SAME_PERIOD.fullmatch(words) or _YEAR_BEFORE.fullmatch(words):
        by = -1
    else:
        return None
    if found := re.match(r"(?:19|20)\d\d", former):
        return f"{int(found[0]) + by}{former[4:]}"
    if by < 0 and former[:2] in _RELATIVE:
        return _RELATIVE[former[:2]] + former[2:]
    return None
