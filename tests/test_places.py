"""Places kept and read back; lines of a part of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.indexing.places import (
    decode_lines,
    decode_places,
    encode_lines,
    encode_places,
    lines_between,
    merged,
    piece_spans,
)
from qabot.types import Place

_NUMBERS = st.integers(0, 10**7)
_PLACES = st.builds(Place, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS)
_RANGES = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 5)).map(lambda pair: (pair[0], sum(pair))),
    max_size=12,
)


@given(st.lists(st.lists(_PLACES, max_size=4).map(tuple), max_size=5).map(tuple))
def test_places_come_back_equal(places: tuple[tuple[Place, ...], ...]) -> None:
    assert decode_places(encode_places(places)) == places


@given(_RANGES.map(tuple))
def test_lines_come_back_equal(lines: tuple[tuple[int, int], ...]) -> None:
    assert decode_lines(encode_lines(lines)) == lines


def test_lines_are_kept_short() -> None:
    assert encode_lines(((12, 14), (20, 20))) == "12-14,20"


@given(_RANGES)
def test_merged_lines_are_the_same_lines(ranges: list[tuple[int, int]]) -> None:
    def lines(of: object) -> set[int]:
        return {line for first, last in of for line in range(first, last + 1)}  # type: ignore[attr-defined]

    assert lines(merged(ranges)) == lines(ranges)


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([(1, 1), (2, 2), (3, 5)], ((1, 5),)),
        ([(1, 1), (3, 3)], ((1, 1), (3, 3))),
        ([(20, 20), (3, 4)], ((20, 20), (3, 4))),
        ([(3, 6), (4, 4)], ((3, 6),)),
        ([], ()),
    ],
)
def test_lines_that_follow_each_other_are_one_range(
    ranges: list[tuple[int, int]], expected: tuple[tuple[int, int], ...]
) -> None:
    assert merged(ranges) == expected


def test_pieces_of_other_length_have_their_share() -> None:
    # Ten characters of the file for six of the text: indents were taken out.
    pieces = piece_spans("甲乙丙丁戊己", ((Place(0, 5, 1, 1), Place(5, 10, 4, 4)),))
    assert pieces == [(0, 3, 1, 1), (3, 6, 4, 4)]
    assert lines_between(pieces, 2, 3) == ((1, 1),)
    assert lines_between(pieces, 2, 4) == ((1, 1), (4, 4))


def test_white_space_of_the_file_moves_no_piece() -> None:
    left, right = "甲乙丙丁" + " " * 30 + "\n\u3000\u3000戊己庚辛", "子丑寅卯"
    page = f"{left}\n\n隔行\n{right}"
    at = page.index(right)
    places = ((Place(0, len(left), 1, 2), Place(at, at + len(right), 5, 5)),)
    pieces = piece_spans("甲乙丙丁戊己庚辛子丑寅卯", places, page)
    assert pieces == [(0, 8, 1, 2), (8, 12, 5, 5)]
    assert lines_between(pieces, 8, 10) == ((5, 5),)
    # White space that a reader puts between pieces is in none.
    assert piece_spans("甲乙丙丁戊己庚辛 子丑寅卯", places, page) == [(0, 8, 1, 2), (9, 13, 5, 5)]


def test_places_that_do_not_fit_the_text_are_a_fault() -> None:
    with pytest.raises(ValueError, match="zip"):
        piece_spans("一行\n两行", ((Place(0, 2, 1, 1),),))
