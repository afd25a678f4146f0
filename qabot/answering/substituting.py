"""One slot of a question replaced by another of its kind: a time, a name, a measure."""

import re

from qabot.answering.slots import Slots, Span
from qabot.language.kinds import kind_of
from qabot.searching.question import Asked
from qabot.searching.question.heads import kind_of_noun, kind_of_phrase

_SAME_PERIOD = re.compile("(?:去年|上年|前年|上1?年度?)?同期")
_YEAR_BEFORE = re.compile("(?:前1年|上1年|再?往前1年)(?:的?同期)?")
_YEAR_AFTER = re.compile("(?:第2年|次年|后1年|下1年|转年)")
_LOOSE = re.compile(
    r"(?:(?:19|20)\d\d年?度?|\d{1,2}年|(?:1[0-2]|[1-9])月份?|\d{1,2}[日号]|[上下]半年|第?[1-4]季度|前[23]季度|全年|年[初底末中]|[今去前明]年|[上下]个?月|[12]\d世纪)+"
)
_WITHOUT_YEAR = re.compile(
    r"[上下]半年|第?[1-4]季度|前[23]季度|(?:1[0-2]|[1-9])月|全年|年[初底末中]"
)
_DAY_ALONE = re.compile(r"\d{1,2}[日号]")
_YEAR = re.compile(r"(?:(?:19|20)\d\d年度?|\d\d年|[今去前明]年)")
_YEAR_AND_MONTH = re.compile(r"(?:(?:19|20)\d\d年|\d\d年|[今去前明]年)?\d{1,2}月份?|[上下]个?月")
_RELATIVE = {"今年": "去年", "去年": "前年", "明年": "今年"}
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


def time_in(slots: Slots, start: int, end: int) -> Span | None:
    """Give the time that a part of a question begins with."""
    for pattern in (_SAME_PERIOD, _YEAR_BEFORE, _YEAR_AFTER):
        if found := pattern.match(slots.text, start, end):
            return found.span()
    known = next((t[1] for t in slots.times if t[0] == start and t[1] <= end), start)
    loose = _LOOSE.match(slots.text, start, end)
    stop = max(known, loose.end() if loose else start)
    return (start, stop) if stop > start else None


def time_edit(new: Slots, span: Span, old: Slots) -> tuple[int, int, str]:
    """Give where in the old question the new time goes, and how it is written there."""
    words = new.text[slice(*span)]
    place = _place_of(words, old)
    if place is None:
        return old.begin, old.begin, new.raw(*span)
    former = old.text[slice(*place)]
    if shifted := _shifted(words, former):
        return *place, shifted
    kept = 0
    if _DAY_ALONE.fullmatch(words):
        kept = _matched(_YEAR_AND_MONTH, former)
    elif _WITHOUT_YEAR.match(words):
        kept = _matched(_YEAR, former)
    # A year in front of what keeps its month: 2020年3月 → 2021年 replaces all of the time.
    return *place, old.raw(place[0], place[0] + kept) + new.raw(*span)


def _matched(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _place_of(words: str, old: Slots) -> Span | None:
    """Choose among several times the one that is written alike, else the first."""
    alike = [span for span in old.times if _form(old.text[slice(*span)]) == _form(words)]
    return next(iter(alike or old.times), None)


def _form(words: str) -> str:
    return re.sub(r"\d+", "0", words)


def _shifted(words: str, former: str) -> str | None:
    """Move the year of a time: 2021年上半年 by 去年同期 is 2020年上半年."""
    if _YEAR_AFTER.fullmatch(words):
        by = 1
    elif _SAME_PERIOD.fullmatch(words) or _YEAR_BEFORE.fullmatch(words):
        by = -1
    else:
        return None
    if found := re.match(r"(?:19|20)\d\d", former):
        return f"{int(found[0]) + by}{former[4:]}"
    if by < 0 and former[:2] in _RELATIVE:
        return _RELATIVE[former[:2]] + former[2:]
    return None


def name_span(new: Slots, span: Span, old: Slots) -> Span | None:
    """Give the name of the old question that a new one takes the place of."""
    kind = new.kind(span)
    alike = [other for other in old.names if old.kind(other) == kind]
    same_level = [o for o in alike if old.text[o[1] - 1] == new.text[span[1] - 1]]
    if found := next(iter(same_level or alike), None):
        return _without_place(new, span, found, old) if kind == "thing" else found
    if kind == "place":
        return None
    return next((other for other in old.names if old.kind(other) != "place"), None)


def _without_place(new: Slots, span: Span, found: Span, old: Slots) -> Span:
    """Let the place before a name stand where the new one has none: 北京|冬奥会 for 冬残奥会."""
    first = next(t for t in old.tokens if t.end > found[0])
    own = next(t for t in new.tokens if t.end > span[0])
    if first.end < found[1] and kind_of(first.word) == "ns" != kind_of(own.word):
        return first.end, found[1]
    return found


def contrast(words: str, old: Slots) -> tuple[int, int, str] | None:
    """Replace a word by its counterpart: 男 by 女, 冠军 by 第2名."""
    bare = words.removesuffix("的")
    for pattern in _CONTRASTS:
        if re.fullmatch(pattern, bare) and (found := re.search(pattern, old.text)):
            return *found.span(), bare
    return None


def aligned(words: str, new: Slots, old: Slots) -> Span | None:
    """Give the words of the old question that end alike: 国家级 for 自治区级, 东部地区 for 西部地区."""
    fresh = [t.word for t in new.tokenizer.cut(words.removesuffix("的"))]
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


def is_measure(words: str, slots: Slots) -> bool:
    """Tell whether a phrase is nothing but what something can have: 总投资, 产值比重, 开工时间, 导演."""
    tokens = [token.word for token in slots.tokenizer.cut(words)]
    if kind_of_noun(words):
        return True
    if len(tokens) > 3 or kind_of_phrase(words) is None:
        return False
    return all(kind_of_noun(word) or kind_of(word) in ("v", "vn", "b") for word in tokens)


def asking_tail(words: str, old: Slots) -> str:
    """Give how to ask for a measure: as the last question does, if it asks for the same kind."""
    kind = kind_of_phrase(words)
    if kind and is_measure(words, old) and (kind is not old.question.asked or kind in _ASK):
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
