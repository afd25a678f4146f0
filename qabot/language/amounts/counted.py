"""What each number of a sentence counts: the noun behind its unit, or the subject and verb before it."""

import re
from collections.abc import Iterable, Sequence

from qabot.language.amounts.numbers import Number
from qabot.language.amounts.phrases import MASK, Counted, Cut, Phrases, without_comparison
from qabot.language.amounts.units import is_counter

_CLAUSE_END = re.compile("[,;。:!?、()…\n—]")
_CLAUSE_START = re.compile(".*[,;。:!?)…\n—]", re.DOTALL)
_OF_CHANGE = re.compile(
    "的?(增速|增幅|降幅|涨幅|跌幅|增长率)|的(?:速度|幅度)?(增长|下降|增加|减少|提高)(?![到至为了])"
)
_RESPECTIVELY = re.compile(
    r"(?:.*[,;。:!?…\n])?(?P<things>[^,;。:!?…\n]+?),?(?:各|分别)(?P<verb>[^,;。:!?、\d]*)$",
    re.DOTALL,
)
_JOINED = re.compile(f"[、,]?(?:和|与|及|以及)?(?:{MASK}+)?")
_LISTS = re.compile("、"), re.compile("、|和|与|以及|及")
# So many numbers at most share the things before them.
_MOST_SHARED = 9


def counted(
    text: str, every: Sequence[Number], times: Iterable[tuple[int, int]], cut: Cut
) -> list[Counted]:
    """Say of each number in a text in normal form what it counts.

    Args:
        text: The sentence.
        every: Its numbers, from left to right.
        times: Where it names days and periods: they are not what is counted.
        cut: Cuts it into words.
    """
    for start, end in times:
        text = text[:start] + MASK * (end - start) + text[end:]
    phrases = Phrases(cut)
    found: list[Counted] = []
    for at, number in enumerate(every):
        behind, before = _behind(text, every, at), _before(text, every, at)
        if (
            at and before.endswith("、") and len(before) > 1
        ):  # 28个村、4.13万人: the villages are told
            found.append(_in_clause(number, behind, "", phrases) or Counted(""))
            continue
        found.append(
            _in_clause(number, behind, before, phrases)
            or _inherited(number, before, found[-1] if found else None, text, phrases)
        )
    # 6大类82场活动: the first counts what the second does.
    for at in range(len(every) - 2, -1, -1):
        if every[at].outer_end == every[at + 1].outer_start and is_counter(every[at].unit):
            found[at] = found[at + 1]
    for first in range(len(every)):
        things = _shared_out(text, every[first : first + _MOST_SHARED], found[:first], phrases)
        found[first : first + len(things)] = things
    return found


def _behind(text: str, every: Sequence[Number], at: int) -> str:
    start = every[at].outer_end
    start += text.startswith("级", start)  # 5000吨级船闸
    end = every[at + 1].outer_start if at + 1 < len(every) else len(text)
    stop = _CLAUSE_END.search(text, start, end)
    return text[start : stop.start() if stop else end].partition(MASK)[0]


def _before(text: str, every: Sequence[Number], at: int) -> str:
    start = every[at - 1].outer_end if at else 0
    before = text[start : every[at].outer_start]
    clause = _CLAUSE_START.match(before)
    return before[clause.end() :] if clause else before


def _in_clause(number: Number, behind: str, before: str, phrases: Phrases) -> Counted | None:
    """Find what a number counts in its own clause."""
    told = phrases.subject(before)
    if told and told.change and before.startswith(("比", "较")):
        return None  # 比全部投资增速快0.8个百分点: what is faster stands before
    noun = phrases.noun(behind)
    if number.unit == "倍" and (phrases.linked(before) or not noun):
        return told
    if told and (change := _OF_CHANGE.match(behind)):
        return Counted(told.subject, change[1] or change[2])
    if is_counter(number.unit) or not number.unit:
        thing = noun or phrases.action(behind)
        return Counted(thing) if thing else told
    return _measured(number, noun, told, behind, linked=phrases.linked(before))


def _measured(
    number: Number, noun: str, told: Counted | None, behind: str, *, linked: bool
) -> Counted | None:
    """Find what a measure measures: 11万亩蔬菜, 95%的人口, or the subject."""
    if not noun:
        return told
    if not behind.startswith("的"):
        return told if linked or number.unit == "个百分点" else Counted(noun)
    if told is None:
        return Counted(noun)
    if number.unit == "%" and not told.change:
        return Counted(told.subject + noun)
    return told


def _inherited(
    number: Number, before: str, last: Counted | None, text: str, phrases: Phrases
) -> Counted:
    """Take over what the number before counts, or what the clause before speaks of."""
    change = phrases.change(before)
    if last is not None:
        return last if _JOINED.fullmatch(before) else Counted(last.subject, change)
    for clause in reversed(_CLAUSE_END.split(text[: number.outer_start - len(before)])):
        if subject := phrases.subject(clause):
            return Counted(subject.subject, change)
    return Counted("", change)


def _shared_out(
    text: str, every: Sequence[Number], before: Sequence[Counted], phrases: Phrases
) -> list[Counted]:
    """Give each of several numbers its own thing: 新增病例、住院人数分别增长37%、16%.

    Args:
        text: The sentence, its times masked.
        every: Numbers, the first that may be among them in front.
        before: What the numbers before them count: 进口3亿元，出口4亿元，分别增长5%和6%.
        phrases: Reads words.

    Returns:
        Nothing where the first is not one of several.
    """
    told = _RESPECTIVELY.match(text[: every[0].outer_start])
    if not told:
        return []
    many = 1
    while many < len(every) and _JOINED.fullmatch(
        text, every[many - 1].outer_end, every[many].outer_start
    ):
        many += 1
    change = phrases.change(text[told.start("verb") : every[0].outer_start])
    listed = without_comparison(told["things"])
    if re.search(r"\d", listed) or not phrases.subject(listed):
        return [Counted(one.subject, change) for one in before[-many:]] if many > 1 else []
    for between in _LISTS:  # 社会保障和就业支出 may be one of them
        things = [thing for thing in between.split(listed) if thing.strip(f"{MASK} ")]
        if len(things) == many > 1:
            return [Counted(phrases.named(thing), change) for thing in things]
    return []
