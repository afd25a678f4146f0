"""What a question lacks that the one before it can give."""

import re
from enum import Enum, auto

from qabot.answering.followup.pronouns import find_pronoun
from qabot.answering.followup.slots import Slots, Span
from qabot.answering.followup.times import time_in
from qabot.answering.followup.words import POINTING, is_small, is_verb
from qabot.language.kinds import kind_of
from qabot.searching.question import Asked
from qabot.searching.question.heads import kind_of_noun, kind_of_phrase
from qabot.searching.question.names import words_of


class Missing(Enum):
    """What a question lacks."""

    NOTHING = auto()
    OTHERS = auto()
    """还有呢: all but that it asks for more."""
    FRAME = auto()
    """那2018年呢: all but one slot."""
    REFERENT = auto()
    """他什么时候去的: what a pronoun stands for."""
    STATEMENT = auto()
    """为什么: all but the question word."""
    SUBJECT = auto()
    """哪天去世的: of whom or what it speaks."""
    TIME = auto()
    """那贵州的清单有多少项: the time."""


# What says all that it needs, though nothing in it is a name that we know.
_LONGEST_FRAME = 20
_LONGEST_SUBJECTLESS = 24
# Characters of common nouns by which a question names what it speaks of: 监察法 is in doubt.
_DOUBTFUL = 3

_MORE = re.compile("还有(?:呢|吗|别的吗|其他的?吗|什么|谁|哪些|哪里|没有)?|别的呢|其他的?呢|其它呢")
_AROUND_BEFORE = re.compile("(?:具体|到底|究竟|大概|大约|是|有|都|分别|又|在|于|从|由|到|因|位)*")
_AROUND_AFTER = re.compile("(?:的|了|啊|呀|呢|吗|[ ])*")
_DEFINES = re.compile("什么(?:是|叫)|.*(?:是|叫)什么意思")
_COPULA = re.compile("(?:又|会)?(?:是|为|有|达到?|到了?)?$")
# What names something though it is no name: 第7届, 三号, 20周年, 中俄蒙.
_NAMES_IT = re.compile(r"\d+[届号]|\d+周年|[中美俄日韩朝英法德印欧蒙越澳]{2}")
_COMMON = ("n", "v", "vn", "a", "an", "b", "s", "f")
_TOWARDS = frozenset("给跟和与向对")
_THEN = re.compile("(?:[之以]?[后前]|时)(?!的)")


def missing(new: Slots, old: Slots) -> Missing:
    """Tell what a question lacks when it follows another."""
    if _MORE.fullmatch(new.text[new.begin : new.end]):
        return Missing.OTHERS
    if _is_frameless(new, old):
        return Missing.FRAME
    if find_pronoun(new):
        return Missing.REFERENT
    if new.asking is None and new.question.asked is not Asked.YES_NO:
        return Missing.NOTHING
    if asks_only(new):
        return Missing.STATEMENT
    if _lacks_subject(new):
        return Missing.SUBJECT
    lacks_time = new.begin > 0 and old.times and not new.times
    return Missing.TIME if lacks_time else Missing.NOTHING


def _is_frameless(new: Slots, old: Slots) -> bool:
    """Tell whether nothing asks but 呢, or as the question before did: 那2012年是多少; a time needs no 呢."""
    start, end = new.core
    if find_pronoun(new) or not start < end <= start + _LONGEST_FRAME:
        return False
    if new.asking is None:
        time = time_in(new, start, end)
        alone = time is not None and time[1] == end and len(new.text) > end
        return end < new.end or new.begin > 0 or alone
    rest = before_copula(new)
    time = time_in(new, start, rest)
    slot = (time[1] if time else start, rest)
    named = slot[0] == rest or slot in new.names
    return start < rest and named and asks_only(new, rest) and _asks_alike(new, old)


