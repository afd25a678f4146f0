"""The value of an answer that is a number or a date, written in one form."""

import re
from datetime import date
from decimal import Decimal

from qabot.language.dates.mentions import mentions
from qabot.language.magnitudes import size_of
from qabot.language.normal import normal_form, simplified

_NUMBER = re.compile(
    r"(?P<before>\D{0,4}?)(?P<minus>[-−–]|零下)?(?P<digits>\d+(?:\.\d+)?)"
    r"(?P<power>[多余]?[拾百千]?[多余]?万?[多余]?亿?[多余]?)(?P<unit>\D{0,5})"
)
# The normal form would read 3十亿 as 310亿.
_TENS = re.compile(r"(?<=\d)十(?=[多余]?[万亿])")
# A dash is a minus at the beginning and behind these; elsewhere it may belong to a name: 歼-20.
_BEFORE_MINUS = re.compile("(?:.*[约近为是达到至在温率: ])?")
# By how much something fell or is lacking: is that -0.3% or 0.3%? What it fell to (降至, 跌破) is a number like others.
_FELL_BY = re.compile(
    "(?:降(?![水雨雪])|[跌缩减贬]|下[滑调挫]|回落)(?![^幅]?[至到为破])"
    "|负(?!责)|[亏—–−-]|逆差|赤字|零下|(?<![至最])[少低]了?$"
)
_IS_A_FALL = re.compile("[降跌减]幅|下[降跌滑]|减少|亏损|逆差|赤字")
# More beside the date than this is no date, but a sentence with one in it.
_BESIDE = 4


def value_of(answer: str, published: date | None) -> str | None:
    """Return the value of an answer: `468000000元`, `-5℃`, `21.6%`, `2021-09-28`, `2021-09-01/2021-09-30`.

    Args:
        answer: As printed.
        published: Day of print, by which 昨日 and dates without a year are resolved.

    Returns:
        None for anything but one number with at most a unit, or one date; also where words leave its sign in doubt.
    """
    dates = mentions(answer, published)
    if (
        len(dates) == 1
        and len(answer) - (dates[0].end - dates[0].start) <= _BESIDE
        and "%" not in normal_form(answer)
    ):
        first, last = dates[0].first, dates[0].last
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    number = _NUMBER.fullmatch(normal_form(_TENS.sub("拾", simplified(answer))).strip())
    if not number or not _has_plain_sign(number):
        return None
    digits = (Decimal(number["digits"]) * size_of(number["power"])).normalize()
    unit = number["unit"].strip().replace("°c", "℃")  # the normal form takes ℃ apart
    return f"{-digits if number['minus'] else digits:f}{unit}"


def _has_plain_sign(number: re.Match[str]) -> bool:
    """Tell whether a minus, or none, says the sign of a number, and no word beside it."""
    if number["minus"] not in (None, "零下") and not _BEFORE_MINUS.fullmatch(number["before"]):
        return False
    return not _FELL_BY.search(number["before"].strip()) and not _IS_A_FALL.search(number["unit"])
