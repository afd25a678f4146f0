"""Two things that a question asks for at once: P A1 和 A2 S is P A1 S and P A2 S.

The conjuncts are the parallel words around the joint. Without 分别 or 各 they are taken apart only where each has
what is asked for to itself: of two that act together, or are compared or counted together, one thing is asked.
"""

import itertools
import re
from collections.abc import Sequence

from qabot.language.kinds import kind_of
from qabot.searching.question.heads import kind_of_phrase
from qabot.searching.question.kinds import Asked
from qabot.searching.question.parallel import WITHIN, Likeness, parallel
from qabot.searching.question.pieces import JOINTS, Class, Cutter, Piece
from qabot.searching.question.words import asks, masked

MOST = 4
"""Questions that a person asks at once; more are a pasted page."""

_TOGETHER = re.compile(
    "合作|之间|共同|联合|对阵|签署|签订|签约|建交|断交|相差|差距|差(?:多少|几)|[1一]共|总共|合计|共计|加起来|累计|更|比(?![例重])|距离|相距|关系"
    "|合并|组成|[1一](?:起|同|道)|双方|彼此|相互|互相|会谈|会晤|会面|见面|通话|通电话|谈判|协[定议]|贸易|进出口|共建|往来|交手|交战|战争|冲突|停火|停战|比赛"
    "|决赛|对决|对战|结婚|离婚|婚[礼姻]|夫妇|夫妻|儿子|女儿|孩子|相识|认识|合资|合拍|合编|区别|差异|不同|相同|共有|同时|(?<![在于自])哪[1一]?(?:个|家|边|队|方)|谁(?=赢|胜|[\u4e00-\u9fff]{1,2}了)|哪些|冲撞|相撞|接壤|边境|交界|同类"
)
_COMPARED = re.compile("之间|期间|相比|比较|相差|哪[1一]?(?:年|个)|更|合计|总共|[1一]共|累计|两年")
_COPULA = "(?:大?约|大概)?(?:都|又)?(?:是|为|有|在|叫|达到?|到)?"
_TAIL = re.compile(rf"{_COPULA}[?。!, ]*$")
# 的导演和主演|是谁; not 国家和组织|有多少个.
_ONLY_ASKED = re.compile(
    "(?:(?:都|又)?(?:是|为|叫|在|达到?)[^,，]*|(?:都|又)?有?(?:谁|哪些|什么|多[大高长远重])[^,，]*)?[?。! ]*"
)
_OWN_NOUN = re.compile("(?:[冠亚季]军|[金银铜]牌|得主|结果|成绩|名单)$")
_CHANGES = re.compile(
    "(?:增长|上涨|下降|上升|下跌|增加|减少|提高|提升|涨|降|跌)(?:幅度?)?了?(?:百分之)?$"
)
_IS_WHICH = re.compile("的?(?:是|有)?(?:谁|多少)[?]*")
_IN_WHICH = re.compile("都?(?:在|属于|位于|来自)哪")
_ACTING = {Asked.PERSON, Asked.ORGANISATION}
# 国家和地区: two words for the members of one list.
_AS_ONE = {Asked.PLACE, Asked.ORGANISATION}
_LONGEST_MIDDLE = 12

# Two words written as one: what both share is written once.
_ELLIPSES = (
    (re.compile("男女(?P<of>[单双])打?(?!方|胞|亲|职)"), ("男{of}", "女{of}")),
    (re.compile("男女(?P<of>[子篮足排主])"), ("男{of}", "女{of}")),
    (re.compile("上下(?P<of>半年|半场|[册集卷])"), ("上{of}", "下{of}")),
    (re.compile("前[2两](?P<of>个?季度)"), ("第1季度", "第2季度")),
)
_COUNTED = 3  # of the table: all that a period has in one, unless each is asked for


