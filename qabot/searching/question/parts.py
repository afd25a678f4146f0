"""The questions in one question, each complete in itself.

Three forms are taken apart, and nothing else, since a question with a single answer must stay whole:
several sentences or clauses that each ask; two nouns that are asked for (导演和主演, 时间和地点); two
subjects with one noun, said to be asked for each (A和B的销量分别), or two times.
"""

import re
from collections.abc import Sequence

from qabot.language.dates.times import Time
from qabot.searching.question.heads import kind_of_phrase
from qabot.searching.question.words import Asking, asking_words, masked, without_lead, yes_or_no

_MOST = 4
_CLAUSE = re.compile(r"[^?;。!\n]+[?;。!\n]*")
_AT_COMMA = re.compile("(?<=[,，])")
_AND = "(?:以?及|和|与|跟|、|还有)"
_PRONOUN = re.compile(
    "(?:它们|他们|她们|其中|它|他|她|该(?:国|市|省|县|公司|校|片|片子|项目|书|剧|队|企业|机构|银行|地|工程)?|这(?:部|个|家|位|座|本|所|支|款|种|项)?(?:电影|影片|人|公司|城市|书|剧|学校|球队|项目|工程|会议|比赛|活动)?|(?<!尤)其(?!中|他|实|余|次))的?"
)
_BEGINS_WITH_PRONOUN = re.compile(
    rf"[,，; ]*(?:而且|并且|以及|还有|那么?|然后|另外|同时|又|并)?[,， ]*(?P<pronoun>{_PRONOUN.pattern})"
)
_CONNECTS = re.compile("^[,，; ]*(?:而且|并且|以及|还有|那么?|然后|另外|同时|并|和|又)[,， ]*")
# What the subject of a first question ends before.
_PREDICATE = re.compile(
    "的|是|在|有|由|于|什么|谁|哪|何|多少|几|怎|如何|为什么|叫|属于|位于|成立|创办|创立|建立|建成|开工|竣工|开通|开业|上映|播出|出版|发行|发布|推出|举行|举办|召开|开幕|闭幕|出生|去世|毕业|获得|担任|当选|来自|拥有|达到|出席|参加|会见|访问"
)
_SUBJECT_BY_THE = re.compile("(?P<subject>[^,，?]*(?:的|(?=的?(?:最新)?[\u4e00-\u9fff]{2,4}是)))")
_ASKS_FOR = f"(?P<both>分别|各自?|都)?(?:大?约|大概)?(?P<verb>是|为|有|叫|在|达到?|卖了?|来自|位于)?(?:分别|各)?(?P<ask>多少|谁|什么|哪|几|何|怎|多[大高长远重久])"
_NOUN = "[\u4e00-\u9fffa-z0-9]{1,8}"
_TWO_NOUNS = re.compile(
    rf"(?P<head>.*的)?(?P<first>{_NOUN}){_AND}(?P<second>{_NOUN}?)(?P<rest>(?:分别|各自?)?(?:是|为|有|叫|在|达到?).*)$"
)
_TWO_AT_END = re.compile(
    rf"(?P<head>.*?)(?P<first>[\u4e00-\u9fff]{{2,4}}){_AND}(?P<second>[\u4e00-\u9fff]{{2,8}})(?P<rest>[?。 ]*)$"
)
_TWO_SUBJECTS = re.compile(
    rf"(?P<before>(?:[^,，]*[,，])?)(?P<subjects>[^,，的]+?(?:{_AND}[^,，的和与跟及]+)+)(?P<rest>(?:的[^,，]*)?(?:分别|各自?)[^,，]*)$"
)
_SHARED_HEAD = re.compile(
    rf"(?P<before>.*?)(?P<first>[\u4e00-\u9fff]{{2}}){_AND}(?P<second>[\u4e00-\u9fff]{{2}})(?P<head>的?(?:时间|日期|地点|原因|人数|数量|金额|价格|年份|地址))(?P<rest>.*)$"
)
_TWO_ASKED = re.compile("(?:(?:分别)?[,、和与及]?(?:又|并|以及)?(?:是)?)?(?:[在于由])?")


def parts_of(text: str, times: Sequence[Time]) -> tuple[str, ...]:
    """Take a question in normal form apart; give it alone where it is one."""
    clauses = _clauses(text)
    asking = [clause for clause in clauses if _asks(clause)]
    if len(asking) > _MOST:
        return (text,)  # a pasted page
    if len(asking) > 1:
        whole = _completed(clauses)
        return tuple(part for clause in whole for part in _taken_apart(clause))
    if len(clauses) == 1 and (taken := _by_times(text, times)):
        return taken
    return _taken_apart(text) if len(clauses) == 1 else (text,)


def _clauses(text: str) -> list[str]:
    """Cut at the ends of sentences, and at commas between clauses that ask, each for something."""
    clear = masked(text)
    clauses: list[str] = []
    for sentence in _CLAUSE.finditer(clear):
        pieces = [""]
        at = sentence.start()
        for piece in _AT_COMMA.split(sentence[0]):
            own = text[at : at + len(piece)]
            at += len(piece)
            if _asks(pieces[-1]) and _asks(own):
                pieces.append(own)
            else:
                pieces[-1] += own
        clauses += [piece for piece in pieces if any(c.isalnum() for c in piece)]
    return clauses or [text]


def _asks(clause: str) -> bool:
    clear = without_lead(masked(clause))
    return any(True for _ in asking_words(clear)) or yes_or_no(clear)


