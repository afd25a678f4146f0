"""What a chat may wish for, in words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qabot.channels.days import day_of, period_of
from qabot.channels.telegram.state.preferences import Preference
from qabot.messages import Language, say
from qabot.searching import Period

MOST_PASSAGES = 5
"""Most passages that a chat may wish for in an answer."""

LANGUAGES: dict[str, Language | None] = {
    "zh": "zh",
    "中文": "zh",
    "en": "en",
    "英文": "en",
    "english": "en",
    "auto": None,
    "自动": None,
}
"""Word → language; None is that of each person's app."""

_PASSAGES = {"段数", "passages"}
_LANGUAGE = {"语言", "language"}
_DATES = {"日期", "dates"}
_OPEN = {"不限", "any", "最早", "最近", "first", "latest"}
_BETWEEN = re.compile("至|到|和|与|[~—–]|^(?:to|the|and)$")


def preference_after(before: Preference, words: Sequence[str]) -> Preference:
    """Return what a chat wishes after a command.

    Args:
        before: What it wished.
        words: As typed behind the command, at least one.

    Raises:
        ValueError: They are no wish; says what is wrong, for people.
    """
    name, *values = (unicodedata.normalize("NFKC", word).lower() for word in words)
    if name in _PASSAGES:
        return replace(before, k=_passages(values))
    if name in _LANGUAGE:
        return replace(before, language=_language(values))
    if name in _DATES:
        return replace(before, period=period_of(*_days(values)))
    raise ValueError(say(f"没有“{words[0]}”这项设置。", f"There is no setting {words[0]}."))


def days_apart(words: Sequence[str]) -> list[str]:
    """Take apart what was typed for a first and a last day: 2020-01-01至2020-12-31, 2020-01-01 to 2020-12-31."""
    return [value for word in words for value in _BETWEEN.split(word) if value]


def _passages(values: Sequence[str]) -> int:
    if len(values) != 1 or values[0] not in map(str, range(1, MOST_PASSAGES + 1)):
        raise ValueError(
            say(f"段数是 1 到 {MOST_PASSAGES}。", f"Passages are 1 to {MOST_PASSAGES}.")
        )
    return int(values[0])


def _language(values: Sequence[str]) -> Language | None:
    if len(values) != 1 or values[0] not in LANGUAGES:
        raise ValueError(say("语言是 zh、en 或 auto。", "The language is zh, en or auto."))
    return LANGUAGES[values[0]]


def _days(values: Sequence[str]) -> tuple[date | None, date | None]:
    """Return the first and the last day, also written as `describe` writes them; None is open."""
    values = days_apart(values)
    if not 1 <= len(values) <= 2:
        raise ValueError(
            say("日期是起止两天，或“不限”。", "Dates are a first and a last day, or “any”.")
        )
    days = [None if value in _OPEN else day_of(value) for value in values]
    return days[0], days[1] if len(days) == 2 else None


def describe(preference: Preference) -> str:
    """Return what a chat wishes, as Telegram HTML."""
    named = {"zh": "中文", "en": "English", None: say("自动", "automatic")}
    days = shown_period(preference.period) or say("不限", "any")
    return say(
        f"这里的设置\n段数：{preference.k}\n语言：{named[preference.language]}\n日期：{days}",
        f"Settings here\nPassages: {preference.k}\nLanguage: {named[preference.language]}\nDates: {days}",
    )


def shown_period(period: Period) -> str:
    """Return the days of a period; empty for all."""
    if period.open:
        return ""
    start = period.first or say("最早", "the first")
    end = period.last or say("最近", "the latest")
    return say(f"{start} 至 {end}", f"{start} to {end}")


def usage() -> str:
    """Tell how to change it, as Telegram HTML."""
    return say(
        "可以按按钮改，也可以发：\n"
        "<code>/settings 段数 3</code>\n"
        "<code>/settings 语言 en</code>（zh、en、auto）\n"
        "<code>/settings 日期 2020-01-01 2020-12-31</code>\n"
        "<code>/settings 日期 不限</code>",
        "Press a button, or send:\n"
        "<code>/settings passages 3</code>\n"
        "<code>/settings language en</code> (zh, en, auto)\n"
        "<code>/settings dates 2020-01-01 2020-12-31</code>\n"
        "<code>/settings dates any</code>",
    )
