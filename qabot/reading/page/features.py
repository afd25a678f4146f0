"""What the tagger knows of each block: its own shape, its neighbours' shapes, and what it shares with them."""

from collections.abc import Sequence
from functools import cached_property

from qabot.language.normal import simplified
from qabot.reading.page.likeness import Likeness
from qabot.reading.page.pairs import Pairs, pairs_in, pairs_of_all
from qabot.reading.page.seams import Edge, bond, edge_of
from qabot.reading.page.shapes import names_share, shape_flags, telling
from qabot.types import Block

Features = dict[str, float]

WINDOW = 4
"""Blocks of text before and after a heading that it is compared with."""

FAR = 24
"""Blocks back in which the beginning of a broken paragraph is looked for."""

_HEADING_CHARS = 45
_LENGTHS = (1, 3, 5, 7, 10, 14, 18, 23, 29, 37, 51, 81, 151, 301)
_SHARES = (0.02, 0.08, 0.16, 0.25, 0.35, 0.5, 0.7)
_CLOSENESS = (0.01, 0.02, 0.035, 0.05, 0.07, 0.1, 0.15, 0.25)
_BONDS = (-1.0, 0.0, 1.0, 2.0, 3.0, 4.5)


class Sheet:
    """The blocks of a page with what can be told of each by itself.

    Attributes:
        blocks: In the order of print.
        texts: Each block's text in simplified characters.
        flags: The patterns that each fits.
        is_text: Whether each is long or closed enough to be a piece of a body.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.texts = [simplified(telling(block.text)) for block in blocks]
        self.flags = [frozenset(shape_flags(text)) for text in self.texts]
        self.edges: list[Edge] = [edge_of(text) for text in self.texts]
        self.pairs: list[Pairs] = [pairs_in(text) for text in self.texts]
        self.is_text = [
            len(text) > _HEADING_CHARS or (edge.closed and not flags & _NO_TEXT)
            for text, edge, flags in zip(self.texts, self.edges, self.flags, strict=True)
        ]

    @cached_property
    def likeness(self) -> Likeness:
        """Give the measure of what blocks of this page share."""
        return Likeness(self.pairs)

    def text_before(self, n: int) -> Pairs:
        """Give the pairs of the pieces of text before a block, up to the opening of a report."""
        found: list[Pairs] = []
        for m in range(n - 1, max(-1, n - 1 - 3 * WINDOW), -1):
            if self.is_text[m]:
                found.append(self.pairs[m])
                if len(found) == WINDOW or "report" in self.flags[m]:
                    break
        return pairs_of_all(found)

    def text_after(self, n: int) -> Pairs:
        """Give the pairs of the pieces of text after a block, up to the next opening of a report."""
        found: list[Pairs] = []
        for m in range(n + 1, min(len(self.blocks), n + 1 + 3 * WINDOW)):
            if self.is_text[m]:
                if found and "report" in self.flags[m]:
                    break
                found.append(self.pairs[m])
                if len(found) == WINDOW:
                    break
        return pairs_of_all(found)


_NO_TEXT = frozenset(
    "date page paper editor contact jump source picture shot byline credit dash column".split()
)


def features_of(sheet: Sheet) -> list[Features]:
    """Describe every block of a page.

    Returns:
        For each block, names of features with their values; most are 1.
    """
    own = [_own(sheet, n) for n in range(len(sheet.blocks))]
    habits = _habits(sheet)
    found: list[Features] = []
    for n, names in enumerate(own):
        features = dict.fromkeys(names, 1.0)
        features["bias"] = 1.0
        for offset in (-2, -1, 1, 2):
            m = n + offset
            near = _brief(sheet, m) if 0 <= m < len(own) else ["edge of page"]
            features |= dict.fromkeys((f"{offset:+d} {name}" for name in near), 1.0)
        features |= dict.fromkeys(_relations(sheet, n), 1.0)
        short = "short" if not sheet.is_text[n] else "long"
        features |= dict.fromkeys((f"{short} on page with {habit}" for habit in habits), 1.0)
        found.append(features)
    return found


def _bucket(value: float, limits: Sequence[float]) -> int:
    return sum(value >= limit for limit in limits)


def _own(sheet: Sheet, n: int) -> list[str]:
    """Name what a block shows by itself."""
    text, block, edge = sheet.texts[n], sheet.blocks[n], sheet.edges[n]
    length, last = _bucket(len(block.text), _LENGTHS), len(sheet.blocks) - 1
    gap_after = sheet.blocks[n + 1].gap if n < last else 9
    names = [
        f"length {length}",
        f"gap {min(block.gap, 5)}",
        f"gap after {min(gap_after, 5)}",
        f"length {length} gap {min(block.gap, 3)}",
        f"ends {edge.ends}",
        f"begins {edge.begins}",
        f"length {length} ends {edge.ends}",
        f"spaces {min(text.strip().count(' '), 3)}",
        f"stops {min(text.count('。'), 2)}",
        f"commas {min(text.count('，'), 2)}",
        f"names {_bucket(names_share(text), (0.01, 0.4, 0.7, 1.0))}",
        *(f"is {flag}" for flag in sheet.flags[n]),
        *(f"is {flag} of length {min(length, 8)}" for flag in sheet.flags[n]),
    ]
    names += [name for name, true in (
        ("colon", "：" in text[:40]), ("quoted", "“" in text or "「" in text), ("number", any(c.isdigit() for c in text[:60])),
        ("unopened", edge.unopened > 0), ("unclosed", edge.unclosed > 0), ("fresh", edge.fresh),
        ("first of page", n == 0), ("top of page", n < 4), ("last of page", n == last), ("bottom of page", n > last - 3),
        ("title marks", "《" in text), ("exclaims", "！" in text[-1:]),
    ) if true]  # fmt: skip
    return names


def _brief(sheet: Sheet, n: int) -> list[str]:
    """Name what a block shows to its neighbours."""
    edge = sheet.edges[n]
    kind = "text" if sheet.is_text[n] else "line"
    names = [
        f"{kind} {'open' if edge.open else 'closed'}",
        f"length {_bucket(len(sheet.blocks[n].text), (5, 10, 18, 29, 51, 151))}",
        f"gap {min(sheet.blocks[n].gap, 4)}",
        f"names {_bucket(names_share(sheet.texts[n]), (0.01, 0.7, 1.0))}",
        *(f"is {flag}" for flag in sheet.flags[n] & _SEEN_BY_NEIGHBOURS),
    ]
    return names


_SEEN_BY_NEIGHBOURS = frozenset(
    "date page paper editor jump picture shot dash question answer report byline credit marked numbered column notice fresh".split()
)


def _relations(sheet: Sheet, n: int) -> list[str]:
    """Name what a block shares with the texts around it, and how it could continue one of them."""
    if sheet.is_text[n]:
        return [*_relations_of_text(sheet, n), *_continuation(sheet, n)]
    before, after = sheet.text_before(n), sheet.text_after(n)
    likeness = sheet.likeness
    to_before, to_after = (likeness.of_heading(sheet.texts[n], p) for p in (before, after))
    close = _bucket(likeness.closeness(before, after), _CLOSENESS)
    length = _bucket(len(sheet.blocks[n].text), (5, 9, 14, 22, 30))
    more = _bucket(to_after - to_before, (-0.5, -0.3, -0.15, -0.05, 0.05, 0.15, 0.3, 0.5))
    return [
        f"like before {_bucket(to_before, _SHARES)}",
        f"like after {_bucket(to_after, _SHARES)}",
        f"more like after {more}",
        f"more like after {more} length {length}",
        f"around close {close}",
        f"around close {close} length {length}",
        f"around close {close} more like after {more}",
        *_continuation(sheet, n),
    ]


def _relations_of_text(sheet: Sheet, n: int) -> list[str]:
    before, after = sheet.text_before(n), sheet.text_after(n)
    own, likeness = sheet.pairs[n], sheet.likeness
    to_before, to_after = likeness.closeness(own, before), likeness.closeness(own, after)
    rest = likeness.closeness(before, own | after)
    return [
        f"close before {_bucket(to_before, _CLOSENESS)}",
        f"close after {_bucket(to_after, _CLOSENESS)}",
        f"all close before {_bucket(rest, _CLOSENESS)}",
        f"closer after {_bucket(to_after - to_before, (-0.1, -0.04, -0.01, 0.01, 0.04, 0.1))}",
    ]


def _continuation(sheet: Sheet, n: int) -> list[str]:
    """Name how well a block would continue the open piece right before it, or one farther back."""
    edge = sheet.edges[n]
    near, far, skipped = -9.0, -9.0, False
    for m in range(n - 1, max(-1, n - 1 - FAR), -1):
        if not sheet.edges[m].open or (not sheet.is_text[m] and len(sheet.texts[m]) < 12):
            skipped = skipped or sheet.is_text[m]
            continue
        value = bond(sheet.edges[m], edge) + sheet.edges[m].ends.startswith("comma") * 0.5
        if skipped:
            far = max(far, value)
        else:
            near = max(near, value)
        skipped = skipped or sheet.is_text[m]
    goes_on = any(
        sheet.is_text[m] and bond(edge, sheet.edges[m]) > 1.5
        for m in range(n + 1, min(len(sheet.blocks), n + 1 + FAR))
    )
    found = [
        f"continues near {_bucket(near, _BONDS) if near > -9 else 'none'}",
        f"continues far {_bucket(far, _BONDS) if far > -9 else 'none'}",
        f"continues near {_bucket(near, _BONDS) if near > -9 else 'none'} {'fresh' if edge.fresh else 'not fresh'}",
    ]
    if edge.open:
        found.append(f"open, {'goes on' if goes_on else 'goes nowhere'}")
    return found


def _habits(sheet: Sheet) -> list[str]:
    """Name what is usual on this page."""
    count = len(sheet.blocks)
    has = {flag: sum(flag in flags for flags in sheet.flags) for flag in ("report", "byline", "marked", "shot")}
    gaps = [block.gap for block in sheet.blocks]
    return [
        *(f"{flag} {_bucket(n, (1, 2, 4))}" for flag, n in has.items()),
        f"widest gap {min(max(gaps, default=0), 5)}",
        f"usual gap {sorted(gaps)[count // 2] if count else 0}",
        f"blocks {_bucket(count, (3, 8, 20, 40))}",
    ]
