"""What stands behind an exploring command: topics and days."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from qabot.channels.days import day_of, period_of
from qabot.channels.telegram.preference_words import days_apart
from qabot.messages import say
from qabot.searching.engine import Period

TOPIC_CHARS = 60
"""Longest topic."""

_SIGNS = str.maketrans({"年": "-", "月": "-", "/": "-", ".": "-", "日": None, "号": None})
_SPAN = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def topic_in(argument: str) -> str:
    """Return the topic that was typed.

    Raises:
        ValueError: There is none, it has no word, or it is too long; says so, for people, or nothing for none.
    """
    topic = " ".join(argument.split())
    if not topic:
        raise ValueError
    if len(topic) > TOPIC_CHARS:
        raise ValueError(
            say(
                f"这段话太长了，最多 {TOPIC_CHARS} 个字，几个关键词就好。",
                f"That is too long: a few words will do, {TOPIC_CHARS} characters at most.",
            )
        )
    if not any(map(str.isalnum, topic)):
        raise ValueError(say(f"“{topic}”里没有可查的词。", f"“{topic}” has no word to look for."))
    return topic


def period_in(argument: str) -> Period:
    """Return the days that were typed: one or two of 2021, 2021-01, 2021-01-18, 2021年1月18日.

    Raises:
        ValueError: These are none, or they end before they begin; says so, for people, or nothing for no word.
    """
    spans = [
        _span(word) for word in days_apart(unicodedata.normalize("NFKC", argument).lower().split())
    ]
    if len(spans) > 2:
        raise ValueError(say("最多写两个日期。", "Two dates at most, please."))
    if not spans:
        raise ValueError
    return period_of(spans[0][0], spans[-1][1])


def _span(typed: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day."""
    found = _SPAN.fullmatch(typed.translate(_SIGNS).rstrip("-"))
    if found is None:
        only = day_of(typed)
        return only, only
    year, month, day = found.groups()
    first = day_of(f"{year}-{month or 1}-{day or 1}")
    if day:
        return first, first
    last = first if month else first.replace(month=12)
    return first, last.replace(day=monthrange(last.year, last.month)[1])