def taken_apart(clause: str, cutter: Cutter) -> tuple[str, ...]:
    """Take apart a question for two things at once; give it alone where it is one."""
    whole = _by_ellipsis(clause, cutter) or _by_joints(clause, cutter)
    if not whole:
        return (clause,)
    parts = tuple(part for one in whole for part in taken_apart(one, cutter))
    return parts if len(parts) <= MOST else whole


def _by_ellipsis(clause: str, cutter: Cutter) -> tuple[str, ...]:
    """男女单冠军."""
    clear = masked(clause)
    for number, (pattern, forms) in enumerate(_ELLIPSES):
        if found := pattern.search(clear):
            rest = cutter.cut(clause[found.end() :])
            after, each = _without_each(rest)
            own = number < _COUNTED and _is_own(after) and not _TOGETHER.search(clear)
            if each or own:
                before = clause[: found.start()]
                return tuple(before + form.format_map(found.groupdict()) + after for form in forms)
    return ()


def _by_joints(clause: str, cutter: Cutter) -> tuple[str, ...]:
    if not any(joint in clause for joint in JOINTS):
        return ()
    pieces = cutter.cut(clause)
    joints = [at for at, piece in enumerate(pieces) if piece.kind is Class.JOINT]
    if not joints or len(joints) > 2 * MOST:
        return ()
    groups = [joints] if len(joints) == 1 else [joints, *([joint] for joint in joints)]
    for group in groups:
        if len(group) < MOST and (parts := _by_group(clause, pieces, group)):
            return parts
    return ()


def _by_group(clause: str, pieces: Sequence[Piece], joints: Sequence[int]) -> tuple[str, ...]:
    first, last = joints[0], joints[-1]
    left, right = pieces[:first], pieces[last + 1 :]
    middles = [pieces[a + 1 : b] for a, b in itertools.pairwise(joints)]
    if not left or not right or not all(map(_is_middle, middles)):
        return ()
    found = parallel(left, right)
    if not found:
        return ()
    ahead, rest = left[: -found.first], right[found.last :]
    if _touches_joint(ahead, rest):
        return ()
    after, each = _without_each(rest)
    before = clause[: left[-found.first].start]
    if not after.strip("?。! ") and any(piece.word == "分别" for piece in ahead):
        # 分别有多少人参加了甲赛和乙赛
        before, after, each = before.replace("分别", "", 1), after, True
    conjuncts = [_text(left[-found.first :]), *map(_text, middles), _text(right[: found.last])]
    if not _is_apart(clause, (before, after), conjuncts, found.likeness, each):
        return ()
    if found.likeness is Likeness.TIMES:
        conjuncts = _completed_times(conjuncts)
    return tuple(before + conjunct + after for conjunct in conjuncts)


def _is_middle(pieces: Sequence[Piece]) -> bool:
    kinds = {piece.kind for piece in pieces}
    short = 0 < len(_text(pieces)) <= _LONGEST_MIDDLE
    return short and (kinds <= WITHIN or kinds == {Class.TIME})


def _touches_joint(before: Sequence[Piece], rest: Sequence[Piece]) -> bool:
    near = [*before[-1:], *rest[:1]]
    return any(piece.kind is Class.JOINT for piece in near)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.word for piece in pieces)


def _without_each(rest: Sequence[Piece]) -> tuple[str, bool]:
    """Give what stands behind the conjuncts without 分别, 各, 都; and whether 分别 or 各 was there."""
    for at, piece in enumerate(rest):
        follows = rest[at + 1].kind if at + 1 < len(rest) else Class.OTHER
        if piece.kind is Class.EACH and (piece.word != "各" or follows is not Class.NOUN):
            return _text(rest[:at]) + _text(rest[at + 1 :]), True
        if piece.kind is Class.JOINT:
            break
    return re.sub("^都(?=[是在有为叫])", "", _text(rest)), False


