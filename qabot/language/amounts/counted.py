"""What a number counts: the noun behind its unit, or the subject and verb before it."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qabot.language.amounts.numbers import Number
from qabot.language.amounts.units import is_counter
from qabot.language.kinds import kind_of

Cut = Callable[[str], Iterable[str]]
"""Gives the words of a text in normal form, one behind the other, all of them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts, in normal form.

    Attributes:
        subject: The thing: 粮食产量, 确诊病例.
        change: What became of it, where the number says by how much: 增长.
    """

    subject: str
    change: str = ""


_CLAUSE_END = re.compile("[,;。:!?、()…\n—]")
_CLAUSE_START = re.compile(".*[,;。:!?)…\n—]", re.DOTALL)
_LINKS = frozenset(
    "为 是 达 达到 达成 超过 超 突破 约 近 预计 将 已 已经 共 共计 总共 有 至 到 就 仍 还 了 约为 均 均为 高达 多达 仅 只 只有 "
    "将近 接近 可 可达 不足 累计 合计 总计 则 也 都 又 再 分别 分别为 分别是 现 现有 位居 过 增至 升至 降至 约占 达 逾 即 大约 "
    "目前 今后 依然 仍然 保持 保持在 稳定 在 于 从 由 自 的 比 较 和 与 及 以及 迈上 站上 跃上 登上 冲破 跌破 破 迈过 首次 初步 据 现已 也已 预期 预测 将会 会 : 之 得 着 以 按 上".split()
)
_CHANGES = frozenset(
    "增长 下降 提高 上升 增加 减少 升高 降低 萎缩 扩大 回落 收窄 上涨 下跌 下滑 增 降 涨 跌 升 减 扩 调 调整 占比 多增 少增 增速 增长率 增幅 降幅 涨幅 跌幅 提升 缩短 缩小 "
    "同比增长 净增 净增长 新增 增产 减产 增收 放缓 下调 上调 加快 回升 攀升 激增 暴涨 大涨 大跌 扩张 收缩 多 少 高 低 高出 低于 高于".split()
)
_JOINED_WORDS = frozenset(("占比", "多增", "少增"))
_LEVELS = ("到", "至", "为")
# What follows these is what somebody says.
_REPORTS = frozenset("报告 通报 宣布 显示 表示 称 预测 指出 认为 透露 介绍 获悉 公布 发布 表明 统计 测算".split())
_OF_CHANGE = re.compile("的?(增长|下降|降幅|增幅|增速|涨幅|跌幅|增长率)|的(?:速度|幅度)(增长|下降|增加|减少|提高)")
_RESPECTIVELY = re.compile(r"(?:.*[,;。:!?…\n])?(?P<things>[^,;。:!?…\n]+?),?(?:各|分别)(?P<verb>[^,;。:!?、\d]*)$", re.DOTALL)
_JOINED = re.compile("[、,]?(?:和|与|及|以及)?(?:\0+)?")
_LIST = re.compile("、|和|与|以及|及")
_COMPARISONS = re.compile(
    "(?:与|同|比|较)(?:\0|1周前)+(?:同期)?(?:相比|水平)?$|"
    "(?:与|同|比|较)?(?:上年|上月|去年|同期|前1[年月天]|上个?月|前期|昨[天日]|往年|上1年|前年|上季度|1周前|之前)*(?:同期)?(?:相比|水平)?$"
)
_ADVERBS = frozenset("同比 环比 分别 实际 名义 平均 年均 日均 月均 进一步 大幅 共 又 再 已 将 则 可 连续 继续 比 较 上年 同期 相比 去年 上月 预计 也 还 就".split())
# 迈上1.4万亿斤新台阶, 突破10万亿元大关: these are not what is counted.
_STEPS = re.compile("(?:新台阶|台阶|大关|关口|新高|整数关|历史|以来|时|后|之间)")
_CONJUNCTIONS = frozenset("和 与 及 以及 或 等 对 向 把 被 让 使 将 按 因 在 从 由 至 到 是 为 有 已 不 均 都 也 正 同时 共同 对于 之间 并 于 前往 以 占 比 较 后 时 前 全部 全体 以上 以下 以内 中 里 内 上 通过".split())
_MOST_BEFORE, _MOST_BEHIND = 22, 20


def counted(
    text: str, every: Sequence[Number], times: Iterable[tuple[int, int]], cut: Cut
) -> list[Counted]:
    """Say of each number in a text in normal form what it counts.

    Args:
        text: The sentence.
        every: Its numbers, from left to right.
        times: Where it names days and periods: they are not what is counted.
        cut: Cuts it into words.
    """
    for start, end in times:
        text = text[:start] + "\0" * (end - start) + text[end:]
    found: list[Counted] = []
    for at, number in enumerate(every):
        behind = _behind(text, every, at)
        before = _before(text, every, at)
        last = found[-1] if found else None
        one = _of(number, behind, before, cut) or _inherited(number, before, last, text, cut)
        found.append(one)
    # 6大类82场活动: the first counts what the second does.
    for at in range(len(every) - 2, -1, -1):
        if every[at].outer_end == every[at + 1].outer_start and is_counter(every[at].unit):
            found[at] = found[at + 1]
    for first in range(len(every)):
        found[first : first + 9] = _shared_out(text, every[first : first + 9], found[first : first + 9], cut)
    return found


def _shared_out(
    text: str, every: Sequence[Number], found: list[Counted], cut: Cut
) -> list[Counted]:
    """Give each of several numbers its own thing: 新增病例、住院人数分别增长37%、16%."""
    told = _RESPECTIVELY.match(text[: every[0].outer_start])
    if not told:
        return found
    many = 1
    while many < len(every) and _JOINED.fullmatch(
        text, every[many - 1].outer_end, every[many].outer_start
    ):
        many += 1
    things = [thing for thing in _LIST.split(_COMPARISONS.sub("", told["things"])) if thing.strip("\0 ")]
    if len(things) != many or many < 2:
        return found
    change = _change(text[told.start("verb") : every[0].outer_start], cut)
    own = [Counted(_tail([*cut(thing)]), change) for thing in things]
    return [*own, *found[many:]]


def _behind(text: str, every: Sequence[Number], at: int) -> str:
    start = every[at].outer_end
    end = every[at + 1].outer_start if at + 1 < len(every) else len(text)
    stop = _CLAUSE_END.search(text, start, end)
    return text[start : stop.start() if stop else end].partition("\0")[0]


def _before(text: str, every: Sequence[Number], at: int) -> str:
    start = every[at - 1].outer_end if at else 0
    before = text[start : every[at].outer_start]
    clause = _CLAUSE_START.match(before)
    return before[clause.end() :] if clause else before


def _of(number: Number, behind: str, before: str, cut: Cut) -> Counted | None:
    """Find what a number counts in its own clause."""
    told = _subject(before, cut)
    noun = _noun(behind, cut)
    if number.unit == "倍" and (_linked(before, cut) or not noun):
        return told
    if told and (change := _OF_CHANGE.match(behind)):
        return Counted(told.subject, change[1] or change[2])
    if is_counter(number.unit) or not number.unit:
        if noun:
            return Counted(noun)
        action = _action(behind, cut)
        return Counted(action) if action else told
    if noun and number.unit != "个百分点" and not behind.startswith("的") and not _linked(before, cut):
        return Counted(noun)
    if noun and behind.startswith("的") and (told is None or number.unit == "%") and not (told and told.change):
        return Counted((told.subject if told else "") + noun)
    return told


def _linked(before: str, cut: Cut) -> bool:
    words = [word for word in cut(before.rstrip("\0")) if word.strip()]
    return bool(words) and (words[-1] in _LINKS - {"了", "有", "的", "近", "约"} or words[-1] in _CHANGES)


def _inherited(
    number: Number, before: str, last: Counted | None, text: str, cut: Cut
) -> Counted:
    """Take over what the number before counts, or what the clause before speaks of."""
    change = _change(before, cut)
    if last is not None:
        return last if _JOINED.fullmatch(before) else Counted(last.subject, change)
    clauses = _CLAUSE_END.split(text[: number.outer_start - len(before)])
    for clause in reversed(clauses):
        subject = _subject(clause, cut)
        if subject and subject.subject:
            return Counted(subject.subject, change)
    return Counted("", change)


def _words(text: str, cut: Cut) -> list[str]:
    """Cut what stands before a number; 占比 and 多增 are one word here."""
    words: list[str] = []
    for word in cut(text):
        if words and words[-1] + word in _JOINED_WORDS:
            words[-1] += word
        else:
            words.append(word)
    return words


def _change(before: str, cut: Cut) -> str:
    words, level = _stripped(_words(before, cut))
    return words[-1] if words and words[-1] in _CHANGES and not level else ""


def _stripped(words: list[str]) -> tuple[list[str], bool]:
    """Leave out linking words and times at the end; tell also whether they say 到: up to, not by."""
    level = False
    while words and (words[-1] in _LINKS or _is_level(words[-1]) or not words[-1].strip("\0 ")):
        level = level or words[-1].endswith(_LEVELS)
        words = words[:-1]
    return words, level


def _is_level(word: str) -> bool:
    """Tell whether a word says up to where something went: 降到, 提高至."""
    return word.endswith(_LEVELS) and word[:-1] in _CHANGES


def _subject(before: str, cut: Cut) -> Counted | None:
    """Read the subject, and the verb of change, that stand before a number."""
    words, level = _stripped(_words(before, cut))
    change = ""
    if words and words[-1] in _CHANGES and len(words[-1]) + len(before):
        change = "" if level else words[-1]
        words = words[:-1]
        words, _ = _stripped(words)
        while words and (words[-1] in _ADVERBS or words[-1] in _LINKS or not words[-1].strip("\0 ")):
            words = words[:-1]
    subject = _tail(words)
    return Counted(subject, change) if subject else None


def _tail(words: Sequence[str]) -> str:
    """Join the last words as far back as they belong to one phrase."""
    phrase = ""
    for word in reversed(words):
        if "\0" in word or word in _REPORTS or len(phrase) + len(word) > _MOST_BEFORE:
            break
        phrase = word + phrase
    phrase = _COMPARISONS.sub("", phrase)
    phrase = re.sub(r"连续\d+(?:天|年|个月|个?季度)", "", phrase)
    return re.sub("^(?:其中|的|了|将|据|预计|已经?|约|共|和|与|及|以及|低于|高于|比|较|、)+|(?:的|了|,)+$", "", phrase).strip()


def _noun(behind: str, cut: Cut) -> str:
    """Read the noun that stands behind a unit, with what stands before it: 差异化扶持政策, 具有奉献精神的党员."""
    if _STEPS.match(behind):
        return ""
    words = [*cut(behind.removeprefix("的"))]
    of = next((at for at, word in enumerate(words[:9]) if word == "的"), None)
    if of is not None and of and _is_verb(words[0]) and (head := _nouns(words[of + 1 :])):
        return head
    return _nouns(words)


def _nouns(words: Sequence[str]) -> str:
    phrase, head = "", False
    for at, word in enumerate(words):
        kind = kind_of(word) if len(word) > 1 else ""
        if word in _CONJUNCTIONS or kind[:1] in ("p", "c", "d", "u") or len(phrase) > _MOST_BEHIND:
            break
        if head and (kind[:1] in ("i", "l", "a") or word == "的"):
            break
        if _is_verb(word) and (head or not _before_noun(words, at)):
            break
        if word == "的" and not head:
            break
        phrase += word
        head = head or kind.startswith(("n", "vn", "j", "l", "i", "z", "s")) or (not kind and len(word) > 1)
    return phrase.strip(" \"“”‘’'的了") if head or phrase else ""


def _before_noun(words: Sequence[str], at: int) -> bool:
    """Tell whether a verb stands right before a noun that it describes: 参展商, 服务企业."""
    return at > 0 and at + 1 < len(words) and kind_of(words[at + 1]).startswith("n")


def _is_verb(word: str) -> bool:
    return len(word) > 1 and kind_of(word) in ("v", "vi", "vd")


def _action(behind: str, cut: Cut) -> str:
    """Read what those counted did or suffered: 死亡, 摆脱贫困, 受到指控."""
    words = [word for word in cut(behind) if word.strip()]
    while words and words[0] in _LINKS:
        words = words[1:]
    phrase = ""
    for word in words:
        if word in _CONJUNCTIONS or len(phrase) + len(word) > 10:
            break
        phrase += word
    return phrase
