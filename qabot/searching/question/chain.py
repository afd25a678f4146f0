"""A later question of a chain, completed from the first: every name and time stays, what is asked is replaced."""

import itertools
import re
from collections.abc import Callable, Sequence

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
_CONNECTIVE = "而且|并且|以及|还有|那么?|然后|另外|同时|并|和|又|而"
_CONNECTS = re.compile(f"^[,，; ]*(?:{_CONNECTIVE})?[,， ]*")
_ONLY_CONNECTS = re.compile(f"(?:{_CONNECTIVE}|呢|[,，、;?。!\\s])*")
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
_SMALL_WORDS = re.compile("(?:分别|大约|又|都|是|为|在|有|于|由|的|了|达到?)+$")
_INSIDE = frozenset(["里", "中", "内", "上", "期间", "时"])
_NE = re.compile("呢[?。! ]*$")
_COPULA = re.compile("(?:叫做?|名叫|是|为|在|于|有)$")
_REPEATED = re.compile("到底|究竟|具体|大约|大概|[是有在叫个的了呢啊来着1共?。!,， ]")
_IDENTITY = re.compile("(?:他|她|它)?(?:的)?(?:名字)?(?:叫|是)(?:什么|啥)(?:名字|名)?[?。! ]*")
_OF_ANOTHER = {Asked.NUMBER, Asked.DATE, Asked.REASON}
_BEFORE_NOW = re.compile("(?:以前|原来|原先|现在|目前|当时|当年)$")
_WHICH = {Asked.PERSON, Asked.PLACE, Asked.ORGANISATION, Asked.THING}


def _first_asking(text: str) -> Asking | None:
    return next(asking_words(without_lead(masked(text))), None)


def only_connects(clause: str) -> bool:
    """Tell whether a clause asks nothing, but only leads to what could be asked: 还有呢, 那么."""
    return _ONLY_CONNECTS.fullmatch(clause) is not None


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
        subject = self._subject(first)
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

    def _subject(self, clause: str) -> str:
        """Give what a question is about: all before its predicate."""
        clear = without_lead(masked(clause))
        asking = next(asking_words(clear), None)
        end = asking.start if asking else len(clause)
        found = _PREDICATE.search(clear, 0 if clear[1:2] == "了" else 1)
        if found and found[0] == "的":
            # 车祸的伤者|死了几个 is about them, 车祸的原因|是什么 about the accident.
            verb = _VERB.search(clear, found.end())
            found = verb if verb and not _ATTRIBUTES.search(clear[: verb.end()]) else found
        if found:
            end = min(end, found.start())
        start = len(clear) - len(clear.lstrip())
        pieces = [p for p in self._cutter.cut(clause) if start <= p.start and p.end <= end]
        while len(pieces) > 1 and pieces[-1].kind in (Class.VERB, Class.OTHER):
            pieces.pop()
        # 水库总投资|多少: about the reservoir.
        if (
            len(pieces) > 1
            and pieces[-1].end == end
            and kind_of_noun(pieces[-1].word) in _OF_ANOTHER
        ):
            pieces.pop()
        words = clause[start : pieces[-1].end] if pieces else ""
        return _APIECE.sub("", _BEFORE_NOW.sub("", words.strip(" ,，")))

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
        begins = pieces[0].kind
        if any(piece.kind is Class.NAME for piece in pieces):
            return self._at_its_time(clause, first)
        times = [piece for piece in self._cutter.cut(subject) if piece.kind is Class.TIME]
        if begins is Class.TIME and times:
            lead, rest = subject[: times[-1].start], subject[times[-1].end :]
            return lead + pieces[0].word + rest + clause[pieces[0].end :]
        if (asking := _first_asking(first)) and clause.startswith("其中"):
            return first[: asking.start] + clause
        noun = _SMALL_WORDS.sub("", own)
        if re.search("的[有是]?$", own) or (
            noun and begins is Class.NOUN and not kind_of_phrase(noun)
        ):
            return (self._frame(first) or subject) + clause
        if begins is not Class.NOUN or not noun or not subject:
            return subject + clause
        return clause if kind_of_noun(subject) else f"{subject}的{clause}"

    def _at_its_time(self, clause: str, first: str) -> str:
        """Put the time that a first question begins with before a clause that has none."""
        begins = self._cutter.cut(first)[0]
        timed = any(piece.kind is Class.TIME for piece in self._cutter.cut(clause))
        return begins.word + clause if begins.kind is Class.TIME and not timed else clause

    def _frame(self, first: str) -> str:
        """Give a question as far as its last name, time, or 里, before what it asks."""
        asking = _first_asking(first)
        end = asking.start if asking else len(first)
        solid = [
            p.end
            for p in self._cutter.cut(first)
            if (p.kind in (Class.NAME, Class.TIME) or p.word in _INSIDE) and p.end <= end
        ]
        return first[: solid[-1]] if solid else ""

    def _replaced(self, new: str, first: str) -> str:
        """Put what is named alone in the place of what is like it in the first question."""
        named = self._cutter.cut(new)
        asking = _first_asking(first)
        before = [p for p in self._cutter.cut(first) if asking and p.end <= asking.start]
        slot = _slot(named, before)
        if slot:
            return first[: slot[0]] + new + first[slot[1] :]
        if kind_of_phrase(named[-1].word) is Asked.NUMBER and named[-1].kind is Class.NOUN:
            return f"{self._subject(first)}{new}是多少"
        while (
            before
            and before[-1].kind in (Class.VERB, Class.OTHER)
            and before[-1].word not in _INSIDE
        ):
            before.pop()
        return self._frame(first) + new + first[before[-1].end if before else 0 :]


