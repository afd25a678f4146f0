"""A follow-up question made complete from the question before it.

what the new question has                 what takes its place
---------------------------------------   ----------------------------------------------
a slot alone (那2018年呢, 总投资呢)       the last question with that slot replaced
a pronoun (他, 该县, 那里, 当时)          who or what it stands for
no subject of its own (哪天去世的)        the subject of the last question, put before it
"""

import re
from dataclasses import dataclass

from qabot.answering.english import rewrite_english
from qabot.answering.pronouns import Stands, described, find_pronoun, referent
from qabot.answering.slots import GENERIC, Slots, Span
from qabot.answering.subjectless import asks_only, is_common, lacks_subject
from qabot.answering.substituting import (
    aligned,
    asking_tail,
    contrast,
    is_measure,
    name_span,
    time_edit,
    time_in,
)
from qabot.language.kinds import kind_of
from qabot.language.words import Tokenizer
from qabot.searching.question import Asked, Question
from qabot.searching.question.words import asking_words, masked

Edit = tuple[int, int, str]

_MORE = re.compile("还有(?:呢|吗|别的吗|其他的?吗|什么|谁|哪些|哪里|没有)?|别的呢|其他的?呢|其它呢")
_AND = re.compile("(?:还有|以及|另外|然后|而|再问1下)[,， ]*")
_COPULA = re.compile("(?:又|会)?(?:是|为|有|达到?|到了?)?$")
_COMPARES = re.compile("(?:比|同比|环比|较|增长|增加|增幅|下降|减少|降|涨|跌|上升|提高)")
_LONGEST_TYPED = 60  # more is a question that says all it needs
_LONGEST_REWRITTEN = 120  # else a chain of follow-ups could grow without end
_ADVERBIAL = (Asked.DATE, Asked.PLACE, Asked.REASON, Asked.MANNER)


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
    body = (
        _more(new, old)
        or _slot(new, old)
        or _pronoun(new, old, before.answer)
        or _subjectless(new, old)
    )
    return f"{body}？" if body and len(body) <= _LONGEST_REWRITTEN else None


def _core(slots: Slots) -> Span:
    """Give a question without 那 and 呢."""
    start, end = slots.begin, slots.end
    if (found := _AND.match(slots.text, start, end)) and found.end() < end:
        start = found.end()
    tail = re.search("[呢啊呀嘛]+$", slots.text[start:end])
    return start, start + tail.start() if tail else end


def _edited(
    slots: Slots, edits: list[Edit], start: int | None = None, end: int | None = None
) -> str:
    """Give a part of a question as typed, with some of it replaced."""
    at = slots.begin if start is None else start
    end = slots.end if end is None else end
    pieces = []
    for first, last, words in sorted(edits):
        pieces += [slots.raw(at, min(first, end)), words]
        at = last
    return "".join((*pieces, slots.raw(at, end)))


def _more(new: Slots, old: Slots) -> str | None:
    """Answer 还有呢: the last question, for what else."""
    if not _MORE.fullmatch(new.text[new.begin : new.end]) or old.asking is None:
        return None
    at = old.predicate
    if "还" in old.text[max(0, at - 1) : at + 1]:
        return _edited(old, [])
    if old.text[at : at + 1] == "是":
        return _edited(old, [(at, at + 1, "还有")])
    return _edited(old, [(at, at, "还有" if at == old.asking[0] else "还")])


def _slot(new: Slots, old: Slots) -> str | None:
    """那2018年呢, 那上海呢, 总投资呢: what is only named."""
    start, end = _core(new)
    asks = next(asking_words(masked(new.text[:end])), None)
    if asks is not None:
        if not asks_only(new, asks.start, end):
            return None
        found = _COPULA.search(new.text, start, asks.start)
        end = found.start() if found else asks.start
    elif end == new.end and new.begin == 0 and not _short_slot(new, (start, end)):
        return None
    if end <= start:
        return None
    time = time_in(new, start, end)
    edits = [time_edit(new, time, old)] if time else []
    rest = _without_prepositions(new, time[1] if time else start, end)
    if rest[0] >= rest[1]:
        return _edited(old, edits) if edits else None
    if asks is not None and (new.begin == 0 or not _is_name(new, rest)):
        return None
    if find_pronoun(new):
        return None
    return _named_slot(new, rest, old, edits)


