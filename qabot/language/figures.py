"""Figures as terms: a number stays with what it counts, and equal figures written otherwise meet.

jieba cuts 2018年5月8日 into six words that stand in every article of that year. Here it is 2018年, 5月, 8日, and
so is 2018-05-08; 前4个月 and 1至4月 are one term, 1.2亿 and 12000万 another, 7.5% does not fall apart.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from qabot.language.magnitudes import MAGNITUDE, plain, sized_value

_ISO_DATE = re.compile(r"(?<![\d.-])(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_FIRST_MONTHS = re.compile(
    r"(?<![\d.])(?:[前头](\d{1,2})个?月|1月?份?(?:至|到|[-—–~]+)(\d{1,2})月)(?!\d)"
)
_ORDINAL = re.compile(r"第(\d{1,9})(?!\d)")
_OF_DATE = re.compile(r"(?<![\d.])(?:(\d{4}年)|(\d{1,2})([月日号]))")
_AMOUNT = re.compile(
    rf"(?<![\d.-])(?:((?:\d+(?:\.\d+)?[多余]?{MAGNITUDE})+\d*)|(\d+(?:\.\d+)?)(%?))(?![\d-])"
)
# Smaller whole numbers without a unit are words already.
_GROUPED_DIGITS = 5


def figure_terms(text: str) -> list[str]:
    """Return the figures of a text in normal form as terms, none of which is a word that jieba gives.

    Returns:
        Dates as `2018年`, `5月`, `8日`; ordinals as `第14`; the first months of a year as `前4个月`; amounts, decimals
        and percentages in full behind an equals sign: `=120000000`, `=7.5%`.
    """
    return [*_dates(text), *_ordinals(text), *_amounts(text)]


def _dates(text: str) -> Iterator[str]:
    for year, month, day in _ISO_DATE.findall(text):
        yield from (f"{year}年", f"{int(month)}月", f"{int(day)}日")
    for few, last in _FIRST_MONTHS.findall(text):
        yield f"前{int(few or last)}个月"
    for year, number, unit in _OF_DATE.findall(text):
        yield year or f"{int(number)}{'月' if unit == '月' else '日'}"


def _ordinals(text: str) -> Iterator[str]:
    for number in _ORDINAL.findall(text):
        yield f"第{int(number)}"


def _amounts(text: str) -> Iterator[str]:
    for sized, digits, percent in _AMOUNT.findall(text):
        if sized:
            yield f"={plain(sized_value(sized))}"
        elif percent or "." in digits or len(digits) >= _GROUPED_DIGITS:
            yield f"={plain(Decimal(digits))}{percent}"
