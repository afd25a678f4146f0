"""The periods of which a question speaks, written or in words, resolved to days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from qabot.language.dates.mentions import mentions_in_normal_form
from qabot.language.dates.spoken import spoken


class TimeKind(StrEnum):
    """How the days of a time are known."""

    ABSOLUTE = "absolute"
    """It names its year."""
    RELATIVE = "relative"
    """Counted from today: 去年, 近三年, 春节 without a year."""
    OPEN = "open"
    """One of its ends is today, or none: 2019年以来, 2019年以前."""


@dataclass(frozen=True, slots=True)
class Time:
    """A period of which a text speaks.

    Attributes:
        start: Where it begins in the text, code points.
        end: Behind its last character.
        first: First day; `date.min` where it has none.
        last: Last day; `date.max` where it has none.
    """

    start: int
    end: int
    first: date
    last: date
    kind: TimeKind


# 08年 and, where a year can stand, 12年; neither 12年前 nor 12年来.
_SHORT_YEAR = re.compile(
    r"(?:(?<![\d.])(?P<zero>0\d)|(?:^|(?<=[在于从自到至和与跟及比截、，,。？?! ]))(?P<two>[1-9]\d))"
    r"(?=年(?!以?[前后]|之?[间久]|[来内里多级代龄限期历薪均租制]|以上|以下|时间|免费|一度|义务|有期|1遇|一遇))"
    r"|(?<![\d.])(?P<sure>[1-9]\d)(?=年(?:1[0-2]|0?[1-9])月|年[初底末中](?!国)|年(?:上|下)半年|年第?[1-4一二三四]季度)"
)
_LATEST_TWO, _EARLIEST_TWO = 1, 50  # years ahead of today; 50 to 99 are of the last century
_TO = re.compile(r"[-—–~～至到]{1,2}")
_TILL_NOW = re.compile("起?(?:以来|至今|到现在|到目前|迄今)")
_FROM_ON = re.compile("(?:以后|之后|起)(?!步|来|点|源)")
_UNTIL = re.compile(r"(?:以前|之前|(?<=年)前(?![后往半\d两几夕三]))")
_TITLE = re.compile("《[^》]*》")


def times(text: str, today: date) -> tuple[Time, ...]:
    """Find the periods of which a text in normal form speaks.

    A date that no calendar has is none. What stands in a title is one only with its year.

    Returns:
        In the order of the text, apart from each other.
    """
    whole, added = _with_whole_years(text, today)
    masked = _TITLE.sub(_masked, whole)
    written = [
        Time(m.start, m.end, m.first, m.last, _kind(m.relative, whole[m.start : m.end]))
        for m in mentions_in_normal_form(masked, today)
    ]
    years = [
        (time.end, time.first.year)
        for time in written
        if time.kind is not TimeKind.OPEN and time.first.year == time.last.year
    ]
    in_words = [
        Time(s.start, s.end, s.first, s.last, _kind(s.relative, whole[s.start : s.end]))
        for s in spoken(masked, today, years)
    ]
    found = _joined(_apart([*written, *in_words]), masked)
    back = _positions(len(text), added)
    nexts = (*(time.start for time in found[1:]), len(masked))
    # Words that open a time stand before the next one: 前年前年 is none until 前年.
    opened = (_opened(time, masked[:end], today) for time, end in zip(found, nexts, strict=False))
    return tuple(replace(time, start=back[time.start], end=back[time.end]) for time in opened)


def _kind(relative: bool, words: str) -> TimeKind:
    if words.endswith("以来"):
        return TimeKind.OPEN
    return TimeKind.RELATIVE if relative else TimeKind.ABSOLUTE


def _apart(found: Iterable[Time]) -> list[Time]:
    """Leave out what overlaps a longer one."""
    kept: list[Time] = []
    for time in sorted(found, key=lambda t: (t.start - t.end, t.start)):
        if all(time.end <= other.start or other.end <= time.start for other in kept):
            kept.append(time)
    return sorted(kept, key=lambda t: t.start)


def _joined(found: Iterable[Time], text: str) -> list[Time]:
    """Make one of two that a range joins: 2019年3月到2020年5月."""
    joined: list[Time] = []
    for time in found:
        before = joined[-1] if joined else None
        if before and before.first <= time.last and _TO.fullmatch(text, before.end, time.start):
            kind = before.kind if before.kind == time.kind else TimeKind.RELATIVE
            joined[-1] = replace(before, end=time.end, last=time.last, kind=kind)
        else:
            joined.append(time)
    return joined


def _opened(time: Time, text: str, today: date) -> Time:
    """Open a time at the end that words after it leave open: 以来, 以后, 以前."""
    if time.kind is TimeKind.OPEN:
        return time
    if (after := _TILL_NOW.match(text, time.end)) and time.first <= today:
        return replace(time, end=after.end(), last=today, kind=TimeKind.OPEN)
    if after := _FROM_ON.match(text, time.end):
        return replace(time, end=after.end(), last=date.max, kind=TimeKind.OPEN)
    if (after := _UNTIL.match(text, time.end)) and time.first > date.min:
        until = time.first - timedelta(days=1)
        return replace(time, end=after.end(), first=date.min, last=until, kind=TimeKind.OPEN)
    return time


def _masked(title: re.Match[str]) -> str:
    return title[0] if re.search(r"\d{4}年", title[0]) else " " * len(title[0])


def _with_whole_years(text: str, today: date) -> tuple[str, list[int]]:
    """Write years of two digits with four; give also where two digits were put in, in the old text."""
    pieces: list[str] = []
    added: list[int] = []
    done = 0
    for found in _SHORT_YEAR.finditer(text):
        year = int(found[0])
        if year <= today.year % 100 + _LATEST_TWO:
            century = "20"
        elif year >= _EARLIEST_TWO:
            century = "19"
        else:
            continue
        pieces += [text[done : found.start()], century]
        added.append(found.start())
        done = found.start()
    return "".join((*pieces, text[done:])), added


def _positions(length: int, added: list[int]) -> list[int]:
    """Map each position of the longer text to the old one."""
    back: list[int] = []
    places = set(added)
    for at in range(length + 1):
        back += [at, at, at] if at in places else [at]
    return back