def _short_slot(new: Slots, span: Span) -> bool:
    """Tell whether a time (2018年) is all."""
    time = time_in(new, *span)
    return bool(time and time[1] == span[1]) and len(new.text) > new.end


def _without_prepositions(new: Slots, start: int, end: int) -> Span:
    found = re.match("(?:的|在|到|去|从|对)", new.text[start:end])
    start += found.end() if found else 0
    if new.text[end - 1 : end] == "的" and _is_name(new, (start, end - 1)):
        end -= 1
    return start, end


def _is_name(new: Slots, span: Span) -> bool:
    return span in new.names


def _named_slot(new: Slots, span: Span, old: Slots, edits: list[Edit]) -> str | None:
    words = new.text[slice(*span)]
    if _is_name(new, span):
        place = name_span(new, span, old)
        if place is None:
            place = aligned(words, new, old)
        if place is None:
            at = max((t[1] for t in old.times if t[0] == old.begin), default=old.begin)
            place = (at, at)
        return _edited(old, [*edits, (*place, new.raw(*span))])
    if swapped := contrast(words, old):
        return _edited(old, [*edits, (swapped[0], swapped[1], new.raw(*span).removesuffix("的"))])
    if place := aligned(words, new, old):
        return _edited(old, [*edits, (*place, new.raw(*span).removesuffix("的"))])
    return _other_measure(new, span, old, edits)


def _other_measure(new: Slots, span: Span, old: Slots, edits: list[Edit]) -> str:
    """总投资呢: another measure of the same subject."""
    words = new.text[slice(*span)]
    own_names = [name for name in new.names if span[0] <= name[0] < span[1]]
    if own_names:  # 那上海的人口呢: only the time is taken over
        head = "".join(old.raw(*time) for time in old.times[:1] if time[0] < old.predicate)
        head = edits[0][2] if edits else head
        return head + new.raw(*span) + asking_tail(words, old)
    if words.endswith("的"):
        base = _edited(old, _before(edits, old.subject[1]), end=old.subject[1])
        number = old.question.asked is Asked.NUMBER
        asks = (
            old.raw(old.asking[0], old.end if number else old.asking[1]) if old.asking else "哪些"
        )
        return f"{base}{new.raw(*span)}{'有' if number else '是'}{asks}"
    end = old.bearer[1] if is_measure(words, new) else old.anchor
    end += old.text[end : end + 1] == "的"
    base = _edited(old, _before(edits, end), end=end) or described(old) or ""
    return base + new.raw(*span) + asking_tail(words, old)


def _before(edits: list[Edit], end: int) -> list[Edit]:
    return [edit for edit in edits if edit[1] <= end]


def _pronoun(new: Slots, old: Slots, answer: str | None) -> str | None:
    pronoun = find_pronoun(new)
    if pronoun is None:
        return None
    start, end = _core(new)
    told = referent(pronoun, old, answer)
    before = new.raw(start, pronoun.start)
    after = new.raw(pronoun.end, end)
    if pronoun.stands is Stands.TIME:
        if told is None:
            return None
        base = described(old) or ""
        base = base.replace(told, "", 1)
        return told + base.removeprefix("的") + before + after.removeprefix("的")
    if told is None:
        return None
    body = before + told + after
    if _takes_time(new, old, told, answer):
        body = old.raw(*old.times[0]) + body
    if old.asking and new.question.asked is not old.question.asked and _same_verb(new, old):
        body += _object_not_in(body, old)
    tail = new.question.asked
    if next(asking_words(masked(new.text)), None) is None and new.text[end : end + 1] == "呢":
        body += "怎么样" if pronoun.end >= end else asking_tail(new.text[pronoun.end : end], old)
    return body if tail else None


