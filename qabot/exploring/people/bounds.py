"""Where an office begins, by the words before its title, and whether a name ends where it seems to."""

import re
from collections.abc import Sequence
from functools import lru_cache

from qabot.language.kinds import kind_of
from qabot.language.surnames import COMPOUND, starts_with_surname
from qabot.language.titles import is_honour, title_at_end, title_at_start
from qabot.language.words import Token, Tokenizer

_LONGEST_OFFICE = 40
_JOINED = "、兼"
# Of jieba's parts of speech, those that are no part of an office.
_APART = ("p", "c", "d", "r", "y", "u", "t", "e", "o", "m")
_APART_CHARS = frozenset(
    "的在同和与及跟由据应对向以受经请当让给被把将为是于从到派至称就即并而但因如随等也还这那此各每本我你他她它"
    "了着过说曾已又则或若使令见访晤抵赴率随陪会日月年岁号点时位名个"
)
_APART_WORDS = frozenset(
    [
        "会见",
        "会晤",
        "邀请",
        "应邀",
        "欢迎",
        "任命",
        "免去",
        "出席",
        "主持",
        "陪同",
        "接见",
        "看望",
        "访问",
        "来访",
        "访华",
        "到访",
        "来华",
        "前往",
        "抵达",
        "见到",
        "感谢",
        "祝贺",
        "支持",
        "反对",
        "抗议",
        "批评",
        "指责",
        "针对",
        "关于",
        "根据",
        "随着",
        "包括",
        "通过",
        "听取",
        "现场",
        "当地",
        "时间",
        "期间",
        "同期",
        "采访",
        "本台",
        "消息",
        "报道",
        "日前",
        "此前",
        "今天",
        "昨天",
        "目前",
        "这位",
        "一位",
        "多位",
        "其中",
        "以及",
        "可是",
        "这是",
        "就是",
        "决定",
        "提名",
        "选举",
        "推选",
        "代表",
        "记者",
        "观众",
        "转达",
        "委托",
        "受托",
        "陪伴",
        "进行",
        "举行",
        "正式访问",
        "夫人",
        "之一",
        "担任",
        "出任",
        "现任",
        "时任",
        "新任",
        "同意",
        "祝愿",
        "宣布",
        "提议",
        "收到",
        "致电",
        "致信",
        "接替",
        "接任",
        "成为",
        "作为",
        "来自",
        "先后",
        "随后",
        "分别",
        "共同",
        "一致",
        "特别代表",
        "随同",
        "约见",
        "拜会",
        "慰问",
        "悼念",
        "告诉",
        "采访到",
        "记住",
        "正在",
        "曾经",
        "已故",
        "贺电",
        "唁电",
        "国宾馆",
        "人民大会堂",
        "中南海",
        "钓鱼台",
        "总理府",
        "总统府",
        "首相府",
        "克里姆林宫",
        "大会堂",
        "领导人",
        "会谈",
        "授予",
        "追授",
        "表彰",
        "学习",
        "缅怀",
        "纪念",
        "号召",
        "例如",
        "比如",
        "就连",
        "好像",
        "叫做",
        "名叫",
        "完全赞成",
    ]
)
_WITHIN = frozenset(
    [
        "特别",
        "全国",
        "最高",
        "常务",
        "高级",
        "联合",
        "当选",
        "候任",
        "候补",
        "代理",
        "执行",
        "第一",
        "首席",
        "名誉",
        "终身",
        "共同主席",
        "轮值",
    ]
)
# An office begins with these, and with no word before them.
_BEGINS = frozenset(
    ["国务院", "中共中央", "中央", "国家", "全国人大", "全国政协", "全国人大常委会", "中国"]
)
_KEPT_CHARS = frozenset("原前新省市县驻副代")
_RANKS = "副原前代总"
_AND = "和与及"
_OF_NOUNS = ("n", "vn", "an", "j", "l", "v")
_BODY_ENDS = frozenset("组会部局委室处院所站队办心司团厅社馆校学行署厂府台区市省县村")
# 时任 says nothing about the office; 前, 原 and 当选 do, and stay.
_STATUS = re.compile("^(?:时任|现任|新任|刚刚就任的?|新当选的?|该|位|名|个)+")
_PLACE_ENDS = "县市区省州镇乡村"
# What follows a name of two characters and is no part of it.
_FOLLOWS = frozenset(
    "的了是在和与及跟由被把对从向到为于以将曾已就也都还又不没有说去来进打等同今当主会并则先讲谈称表指强提宣致赴抵访应签作做发"
    "任这那该各每其他她它我你日时第担率亲自前后里内外下上要出使受获让给用因而或兼代原现再常经正仍只才更最能可想看听问答写带"
    "走站坐拿接送开关办理治调视考参陪见晤总副部省市县区局厅处院校馆所镇乡村董书政院教医老同先女男夫之家"
)


