"""The questions in one question, each complete in itself.

Taken apart are clauses that each ask, two nouns that are asked for (导演和主演, 时间和地点), two subjects of which
something is asked for each (A和B的销量分别), and two times; nothing else, since a question with a single answer
must stay whole.
"""

import itertools
import re
from collections.abc import Sequence

from qabot.language.dates.times import Time
from qabot.searching.question.heads import kind_of_phrase
from qabot.searching.question.kinds import Asked
from qabot.searching.question.subject import subject_of, with_subject
from qabot.searching.question.words import asking_words, asks, masked, without_lead

_MOST = 4
"""Questions that a person asks at once; more are a pasted page."""

_SENTENCE = re.compile(r"[^?;。!\n]+[?;。!\n]*")
_COMMA = re.compile("(?<=[,，])")
_AND = "(?:以?及|和|与|跟|、|还有)"
_EACH = re.compile("分别|各自?(?!种|类|地|级)")
_NOUN = "[\u4e00-\u9fffa-z0-9]{1,8}"
_TWO_NOUNS = re.compile(
    rf"(?P<head>.*的)?(?P<first>{_NOUN}){_AND}(?P<second>{_NOUN}?)"
    "(?P<rest>(?:(?:分别|各自?)有?|是|为|叫|在|达到?|有(?=谁|哪些|什么)).*)$"
)
_TWO_NOUNS_AT_END = re.compile(
    rf"(?P<head>.*?)(?P<first>[\u4e00-\u9fff]{{2,4}}){_AND}(?P<second>[\u4e00-\u9fff]{{2,8}})(?P<rest>[?。 ]*)$"
)
_TWO_SUBJECTS = re.compile(
    rf"(?P<before>(?:[^,，]*[,，])?)(?P<subjects>[^,，的]+?(?:{_AND}[^,，的和与跟及、]+)+)"
    rf"(?P<rest>(?:的[^,，]*)?(?:{_EACH.pattern})[^,，]*)$"
)
_SHARED_NOUN = re.compile(
    rf"(?P<before>.*?)(?P<first>[\u4e00-\u9fff]{{2}}){_AND}(?P<second>[\u4e00-\u9fff]{{2}})"
    "(?P<rest>的?(?:时间|日期|地点|原因|人数|数量|金额|价格|年份|地址).*)$"
)
# 何时|何地, 什么时候|在|哪里
_BETWEEN_TWO = re.compile("(?:分别)?[,、和与及又并]?(?:[在于由]|是)?")
_ASKED_SIDE_BY_SIDE = {Asked.DATE, Asked.PLACE, Asked.PERSON, Asked.ORGANISATION}
# 国家和地区, 机构和组织: two words for the members of one list.
_AS_ONE = {Asked.PLACE, Asked.ORGANISATION}
_TIMES_COMPARED = re.compile(
    "之间|期间|相比|比较|相差|哪[1一]?(?:年|个)|更|合计|总共|[1一]共|累计|两年"
)


def parts_of(text: str, times: Sequence[Time]) -> tuple[str, ...]:
    """Take a question in normal form apart; give it alone where it is one."""
    clauses = _clauses(text)
    asking = sum(map(asks, clauses))
    if asking > _MOST:
        return (text,)
    if asking > 1:
        return tuple(part for clause in _completed(clauses) for part in _taken_apart(clause))
    if len(clauses) == 1:
        return _by_times(text, times) or _taken_apart(text)
    return (text,)


def _clauses(text: str) -> list[str]:
    """Cut at the ends of sentences, and at commas between clauses that each ask."""
    clauses: list[str] = []
    for sentence in _SENTENCE.finditer(masked(text)):
        pieces = [""]
        at = sentence.start()
        for piece in _COMMA.split(sentence[0]):
            own = text[at : at + len(piece)]
            at += len(piece)
            if asks(pieces[-1]) and asks(own):
                pieces.append(own)
            else:
                pieces[-1] += own
        clauses += [piece for piece in pieces if any(c.isalnum() for c in piece)]
    return clauses or [text]


def _completed(clauses: Sequence[str]) -> list[str]:
    """Give the clauses that ask, each with what it takes from those before it."""
    whole: list[str] = []
    context = ""
    subject = ""
    for clause in (clause.strip(" ,，") for clause in clauses):
        if not asks(clause):
            context += clause
        elif whole:
            whole.append(context + with_subject(clause, subject))
        else:
            subject = subject_of(clause)
            whole.append(context + clause)
    return whole


def _taken_apart(clause: str) -> tuple[str, ...]:
    """Take apart a clause that asks for two things at once."""
    ways = (_two_asked, _two_subjects, _shared_noun, _two_nouns)
    return next((taken for way in ways if (taken := way(clause))), (clause,))


def _two_asked(clause: str) -> tuple[str, ...]:
    """何时何地举行, 什么时候在哪里举行."""
    clear = without_lead(masked(clause))
    words = list(asking_words(clear))
    if len(words) != 2 or len({word.asked for word in words} & _ASKED_SIDE_BY_SIDE) != 2:
        return ()
    first, second = words
    if not _BETWEEN_TWO.fullmatch(clear, first.end, second.start):
        return ()
    return (
        clause[: first.end] + clause[second.end :],
        clause[: first.start] + clause[first.end :].lstrip(",、和与及又并"),
    )


def _two_subjects(clause: str) -> tuple[str, ...]:
    """A和B的销量分别是多少."""
    found = _TWO_SUBJECTS.match(masked(clause))
    if not found or not asks(clause):
        return ()
    start, end = found.span("subjects")
    joints = [joint.span() for joint in re.compile(_AND).finditer(masked(clause), start, end)]
    edges = [start, *itertools.chain.from_iterable(joints), end]
    subjects = [clause[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(subjects) > _MOST or not all(subjects):
        return ()
    rest = _EACH.sub("", clause[end:], count=1)
    return tuple(clause[:start] + subject + rest for subject in subjects)


def _shared_noun(clause: str) -> tuple[str, ...]:
    """开始和结束时间."""
    found = _SHARED_NOUN.match(masked(clause))
    if not found or kind_of_phrase(found["first"]) or kind_of_phrase(found["second"]):
        return ()
    return _each_of_two(clause, found)


def _two_nouns(clause: str) -> tuple[str, ...]:
    """X的导演和主演是谁, X举办时间和地点."""
    found = (_TWO_NOUNS if asks(clause) else _TWO_NOUNS_AT_END).match(masked(clause))
    if not found or not found.start("first"):
        return ()
    first, second = kind_of_phrase(found["first"]), kind_of_phrase(found["second"])
    if not first or not second:
        return ()
    if first is second and first in _AS_ONE and not _EACH.match(found["rest"]):
        return ()
    return _each_of_two(clause, found)


def _each_of_two(clause: str, found: re.Match[str]) -> tuple[str, str]:
    head = clause[: found.start("first")]
    rest = _EACH.sub("", clause[found.start("rest") :], count=1)
    return head + found["first"] + rest, head + found["second"] + rest


def _by_times(text: str, times: Sequence[Time]) -> tuple[str, ...]:
    """2021年和2022年的产量是多少."""
    if not 2 <= len(times) <= _MOST:
        return ()
    between = [text[a.end : b.start] for a, b in itertools.pairwise(times)]
    before, after = text[: times[0].start], text[times[-1].end :]
    joined = all(re.fullmatch(f"{_AND}|[,，]", joint) for joint in between)
    if not joined or asks(before) or _TIMES_COMPARED.search(after):
        return ()
    after = _EACH.sub("", after, count=1)
    return tuple(before + text[time.start : time.end] + after for time in times)
