"""The value of an answer that is a number or a date, written in one form."""

import re
from datetime import date
from decimal import Decimal

from qabot.language.dates.mentions import mentions
from qabot.language.normal import normal_form

_POWERS = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_NUMBER = re.compile(
    r"\D{0,4}?(?P<digits>\d+(?:\.\d+)?)[多余]?(?P<power>万亿|[百千]?万|[百千亿])?[多余]?(?P<unit>\D{0,5})"
)
# More beside the date than this is no date, but a sentence with one in it.
_BESIDE = 4


def value_of(answer: str, published: date | None) -> str | None:
    """Return the value of an answer: `468000000元`, `21.6%`, `2021-09-28`, `2021-09-01/2021-09-30`.

    Args:
        answer: As printed.
        published: Day of print, by which 昨日 and dates without a year are resolved.

    Returns:
        None for anything but one number with at most a unit, or one date.
    """
    dates = mentions(answer, published)
    if len(dates) == 1 and len(answer) - (dates[0].end - dates[0].start) <= _BESIDE:
        first, last = dates[0].first, dates[0].last
        return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    number = _NUMBER.fullmatch(normal_form(answer).strip())
    if not number:
        return None
    digits = Decimal(number["digits"]).scaleb(_POWERS.get(number["power"] or "", 0))
    return f"{digits.normalize():f}{number['unit'].strip()}"
