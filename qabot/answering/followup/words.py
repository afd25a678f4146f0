"""Words that say nothing of whom or what a question speaks, in normal form."""

from qabot.language.kinds import kind_of
from qabot.searching.question.heads import kind_of_noun, kind_of_phrase

_ON_THE_WAY = (
    "了 过 着 得 到 出 起 共 1共 总共 一共 1 大概 大约 约 分别 都 也 还 又 才 就 能 会 要 可以 已 已经 每年 每天 将 最多 最少 至少 "
    "最终 到底 究竟 具体 打算 计划 准备 需要 应该 开始 曾 曾经 累计 合计 平均 各 再 在 从 由 于 是 有 为 叫 叫做 用"
)
_POINTING = (
    "大会 会议 会上 会后 会 活动 项目 工程 仪式 比赛 赛后 展览 展会 论坛 峰会 双方 对方 两国 2国 两人 2人 公司 学校 医院 事故 现场 "
    "其中 期间 其间 事后 后来 之后 随后 结果 里面 上面 下面 参加者 参赛者 嘉宾 观众"
)
_ADVERBS = "海外 国内 国外 目前 现在 最后 最终 1共 一共 总共 共 平均 全程 全长 人 人员 总 每年 每天 每次 每人 运 那 就 又"

ON_THE_WAY = frozenset(_ON_THE_WAY.split())
"""What stands between a subject and a question word, and is neither: adverbs, auxiliaries, particles."""

POINTING = frozenset(_POINTING.split())
"""Nouns that need another beside them to name something."""

GENERIC = POINTING | frozenset(_ADVERBS.split())
"""The same, with adverbs that the dictionary has as nouns."""

_SMALL = ("v", "d", "p", "c", "u", "m", "q", "f", "r", "y", "zg", "ad", "t", "l")


def is_small(word: str) -> bool:
    """Tell whether a word says nothing of whom or what: a verb, an adverb, a figure, a word of GENERIC."""
    return word in GENERIC or kind_of(word).startswith(_SMALL) or not word[0].isalpha()


def is_verb(word: str) -> bool:
    """Tell whether a word is a verb, and not one that is a noun of ours as well: 导演."""
    return kind_of(word) in ("v", "vd", "vg") and kind_of_noun(word) is None


def is_measure(words: list[str]) -> bool:
    """Tell whether a phrase is nothing but what something can have: 总投资, 产值比重, 开工时间, 导演."""
    phrase = "".join(words)
    if kind_of_noun(phrase):
        return True
    if len(words) > 3 or kind_of_phrase(phrase) is None:
        return False
    return all(kind_of_noun(word) or kind_of(word) in ("v", "vn", "b") for word in words)
