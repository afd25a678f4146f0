from itertools import pairwise

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from qabot.channels.wrapping import Wrapped, breaks


def lines(text: str, width: int) -> list[str]:
    ends = [0, *breaks(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("水库开工", 8, ["水库开工"]),
        ("水库开工", 7, ["水库开", "工"]),
        ("总投资7.26亿元", 8, ["总投资", "7.26亿元"]),  # a figure stays whole
        ("水库今年开工。", 12, ["水库今年开", "工。"]),  # no full stop begins a line
        ("他说：“水库开工", 8, ["他说：", "“水库开", "工"]),  # no quotation mark ends one
        ("the water is high", 9, ["the water ", "is high"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),  # longer than a line
        ("水", 1, ["水"]),
        ("", 4, [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_wrapped_text_keeps_its_styles_and_paragraphs() -> None:
    console = Console(width=8, force_terminal=True, color_system="standard", highlight=False)
    text = Text("总投资7.26亿元。\n\n完工")
    text.stylize("bold", 3, 7)
    with console.capture() as captured:
        console.print(Wrapped(text))
    assert captured.get() == "总投资\n\x1b[1m7.26\x1b[0m亿\n元。\n\n完工\n"


def test_no_line_is_wider_than_the_window() -> None:
    text = "截至3月10日，“云泊水库”主体工程（含导流洞）完成64%；https://example.org/a/b/c，共4.65亿元……"
    for width in range(2, 60):
        found = lines(text, width)
        assert "".join(found) == text
        assert max(map(cell_len, found)) <= width