def _takes_time(new: Slots, old: Slots, told: str, answer: str | None) -> bool:
    """Tell whether the last question's time goes on: not where a date is asked, or another time is told."""
    if not old.times or new.times or told == answer or new.question.asked is Asked.DATE:
        return False
    return old.raw(*old.times[0]) not in told and old.times[0][0] < old.predicate


def _subjectless(new: Slots, old: Slots) -> str | None:
    """哪天去世的, 有多少人参加: without a subject of its own."""
    start, end = _core(new)
    if new.asking is None:
        return None
    if asks_only(new, start, end):
        return _asked_otherwise(new, (start, end), old)
    if not lacks_subject(new, start, end):
        return None
    time = time_in(new, start, end)
    edits = [time_edit(new, time, old)] if time else []
    rest = time[1] if time else start
    stop = _stop(new, rest, old)
    base = _edited(old, _before(edits, stop), end=stop)
    if not old.raw(old.begin, stop):
        base = (edits[0][2] if edits else "") + (described(old) or "")
    body = base + new.raw(rest, end)
    if _same_verb(new, old):
        body += _object_not_in(body, old)
    return body if base else None


def _stop(new: Slots, start: int, old: Slots) -> int:
    """Choose how much of the last question's subject stays."""
    if _COMPARES.match(new.text, start):
        return old.subject[1]
    first = new.text[start : new.predicate]
    stop = old.bearer[1]
    if first and not is_measure(first, new) and not first.endswith("的"):
        common = first in GENERIC or is_common(first, new)
        return _before_same_verb(first, old) or (old.anchor if common else stop)
    if new.question.asked is Asked.PLACE:
        found = re.search("在[^,，在]{1,10}$", old.text[old.begin : stop])
        stop = old.begin + found.start() if found and found.start() else stop
    return stop


def _before_same_verb(first: str, old: Slots) -> int | None:
    """Find where the last question's subject has the verb that the new question begins with."""
    start, end = old.subject
    same = (t.start for t in old.tokens if start < t.start < end and first.startswith(t.word))
    return next((at for at in same if kind_of(old.text[at : at + 1])[:1] in "vp"), None)


def _same_verb(new: Slots, old: Slots) -> bool:
    verbs = {t.word for t in new.tokens if kind_of(t.word) in ("v", "vg")} - {
        "是",
        "有",
        "会",
        "要",
        "来",
    }
    return any(t.word in verbs for t in old.tokens if t.start >= old.predicate)


def _object_not_in(body: str, old: Slots) -> str:
    told = old.raw(*old.object)
    return told if told and told not in body and not body.endswith(("了", "吗")) else ""


def _asked_otherwise(new: Slots, span: Span, old: Slots) -> str | None:
    """为什么, 在哪儿, 具体哪一天: only the question word is new."""
    asks = new.raw(*span)
    if old.asking is None:
        return f"{old.raw(old.begin, old.end)}{asks}"
    start, end = old.asking
    if old.text[start - 1 : start] in ("在", "于", "从") and start > 0:
        start -= 1
    if new.question.asked not in _ADVERBIAL:
        base = old.raw(*old.bearer) or described(old) or ""
        return base + asks
    rest = old.raw(end, old.end)
    if old.question.asked in _ADVERBIAL and (rest or old.question.asked is new.question.asked):
        copula = old.text[start - 1 : start] == "是" and asks.startswith(("是", "具体", "为"))
        return old.raw(old.begin, start - copula) + asks + rest
    verb = old.raw(old.predicate, old.asking[0])
    if verb.strip("是有为叫在于") == "" or verb.startswith("是"):
        base = old.raw(*(old.subject if new.question.asked is Asked.REASON else old.bearer))
        verb_after = rest if old.question.asked is Asked.PERSON else ""
        return (base + asks + verb_after) if base else asks + rest
    return old.raw(*old.subject) + asks + verb + old.raw(*old.object)
