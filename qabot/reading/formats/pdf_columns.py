"""Pieces of lines on a page → its columns in reading order.

A region of the page is cut at the tallest band that has a gutter: what is above it, its columns from left to right, what is
below it; each again. What has no gutter is one column.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from qabot.reading.formats.pdf_letters import HAN, Glyph, Line, Region, lines_of

MAX_PIECES = 4_000
"""Pieces of lines in which columns are looked for; the time grows with the square. A newspaper page has 1,500."""

MAX_LINES = 500
"""Of one column, whose lines are compared with each other; a longer one goes on in the next."""

MAX_DEPTH = 50
"""Cuts inside cuts; a page of 50 articles needs about 20."""

GUTTER = 0.7
"""Least width of a gutter, in letter heights."""

COLUMN = 6.0
"""Least width of a column, in letter heights; what is narrower is a column of a table, and is read row by row."""

HEADING = 1.3
"""Letters so much larger than the usual ones of a region, alone on a line, end the columns above them: below a heading
that spans two columns, but fills only the first, other columns begin."""


@dataclass(slots=True)
class Column:
    """Lines below each other.

    Attributes:
        lines: From top to bottom.
        beside: It stands right of the column before, and may go on with its text.
    """

    lines: list[Line]
    beside: bool = False


def columns_of(region: Region, *, beside: bool = False, depth: int = 0) -> Iterator[Column]:
    """Cut a region into columns in reading order."""
    if not region:
        return
    rows = rows_of(region) if len(region) <= MAX_PIECES and depth < MAX_DEPTH else []
    band = _tallest_band(rows, median(piece.size for piece in region))
    if band is None:
        lines = lines_of(region)
        for start in range(0, len(lines), MAX_LINES):
            yield Column(lines[start : start + MAX_LINES], beside or start > 0)
        return
    first, last, gutters = band
    yield from columns_of(
        [piece for row in rows[:first] for piece in row], beside=beside, depth=depth + 1
    )
    inside = [piece for row in rows[first:last] for piece in row]
    edges = [*(gutter[1] for gutter in gutters), float("inf")]
    left = float("-inf")
    for n, edge in enumerate(edges):
        part = [piece for piece in inside if left <= piece.x0 < edge]
        yield from columns_of(part, beside=n > 0 or (beside and first == 0), depth=depth + 1)
        left = edge
    yield from columns_of([piece for row in rows[last:] for piece in row], depth=depth + 1)


def rows_of(region: Region) -> list[list[Glyph]]:
    """Cut a region where white room goes through all of it; the cores of the letters count, since lines may be tight."""
    rows: list[list[Glyph]] = []
    foot = float("-inf")
    for piece in sorted(region, key=lambda piece: -piece.y1):
        core = 0.2 * piece.size
        if not rows or piece.y1 - core < foot:
            rows.append([])
            foot = piece.y0 + core
        rows[-1].append(piece)
        foot = min(foot, piece.y0 + core)
    return rows


Gaps = list[tuple[float, float]]


def _tallest_band(rows: list[list[Glyph]], size: float) -> tuple[int, int, Gaps] | None:
    """Find the rows, from and to, of the greatest height with a gutter through all of them."""
    gaps = [[] if _is_heading(row, size) else _gaps(row, GUTTER * size) for row in rows]
    best: tuple[float, int, int, Gaps] | None = None
    for first in range(len(rows)):
        last, band = _extend(gaps, first, GUTTER * size)
        inside = [piece for row in rows[first:last] for piece in row]
        height = rows[first][0].y1 - min((piece.y0 for piece in inside), default=rows[first][0].y1)
        if height <= max(1.5 * size, best[0] if best else 0.0):
            continue
        if gutters := [gap for gap in band if _parts_columns(gap, inside, size)]:
            best = (height, first, last, gutters)
    return best and best[1:]


def _extend(gaps: list[Gaps], first: int, least: float) -> tuple[int, Gaps]:
    """Give the end of the band that begins with a row, and its gutters; the first rows may fill one column only."""
    band, end, found = gaps[first], first, Gaps()
    for last in range(first, len(gaps)):
        band = _common(band, gaps[last], least)
        inner = [gap for gap in band if gap[0] > float("-inf") and gap[1] < float("inf")]
        if inner:
            end, found = last + 1, inner
        elif found or not band:
            break
    return end, found


def _is_heading(row: list[Glyph], size: float) -> bool:
    return len(row) == 1 and row[0].size > HEADING * size


def _gaps(row: list[Glyph], least: float) -> Gaps:
    """Give the room without letters in a row, also left and right of them."""
    gaps: Gaps = []
    end = float("-inf")
    for piece in sorted(row, key=lambda piece: piece.x0):
        if piece.x0 - end >= least:
            gaps.append((end, piece.x0))
        end = max(end, _edge(piece))
    return [*gaps, (end, float("inf"))]


def _edge(piece: Glyph) -> float:
    """Give the right edge of the ink: marks fill the left half of their room, and may hang into the gutter."""
    return piece.x1 - 0.5 * piece.size * (piece.text[-1] in "，。、；：）》」』】")


def _common(some: Gaps, others: Gaps, least: float) -> Gaps:
    """Give the room that both have."""
    both = (
        (max(a[0], b[0]), min(a[1], b[1]))
        for a in some
        for b in others
        if a[0] < b[1] and b[0] < a[1]
    )
    return [gap for gap in both if gap[1] - gap[0] >= least]


def _parts_columns(gap: tuple[float, float], inside: list[Glyph], size: float) -> bool:
    sides = (
        [piece for piece in inside if _edge(piece) <= gap[0]],
        [piece for piece in inside if piece.x0 >= gap[1]],
    )
    return all(_is_column(side, size) for side in sides)


def _is_column(pieces: list[Glyph], size: float) -> bool:
    """Tell a column, or a title printed from top to bottom, from a column of a table."""
    if not pieces:
        return False
    width = max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces)
    upright = len(pieces) > 2 and all(len(p.text) == 1 and HAN.match(p.text) for p in pieces)
    return width >= COLUMN * size or upright
