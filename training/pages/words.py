"""Headings, captions and topics made from an article's own words, so that no stock phrase can be learnt."""

import random
import re
from collections.abc import Sequence
from functools import lru_cache

from training.pages.listed import listed

_EDGES = re.compile(r"[，。；！？：、…,;!?:\s]+")
_PAIRS = tuple(zip("“（《‘(「【", "”）》’)」】", strict=True))
_BAD_START = listed(
    "但 而 为 从 自 据 至 约 不 比 经 当 仍 正 一 并 也 又 就 还 都 则 却 因 如 使 其 这 那 他 她 它 我 你 以及 和 与 及 或 等 的 了 是 被 把 将 已 同时 此外 目前 据 还有 "
    "所以 虽然 如果 不仅 不但 尽管 然后 由于 为了 随着 对于 关于 截至 记者 近日 日前 今天 昨天 分别 更 只 才 再 ” ）"
)
_BAD_END = listed(
    "的 了 着 和 与 及 是 在 把 被 对 向 从 而 并 也 为 等 将 到 于 之 以 中 时 后 说 称 表示 指出 强调 介绍 （ “"
)
_STRONG_END = re.compile(r"[^。！？]*[。！？][”’）]?")
_ANY_TOPIC = ("工作", "生活", "家乡", "服务", "农业", "项目")


def sentences(text: str) -> list[str]:
    """Split a text behind its full stops."""
    return _STRONG_END.findall(text) or [text]


@lru_cache(maxsize=4096)
def _clauses(text: str) -> tuple[str, ...]:
    found = _EDGES.split(text)
    return tuple(
        c for c in found if 4 <= len(c) <= 26 and all(c.count(a) == c.count(b) for a, b in _PAIRS)
    )


def clauses(paragraphs: Sequence[str], shortest: int = 4, longest: int = 26) -> list[str]:
    """Return the clauses of some paragraphs that can stand alone: whole quotes, no dangling particle."""
    return [
        clause
        for text in paragraphs
        for clause in _clauses(text)
        if shortest <= len(clause) <= longest and stands_alone(clause)
    ]


def stands_alone(text: str) -> bool:
    """Say whether neither end of a clause leans on what stood beside it."""
    return not text.startswith(_BAD_START) and not text.endswith(_BAD_END)


@lru_cache(maxsize=4096)
def cut(text: str) -> tuple[str, ...]:
    """Cut a text into words."""
    import jieba

    jieba.setLogLevel(60)
    return tuple(jieba.cut(text, HMM=False))


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    import jieba.posseg

    tagger = jieba.posseg.dt
    tagger.initialize()
    return dict(tagger.word_tag_tab)


def _is_noun(word: str) -> bool:
    return len(word) > 1 and _tags().get(word, "").startswith(("n", "vn", "j"))


def noun_phrase(rng: random.Random, paragraphs: Sequence[str]) -> str:
    """Return a phrase with 的 from the article (`整齐的稻田`), or nothing."""
    with_de = [c for text in paragraphs for c in _clauses(text) if "的" in c[2:-2]]
    for clause in rng.sample(with_de, min(3, len(with_de))):
        words = cut(clause)
        places = [i for i in range(1, len(words) - 1) if words[i] == "的"]
        for i in places:
            end = i + 3 if _is_noun("".join(words[i + 2 : i + 3])) else i + 2
            phrase = "".join(words[max(0, i - rng.randint(1, 3)) : end])
            if 5 <= len(phrase) <= 14 and _is_noun(words[end - 1]) and stands_alone(phrase):
                return phrase
    return ""


def topic(rng: random.Random, paragraphs: Sequence[str]) -> str:
    """Return one or two nouns that the article is about: two to eight characters."""
    # The longest of some: short nouns say little.
    return max((_nouns(rng, paragraphs) for _ in range(3)), key=len) or rng.choice(_ANY_TOPIC)


def _nouns(rng: random.Random, paragraphs: Sequence[str]) -> str:
    found = _clauses(rng.choice(paragraphs)) or (paragraphs[0][:8],)
    words = cut(rng.choice(found))
    nouns = [i for i, word in enumerate(words) if _is_noun(word)]
    if not nouns:
        return ""
    i = rng.choice(nouns)
    before = words[i - 1] if i > 0 and _is_noun(words[i - 1]) and rng.random() < 0.7 else ""
    return before + words[i]


def heading(
    rng: random.Random, paragraphs: Sequence[str], form: str, phrases: Sequence[str] = ()
) -> str:
    """Make a heading of 4 to 25 characters from some paragraphs.

    Args:
        rng: Decides.
        paragraphs: Those that the heading stands over.
        form: one (a clause), two (two parts, a space between), long (two longer parts), quoted, topic, borrowed
            (one or two of the phrases), parallel (a noun of the paragraphs and the same phrase each time).
        phrases: Of other articles.

    Returns:
        Nothing where the paragraphs have no clause that fits.
    """
    if form == "parallel" and phrases:
        return f"{topic(rng, paragraphs)} {phrases[0][-7:]}"
    if form == "borrowed" and phrases:
        first = rng.choice(phrases)
        return (
            " ".join(dict.fromkeys((first, rng.choice(phrases)))) if rng.random() < 0.7 else first
        )
    short = clauses(paragraphs, 6, 12) if form == "long" else clauses(paragraphs, 4, 10)
    if form in ("two", "long") and len(short) > 1:
        first = rng.choice(short)
        # Parts of about the same length read like a couplet.
        second = min(
            (c for c in short if c != first), key=lambda c: abs(len(c) - len(first)), default=""
        )
        return f"{first} {second}" if second else first
    if form == "topic" and len(words := topic(rng, paragraphs)) >= 4:
        return words
    usable = clauses(paragraphs, 4, 18)
    if not usable:
        return ""
    chosen = rng.choice(usable)
    return _quote_a_word(rng, chosen) if form == "quoted" else chosen


def _quote_a_word(rng: random.Random, text: str) -> str:
    words = list(cut(text))
    places = [i for i, word in enumerate(words) if len(word) <= 4 and _is_noun(word)]
    if not places or "“" in text:
        return text
    i = rng.choice(places)
    return "".join([*words[:i], f"“{words[i]}”", *words[i + 1 :]])
