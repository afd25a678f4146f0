"""From an article's text back to the lines of its file."""

import json
from collections.abc import Iterable, Sequence

from qabot.types import Place

Lines = tuple[tuple[int, int], ...]
"""Ranges of lines from 1, both ends included."""

Pieces = list[tuple[int, int, int, int]]
"""(start, end, first line, last line) of each piece: a range of `Article.text`, and where it stands in the file."""

_NUMBERS = 4  # of one place


def piece_spans(text: str, places: Sequence[Sequence[Place]], page: str = "") -> Pieces:
    """Return where the pieces of a text stand in it, in order.

    Only letters are counted: readers take out white space inside a piece, and join pieces with it. Where the
    counts differ all the same, pieces have their share of the line.

    Args:
        text: `Article.text`.
        places: `Article.places`: for each line of the text, or for none.
        page: `Page.text`, in which the places count; without it, pieces count by their lengths.
    """
    spans: Pieces = []
    if not places:
        return spans
    at = 0
    for line, pieces in zip(text.split("\n"), places, strict=True):
        letters = [at + n for n, c in enumerate(line) if not c.isspace()]
        counts = [_letters(piece, page) for piece in pieces]
        whole, done = max(sum(counts), 1), 0
        for piece, count in zip(pieces, counts, strict=True):
            start, done = done, done + count
            own = letters[start * len(letters) // whole : done * len(letters) // whole]
            if own:
                spans.append((own[0], own[-1] + 1, piece.first_line, piece.last_line))
        at += len(line) + 1
    return spans


def _letters(piece: Place, page: str) -> int:
    """Return how many characters of a piece are no white space."""
    if not page:
        return piece.end - piece.start - (piece.last_line - piece.first_line)
    return sum(not c.isspace() for c in page[piece.start : piece.end])


def lines_between(pieces: Pieces, start: int, end: int) -> Lines:
    """Return the lines of the pieces that a range of the text has a part of."""
    return merged(
        (first, last) for begin, stop, first, last in pieces if begin < end and stop > start
    )


def lines_of(places: Iterable[Iterable[Place]]) -> Lines:
    """Return the lines of all places."""
    return merged((place.first_line, place.last_line) for line in places for place in line)


def merged(ranges: Iterable[tuple[int, int]]) -> Lines:
    """Join ranges that follow each other without a line between, or overlap; their order stays."""
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and joined[-1][0] <= first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def numbered_lines(page: str, lines: str) -> list[tuple[int, str]]:
    """Return some lines of a page with their numbers.

    Args:
        page: `Page.text`; empty for a form without lines.
        lines: As `encode_lines` gives them.
    """
    text = page.split("\n")
    return [
        (number, text[number - 1])
        for first, last in (decode_lines(lines) if page else ())
        for number in range(first, last + 1)
    ]


def encode_lines(lines: Lines) -> str:
    """Return ranges of lines as the store keeps them: `12-14,20`."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in lines)


def decode_lines(text: str) -> Lines:
    """Return what `encode_lines` was given."""
    ends = (part.partition("-") for part in text.split(",") if part)
    return tuple((int(first), int(last or first)) for first, _, last in ends)


def encode_places(places: Sequence[Sequence[Place]]) -> str:
    """Return places as the store keeps them: for each line of the text, the numbers of its places in a row."""
    if not places:
        return ""
    rows = [
        [n for p in line for n in (p.start, p.end, p.first_line, p.last_line)] for line in places
    ]
    return json.dumps(rows, separators=(",", ":"))


def decode_places(text: str) -> tuple[tuple[Place, ...], ...]:
    """Return what `encode_places` was given."""
    return tuple(
        tuple(Place(*row[at : at + _NUMBERS]) for at in range(0, len(row), _NUMBERS))
        for row in (json.loads(text) if text else ())
    )
