"""The question before it gives what a question lacks.

slots.py ──▶ missing.py ──▶ filling.py ──▶ the whole question
                              ▲
          times.py, replacing.py, pronouns.py
"""

import re
from dataclasses import dataclass

from qabot.answering.followup.english import rewrite_english
from qabot.answering.followup.missing import Missing, before_copula, missing
from qabot.answering.followup.pronouns import Stands, described, find_pronoun, referent
from qabot.answering.followup.replacing import aligned, asking_tail, contrast, name_span
from qabot.answering.followup.slots import Slots, Span
from qabot.answering.followup.times import time_edit, time_in
from qabot.answering.followup.words import GENERIC, is_measure, is_small
from qabot.language.kinds import kind_of
from qabot.language.words import Tokenizer
from qabot.searching.question import Asked, Question

Edit = tuple[int, int, str]

_COMPARES = re.compile("(?:比|同比|环比|较|增长|增加|增幅|下降|减少|降|涨|跌|上升|提高)")
_LONGEST_TYPED = 60  # more is a question that says all it needs
_LONGEST_REWRITTEN = 120  # else a chain of follow-ups could grow without end
_ADVERBIAL = (Asked.DATE, Asked.PLACE, Asked.REASON, Asked.MANNER)
_EMPTY_VERBS = frozenset("是有会要来")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a follow-up can build on: the turn before it.

    Attributes:
        question: As it was understood, complete.
        answer: The span that answered it; None where there was none.
    """

    question: Question
    answer: str | None = None


def rewrite(question: Question, before: Turn, tokenizer: Tokenizer) -> str | None:
    """Complete a follow-up question.

    Args:
        question: As typed.
        before: The turn before it.
        tokenizer: Cuts words.

    Returns:
        The complete question; None where it is complete in itself, or nothing can complete it.
    """
    if question.text.isascii() and before.question.text.isascii():
        return rewrite_english(question.raw, before.question.raw)
    new, old = Slots(question, tokenizer), Slots(before.question, tokenizer)
    if not new.begin < new.end <= _LONGEST_TYPED:
        return None
    body = _filled(new, old, before.answer)
    return f"{body}？" if body and len(body) <= _LONGEST_REWRITTEN else None


def _filled(new: Slots, old: Slots, answer: str | None) -> str | None:
    match missing(new, old):
        case Missing.NOTHING:
            return None
        case Missing.OTHERS:
            return _for_others(old)
        case Missing.FRAME:
            return _in_frame(new, old)
        case Missing.REFERENT:
            return _with_referent(new, old, answer)
        case Missing.STATEMENT:
            return _asked_otherwise(new, old)
        case Missing.SUBJECT:
            return _with_subject(new, old)
        case Missing.TIME:
            return old.raw(*old.times[0]) + new.raw(*new.core)


def _edited(slots: Slots, edits: list[Edit], end: int | None = None) -> str:
    """Give a question as typed, up to a place, with some of it replaced."""
    at, end = slots.begin, slots.end if end is None else end
    pieces = []
    for first, last, words in sorted(edit for edit in edits if edit[1] <= end):
        pieces += [slots.raw(at, first), words]
        at = last
    return "".join((*pieces, slots.raw(at, end)))


def _for_others(old: Slots) -> str | None:
    """还有呢: the last question, for what else."""
    if old.asking is None:
        return None
    at = old.predicate
    if "还" in old.text[max(0, at - 1) : at + 1]:
        return _edited(old, [])
    if old.text[at : at + 1] == "是":
        return _edited(old, [(at, at + 1, "还有")])
    return _edited(old, [(at, at, "还有" if at == old.asking[0] else "还")])


def _in_frame(new: Slots, old: Slots) -> str | None:
    """那2018年呢, 那上海呢, 总投资呢: the last question with what is named in its place."""
    start, end = new.core[0], before_copula(new)
    found = re.match("(?:在|到|从|对)", new.text[start:end])
    start += found.end() if found else 0
    time = time_in(new, start, end)
    edits = [time_edit(new, time, old)] if time else []
    start = time[1] if time else start
    start += time is not None and new.text[start : start + 1] == "的"
    if start >= end or new.text[start:end] == "的":
        return _edited(old, edits) if edits else None
    if place := _place_for(new, (start, end), old):
        return _edited(old, [*edits, (*place, new.raw(start, end).removesuffix("的"))])
    return _other_measure(new, (start, end), old, edits)


def _place_for(new: Slots, span: Span, old: Slots) -> Span | None:
    """Give what the slot takes the place of; a name of another kind goes behind the time."""
    words = new.text[slice(*span)].removesuffix("的")
    if (span[0], span[0] + len(words)) not in new.names:
        return contrast(words, old) or aligned(words, new, old)
    if place := name_span(new, span, old) or aligned(words, new, old):
        return place
    at = max((end for first, end in old.times if first == old.begin), default=old.begin)
    return at, at


def _other_measure(new: Slots, span: Span, old: Slots, edits: list[Edit]) -> str:
    """总投资呢: another measure of the same subject."""
    words = new.text[slice(*span)]
    if any(span[0] <= first < span[1] for first, _ in new.names):
        head = "".join(old.raw(*time) for time in old.times[:1] if time[0] < old.predicate)
        return (edits[0][2] if edits else head) + new.raw(*span) + asking_tail(words, old)
    if words.endswith("的"):
        base = _edited(old, edits, old.subject[1])
        number = old.question.asked is Asked.NUMBER
        asks = (
            old.raw(old.asking[0], old.end if number else old.asking[1]) if old.asking else "哪些"
        )
        return f"{base}{new.raw(*span)}{'有' if number else '是'}{asks}"
    end = old.bearer[1] if is_measure(new.words(words)) else old.anchor
    end += old.text[end : end + 1] == "的"
    base = _edited(old, edits, end) or described(old) or ""
    return base + new.raw(*span) + asking_tail(words, old)


def _with_referent(new: Slots, old: Slots, answer: str | None) -> str | None:
    pronoun = find_pronoun(new)
    told = referent(pronoun, old, answer) if pronoun else None
    if pronoun is None or told is None:
        return None
    start, end = new.core
    before, after = new.raw(start, pronoun.start), new.raw(pronoun.end, end)
    if pronoun.stands is Stands.TIME:
        base = (described(old) or "").replace(told, "", 1)
        return told + base.removeprefix("的") + before + after.removeprefix("的")
    if pronoun.stands is Stands.THING and told != answer and not _is_in(pronoun.noun, told):
        told += pronoun.noun
    body = before + told + after
    if _takes_time(new, old, told, answer):
        body = old.raw(*old.times[0]) + body
    if old.asking and new.question.asked is not old.question.asked:
        body += _same_object(new, old, body)
    if new.asking is None and new.text[end : end + 1] == "呢":
        body += "怎么样" if pronoun.end >= end else asking_tail(new.text[pronoun.end : end], old)
    return body


def _is_in(noun: str, told: str) -> bool:
    """Tell whether a noun would say nothing new: 公司 of 白石公司, 项目 of anything."""
    return noun in GENERIC or len(noun) < 2 or noun in told


def _takes_time(new: Slots, old: Slots, told: str, answer: str | None) -> bool:
    """Tell whether the last question's time goes on: not where a date is asked, or another time is told."""
    if not old.times or new.times or told == answer or new.question.asked is Asked.DATE:
        return False
    return old.raw(*old.times[0]) not in told and old.times[0][0] < old.predicate


