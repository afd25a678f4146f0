"""Letters with their places on a printed page → its text in reading order, paragraphs made whole.

pdf_letters.py joins letters to pieces of lines, pdf_columns.py puts the pieces in columns; here, columns become blocks, where
the letters change their size or the lines are further apart, and paragraphs.
"""

import re
from collections.abc import Iterable
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
    last: tuple[Column, str] | None = None
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
    top = rows_of(pieces)[0] if pieces else []
    line = " ".join(piece.text for piece in top)
    low = len(lines_of(top)) == 1 and len(top) > 1
    return top if low and _HEADER.search(line) else []


def _usual_pitch(columns: list[Column]) -> float:
    """Give the usual distance of lines, in letter heights."""
    pairs = (pair for column in columns for pair in pairwise(column.lines))
    pitches = [(a.middle - b.middle) / a.size for a, b in pairs if same_size(a, b)]
    return median(pitches) if pitches else 1.5


def _blocks(column: Column, pitch: float) -> list[str]:
    """Give the blocks of a column, their paragraphs a line each."""
    blocks: list[list[str]] = []
    before: Line | None = None
    for line in column.lines:
        far = before and before.middle - line.middle > LINE_GAP * pitch * line.size
        indented = _is_indented(line, column)
        text = "\u3000\u3000" * indented + line.text
        if before is None or far or not same_size(before, line):
            blocks.append([text])
        elif indented or before.row or line.row or not _is_full(before, column):
            blocks[-1].append(text)
        else:
            blocks[-1][-1] = _join(blocks[-1][-1], text)
        before = line
    return ["\n".join(block) for block in blocks]


def _alike(line: Glyph, column: Column) -> list[Glyph]:
    return [other for other in column.lines if same_size(line, other)]


def _is_indented(line: Glyph, column: Column) -> bool:
    """Tell a line that is set in, by an indent and not more: a centred line is none."""
    room = line.x0 - min(other.x0 for other in _alike(line, column))
    return INDENT * line.size <= room <= 3 * INDENT * line.size


def _is_full(line: Glyph, column: Column) -> bool:
    alike = _alike(line, column)
    ragged = RAGGED_WITH_INDENTS if any(_is_indented(a, column) for a in alike) else RAGGED
    return max(other.x1 for other in alike) - line.x1 < ragged * line.size


def _goes_on(before: Column, ending: str, after: Column, beginning: str) -> bool:
    """Tell whether the text of a column goes on in the one right of it: a full line, then one that is not set in."""
    last, first = before.lines[-1], after.lines[0]
    return (
        same_size(last, first)
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
