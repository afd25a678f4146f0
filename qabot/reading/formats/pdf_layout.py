"""Letters with their places on a printed page → its text in reading order, column by column.

A region of the page is cut at the tallest band that has a gutter: what is above it, its columns from left to right, what is
below it; each again. What has no gutter is one column, and is cut into blocks where the letters change their size or the
lines are further apart.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qabot.reading.blocks import is_closed

MAX_PIECES = 4_000
"""Pieces of lines in which columns are looked for; the time grows with the square. A newspaper page has 1,500."""

MIN_SIZE = 0.5
SAME_ROW = 0.5
"""Middles of letters that are not further apart, in letter heights, stand on one line."""

WORD_GAP = 0.2
"""Room between two Latin letters, in letter heights, that parts words."""

HAN_GAP = 0.5
"""The same where a Chinese character stands beside it."""

PIECE_GAP = 0.9
"""Room on a line that may be a gutter."""

GUTTER = 0.7
"""Least width of a gutter, in letter heights."""

COLUMN = 6.0
"""Least width of a column, in letter heights; what is narrower is a column of a table, and is read row by row."""

HEADING = 1.3
"""Letters so much larger than the usual ones of a region, alone on a line, end the columns above them: below a heading
that spans two columns, but fills only the first, other columns begin."""

SAME_SIZE = 1.15
LINE_GAP = 1.35
"""Lines that are further apart, in usual line distances, begin another block."""

INDENT = 1.0
"""Room at the left of a line, in letter heights, at which a paragraph begins."""

RAGGED, RAGGED_WITH_INDENTS = 1.5, 4.0
"""Room at the right of a line, in letter heights, that ends a paragraph; long numbers leave some where no paragraph ends,
and where paragraphs are set in, that tells more."""

_HAN = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
# Printed across the top of a page; it stands over the columns, also where its parts stand over one each.
_HEADER = re.compile(
    r"(?:19|20)\d\d\s*[年./-]|\d\s*月\s*\d+\s*日|第?\s*[A-Z]?\d+\s*版|星期[一二三四五六日]"
)
_ALPHANUMERIC = re.compile("[0-9A-Za-z]")


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
class _Line(Glyph):
    """A line of a column.

    Attributes:
        row: It is a row of a table: its parts stand apart.
    """

    row: bool = False


@dataclass(slots=True)
class _Column:
    """Lines below each other.

    Attributes:
        lines: From top to bottom.
        beside: It stands right of the column before, and may go on with its text.
    """

    lines: list[_Line]
    beside: bool = False


def page_text(glyphs: Iterable[Glyph]) -> str:
    """Give the text of a page.

    Args:
        glyphs: In any order; faster and better in the order of the file.

    Returns:
        Blocks apart by blank lines. A paragraph is one line, with two ideographic spaces before it where it was set in.
    """
    pieces = [*_pieces(glyphs)]
    header = _header(pieces)
    columns = [_Column([line]) for line in _lines(header)]
    columns += _columns([piece for piece in pieces if piece not in header])
    pitch = _usual_pitch(columns)
    blocks: list[str] = []
    last: tuple[_Column, str] | None = None
    for column in columns:
        found = _blocks(column, pitch)
        if last and column.beside and _goes_on(*last, column, found[0]):
            joined = _join(blocks.pop(), found[0])
            found[0] = joined
        blocks += found
        last = (column, found[-1])
    return "\n\n".join(blocks)


def _header(pieces: Region) -> Region:
    """Give the top row of a page if it is its header."""
    top = _rows(pieces)[0] if pieces else []
    line = " ".join(piece.text for piece in top)
    low = len(_lines(top)) == 1 and len(top) > 1
    return top if low and _HEADER.search(line) else []


def _pieces(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
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
    least = HAN_GAP if _HAN.match(a) or _HAN.match(b) else WORD_GAP
    return " " if after.x0 - before.x1 > least * min(before.size, after.size) else ""


def _columns(region: Region, *, beside: bool = False) -> Iterator[_Column]:
    """Cut a region into columns in reading order."""
    if not region:
        return
    rows = _rows(region) if len(region) <= MAX_PIECES else []
    band = _tallest_band(rows, median(piece.size for piece in region))
    if band is None:
        yield _Column(_lines(region), beside)
        return
    first, last, gutters = band
    yield from _columns([piece for row in rows[:first] for piece in row], beside=beside)
    inside = [piece for row in rows[first:last] for piece in row]
    edges = [*(gutter[1] for gutter in gutters), float("inf")]
    left = float("-inf")
    for n, edge in enumerate(edges):
        part = [piece for piece in inside if left <= piece.x0 < edge]
        yield from _columns(part, beside=n > 0 or (beside and first == 0))
        left = edge
    yield from _columns([piece for row in rows[last:] for piece in row])


def _rows(region: Region) -> list[list[Glyph]]:
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
        gutters = [gap for gap in band if _parts_columns(gap, inside, size)]
        height = rows[first][0].y1 - min((piece.y0 for piece in inside), default=rows[first][0].y1)
        if gutters and height > 1.5 * size and (best is None or height > best[0]):
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
    upright = len(pieces) > 2 and all(len(p.text) == 1 and _HAN.match(p.text) for p in pieces)
    return width >= COLUMN * size or upright


def _lines(column: Region) -> list[_Line]:
    lines: list[list[Glyph]] = []
    for piece in sorted(column, key=lambda piece: -piece.middle):
        row = lines[-1] if lines else []
        if not row or row[0].middle - piece.middle > SAME_ROW * max(row[0].size, piece.size):
            lines.append([piece])
        else:
            row.append(piece)
    return [_line(sorted(line, key=lambda piece: piece.x0)) for line in lines]


def _line(pieces: list[Glyph]) -> _Line:
    whole = _merged(pieces)
    apart = any(b.x0 - a.x1 > PIECE_GAP * whole.size for a, b in pairwise(pieces))
    return _Line(whole.text, whole.x0, whole.x1, whole.y0, whole.y1, apart)


def _usual_pitch(columns: list[_Column]) -> float:
    """Give the usual distance of lines, in letter heights."""
    pairs = (pair for column in columns for pair in pairwise(column.lines))
    pitches = [(a.middle - b.middle) / a.size for a, b in pairs if _same_size(a, b)]
    return median(pitches) if pitches else 1.5


def _same_size(a: Glyph, b: Glyph) -> bool:
    return max(a.size, b.size) <= SAME_SIZE * min(a.size, b.size)


def _blocks(column: _Column, pitch: float) -> list[str]:
    """Give the blocks of a column, their paragraphs a line each."""
    blocks: list[list[str]] = []
    before: _Line | None = None
    for line in column.lines:
        far = before and before.middle - line.middle > LINE_GAP * pitch * line.size
        indented = _is_indented(line, column)
        text = "\u3000\u3000" * indented + line.text
        if before is None or far or not _same_size(before, line):
            blocks.append([text])
        elif indented or before.row or line.row or not _is_full(before, column):
            blocks[-1].append(text)
        else:
            blocks[-1][-1] = _join(blocks[-1][-1], text)
        before = line
    return ["\n".join(block) for block in blocks]


def _alike(line: Glyph, column: _Column) -> list[Glyph]:
    return [other for other in column.lines if _same_size(line, other)]


def _is_indented(line: Glyph, column: _Column) -> bool:
    """Tell a line that is set in, by an indent and not more: a centred line is none."""
    room = line.x0 - min(other.x0 for other in _alike(line, column))
    return INDENT * line.size <= room <= 3 * INDENT * line.size


def _is_full(line: Glyph, column: _Column) -> bool:
    alike = _alike(line, column)
    ragged = RAGGED_WITH_INDENTS if any(_is_indented(a, column) for a in alike) else RAGGED
    return max(other.x1 for other in alike) - line.x1 < ragged * line.size


def _goes_on(before: _Column, ending: str, after: _Column, beginning: str) -> bool:
    """Tell whether the text of a column goes on in the one right of it: a full line, then one that is not set in."""
    last, first = before.lines[-1], after.lines[0]
    return (
        _same_size(last, first)
        and not (last.row or first.row)
        and len(before.lines) > 1
        and _is_full(last, before)
        and not is_closed(ending)
        and not beginning.startswith("\u3000")
        and first.x0 - min(line.x0 for line in after.lines) < INDENT * first.size
    )


def _join(a: str, b: str) -> str:
    apart = _ALPHANUMERIC.match(a[-1:]) and _ALPHANUMERIC.match(b)
    return f"{a} {b}" if apart else a + b