def _with_subject(new: Slots, old: Slots) -> str | None:
    """哪天去世的, 有多少人参加: the last question's subject goes before it."""
    start, end = new.core
    time = time_in(new, start, end)
    edits = [time_edit(new, time, old)] if time else []
    start = time[1] if time else start
    stop = old.subject[1] if _COMPARES.match(new.text, start) else old.bearer[1]
    base = _edited(old, edits, stop).removesuffix("吗")
    if not old.raw(old.begin, stop):
        base = "".join(edit[2] for edit in edits) + (described(old) or "")
    elif stop == old.bearer[1]:
        base += old.context.removeprefix(old.raw(*old.bearer))
    body = base + new.raw(start, end)
    return body + _same_object(new, old, body) if base else None


def _same_object(new: Slots, old: Slots, body: str) -> str:
    """Give the last question's object, if the new one has its verb or counts it: 在哪儿放的|鱼苗, 多了几家|书店."""
    verbs = {t.word for t in new.tokens if kind_of(t.word) in ("v", "vg")} - _EMPTY_VERBS
    told = old.raw(*old.object)
    same = any(t.word in verbs for t in old.tokens if t.start >= old.predicate)
    if not same and not _counts_alike(new, old):
        return ""
    return told if told not in body and not body.endswith(("了", "吗")) else ""


def _counts_alike(new: Slots, old: Slots) -> bool:
    """Tell whether a question without a noun ends with the measure word of the last one: 几家, after 多少家书店."""
    start, end = new.core
    own = any(t.start >= start and not is_small(t.word) for t in new.tokens if t.end <= end)
    if own or not new.asking or not old.asking or new.asking[1] < end:
        return False
    measure = new.text[new.asking[1] - 1]
    return measure not in "少几" and measure == old.text[old.asking[1] - 1]


def _asked_otherwise(new: Slots, old: Slots) -> str | None:
    """为什么, 在哪儿, 具体哪一天: the last question with another question word."""
    asks = new.raw(*new.core)
    if old.asking is None:
        return f"{old.raw(old.begin, old.end)}{asks}"
    start, end = old.asking
    start -= old.text[start - 1 : start] in ("在", "于", "从") and start > 0
    asked, rest = new.question.asked, old.raw(end, old.end)
    if asked not in _ADVERBIAL:
        return (old.raw(*old.bearer) or described(old) or "") + asks
    if old.question.asked in _ADVERBIAL and (rest or old.question.asked is asked):
        copula = old.text[start - 1 : start] == "是" and asks.startswith(("是", "具体", "为"))
        return old.raw(old.begin, start - copula) + asks + rest
    verb = old.raw(old.predicate, old.asking[0])
    if verb.startswith("是") or not verb.strip("是有为叫在于"):
        base = old.raw(*(old.subject if asked is Asked.REASON else old.bearer))
        return base + asks + (rest if old.question.asked is Asked.PERSON or not base else "")
    return old.raw(*old.subject) + asks + verb + old.raw(*old.object)
