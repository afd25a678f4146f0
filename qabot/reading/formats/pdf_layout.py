"""Letters with their places on a printed page → its text in reading order, paragraphs made whole.

pdf_letters.py joins letters to pieces of lines, pdf_columns.py puts the pieces in columns; here, columns become blocks, where
the letters change their size or the lines are further apart, and paragraphs.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qabot.reading.formats.pdf_columns import Column, columns_of, rows_of
from qabot.reading.formats.pdf_letters import Glyph, Line, Region, lines_of, pieces_of, same_size
from qabot.reading.page.blocks import is_closed

LINE_GAP = 1.35
"""Lines that are further apart, in usual line distances, begin another block."""

INDENT = 1.0
"""Room at the left of a line, in letter heights, at which a paragraph begins."""

RAGGED, RAGGED_WITH_INDENTS = 1.5, 4.0
"""Room at the right of a line, in letter heights, that ends a paragraph; long numbers leave some where no paragraph ends,
and where paragraphs are set in, that tells more."""

# Printed across the top of a page; it stands over the columns, also where its parts stand over one each.
_HEADER = re.compile(
    r"(?:19|20)\d\d\s*[年./-]|\d\s*月\s*\d+\s*日|第?\s*[A-Z]?\d+\s*版|星期[一二三四五六日]"
)
_ALPHANUMERIC = re.compile("[0-9A-Za-z]")


def page_text(glyphs: Iterable[Glyph]) -> str:
    """Give the text of a page.

    Args:
        glyphs: In any order; faster and better in the order of the file.

    Returns:
        Blocks apart by blank lines. A paragraph is one line, with two ideographic spaces before it where it was set in.
    """
    pieces = [*pieces_of(glyphs)]
    header = _header(pieces)
    columns = [Column([line]) for line in lines_of(header)]
    columns += columns_of([piece for piece in pieces if piece not in header])
    pitch = _usual_pitch(columns)
    blocks: list[str] = []
    last: tuple[Column, bool] | None = None
    for column in columns:
        edges = _edges(column)
        found = _blocks(column, edges, pitch)
        if last and last[1] and column.beside and _goes_on(last[0], blocks[-1], column, found[0]):
            found[0] = _join(blocks.pop(), found[0])
        blocks += found
        last = column, edges[-1].full
    return "\n\n".join(blocks)


def _header(pieces: Region) -> Region:
    """Give the top row of a page if it is its header."""
    top = rows_of(pieces)[0] if pieces else []
    line = " ".join(piece.text for piece in top)
    low = len(lines_of(top)) == 1 and len(top) > 1
    return top if low and _HEADER.search(line) else []


def _usual_pitch(columns: list[Column]) -> float:
    """Give the usual distance of lines, in letter heights."""
    pairs = (pair for column in columns for pair in pairwise(column.lines))
    pitches = [(a.middle - b.middle) / a.size for a, b in pairs if same_size(a, b)]
    return median(pitches) if pitches else 1.5


@dataclass(frozen=True, slots=True)
class _Edges:
    """How a line stands among the lines of its column that have its size.

    Attributes:
        indented: It is set in, by an indent and not more: a centred line is not.
        full: It reaches the right edge, so that its paragraph may go on.
    """

    indented: bool
    full: bool


def _edges(column: Column) -> list[_Edges]:
    """Give the edges of each line."""
    lines = column.lines
    alike = [[n for n, other in enumerate(lines) if same_size(line, other)] for line in lines]
    indented = []
    for line, others in zip(lines, alike, strict=True):
        room = line.x0 - min(lines[n].x0 for n in others)
        indented.append(INDENT * line.size <= room <= 3 * INDENT * line.size)
    edges = []
    for line, others, is_indented in zip(lines, alike, indented, strict=True):
        ragged = RAGGED_WITH_INDENTS if any(indented[n] for n in others) else RAGGED
        full = max(lines[n].x1 for n in others) - line.x1 < ragged * line.size
        edges.append(_Edges(is_indented, full))
    return edges


def _blocks(column: Column, edges: list[_Edges], pitch: float) -> list[str]:
    """Give the blocks of a column, their paragraphs a line each."""
    blocks: list[list[str]] = []
    before: tuple[Line, _Edges] | None = None
    for line, edge in zip(column.lines, edges, strict=True):
        text = "\u3000\u3000" * edge.indented + line.text
        if before is None or _is_apart(before[0], line, pitch):
            blocks.append([text])
        elif edge.indented or before[0].row or line.row or not before[1].full:
            blocks[-1].append(text)
        else:
            blocks[-1][-1] = _join(blocks[-1][-1], text)
        before = line, edge
    return ["\n".join(block) for block in blocks]


def _is_apart(before: Line, line: Line, pitch: float) -> bool:
    far = before.middle - line.middle > LINE_GAP * pitch * line.size
    return far or not same_size(before, line)


def _goes_on(before: Column, ending: str, after: Column, beginning: str) -> bool:
    """Tell whether the text of a column goes on in the one right of it, after a full line."""
    last, first = before.lines[-1], after.lines[0]
    return (
        same_size(last, first)
        and not (last.row or first.row)
        and len(before.lines) > 1
        and not is_closed(ending)
        and not beginning.startswith("\u3000")
        and first.x0 - min(line.x0 for line in after.lines) < INDENT * first.size
    )


def _join(a: str, b: str) -> str:
    apart = _ALPHANUMERIC.match(a[-1:]) and _ALPHANUMERIC.match(b)
    return f"{a} {b}" if apart else a + b