def _is_apart(
    clause: str,
    around: tuple[str, str],
    conjuncts: Sequence[str],
    likeness: Likeness,
    each: bool,
) -> bool:
    """Tell whether each conjunct has what is asked for to itself."""
    before, after = around
    if asks(before):
        return each and not after.strip("?。! ")
    if likeness is Likeness.TIMES:
        return not _COMPARED.search(masked(after))
    if each:
        return True
    if likeness in (Likeness.ATTRIBUTES, Likeness.FORM):
        of_one = _is_asked_of_one(before, after, conjuncts, likeness)
        if of_one or likeness is Likeness.ATTRIBUTES:
            return of_one
    return not _TOGETHER.search(masked(clause)) and _has_own(after, conjuncts, likeness)


def _has_own(after: str, conjuncts: Sequence[str], likeness: Likeness) -> bool:
    """Tell whether what follows names, or two words, is an attribute of each: 的票房是多少, 时间."""
    if likeness is Likeness.NAMES and len(set(map(_is_place, conjuncts))) > 1:
        return False
    if likeness in (Likeness.NAMES, Likeness.FORM):
        return _is_own(after) or bool(_IS_WHICH.fullmatch(after) or _IN_WHICH.match(after))
    if likeness is Likeness.PLACE:  # names that no dictionary has, if they are of one length
        return len(set(map(len, conjuncts))) == 1 and _is_own(after)
    own = _kind_of_rest(after) in (Asked.DATE, Asked.PLACE)
    return likeness is Likeness.WORDS and own and "的" not in after[1:]


def _is_asked_of_one(
    before: str, after: str, attributes: Sequence[str], likeness: Likeness
) -> bool:
    """Tell whether attributes are asked for, not who has them: 的时间和地点, not 专家和学者有多少."""
    kinds = {kind_of_phrase(attribute) for attribute in attributes}
    if not before or (len(kinds) == 1 and kinds & _AS_ONE) or _COMPARED.search(masked(after)):
        return False
    if None in kinds:
        return (
            likeness is Likeness.ATTRIBUTES and before.endswith("的") and not after.strip("?。! ")
        )
    return bool(_ONLY_ASKED.fullmatch(masked(after)))


def _is_place(name: str) -> bool:
    return kind_of(name) == "ns" or name.endswith(tuple("省市县区镇乡村国州"))


def _is_own(after: str) -> bool:
    """Tell whether what follows two names is an attribute of each: 的销量是多少, 开幕时间, 增长了多少."""
    phrase = _before_asking(after)
    if _CHANGES.search(phrase):
        return True
    noun = _TAIL.sub("", phrase)
    return (
        bool(noun)
        and "的" not in noun[1:]
        and (_kind_of_rest(after) is not None or bool(_OWN_NOUN.search(noun)))
    )


def _before_asking(after: str) -> str:
    """Give what stands before the question word that ends a text; empty where more follows that one."""
    found = re.fullmatch(
        "(.*?)(?:谁|多少[^,，]{0,3}|几[^,，]{1,2}|哪[^,，]{1,3}|什么(?:时候|时间|地方)?|何[时地]|多[高大长远重])?[?。! ]*",
        masked(after),
    )
    return found[1] if found and not asks(found[1]) else ""


def _kind_of_rest(after: str) -> Asked | None:
    noun = _TAIL.sub("", _before_asking(after))
    return (
        kind_of_phrase(noun)
        if noun and re.fullmatch("的?[^,，的]*(?:的[^,，的]+)?", noun)
        else None
    )


def _completed_times(times: Sequence[str]) -> list[str]:
    """Give times what they share and say once: 2022年3月和4月, 2021和2022年."""
    first = times[0] + "年" if re.fullmatch(r"\d{4}", times[0]) else times[0]
    return [first, *(_completed_time(first, time) for time in times[1:])]


def _completed_time(first: str, time: str) -> str:
    if not re.match(r"\d|第|[上下]半年|[一二三四]季", time):
        return time
    shape = re.sub(
        r"\d+|[一二三四](?=季)",
        r"(?:\\d+|[一二三四])",
        re.sub("^[上下]", "[上下]", re.escape(time)),
    )
    found = re.search(f"{shape}$", first)
    return first[: found.start()] + time if found else time