class OfficeBounds:
    """Reads offices from their titles back to where they begin; threads may share it.

    Args:
        tokenizer: Cuts words.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.joined = lru_cache(maxsize=1 << 13)(self._joined)
        self._rest_ends = lru_cache(maxsize=1 << 13)(self._ends_before)

    def ends_there(self, name: str, rest: str) -> bool:
        """Tell whether a name ends where it was found: 王勇 does not in 王勇峰说.

        Args:
            name: In simplified characters.
            rest: A few characters that follow.
        """
        surname = 2 if name[:2] in COMPOUND else 1
        if not starts_with_surname(name) or len(name) != surname + 1 or title_at_start(rest):
            return True
        return self._rest_ends(rest)

    def listed(self, text: str) -> list[tuple[int, int]]:
        """Return the offices of which a text is a list: 国务委员兼外交部长; those before the first item that is none."""
        spans: list[tuple[int, int]] = []
        for item in re.finditer(f"[^{_JOINED}]+", text):
            start = self._begins(item[0])
            if start is None:
                break
            spans.append((item.start() + start, item.end()))
        return _with_bare_titles(spans, text)

    def _joined(self, clause: str) -> Sequence[tuple[int, int]]:
        """Return the offices that stand together at the end of a clause, in its order."""
        spans: list[tuple[int, int]] = []
        end = len(clause)
        while end > 0:
            at = max(clause.rfind(mark, 0, end) for mark in _JOINED) + 1
            start = self._begins(clause[at:end])
            if start is None:
                break
            spans.append((at + start, end))
            if start or not at:
                break
            end = at - 1
        return _with_bare_titles(spans[::-1], clause)

    def _begins(self, text: str) -> int | None:
        """Return where the office begins with whose title a text ends; None if it ends with none."""
        title = title_at_end(text)
        if not title:
            return None
        skipped = max(0, len(text) - _LONGEST_OFFICE)
        tokens = list(self._tokenizer.cut(text[skipped:]))
        head = len(text) - skipped - len(title)
        at = next(i for i, token in enumerate(tokens) if token.end > head)
        while at > 0 and _joins(tokens, at - 1, text[skipped:], head):
            at -= 1
        if at + 1 < len(tokens) and _leads(tokens[at].word, tokens[at + 1].word):
            at += 1
        start = min(tokens[at].start, head)
        status = _STATUS.match(text, skipped + start)
        begun = status.end() if status else skipped + start
        return min(begun, len(text) - len(title))

    def _ends_before(self, rest: str) -> bool:
        first = next(self._tokenizer.cut(rest), None)
        if first is None or len(first.word) > 1 or not "\u4e00" <= first.word <= "\u9fff":
            return True
        return first.word in _FOLLOWS


def _with_bare_titles(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Add titles that stand alone to the offices before them: 国家能源局原党组书记、局长 are of one body."""
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        bare = text[start:end] == title_at_end(text[start:end]) and not is_honour(text[start:end])
        if bare and whole and whole[-1][1] == start - 1 and text[start - 1] == "、":
            start = whole.pop()[0]
        whole.append((start, end))
    return whole


def _leads(word: str, after: str) -> bool:
    """Tell whether a word only leads to an office that begins with a place or a body: 援引 in 援引俄罗斯总统."""
    if word in _WITHIN or word in _KEPT_CHARS or kind_of(word)[:2] in ("ns", "nt"):
        return False
    if after in _BEGINS or kind_of(after) in ("ns", "nt"):
        return len(word) == 1 or kind_of(word)[:1] in ("v", "d", "m", "a", "f", "s", "i", "l", "")
    return False


def _joins(tokens: Sequence[Token], at: int, text: str, head: int) -> bool:
    """Tell whether a word belongs to the office whose title begins at `head`."""
    word = tokens[at].word
    if word in _WITHIN or (
        word in _AND and _within_a_body(tokens, at, text[tokens[at].end : head])
    ):
        return True
    if word in _APART_WORDS or word in _APART_CHARS or not word[0].isalnum():
        return False
    if len(word) == 1:
        return True
    if word.isdigit() or word[0].isdigit():
        return tokens[at + 1].word not in _APART_CHARS
    return _may_join(word, text[tokens[at].end : head])


def _ends_a_body(text: str) -> bool:
    return text.rstrip(_RANKS)[-1:] in _BODY_ENDS


def _within_a_body(tokens: Sequence[Token], at: int, behind: str) -> bool:
    """Tell whether 和 stands in the name of a body, 社会和法制委员会, and not between two people or bodies."""
    if not at or not _ends_a_body(behind):
        return False
    before, after = tokens[at - 1].word, tokens[at + 1].word
    if after in _BEGINS or kind_of(after) in ("ns", "nt") or title_at_end(before):
        return False
    return len(before) > 1 and kind_of(before) in _OF_NOUNS


def _may_join(word: str, behind: str) -> bool:
    kind = kind_of(word)
    if kind.startswith("nr"):
        return word.endswith(tuple(_PLACE_ENDS)) or not (
            len(word) == 3 and starts_with_surname(word) and kind != "nrt"
        )
    if kind.startswith("v") and kind != "vn":
        # Part of the name of a body, if one ends behind it: 国有资产监督管理委员会.
        return _ends_a_body(behind)
    return not kind.startswith(_APART)