def _asks_alike(new: Slots, old: Slots) -> bool:
    """Tell whether a question asks for the same, with 那 before it or for a number: 广州又有多少."""
    if new.asking is None or old.asking is None or new.question.asked is not old.question.asked:
        return False
    asks = new.text[slice(*new.asking)]
    again = asks in ("多少", old.text[slice(*old.asking)])
    return new.begin > 0 or (again and new.question.asked is Asked.NUMBER)


def before_copula(new: Slots) -> int:
    """Give where 是多少 begins, at the latest where the question word does."""
    start, end = new.core
    stop = new.asking[0] if new.asking else end
    found = _COPULA.search(new.text[start:stop])
    return start + found.start() if found and new.asking else stop


def asks_only(new: Slots, start: int | None = None) -> bool:
    """Tell whether a question, or its end, is nothing but its question word: 在哪儿, 具体哪一天, 为什么."""
    if new.asking is None:
        return False
    start = new.core[0] if start is None else start
    end = new.core[1]
    first, last = new.asking
    return bool(
        _AROUND_BEFORE.fullmatch(new.text, start, max(start, first))
        and _AROUND_AFTER.fullmatch(new.text, min(last, end), end)
    )


def _lacks_subject(new: Slots) -> bool:
    """Tell whether a question says nothing of whom or what it speaks; when in doubt, it does not."""
    start, end = new.core
    if end - start > _LONGEST_SUBJECTLESS or _DEFINES.match(new.text, start):
        return False
    time = time_in(new, start, end)
    start = time[1] if time else start
    if new.text[start : start + 1] != "比" and any(first > start for first, _ in new.times):
        return False  # 到2021年…: it has a time of its own, and its subject behind it
    if (time is None and _points(new, start)) or _acts_on(new, start):
        return True
    if any(_is_telling(new, name) for name in new.names) or _NAMES_IT.search(new.text, start):
        return False
    return _weight(new, start, counted=time is not None) <= (0 if time else _DOUBTFUL)


def _points(new: Slots, start: int) -> bool:
    """Tell whether it begins with 双方, 会上, 通车后."""
    first = next((token for token in new.tokens if token.start >= start), None)
    if first is None or new.text[first.end : first.end + 1] == "的":
        return False
    then = _THEN.match(new.text, first.end)
    return first.word in POINTING or (then is not None and kind_of(first.word) in ("v", "vn", "n"))


def _acts_on(new: Slots, start: int) -> bool:
    """Tell whether it begins with its verb, and that with a name: 给白石县捐了多少钱."""
    if not new.names or new.asking is None:
        return False
    first = next((token for token in new.tokens if token.start >= start), None)
    at = new.names[0][0]
    if (
        first is None
        or first.end != at
        or not new.text[at].isalnum()
        or "的" in new.text[start : new.asking[0]]
    ):
        return False
    return first.word in _TOWARDS or kind_of(first.word) == "v"


def _is_telling(new: Slots, name: Span) -> bool:
    """Tell whether a name is more than common nouns that end like one: 施工队, 老城区."""
    *words, last = new.words(new.text[slice(*name)])
    common = all(len(word) > 1 and kind_of(word) in _COMMON for word in words)
    return not common or (not words and kind_of(last) not in _COMMON)


def _weight(new: Slots, start: int, *, counted: bool) -> int:
    """Count the characters of nouns that could name what it speaks of; maybe not of those that it counts."""
    first, last = new.asking or (new.end, new.end)
    head = kind_of_noun if counted else kind_of_phrase
    weight, counting = 0, not counted and new.question.asked in (Asked.NUMBER, Asked.LIST)
    for token in new.tokens:
        if token.start < start or first <= token.start < last:
            continue
        small = is_small(token.word) or head(token.word) is not None
        behind = token.start >= last
        if behind and is_verb(token.word):
            counting = False
        if not small and not (behind and counting):
            weight += len(token.word) + _DOUBTFUL * _could_be_name(token.word)
    return weight


def _could_be_name(word: str) -> bool:
    """Tell whether the dictionary has a word as a name, though perhaps of another: 华为 is a person there."""
    return kind_of(word) in ("nr", "ns", "nt", "nz") and word not in words_of("everyday.txt")