def _completed(clauses: Sequence[str]) -> list[str]:
    """Give the clauses that ask, each with what it takes from those before it."""
    whole: list[str] = []
    context = ""
    subject = ""
    for clause in clauses:
        clause = clause.strip(" ,，")
        if not _asks(clause):
            context += clause
            continue
        if whole:
            clause = _with_subject(_CONNECTS.sub("", clause), subject)
        else:
            subject = _subject(clause)
        whole.append(context + clause)
    return whole


def _subject(clause: str) -> str:
    """Give what a question is about: all before its predicate."""
    clear = without_lead(masked(clause))
    first = next(asking_words(clear), None)
    end = first.start if first else len(clause)
    found = _PREDICATE.search(clear, 1)
    end = min(end, found.start()) if found else end
    start = len(clear) - len(clear.lstrip())
    return clause[start:end].strip(" ,，")


def _with_subject(clause: str, subject: str) -> str:
    """Put the subject of the first question where a later one has a pronoun or nothing."""
    if not subject:
        return clause
    if found := _BEGINS_WITH_PRONOUN.match(clause):
        owner = "的" if found["pronoun"].endswith("的") or found["pronoun"] == "其" else ""
        return f"{subject}{owner}{clause[found.end() :]}"
    if (found := _PRONOUN.search(masked(clause))) and found[0][0] in "它他她":
        owner = "的" if found[0].endswith("的") else ""
        return f"{clause[: found.start()]}{subject}{owner}{clause[found.end() :]}"
    first = next(asking_words(masked(clause)), None)
    before = clause[: first.start] if first else clause
    bare = re.sub("(?:分别|大约|又|都|是|为|在|有|于|由|的|了)+$", "", before)
    if not bare:
        return subject + clause
    if kind_of_phrase(bare) and len(bare) <= 4:
        return f"{subject}的{clause}"
    return subject + clause if len(bare) <= 2 else clause


def _taken_apart(clause: str) -> tuple[str, ...]:
    """Take apart a clause that asks for two things at once."""
    for way in (_two_asked, _two_subjects, _shared_head, _two_nouns):
        if taken := way(clause):
            return taken
    return (clause,)


def _two_asked(clause: str) -> tuple[str, ...]:
    """何时何地举行, 什么时候在哪里举行."""
    clear = without_lead(masked(clause))
    words = list(asking_words(clear))
    if len(words) != 2 or words[0].asked == words[1].asked:
        return ()
    first, second = words
    if not _TWO_ASKED.fullmatch(clear, first.end, second.start):
        return ()
    if {first.asked, second.asked} & _ONE_PHRASE:
        return ()
    return (
        clause[: first.end] + _after(clause, second),
        clause[: first.start] + clause[first.end :].lstrip(",、和与及"),
    )


_ONE_PHRASE = frozenset(("thing", "reason", "manner", "list", "yes_no", "number"))


def _after(clause: str, word: Asking) -> str:
    return clause[word.end :]


def _two_subjects(clause: str) -> tuple[str, ...]:
    """A和B的销量分别是多少."""
    found = _TWO_SUBJECTS.match(masked(clause))
    if not found or not _asks(clause):
        return ()
    subjects = re.split(_AND, masked(clause)[slice(*found.span("subjects"))])
    if len(subjects) > _MOST or not all(subjects):
        return ()
    rest = re.sub("分别|各自?", "", clause[found.start("rest") :], count=1)
    return tuple(
        found_text(clause, found, "before") + own + rest for own in _own(clause, found, subjects)
    )


def found_text(clause: str, found: re.Match[str], group: str) -> str:
    """Give a group that was found in the masked clause, as the clause has it."""
    return clause[slice(*found.span(group))]


def _own(clause: str, found: re.Match[str], subjects: Sequence[str]) -> list[str]:
    at = found.start("subjects")
    own: list[str] = []
    for subject in subjects:
        at = masked(clause).index(subject, at)
        own.append(clause[at : at + len(subject)])
        at += len(subject)
    return own


def _shared_head(clause: str) -> tuple[str, ...]:
    """开始和结束时间."""
    found = _SHARED_HEAD.match(masked(clause))
    if not found or kind_of_phrase(found["first"]) or kind_of_phrase(found["second"]):
        return ()
    before, rest = clause[: found.start("first")], clause[found.start("head") :]
    rest = re.sub("分别|各自?", "", rest, count=1)
    return (before + found["first"] + rest, before + found["second"] + rest)


def _two_nouns(clause: str) -> tuple[str, ...]:
    """X的导演和主演是谁, X举办时间和地点."""
    clear = masked(clause)
    asks = _asks(clause)
    found = _TWO_NOUNS.match(clear) if asks else _TWO_AT_END.match(clear)
    if not found:
        return ()
    first, second = found["first"], found["second"]
    kinds = kind_of_phrase(first), kind_of_phrase(second)
    if None in kinds or kind_of_phrase(second) is None:
        return ()
    rest = re.sub("分别|各自?", "", found["rest"], count=1)
    head = clause[: found.start("first")]
    if not head:
        return ()
    return (head + first + rest, head + second + rest)


def _by_times(text: str, times: Sequence[Time]) -> tuple[str, ...]:
    """2021年和2022年的产量是多少."""
    if not 2 <= len(times) <= _MOST:
        return ()
    between = [text[a.end : b.start] for a, b in zip(times, times[1:], strict=False)]
    if not all(re.fullmatch(f"{_AND}|[,，]", joint) for joint in between):
        return ()
    rest = text[times[-1].end :]
    if re.search("之间|期间|相比|比较|差|哪[1一]?(?:年|个)|更|合计|总共|[1一]共|累计|两年", rest):
        return ()
    rest = re.sub("分别|各自?(?!种)", "", rest, count=1)
    before = text[: times[0].start]
    return tuple(before + text[time.start : time.end] + rest for time in times)