def _slot(named: Sequence[Piece], before: Sequence[Piece]) -> tuple[int, int] | None:
    """Find what is like the words that are named alone: of the same class, form or kind."""
    kind = named[0].kind
    if kind is Class.TIME:
        return _last(before, lambda piece: piece.kind is kind)
    return (
        _alike(named, before)
        or (
            kind is Class.NAME
            and _last(
                before, lambda p: p.kind is kind and p.word.isascii() == named[0].word.isascii()
            )
        )
        or _head(named, before)
        or None
    )


def _last(pieces: Sequence[Piece], fits: Callable[[Piece], bool]) -> tuple[int, int] | None:
    return next(((p.start, p.end) for p in reversed(pieces) if fits(p)), None)


def _alike(named: Sequence[Piece], before: Sequence[Piece]) -> tuple[int, int] | None:
    """高技术服务业 for 高技术制造业, 菲军 for 美军."""
    if len(named) == 1:
        word = named[0].word
        return _last(before, lambda p: len(p.word) == len(word) > 1 and p.word[-1] == word[-1])
    for at in range(len(before) - 1, -1, -1):
        ends = at + len(named) - 1
        if before[at].word == named[0].word and ends < len(before):
            return before[at].start, before[ends].end
        if before[at].word == named[-1].word:
            # Single characters are cut off at random: 新|扩张|指数, 抗|风险|指数.
            count = sum(len(piece.word) > 1 for piece in named)
            long = [piece for piece in before[: at + 1] if len(piece.word) > 1]
            single = [*itertools.takewhile(lambda p: len(p.word) == 1, before[at::-1])]
            first = long[-count:][0] if count and long else single[: len(named)][-1]
            return first.start, before[at].end
    return None


def _head(named: Sequence[Piece], before: Sequence[Piece]) -> tuple[int, int] | None:
    """面积 for 人口; 居住成本 for 食品价格: a noun alone for the noun alone."""
    asked = kind_of_phrase(named[-1].word)
    at = next(
        (
            i
            for i in range(len(before) - 1, -1, -1)
            if asked and kind_of_noun(before[i].word) is asked
        ),
        None,
    )
    if at is None:
        return None
    first = at
    while len(named) > 1 and first > 0 and before[first - 1].kind is Class.NOUN:
        first -= 1
    return before[first].start, before[at].end
