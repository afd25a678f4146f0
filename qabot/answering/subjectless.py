"""Whether a question has a subject of its own."""

import re

from qabot.answering.slots import GENERIC, Slots, is_small
from qabot.answering.substituting import is_measure, time_in
from qabot.language.kinds import kind_of
from qabot.searching.question import Asked
from qabot.searching.question.heads import kind_of_noun, kind_of_phrase

# Longer ones are complete, though nothing in them is a name that we know.
_LONGEST = 14
_AROUND_BEFORE = re.compile("(?:具体|到底|究竟|大概|大约|是|都|分别|又|在|于|从|由|到|因|位)*")
_AROUND_AFTER = re.compile("(?:的|了|啊|呀|呢|吗|[ ])*")
_LONGEST_COMMON = 4
_COMMON = ("n", "vn", "an", "b", "s", "ng")
_TOWARDS = frozenset("给跟和与向对")
_VERBAL = ("v", "vd", "vg", "p", "d", "df", "zg", "ad")


def asks_only(new: Slots, start: int, end: int) -> bool:
    """Tell whether a part of a question is nothing but its question word: 在哪儿, 具体哪一天, 为什么."""
    if new.asking is None:
        return False
    first, last = new.asking
    return bool(
        _AROUND_BEFORE.fullmatch(new.text, start, max(start, first))
        and _AROUND_AFTER.fullmatch(new.text, min(last, end), end)
    )


def lacks_subject(new: Slots, start: int, end: int) -> bool:
    """Tell whether a question says nothing of whom or what it speaks."""
    if end - start > _LONGEST or new.asking is None:
        return False
    if time := time_in(new, start, end):
        start = time[1]
    elif new.text[start : start + 1] != "比" and any(
        first - start in (1, 2) for first, _ in new.times
    ):
        return False  # 到2021年…: it has a time of its own, and its subject behind it
    led = new.begin > 0
    if new.names:
        return (led and _begins_with_verb(new, start) and not _named_first(new)) or _acts_on(
            new, start
        )
    if start >= new.asking[0] or new.predicate <= start:
        return _no_noun_behind(new, end)
    subject = new.text[start : new.predicate]
    if subject.endswith("的") or _is_bare_measure(subject, new) or _all_generic(new, start):
        return True
    return _begins_with_verb(new, start) or is_common(subject, new)


def is_common(subject: str, new: Slots) -> bool:
    """Tell whether a subject is a common noun alone, which says little beside no name at all: 陆军队, 病人."""
    words = [token.word for token in new.tokenizer.cut(subject)]
    return len(subject) <= _LONGEST_COMMON and all(
        is_small(word) or kind_of(word) in _COMMON for word in words
    )


def _acts_on(new: Slots, start: int) -> bool:
    """Tell whether a question begins with its verb, and that with a name: 给白石县捐了多少钱."""
    inside = [t for t in new.tokens if start <= t.start and new.asking and t.end <= new.asking[0]]
    if len(new.names) != 1 or not inside or "的" in new.text[start : new.predicate]:
        return False
    first, name = inside[0], new.names[0]
    rest = [token for token in inside if token.start >= name[1]]
    acts = first.word in _TOWARDS or kind_of(first.word) == "v"
    return acts and first.end == name[0] and all(is_small(token.word) for token in rest)


def _is_bare_measure(subject: str, new: Slots) -> bool:
    """Tell whether a subject is a measure; somebody with a word before it (省级传承人) is a subject."""
    if kind_of_phrase(subject) in (Asked.PERSON, Asked.ORGANISATION):
        return kind_of_noun(subject) is not None
    return is_measure(subject, new)


def _named_first(new: Slots) -> bool:
    return bool(new.names) and new.names[0][0] <= new.begin


def _begins_with_verb(new: Slots, start: int) -> bool:
    token = next((token for token in new.tokens if token.start >= start), None)
    return token is not None and kind_of(token.word) in _VERBAL


def _all_generic(new: Slots, start: int) -> bool:
    inside = [t.word for t in new.tokens if start <= t.start and t.end <= new.predicate]
    return all(
        word in GENERIC or kind_of(word)[:1] in ("d", "p", "r", "u") or kind_of_noun(word)
        for word in inside
    )


def _no_noun_behind(new: Slots, end: int) -> bool:
    """Tell whether what is counted is the only noun: 有多少人参加, but not 谁发明了电灯."""
    if new.asking is None:
        return False
    counted = new.asking[1]
    joined = True
    for token in new.tokens:
        if token.start < counted or token.end > end:
            continue
        small = is_small(token.word)
        if not small and not joined:
            return False
        joined = token.word in "和与、" or (joined and token.word == "的")
    return True
