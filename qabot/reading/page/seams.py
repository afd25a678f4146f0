"""Whether a piece of text goes on in another: how the one ends, how the other begins, what lies between."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from qabot.reading.page.edges import bond, word_across
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.weights import chance

FAR = 40
MAX_OPEN = 10
"""The beginning of a broken paragraph is looked for so many blocks back, among so many that break off."""


@dataclass(frozen=True, slots=True)
class Seam:
    """Two pieces that may be one paragraph, as positions of their blocks, the right one later on the page.

    Attributes:
        features: What speaks for and against it.
        chance: Probability that it is one, 0 to 1, before the roles of the blocks are known.
    """

    left: int
    right: int
    features: dict[str, float]
    chance: float


def find_seams(sheet: Sheet) -> Iterator[Seam]:
    """Give every pair of pieces on a page that could be one paragraph, in the order of the right pieces."""
    opened: list[int] = []
    for right in range(len(sheet.blocks)):
        if not sheet.is_piece[right]:
            continue
        for between, left in enumerate(reversed(opened[-MAX_OPEN:])):
            if right - left <= FAR:
                features = _describe(sheet, left, right, between)
                yield Seam(left, right, features, chance(features, "seam"))
        if sheet.edges[right].open:
            opened.append(right)


def _describe(sheet: Sheet, left: int, right: int, between: int) -> dict[str, float]:
    a, b = sheet.edges[left], sheet.edges[right]
    likeness = sheet.likeness.closeness(sheet.pairs[left], sheet.pairs[right])
    texts = sheet.texts_before[right] - sheet.texts_before[left + 1]
    lines = right - left - 1 - texts
    return {
        "bias": 1.0,
        "bond": bond(a, b),
        "word across": min(word_across(a, b), 20.0) / 10,
        "likeness": min(likeness, 0.5) * 4,
        "texts between": math.log1p(texts),
        "lines between": math.log1p(lines),
        f"texts between {min(texts, 3)}": 1.0,
        "other open pieces between": float(min(between, 3)),
        "may end": math.log(a.may_end + 0.01),
        "may begin": math.log(b.may_begin + 0.01),
        "may end and begin": math.log(a.may_end + 0.01) * math.log(b.may_begin + 0.01) / 10,
        "ends with a clause that stands elsewhere": float(sheet.repeats_end(left)),
        "space": float(" " in sheet.texts[left]),
        "lines" if not sheet.is_text[left] else "text": 1.0,
        "right is short": float(not sheet.is_text[right]),
        f"ends {a.ends}": 1.0,
        f"begins {b.begins}": 1.0,
        f"{a.ends} to {b.begins}": 1.0,
        "fresh": float(b.fresh),
        "closes what is open": float(bool(a.unclosed and b.unopened)),
        "leaves open": float(bool(a.unclosed and not b.unopened)),
        "closes what is not open": float(bool(b.unopened and not a.unclosed)),
        "report": float("report" in sheet.flags[right]),
        "asks or answers": float(bool(sheet.flags[right] & {"question", "answer"})),
    }
