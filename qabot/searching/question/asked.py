"""What a question asks for, by its question words or, without any, by its last noun."""

import re

from qabot.searching.question.heads import kind_of_phrase
from qabot.searching.question.kinds import Asked
from qabot.searching.question.words import asking_words, masked, without_lead, yes_or_no

_LAST_CLAUSE = re.compile(r"[^,，。;；!?\n]+(?=[,，。;；!? \n]*$)")
# 几百 and 几千 are seldom asked for: only where nothing else is.
_SOME_HUNDREDS = re.compile("几[十百千万亿].*[?]$")
_TAIL = re.compile(r"(?:情况|如下|介绍|查询|是|为|分别|呢|吧|有)+$|[ ?!。：:]+$")
_NEWEST = re.compile(
    "最新|最终|决算|现在|目前|如今|当前|现任|现时|眼下|迄今|至今|到现在|截至目前|今年以来|最近[1一]次|最近的|\\b(?:latest|now|currently|current|newest)\\b"
)


def what_is_asked(text: str) -> Asked:
    """Tell what a question in normal form asks for."""
    clear = without_lead(masked(text))
    words = list(asking_words(clear))
    if yes_or_no(clear):
        return Asked.YES_NO
    if words:
        return words[0].asked
    if _SOME_HUNDREDS.search(clear):
        return Asked.NUMBER
    clause = _LAST_CLAUSE.search(clear)
    phrase = clause[0] if clause else ""
    while (shorter := _TAIL.sub("", phrase)) != phrase:
        phrase = shorter
    return kind_of_phrase(phrase) or Asked.THING


def asks_newest(text: str) -> bool:
    """Tell whether a question in normal form asks for the latest."""
    return _NEWEST.search(masked(text)) is not None
