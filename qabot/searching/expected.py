"""What form the answer to a question has: an amount of money, a date, a share, so many of something."""

import re

from qabot.language.numerals import MEASURES

_NUMBER = r"\d+(?:[.,]\d+)*[十百千万亿]*"
_MONEY = re.compile(rf"{_NUMBER}多?余?(?:元|美元|欧元|块(?:钱|\W|$))")
_DATE = re.compile(r"\d+(?:年|月|日|时)|昨[日天]|今[日天年]|去年|前年|明年")
_SHARE = re.compile(rf"{_NUMBER}[%‰]|{_NUMBER}成")
_FIGURE = re.compile(_NUMBER)

# First match decides; questions are in normal form.
_FORMS = (
    (
        re.compile(
            r"多少钱|多少元|几元|几块钱|[花投卖赔售]了?多少|投资.{0,4}多少|多少.{0,2}投资|[价费额款]格?(?:是|为)?多少"
        ),
        _MONEY,
    ),
    (re.compile(r"何时|何年|何日|什么时[候间]|哪[一1]?[年天日月]|几[月日号点]|日期|时间是"), _DATE),
    (re.compile(r"百分之|百分比|比例|比重|率是?多少|多少%|进度"), _SHARE),
)
_COUNTED = re.compile(f"(?:多少|几)([{MEASURES}])")
_ASKS_FIGURE = re.compile(r"多少|几[^乎何]|多[大高长远久重宽深]|第几")


def expected_form(question: str) -> re.Pattern[str] | None:
    """Return what the answer to a question, in normal form, must look like; None where any words may answer."""
    for asked, form in _FORMS:
        if asked.search(question):
            return form
    counted = _COUNTED.search(question)
    if counted:
        return re.compile(rf"{_NUMBER}[多余]?{counted[1]}")
    return _FIGURE if _ASKS_FIGURE.search(question) else None
