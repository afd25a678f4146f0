"""The parallel words around a joint: both names, both times, of one form, both attributes, or both of one class."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qabot.language.kinds import kind_of
from qabot.searching.question.heads import kind_of_phrase
from qabot.searching.question.pieces import Class, Piece

WITHIN = frozenset([Class.NOUN, Class.NAME, Class.VERB])
"""Of what a conjunct consists."""
# 营收和利润|增速: what a number has.
_OF_A_NUMBER = frozenset(
    [
        "增速",
        "增幅",
        "涨幅",
        "跌幅",
        "降幅",
        "增长",
        "占比",
        "比重",
        "比例",
        "排名",
        "份额",
        "总额",
        "总量",
    ]
)
_MOST_WORDS = 6


class Likeness(StrEnum):
    """Why two conjuncts are parallel."""

    TIMES = "times"
    NAMES = "names"
    FORM = "form"
    """男单, 女单; 最佳导演, 最佳影片."""
    ATTRIBUTES = "attributes"
    """时间, 地点."""
    WORDS = "words"
    """Two nouns, or two verbs."""
    PLACE = "place"
    """Nothing but where they stand."""


_SOLID = {Class.TIME: Likeness.TIMES, Class.NAME: Likeness.NAMES}


@dataclass(frozen=True, slots=True)
class Conjuncts:
    """How many pieces the conjuncts have that stand around a joint: the `first` up to it, the `last` behind it."""

    first: int
    last: int
    likeness: Likeness


def parallel(left: Sequence[Piece], right: Sequence[Piece]) -> Conjuncts | None:
    """Find the words around a joint that are alike."""
    if same := _same_beginning(left, right):
        return same
    before, after = left[-1], right[0]
    if before.kind is after.kind and before.kind in _SOLID:
        return Conjuncts(1, 1, _SOLID[before.kind])
    own, other = _run(left[::-1]), _run(right)
    if not own or not other:
        return None
    own = own[::-1]
    return (
        _alike_in_form(left, own, other)
        or _attributes(left, own, other)
        or _words(own, other)
        or _by_place(_with_single(left, len(own)), left, other)
    )


def _as_long(pieces: Sequence[Piece], other: Sequence[Piece]) -> int | None:
    """Count the first words that are together as long as others; None if all of them are shorter."""
    length = sum(len(piece.word) for piece in other)
    ends = itertools.accumulate(len(piece.word) for piece in pieces)
    return next((count for count, end in enumerate(ends, 1) if end >= length), None)


def _by_place(count: int, left: Sequence[Piece], other: Sequence[Piece]) -> Conjuncts:
    """Take as much behind the joint as before it: 中超 and 中甲, 上证指数 and 深证成指."""
    last = _as_long(other, left[-count:]) or len(other)
    return Conjuncts(count, last, Likeness.PLACE)


def _with_single(left: Sequence[Piece], count: int) -> int:
    """Count in the single characters before a conjunct, which belong to it: 冰|墩墩, 中|晚稻."""
    while count < len(left) and len(left[-count - 1].word) == 1 and left[-count - 1].kind in WITHIN:
        count += 1
    return count


def _same_beginning(left: Sequence[Piece], right: Sequence[Piece]) -> Conjuncts | None:
    """最佳导演 and 最佳影片, model 3 and model y."""
    run = _run(right)
    begins = right[0].word
    for count in range(1, min(_MOST_WORDS, len(left)) + 1):
        longer = count > 1 or (len(left[-1].word) > len(begins) > 1)
        if longer and left[-count].word.startswith(begins) and len(run) > 1:
            last = max(2, min(count, len(run)))
            if any(len(piece.word) == 1 for piece in run):
                last = len(run)
            # 最佳|电视剧 and 最佳|电视|动画: the dictionary has only one of them as a word.
            while last < len(run) and left[-1].word.startswith(run[last - 1].word):
                last += 1
            return Conjuncts(count, last, Likeness.FORM)
        if left[-count].kind is Class.JOINT:
            break
    return None


def _run(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the words from a joint on that can belong to one conjunct; the first of them can be any."""
    run: list[Piece] = []
    for piece in pieces:
        # A name that no dictionary has falls into single characters: 蔚|来.
        broken = (
            len(run) == 1
            and len(run[0].word) == len(piece.word) == 1
            and piece.word not in "的是有在"
        )
        inside = piece.kind is Class.NOUN or not run or broken or piece.word == " "
        if not inside or piece.kind in (Class.JOINT, Class.ASKING, Class.EACH):
            break
        if piece.word != " " and (not piece.word[0].isalnum() or piece.word == "的"):
            break
        run.append(piece)
    return run


def _alike_in_form(
    left: Sequence[Piece], own: Sequence[Piece], other: Sequence[Piece]
) -> Conjuncts | None:
    """第1棒 and 最后1棒, 男单 and 女单, 最佳导演 and 最佳影片."""
    for count, piece in enumerate(other, 1):
        same = piece.word == own[-1].word and count > 1
        # 东海|论坛 and 西海|论坛, 成都|大运会 and 杭州|亚运会.
        both = count > 1 and len(left) >= count and left[-count].kind is other[0].kind
        alike = (
            (count == 1 or both)
            and len(piece.word) == len(own[-1].word)
            and piece.word[-1] == own[-1].word[-1]
        )
        if same or (alike and piece.word != own[-1].word):
            verb = len(left) > len(own) and left[-len(own) - 1].kind is Class.VERB  # 出生|人口
            first = count if both else min(count, len(own) + verb)
            # A name that no dictionary has: 岭南|运动会, 岭|北|运动会.
            if same and len(other[0].word) == 1:
                first = _as_long(left[::-1], other[:count]) or 1
            return Conjuncts(first, count, Likeness.FORM)
    return None


def _attributes(
    left: Sequence[Piece], own: Sequence[Piece], other: Sequence[Piece]
) -> Conjuncts | None:
    """时间 and 地点: what is asked of the same thing."""
    kind = kind_of_phrase(own[-1].word)
    if kind is None:
        return None
    kinds = [kind_of_phrase(piece.word) for piece in other]
    end = next((at for at, found in enumerate(kinds, 1) if found), len(other))
    while end < len(other) and kinds[end] is kinds[end - 1] and other[end].word not in _OF_A_NUMBER:
        end += 1
    count = 1
    if len(own) > 1 and len(left) > len(own) and left[-len(own) - 1].word == "的":
        count = min(len(own), end)  # 的最高时速 and 续航里程
    if not kinds[end - 1]:
        count = min(len(own), 2) if len(own) > 1 else 1
        if len(left) > 1 and count == 1 and left[-2].kind is Class.VERB:
            count = 2
    return Conjuncts(count, end, Likeness.ATTRIBUTES)


def _words(own: Sequence[Piece], other: Sequence[Piece]) -> Conjuncts | None:
    """水稻 and 玉米, 开始 and 结束."""
    verbal = kind_of(own[-1].word)[:1] == kind_of(other[0].word)[:1] == "v"
    if (own[-1].kind is not other[0].kind and not verbal) or min(
        len(own[-1].word), len(other[0].word)
    ) < 2:
        return None
    return Conjuncts(_with_single(own, 1), 1, Likeness.WORDS)
