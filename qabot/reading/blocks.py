"""Text as printed → blocks: the lines between blank lines, with the room left before them."""

import re
from dataclasses import dataclass

_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_HAN = "\u3400-\u9fff\uf900-\ufaff\u3001-\u303f\uff00-\uffef“”‘’…—"
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\n(?=[{_HAN}])")
_CLOSED = re.compile("[。！？…!?.；;：:][”’」』）)】\\]]*$")
_INDENT = re.compile("[ \t\u3000]{2}|\u3000")

MIN_COLUMN = 20
"""Narrowest column, characters, in which lines are taken to be wrapped."""

FULL_LINE = 0.8
"""Share of the column that a wrapped line fills at least: the next word did not fit."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading as printed, on one line.

    Attributes:
        text: Without white space at its ends.
        gap: Blank lines before it.
    """

    text: str
    gap: int


def clean(text: str) -> str:
    r"""Make every line end `\n` and every lone surrogate U+FFFD; take out what steers a terminal.

    Of the control characters only `\n` and tab stay; byte order marks go as well.
    """
    return _LONE_SURROGATE.sub("\ufffd", _CONTROL.sub("", _LINE_END.sub("\n", text)))


def is_closed(text: str) -> bool:
    """Tell whether a paragraph ends as a sentence ends."""
    return bool(_CLOSED.search(text))


def split_lines(text: str) -> list[str]:
    """Clean a text and cut it at every kind of line end, white space at the right end taken off."""
    return [line.rstrip() for line in clean(text).split("\n")]


def split_blocks(text: str) -> list[Block]:
    """Cut a text at its blank lines.

    Lines that were wrapped at a column's edge are joined; otherwise every line is its own block.

    Args:
        text: Any text; cleaned here.

    Returns:
        The blocks in order; none is blank.
    """
    blocks: list[Block] = []
    gap, lines = 0, list[str]()
    for line in [*split_lines(text), ""]:
        if line.strip():
            lines.append(line)
            continue
        if lines:
            blocks += (Block(part, 0 if n else gap) for n, part in enumerate(_unwrap(lines)))
            gap, lines = 0, []
        gap += 1
    return blocks


def _unwrap(lines: list[str]) -> list[str]:
    """Join lines that were wrapped at a column's edge; a line that is set in begins anew.

    Lines are wrapped where all but the last fill the column, and one breaks off inside a sentence.
    """
    width, full = max(map(len, lines)), lines[:-1]
    wrapped = (
        width >= MIN_COLUMN
        and all(len(line) >= FULL_LINE * width for line in full)
        and not all(map(is_closed, full))
    )
    if not wrapped:
        return [line.strip() for line in lines]
    parts = [lines[0]]
    for line in lines[1:]:
        if _INDENT.match(line):
            parts.append(line)
        else:
            parts[-1] += "\n" + line
    return [_BETWEEN_HAN.sub("", part.strip()).replace("\n", " ") for part in parts]
