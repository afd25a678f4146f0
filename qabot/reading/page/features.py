"""What the tagger knows of each block: its own shape, its neighbours' shapes, and what it shares with them."""

from collections.abc import Sequence

from qabot.reading.page.edges import Edge
from qabot.reading.page.seams import Seam
from qabot.reading.page.shapes import names_share
from qabot.reading.page.sheet import Sheet

Features = dict[str, float]

_LENGTHS = (1, 3, 5, 7, 10, 14, 18, 23, 29, 37, 51, 81, 151, 301)
_SHARES = (0.02, 0.08, 0.16, 0.25, 0.35, 0.5, 0.7)
_CLOSENESS = (0.01, 0.02, 0.035, 0.05, 0.07, 0.1, 0.15, 0.25)
_MAY = (0.01, 0.04, 0.1, 0.2, 0.4)
_CHANCES = (0.003, 0.02, 0.1, 0.3, 0.6, 0.9)


def features_of(sheet: Sheet, seams: Sequence[Seam]) -> list[Features]:
    """Describe every block of a page.

    Args:
        sheet: The page.
        seams: All pairs of pieces on it that could be one paragraph.

    Returns:
        For each block, names of features with their values; most are 1.
    """
    own = [_own(sheet, n) for n in range(len(sheet.blocks))]
    habits = _habits(sheet)
    continuations = _Continuations(len(own), seams, sheet)
    found: list[Features] = []
    for n, names in enumerate(own):
        features = dict.fromkeys(names, 1.0)
        features["bias"] = 1.0
        for offset in (-2, -1, 1, 2):
            m = n + offset
            near = _brief(sheet, m) if 0 <= m < len(own) else ["edge of page"]
            features |= dict.fromkeys((f"{offset:+d} {name}" for name in near), 1.0)
        features |= dict.fromkeys(_relations(sheet, n), 1.0)
        features |= dict.fromkeys(continuations.names(n, sheet.edges[n]), 1.0)
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
        f"may begin {_bucket(edge.may_begin, _MAY)}",
        f"may end {_bucket(edge.may_end, _MAY)}",
        f"may begin {_bucket(edge.may_begin, _MAY)} may end {_bucket(edge.may_end, _MAY)}",
        f"commas {min(text.count('，'), 2)}",
        f"names {_bucket(names_share(text), (0.01, 0.4, 0.7, 1.0))}",
        *(f"is {flag}" for flag in sorted(sheet.flags[n])),
        *(f"is {flag} of length {min(length, 8)}" for flag in sorted(sheet.flags[n])),
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
    return [
        f"{kind} {'open' if edge.open else 'closed'}",
        f"length {_bucket(len(sheet.blocks[n].text), (5, 10, 18, 29, 51, 151))}",
        f"gap {min(sheet.blocks[n].gap, 4)}",
        f"names {_bucket(names_share(sheet.texts[n]), (0.01, 0.7, 1.0))}",
        *(f"is {flag}" for flag in sorted(sheet.flags[n] & _SEEN_BY_NEIGHBOURS)),
    ]


_SEEN_BY_NEIGHBOURS = frozenset(
    [
        "date",
        "page",
        "paper",
        "editor",
        "jump",
        "picture",
        "shot",
        "dash",
        "question",
        "answer",
        "report",
        "byline",
        "credit",
        "marked",
        "numbered",
        "column",
        "notice",
        "fresh",
    ]
)


def _relations(sheet: Sheet, n: int) -> list[str]:
    """Name what a block shares with the texts around it, and how it could continue one of them."""
    if sheet.is_text[n]:
        return _relations_of_text(sheet, n)
    before, after = sheet.text_before(n), sheet.text_after(n)
    likeness = sheet.likeness
    openers = _bucket(sum(bool(flags & _OPENERS) for flags in sheet.flags), (1, 3, 6))
    own_opener = _opener_below(sheet, n)
    wide = likeness.closeness(sheet.text_before(n, 12), sheet.text_after(n, 12))
    relative = _bucket(wide / (sheet.usual_closeness + 1e-6), (0.3, 0.5, 0.7, 0.85, 1.0, 1.2, 1.6))
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
        f"around relatively close {relative}",
        f"around relatively close {relative} length {length}",
        f"opener below {own_opener} on page with {openers}",
        f"opener below {own_opener} around relatively close {relative}",
        *_parallels(sheet, n),
        *_best_text(sheet, n),
    ]


