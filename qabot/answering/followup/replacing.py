"""One slot of a question replaced by another of its kind: a name, a word by its counterpart, a measure."""

import re

from qabot.answering.followup.slots import Slots, Span
from qabot.answering.followup.words import is_measure
from qabot.language.kinds import kind_of
from qabot.searching.question import Asked
from qabot.searching.question.heads import kind_of_phrase

_CONTRASTS = (
    "男|女",
    "城镇|农村|乡村",
    "城市|农村",
    "国内|国外|海外|境外|国际",
    "进口|出口",
    "线上|线下",
    "冠军|亚军|季军|第\\d+名",
    "金牌|银牌|铜牌",
    "最多|最少",
    "最高|最低",
    "最大|最小",
    "最快|最慢",
    "白天|晚上|夜里|夜间",
    "上午|下午|晚上",
    "开工|完工|竣工|通车|投产",
    "开幕|闭幕",
    "开始|结束",
    "起点|终点",
    "第\\d+",
)
_ASK = {
    Asked.NUMBER: "是多少",
    Asked.PERSON: "是谁",
    Asked.DATE: "是什么时候",
    Asked.PLACE: "在哪里",
    Asked.ORGANISATION: "是哪家",
    Asked.LIST: "有哪些",
}


def name_span(new: Slots, span: Span, old: Slots) -> Span | None:
    """Give the name of the old question that a new one takes the place of."""
    kind = new.kind(span)
    alike = [other for other in old.names if old.kind(other) == kind]
    same_level = [o for o in alike if old.text[o[1] - 1] == new.text[span[1] - 1]]
    if found := next(iter(same_level or alike), None):
        return found
    if kind == "place":
        return None
    return next((other for other in old.names if old.kind(other) != "place"), None)


def contrast(words: str, old: Slots) -> Span | None:
    """Give the word of the old question that a new one is the counterpart of: 男 for 女, 冠军 for 第2名."""
    for pattern in _CONTRASTS:
        if re.fullmatch(pattern, words) and (found := re.search(pattern, old.text)):
            return found.span()
    return None


def aligned(words: str, new: Slots, old: Slots) -> Span | None:
    """Give the words of the old question that end alike: 国家级 for 自治区级, 东部地区 for 西部地区."""
    fresh = [t.word for t in new.tokenizer.cut(words)]
    limit = old.asking[0] if old.asking else old.end
    best: Span | None = None
    for at, token in enumerate(old.tokens):
        if token.end > limit or token.start < old.begin:
            continue
        common = _common_end(token.word, fresh[-1])
        level = fresh[-1][-1] in _LEVELS and len(token.word) - len(fresh[-1]) in (-2, -1, 0, 1, 2)
        if common < (1 if level else 2) or token.word == fresh[-1] == "的":
            continue
        first = at
        if token.word == fresh[-1]:
            if len(fresh) == 1:
                return None
            first = _modifier(old, at)
            if first == at:
                continue
        best = old.tokens[first].start, token.end
    return best


_LEVELS = frozenset(
    ["级", "岁", "号", "组", "队", "线", "版", "期", "届", "省", "市", "县", "区", "镇", "村", "国"]
)


def _modifier(old: Slots, at: int) -> int:
    before = old.tokens[at - 1] if at else None
    joins = before and before.end == old.tokens[at].start and before.word not in "的了和与在有是"
    if before is None or not joins:
        return at
    timed = any(end >= before.end > start for start, end in old.times)
    return at if timed or kind_of(before.word)[:1] not in "nsfbaj" else at - 1


def _common_end(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length


def asking_tail(words: str, old: Slots) -> str:
    """Give how to ask for a measure: as the last question does, if it asks for the same kind."""
    kind = kind_of_phrase(words)
    if kind and is_measure(old.words(words)) and (kind is not old.question.asked or kind in _ASK):
        return _ASK.get(kind, "是什么")
    if old.asking is None:
        return "是什么"
    start, end = old.asking
    tail = old.raw(old.predicate, start) + old.raw(start, end)
    found = re.match("(.*?多少|.*?几)", old.text[old.predicate : end])
    if found:  # another thing is counted otherwise: 多少台 → 多少
        asks = old.raw(old.predicate, old.predicate + found.end())
        return asks if not asks.endswith("几") else asks[:-1] + "多少"
    return tail
