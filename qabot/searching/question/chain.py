"""A later question of a chain, completed from the first: every name and time stays, what is asked is replaced."""

import re
from collections.abc import Sequence

from qabot.searching.question.heads import kind_of_noun, kind_of_phrase
from qabot.searching.question.kinds import Asked
from qabot.searching.question.pieces import Class, Cutter, Piece
from qabot.searching.question.words import Asking, asking_words, masked, without_lead

_PRONOUN = (
    "(?:它们|他们|她们|它|他(?!国|乡|人)|她"
    "|该(?:国|市|省|县|镇|村|公司|校|片|项目|书|剧|队|企业|机构|银行|地|工程)"
    "|这(?:部|个|家|位|座|本|所|支|款|种|项)?(?:电影|影片|人|公司|城市|书|剧|学校|球队|项目|工程|会议|比赛|活动)"
    "|(?<![尤与极])其(?!中|他|它|实|余|次|间))的?"
)
_CONNECTS = re.compile("^[,，; ]*(?:而且|并且|以及|还有|那么?|然后|另外|同时|并|和|又|而)?[,， ]*")
_BEGINS_WITH_PRONOUN = re.compile(_PRONOUN)
_HAS_PRONOUN = re.compile("(?:它们|它|她|他(?!国|乡|人|们))的?")
# What the subject ends before.
_PREDICATE = re.compile(
    "的|是|在|有|由|于|共(?!和|同|享|产)|[\u4e00-\u9fff]了|什么|谁|哪|何|多少|几|怎|如何|为什么|叫|属于|位于|成立|创办|创立|建立|建成|开工|竣工|开通"
    "|开业|上映|播出|出版|发行|发布|推出|举行|举办|召开|开幕|闭幕|出生|去世|毕业|获得|担任|当选|来自|拥有|达到|出席|参加|会见|访问"
)
_VERB = re.compile(_PREDICATE.pattern.removeprefix("的|"))
_ATTRIBUTES = re.compile("(?:是|为|叫|在|什么|谁|哪|何|多少|几|怎|如何|为什么)$")
# 1股, 每户: of what the first question alone speaks.
_APIECE = re.compile("(?:每|1)[股户个张家亩斤件人吨平]$")
_NE = re.compile("呢[?。! ]*$")
_COPULA = re.compile("(?:叫做?|名叫|是|为|在|于|有)$")
_REPEATED = re.compile("到底|究竟|具体|大约|大概|[是有在叫个位名人的了家呢啊来着1共?。!,， ]")
_IDENTITY = re.compile("(?:他|她|它)?(?:的)?(?:名字)?(?:叫|是)(?:什么|啥)(?:名字|名)?[?。! ]*")
_WHICH = {Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.THING}


def _first_asking(text: str) -> Asking | None:
    return next(asking_words(without_lead(masked(text))), None)


def repeats(first: str, second: str) -> bool:
    """Tell whether a clause asks once more for what the one before it asks: 是谁,叫什么名字."""
    asked, again = _first_asking(first), _first_asking(second)
    if not asked or not again:
        return False
    bare = second.strip(" ,，、")
    if _IDENTITY.fullmatch(bare):
        return asked.asked in _WHICH and "叫" not in first[asked.start - 1 : asked.start]
    clear = masked(bare)
    for word in reversed(list(asking_words(clear))):
        clear = clear[: word.start] + clear[word.end :]
    if _REPEATED.sub("", clear) or asked.asked is not again.asked:
        return False
    how = {first[asked.start : asked.end], second[again.start : again.end]}
    return asked.asked is not Asked.NUMBER or how <= {"多少", "几", "第几"} or len(how) == 1


def subject_of(clause: str) -> str:
    """Give what a question in normal form is about: all before its predicate."""
    clear = without_lead(masked(clause))
    first = next(asking_words(clear), None)
    end = first.start if first else len(clause)
    found = _PREDICATE.search(clear, 0 if clear[1:2] == "了" else 1)
    if found and found[0] == "的":
        # 车祸的伤者|死了几个 is about them, 车祸的原因|是什么 about the accident.
        verb = _VERB.search(clear, found.end())
        found = verb if verb and not _ATTRIBUTES.search(clear[: verb.end()]) else found
    if found:
        end = min(end, found.start())
    start = len(clear) - len(clear.lstrip())
    return _APIECE.sub("", clause[start:end].strip(" ,，").rstrip("的"))