_OPENERS = frozenset(("report", "byline"))


def _opener_below(sheet: Sheet, n: int) -> str:
    """Tell how the text below a line begins: with authors of its own, or without."""
    for m in range(n + 1, min(n + 5, len(sheet.blocks))):
        if sheet.flags[m] & _OPENERS:
            return "yes"
        if sheet.is_text[m]:
            return "no"
    return "none"


def _best_text(sheet: Sheet, n: int) -> list[str]:
    """Name where on the page the text stands that shares most with a line: a title may be far from its own."""
    best = sheet.best_texts(n)
    if not best or best[0][0] == 0:
        return ["best text none"]
    share, at = best[0]
    steps = sum(sheet.is_text[min(n, at) + 1 : max(n, at)])
    where = f"{'after' if at > n else 'before'} {min(steps, 4)}"
    second = next((s for s, m in best[1:] if abs(m - at) > 6), 0.0)
    return [
        f"best text {where}",
        f"best text {where} share {_bucket(share, _SHARES)}",
        f"best text {where} lead {_bucket(share - second, (0.05, 0.12, 0.25, 0.4))}",
    ]


def _parallels(sheet: Sheet, n: int) -> list[str]:
    """Name what a line has in common with other lines near it: the headings of an article are alike."""
    text, words = sheet.texts[n], sheet.pairs[n]
    spaces = text.count(" ")
    alike = shared = 0
    for m in range(max(0, n - 14), min(len(sheet.blocks), n + 15)):
        other = sheet.texts[m]
        if m == n or sheet.is_text[m] or sheet.flags[m] & _OPENERS or len(other) > 30:
            continue
        alike += abs(len(other) - len(text)) <= 2 and other.count(" ") == spaces
        shared += bool(words & sheet.pairs[m])
    return [f"lines alike {min(alike, 4)}", f"lines sharing words {min(shared, 4)}"]


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


class _Continuations:
    """For each block, the open pieces that it may continue, and the pieces that may continue it.

    Attributes:
        near: Chance that it continues the open piece with no paragraph between.
        far: Chance that it continues one farther back.
        best: It and some open piece are each other's likeliest partners on the whole page.
        after: Chance of the likeliest piece to continue it.
    """

    def __init__(self, size: int, seams: Sequence[Seam], sheet: Sheet) -> None:
        self.near, self.far, self.after = [0.0] * size, [0.0] * size, [0.0] * size
        self.best = [False] * size
        best_of: dict[int, Seam] = {}
        best_for: dict[int, Seam] = {}
        for seam in seams:
            near = not any(sheet.is_text[seam.left + 1 : seam.right])
            row = self.near if near else self.far
            row[seam.right] = max(row[seam.right], seam.chance)
            self.after[seam.left] = max(self.after[seam.left], seam.chance)
            if seam.left not in best_of or seam.chance > best_of[seam.left].chance:
                best_of[seam.left] = seam
            if seam.right not in best_for or seam.chance > best_for[seam.right].chance:
                best_for[seam.right] = seam
        for seam in best_of.values():
            self.best[seam.right] |= best_for[seam.right].left == seam.left

    def names(self, n: int, edge: Edge) -> list[str]:
        """Name what is known of a block."""
        near, far = (_bucket(chances[n], _CHANCES) for chances in (self.near, self.far))
        best = "best" if self.best[n] else "not best"
        found = [
            f"continues near {near}",
            f"continues far {far}",
            f"continues near {near} far {far}",
            f"continues near {near} {best}",
            f"continues far {far} {best}",
        ]
        if edge.open:
            found.append(f"open, goes on {_bucket(self.after[n], _CHANCES)}")
        return found


def _habits(sheet: Sheet) -> list[str]:
    """Name what is usual on this page."""
    count = len(sheet.blocks)
    has = {
        flag: sum(flag in flags for flags in sheet.flags)
        for flag in ("report", "byline", "marked", "shot")
    }
    gaps = [block.gap for block in sheet.blocks]
    return [
        *(f"{flag} {_bucket(n, (1, 2, 4))}" for flag, n in has.items()),
        f"widest gap {min(max(gaps, default=0), 5)}",
        f"usual gap {sorted(gaps)[count // 2] if count else 0}",
        f"blocks {_bucket(count, (3, 8, 20, 40))}",
    ]
