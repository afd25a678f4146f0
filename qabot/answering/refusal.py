"""When the archive does not say."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from statistics import median

from qabot.answering.mismatch import mismatch
from qabot.language.normal import normal_form
from qabot.messages import say
from qabot.searching import Found
from qabot.searching.coverage import covered_words, forms_of, share
from qabot.searching.question import Question
from qabot.searching.score import scores
from qabot.types import Hit

# Below both, the passages are only loosely related to the question, whatever the score says of them. Of answerable questions, this refuses
# 0 of 181 (rgb), 0.9 % (cmrc_trial), 1.0 % (drcd_dev); cosines are those of the packaged model, 2026-11-22.
MIN_COVERAGE = 0.45
MIN_COSINE = 0.87
_LOOKED_AT = 3
RELATED = 3  # passages shown that come near
_LAUGHTER = re.compile("[哈呵嘿嘻]{2,}")
# Asked of the bot itself: 你是谁开发的, 您叫什么名字.
_TO_THE_BOT = re.compile(
    "(?:请问)?[你您](?:到底|究竟)?(?:是|叫|由)(?:谁|什么|啥|哪|怎么|不是|真人|机器人|ai|人工智能).*"
)
_SHOWN_WORDS = 5
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_WORD = re.compile("[a-z]{2,}")
_LATIN_NAME = 3  # words that may be a name; more of them are a sentence
_SHOWN_CHARS = 20  # of one word: the longest "word" is what a cat on the keyboard typed


def reason_to_refuse(question: str, found: Found, *, in_period: bool) -> str | None:
    """Return why the archive does not answer, for people, or None if it may.

    Args:
        question: Raw text.
        found: What the search gave.
        in_period: True if only some days were searched.
    """
    if is_smalltalk(question):
        return say(
            "这像是打招呼，不是要查的问题。请问一件报纸上可能写到的事，例如人名、地点、数字。",
            "This looks like a greeting. Ask about something a newspaper may have written: a name, a place, a figure.",
        )
    if all(len(word) == 1 and word.isdigit() for word in found.weights):
        return say(
            "问题里没有可以查找的词。请写出人名、地名或事情。",
            "There is no word to search for. Name a person, a place or an event.",
        )
    unknown = _longest([word for word, weight in found.weights.items() if weight is None])
    shown = say("、", ", ").join(map(_shortened, unknown[:_SHOWN_WORDS]))
    if not found.known:
        return _ask_in_chinese(found.question) or say(
            f"档案里没有出现过“{shown}”。", f"The archive never mentions: {shown}."
        )
    if not found.hits:
        if in_period:
            return say(
                "这段时间的档案里没有相关内容（没有日期的文章不计）。",
                "The archive has nothing on this in that period (undated articles do not count).",
            )
        return say("档案里没有相关内容。", "The archive has nothing on this.")
    if not _answered(found):
        return _why_not(found, shown)
    return None


def _answered(found: Found) -> bool:
    """Tell whether the best passages are about the question, and one of them likely enough to answer."""
    if _loosely_related(found):
        return False
    unscored = all(hit.probability is None for hit in found.hits)
    return unscored or scores().answered(found.hits)


def _why_not(found: Found, unknown: str) -> str:
    """Return what a person can do something about: an unknown word, a time without newspapers, or neither."""
    if other_language := _ask_in_chinese(found.question):
        return other_language
    first, last = found.covers
    outside = [
        t for t in found.question.dated if first and last and (t.last < first or t.first > last)
    ]
    if outside:
        asked = found.question.text[outside[0].start : outside[0].end]
        return say(
            f"档案的日期从 {first} 到 {last}，没有{asked}的内容。",
            f"The archive goes from {first} to {last}: nothing of {asked}.",
        )
    if unknown:
        return say(
            f"档案里没有出现过“{unknown}”，也没有找到答案。",
            f"The archive never mentions {unknown}, and nothing in it answers.",
        )
    general = say(
        "档案里有相关内容，但没有找到这个问题的答案。",
        "The archive has related passages, but none that answers this.",
    )
    difference = mismatch(found, found.hits[:RELATED])
    return say(f"{general}{difference}", f"{general} {difference}") if difference else general


def _ask_in_chinese(question: Question) -> str | None:
    """Return the advice for a question that is a sentence of another language; None for one in Chinese."""
    if _HAN.search(question.text) or len(_LATIN_WORD.findall(question.text)) <= _LATIN_NAME:
        return None
    return say(
        "档案是中文的，没有找到答案。请用中文提问。",
        "The archive is in Chinese, and nothing in it answers. Please ask in Chinese.",
    )


def is_smalltalk(question: str) -> bool:
    """Return whether a question is nothing but greetings or the like."""
    parts = [part.strip() for part in re.split(r"[^\w ]+|_", normal_form(question))]
    return any(parts) and all(
        not part or part in _smalltalk() or _LAUGHTER.fullmatch(part) or _TO_THE_BOT.fullmatch(part)
        for part in parts
    )


def is_aside(question: str) -> bool:
    """Return whether it is thanks, a greeting or signs alone: no question, and no topic of a conversation."""
    return is_smalltalk(question) or not any(map(str.isalnum, normal_form(question)))


def coverage(hit: Hit, weights: Mapping[str, float | None]) -> float:
    """Return the share of the question's weight that stands in a passage or its title, in [0, 1].

    A word that the archive does not know weighs as much as the middle one of those that it does.
    """
    middle = median(weight for weight in weights.values() if weight is not None)
    full = {word: middle if weight is None else weight for word, weight in weights.items()}
    text = normal_form(f"{hit.passage.title}\n{hit.passage.text}")
    return share(covered_words(text, forms_of(full)), full)


def _longest(words: list[str]) -> list[str]:
    """Leave out the shorter words that jieba finds inside a longer one."""
    return [word for word in words if not any(word != other and word in other for other in words)]


def _shortened(word: str) -> str:
    return word if len(word) <= _SHOWN_CHARS else f"{word[:_SHOWN_CHARS]}…"


def _loosely_related(found: Found) -> bool:
    best = found.hits[:_LOOKED_AT]
    covered = max(coverage(hit, _weights_of_part(found, hit)) for hit in best)
    cosine = max((hit.cosine for hit in best if hit.cosine is not None), default=0.0)
    return covered < MIN_COVERAGE and cosine < MIN_COSINE


def _weights_of_part(found: Found, hit: Hit) -> Mapping[str, float | None]:
    """Return the words of the question that a hit was found for, of several or behind a story."""
    asked = found.asked[hit.part].text
    words = {word: weight for word, weight in found.weights.items() if word in asked}
    return words if any(words.values()) else found.weights


@cache
def _smalltalk() -> frozenset[str]:
    text = resources.files(__package__).joinpath("smalltalk.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