class Chain:
    """Completes the later questions of a chain.

    Args:
        cutter: Cuts questions into pieces.
    """

    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter

    def completed(self, clause: str, first: str) -> str:
        """Give a later clause with the names and times that it takes from the first.

        Args:
            clause: In normal form; it asks, or names only what is asked of: 服务业呢.
            first: The first question of the chain, complete.
        """
        clause = _CONNECTS.sub("", clause)
        subject = subject_of(first)
        if found := _BEGINS_WITH_PRONOUN.match(clause) or _HAS_PRONOUN.search(masked(clause)):
            if not subject:
                return clause
            owner = "的" if found[0].endswith("的") or found[0] == "其" else ""
            return f"{clause[: found.start()]}{subject}{owner}{clause[found.end() :]}"
        asking = _first_asking(clause)
        if asking is None:
            return self._replaced(_NE.sub("", clause), first)
        if asking.start == 0:
            return self._asked_instead(clause, asking, first, subject)
        return self._with_subject(clause, clause[: asking.start], first, subject)

    def _asked_instead(self, clause: str, asking: Asking, first: str, subject: str) -> str:
        """有几个板块,几个问题; 叫什么,多大年纪."""
        before = _first_asking(first)
        if before is None:
            return subject + clause
        lead = first[: before.start]
        if before.asked is asking.asked:
            return lead + clause
        # 救人|的司机叫什么: what stands before 的 is no subject unless it is named.
        named = any(piece.kind is Class.NAME for piece in self._cutter.cut(subject))
        whole = first.startswith(f"{subject}的") and not named
        return (_COPULA.sub("", lead) if whole or not subject else subject) + clause

    def _with_subject(self, clause: str, own: str, first: str, subject: str) -> str:
        """Put what the first question is about before a clause that lacks it."""
        pieces = self._cutter.cut(clause)
        frame = self._frame(first)
        if any(piece.kind is Class.NAME for piece in pieces):
            times = [p.word for p in self._cutter.cut(first) if p.kind is Class.TIME]
            has_time = any(piece.kind is Class.TIME for piece in pieces)
            return (
                clause
                if has_time or not times or not first.startswith(times[0])
                else times[0] + clause
            )
        if kind_of_noun(subject):
            return clause
        noun = re.sub("(?:分别|大约|又|都|是|为|在|有|于|由|的|了|达到?)+$", "", own)
        if pieces[0].kind is not Class.NOUN or not noun:
            return subject + clause
        if kind_of_phrase(noun):
            about = _without_head(subject, noun)
            possessive = "的" if about == subject and about else ""
            return f"{about}{possessive}{clause}"
        about = frame or subject
        return about + clause if not clause.startswith(about) else clause

    def _frame(self, first: str) -> str:
        """Give a question as far as its last name or time, before what it asks."""
        asking = _first_asking(first)
        end = asking.start if asking else len(first)
        solid = [
            p.end
            for p in self._cutter.cut(first)
            if p.kind in (Class.NAME, Class.TIME) and p.end <= end
        ]
        return first[: solid[-1]] if solid else ""

    def _replaced(self, new: str, first: str) -> str:
        """Put what is named alone in the place of what is like it in the first question."""
        pieces = self._cutter.cut(first)
        named = self._cutter.cut(new)
        asking = next((p.start for p in pieces if p.kind is Class.ASKING), len(first))
        before = [piece for piece in pieces if piece.end <= asking]
        start, end = _slot(named, before) or (0, 0)
        if end:
            return first[:start] + new + first[end:]
        frame = self._frame(first)
        rest = first[len(subject_of(first)) :]
        return frame + new + rest


def _slot(named: Sequence[Piece], before: Sequence[Piece]) -> tuple[int, int] | None:
    """Find what is like the words that are named alone: of the same class, form or kind."""
    kind = named[0].kind
    if kind in (Class.TIME, Class.NAME):
        latin = named[0].word.isascii()
        same = [p for p in before if p.kind is kind and p.word.isascii() == latin]
        return (same[-1].start, same[-1].end) if same else None
    for at, piece in enumerate(before):
        ends = at + len(named) - 1
        if piece.word == named[0].word and len(named) > 1 and ends < len(before):
            return piece.start, before[ends].end
        if piece.word == named[-1].word and len(named) > 1 and at >= len(named) - 1:
            return before[at - len(named) + 1].start, piece.end
    asked = kind_of_phrase(named[-1].word)
    heads = [p for p in before if asked and kind_of_noun(p.word) is asked]
    return (heads[-1].start, heads[-1].end) if heads else None


def _without_head(subject: str, noun: str) -> str:
    """Give a subject without the noun that another of its kind replaces: 全县人口, 面积."""
    kind = kind_of_phrase(noun)
    for length in range(min(5, len(subject) - 1), 1, -1):
        if kind_of_noun(subject[-length:]) is kind:
            return subject[:-length]
    return subject
