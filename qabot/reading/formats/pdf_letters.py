"""Letters on a printed page → pieces of lines, and lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

MIN_SIZE = 0.5
"""Points; some fonts claim that their letters have no height."""

SAME_ROW = 0.5
"""Middles of letters that are not further apart, in letter heights, stand on one line."""

WORD_GAP = 0.2
"""Room between two Latin letters, in letter heights, that parts words."""

HAN_GAP = 0.5
"""The same where a Chinese character stands beside it."""

PIECE_GAP = 0.9
"""Room on a line that may be a gutter."""

SAME_SIZE = 1.15

HAN = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter on a page; lengths in points, from the lower left corner."""

    text: str
    x0: float
    x1: float
    y0: float
    y1: float

    @property
    def size(self) -> float:
        """Give the height; some fonts claim to have none."""
        return max(self.y1 - self.y0, MIN_SIZE)

    @property
    def middle(self) -> float:
        """Give the height of the middle above the page's foot."""
        return (self.y0 + self.y1) / 2


Region = Sequence[Glyph]
"""Pieces of lines: a Glyph each, of several letters."""


@dataclass(frozen=True, slots=True)
class Line(Glyph):
    """A line of a column.

    Attributes:
        row: It is a row of a table: its parts stand apart.
    """

    row: bool = False


def pieces_of(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Join letters to pieces of lines, until there is room for a gutter."""
    run: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    for glyph in glyphs:
        if _is_printed_twice(glyph, seen):
            continue
        if run and not _follows(glyph, run):
            yield from _piece(run)
            run = []
        run.append(glyph)
    yield from _piece(run)


def _is_printed_twice(glyph: Glyph, seen: set[tuple[str, int, int]]) -> bool:
    """Tell the second print of a letter, a little beside the first, which makes it bold."""
    step = max(glyph.size, 1.0) / 10
    x, y = round(glyph.x0 / step), round(glyph.y0 / step)
    near = ((glyph.text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    if not glyph.text.isspace() and any(place in seen for place in near):
        return True
    seen.add((glyph.text, x, y))
    return False


def _follows(glyph: Glyph, run: list[Glyph]) -> bool:
    last = run[-1]
    size = max(glyph.size, last.size)
    return (
        abs(glyph.middle - last.middle) < SAME_ROW * size
        and -size < glyph.x0 - last.x1 <= PIECE_GAP * size
        and max(glyph.size, last.size) < 2 * min(glyph.size, last.size)
    )


def _piece(run: list[Glyph]) -> Iterator[Glyph]:
    """Make one piece of a run of letters, white space at its ends taken off."""
    while run and run[-1].text.isspace():
        run.pop()
    while run and run[0].text.isspace():
        run.pop(0)
    if run:
        yield _merged(run)


def _merged(parts: Sequence[Glyph]) -> Glyph:
    text = parts[0].text
    for before, part in pairwise(parts):
        text += _space(before, part) + part.text
    # The usual letter gives the size: brackets and dots have boxes of their own.
    size = median(part.size for part in parts)
    middle = median(part.middle for part in parts)
    return Glyph(
        text,
        min(part.x0 for part in parts),
        max(part.x1 for part in parts),
        middle - size / 2,
        middle + size / 2,
    )


def _space(before: Glyph, after: Glyph) -> str:
    a, b = before.text[-1], after.text[0]
    if a.isspace() or b.isspace():
        return ""
    least = HAN_GAP if HAN.match(a) or HAN.match(b) else WORD_GAP
    return " " if after.x0 - before.x1 > least * min(before.size, after.size) else ""


def lines_of(column: Region) -> list[Line]:
    """Put the pieces of a column into lines, from top to bottom."""
    lines: list[list[Glyph]] = []
    for piece in sorted(column, key=lambda piece: -piece.middle):
        row = lines[-1] if lines else []
        if not row or row[0].middle - piece.middle > SAME_ROW * max(row[0].size, piece.size):
            lines.append([piece])
        else:
            row.append(piece)
    return [_line(sorted(line, key=lambda piece: piece.x0)) for line in lines]


def _line(pieces: list[Glyph]) -> Line:
    whole = _merged(pieces)
    apart = any(b.x0 - a.x1 > PIECE_GAP * whole.size for a, b in pairwise(pieces))
    return Line(whole.text, whole.x0, whole.x1, whole.y0, whole.y1, apart)


def same_size(a: Glyph, b: Glyph) -> bool:
    """Tell whether letters are printed in one size."""
    return max(a.size, b.size) <= SAME_SIZE * min(a.size, b.size)
