"""How often a topic appears a month, in characters."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

_BARS = "▁▂▃▄▅▆▇█"
_DIGITS = "123456789"
_NONE = "·"


def plot_lines(months: Sequence[tuple[date, int]], *, encoding: str = "utf-8") -> Iterator[str]:
    """Yield a line for each year: its months as bars, all of one scale, and its total.

    Args:
        months: First day of a month → how often; ascending, without a gap.
        encoding: Of the output; where it has no bars, digits stand for them.
    """
    bars, none = (_BARS, _NONE) if _writes(encoding) else (_DIGITS, ".")
    most = max((count for _, count in months), default=0)
    for year, several in groupby(months, lambda month: month[0].year):
        counts = {month.month: count for month, count in several}
        drawn = "".join(_bar(counts.get(month, 0), most, bars, none) for month in range(1, 13))
        yield f"{year} {drawn} {sum(counts.values())}"


def _bar(count: int, most: int, bars: str, none: str) -> str:
    return bars[-(-count * len(bars) // most) - 1] if count else none


def _writes(encoding: str) -> bool:
    try:
        (_BARS + _NONE).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
