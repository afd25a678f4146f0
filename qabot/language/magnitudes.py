"""万, 亿 and the like, as factors; numbers written with them, and numbers written plainly again."""

import re
from decimal import Decimal
from fractions import Fraction

MAGNITUDE = "(?:万亿|[十百千]?[万亿])"
"""What may stand behind a number in normal form."""

_SIZES = {"十": 10, "拾": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s?[多余]?(万亿|[十百千]?[万亿]|[百千])?")


def size_of(words: str) -> int:
    """Return the factor that 千万, 百多万, 亿 and the like stand for; 1 for no such character."""
    size = 1
    for char in words:
        size *= _SIZES.get(char, 1)
    return size


def sized_value(number: str) -> Decimal:
    """Return the value of a number in normal form: 1.2亿, 1亿2000万, 1200多万, 5.5; 0 for none."""
    parts = (Decimal(digits) * size_of(words) for digits, words in _PART.findall(number))
    return sum(parts, Decimal(0))


def plain(value: Decimal | Fraction) -> str:
    """Write a number without trailing zeros behind the point and without an exponent.

    Returns:
        One that has no end behind the point with four figures and a sign before them: `≈33.33`.
    """
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(exact) != value:
            return f"≈{plain(Decimal(f'{float(value):.4g}'))}"
        value = exact
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
