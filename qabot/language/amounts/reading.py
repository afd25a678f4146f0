"""The figures of a sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qabot.language.amounts.counted import counted
from qabot.language.amounts.numbers import Number, numbers
from qabot.language.amounts.phrases import Counted
from qabot.language.amounts.units import compared, usual
from qabot.language.dates.times import Time, times
from qabot.language.normal import normalize
from qabot.language.words import Tokenizer


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A figure: how much or how many, of what, and when.

    Attributes:
        start: Where the number begins in the sentence, code points.
        end: Behind its unit.
        value: In `unit`; of a range the lower end.
        upto: The upper end of a range.
        unit: By its usual name; empty where it has none.
        qualifiers: Words that make it less exact, in normal form: 约, 多, 以上.
        subject: The thing that is counted, in normal form; empty where nobody can tell.
        change: 增长 and the like, where the number says by how much it changed.
        first: First day of the period that the sentence names for it; None where it names none.
        last: Last day of it.
    """

    start: int
    end: int
    value: Fraction
    upto: Fraction | None
    unit: str
    qualifiers: tuple[str, ...]
    subject: str
    change: str
    first: date | None
    last: date | None

    @property
    def what(self) -> str:
        """What it counts, as one label."""
        return self.subject + self.change

    @property
    def compared(self) -> tuple[Fraction, str]:
        """Value and unit as they can be compared with others of the kind: 亩 in 公顷, 公里 in 米."""
        return compared(self.value, self.unit)


# 近日 says no more than the day of print does.
_VAGUE = re.compile(
    "近日|日前|最近|近期|近来|连日来?|这几天|近几天|几天来|前不久|不久前|前几天|前些天|近年|未来|今后|接下来|过去"
)
_COMPARED_WITH = re.compile("(?:比|较|与|和|同|低于|高于|延续了?)$")
# 今年前8个月 is 今年1-8月, with as many characters.
_FIRST_MONTHS = re.compile(r"(?:(?<=年)|(?<=[,;。:(])|^)[前头](?P<last>1[0-2]|[2-9])个月(?![前后])")
_NOW = re.compile("现已|目前|现在|如今|至今|迄今|眼下")


def amounts(sentence: str, tokenizer: Tokenizer, published: date | None) -> tuple[Amount, ...]:
    """Find the figures of a sentence.

    Args:
        sentence: As printed.
        tokenizer: Cuts it into words.
        published: Day of print, by which 去年 is resolved; without it only periods with their year are found.

    Returns:
        In the order of the sentence.
    """
    text = normalize(sentence)
    every = [*numbers(text, sentence)]
    if not every:
        return ()
    found = _times(text.text, every, published) if published else []
    named = counted(
        text.text,
        every,
        [(time.start, time.end) for time in found],
        lambda words: (token.word for token in tokenizer.cut(words)),
    )
    return tuple(
        _amount(
            number, thing, _period(text.text, number, found), text.span(number.start, number.end)
        )
        for number, thing in zip(every, named, strict=True)
    )


def _times(text: str, every: Sequence[Number], published: date) -> list[Time]:
    """Return the days and periods that a text names; 1952例 names no year, nor 大年初二 the beginning of one."""
    plain = _FIRST_MONTHS.sub(lambda found: f"1-{found['last']}月", text.replace("号", "日"))
    return [
        time
        for time in times(plain, published)
        if text[time.start - 1 : time.start + 2] != "大年初"
        and all(time.end <= number.start or number.end <= time.start for number in every)
    ]


def _amount(number: Number, thing: Counted, when: Time | None, span: tuple[int, int]) -> Amount:
    return Amount(
        start=span[0],
        end=span[1],
        value=number.value,
        upto=number.upto,
        unit=usual(number.unit),
        qualifiers=number.qualifiers,
        subject=thing.subject,
        change=thing.change,
        first=when.first if when else None,
        last=when.last if when else None,
    )


def _period(text: str, number: Number, found: Sequence[Time]) -> Time | None:
    """Choose the period that governs a number: the last one before it that it is not compared with."""
    named = [time for time in found if _names_days(text, time)]
    before = [time for time in named if time.end <= number.start]
    if not before or _NOW.search(text, before[-1].end, number.start):
        return None
    return before[-1]


def _names_days(text: str, time: Time) -> bool:
    if time.first == date.min or time.last == date.max or _VAGUE.match(text, time.start, time.end):
        return False
    return not _COMPARED_WITH.search(text[max(0, time.start - 3) : time.start])
