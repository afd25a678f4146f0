"""Text as printed → blocks: the lines between blank lines, with the room left before them."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qabot.types import Block, Place

_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = "\u3400-\u9fff\uf900-\ufaff\u3001-\u303f\uff00-\uffef“”‘’…—"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\n(?=[{_HAN}])")
_CLOSED = re.compile("[。！？…!?.；;：:][”’」』）)】\\]]*$")
_INDENT = re.compile("[ \t\u3000]{2}|\u3000")

MIN_COLUMN = 20
"""Narrowest column, characters, in which lines between two blank ones are taken to be wrapped."""

FULL_LINE = 0.8
"""Share of the column that a wrapped line fills at least: the next word did not fit."""

MIN_PAGE_COLUMN = 12
MIN_PAGE_LINES = 12
WRAPPED_LINES = 0.5
"""A whole page is set in columns where half of its lines, twelve at least, are of one length."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file that is not blank; `text` without white space at the right."""

    text: str
    number: int
    start: int


def clean(text: str) -> str:
    r"""Make every line end `\n` and every lone surrogate U+FFFD; take out what steers a terminal.

    Of the control characters only `\n` and tab stay; byte order marks go as well.
    """
    return _LONE_SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_END.sub("\n", text)))


def is_closed(text: str) -> bool:
    """Tell whether a paragraph ends as a sentence ends."""
    return bool(_CLOSED.search(text[-12:]))


def split_lines(text: str) -> list[str]:
    """Clean a text and cut it at every kind of line end, white space at the right end taken off."""
    return [line.rstrip() for line in clean(text).split("\n")]


def split_blocks(text: str) -> list[Block]:
    """Cut a text at its blank lines.

    Lines that were wrapped at a column's edge are joined; otherwise every line is its own block.

    Args:
        text: A text that `clean` has cleaned; all places count in it.

    Returns:
        The blocks in order, without roles; none is blank.
    """
    lines = text.split("\n")
    column = _page_column(lines)
    blocks: list[Block] = []
    gap, start, group = 0, 0, list[_Line]()
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            group.append(_Line(line.rstrip(), number, start))
        else:
            for n, part in enumerate(_unwrap(group, column)):
                blocks.append(_block(part, 0 if n else gap))
            gap = 1 if group else gap + 1
            group = []
        start += len(line) + 1
    return blocks


def _page_column(lines: Sequence[str]) -> int:
    """Give the width at which the lines of a whole page are wrapped, characters; 0 if they are not."""
    lengths = Counter(len(line.rstrip()) for line in lines if line.strip())
    total = lengths.total()
    if total < MIN_PAGE_LINES:
        return 0

    def near(width: int) -> int:
        return sum(lengths[w] for w in (width - 1, width, width + 1))

    width = max(lengths, key=lambda w: (near(w), w))
    return width if width >= MIN_PAGE_COLUMN and near(width) >= WRAPPED_LINES * total else 0


def _unwrap(lines: Sequence[_Line], column: int) -> Iterator[list[_Line]]:
    """Gather lines that were wrapped at a column's edge; a line that is set in begins anew."""
    if not lines:
        return
    wrapped = _are_wrapped(lines)
    part = [lines[0]]
    for last, line in itertools.pairwise(lines):
        full = wrapped or (column and len(last.text) >= column - 1)
        if full and not _INDENT.match(line.text):
            part.append(line)
        else:
            yield part
            part = [line]
    yield part


def _are_wrapped(lines: Sequence[_Line]) -> bool:
    """Tell whether all but the last fill one column, and one of them breaks off inside a sentence."""
    width, full = max(len(line.text) for line in lines), lines[:-1]
    return (
        width >= MIN_COLUMN
        and all(len(line.text) >= FULL_LINE * width for line in full)
        and not all(is_closed(line.text) for line in full)
    )


def _block(lines: Sequence[_Line], gap: int) -> Block:
    first, last = lines[0], lines[-1]
    text = _BETWEEN_HAN.sub("", "\n".join(line.text.strip() for line in lines)).replace("\n", " ")
    start = first.start + len(first.text) - len(first.text.lstrip())
    place = Place(start, last.start + len(last.text), first.number, last.number)
    return Block(text=text, place=place, gap=gap)
