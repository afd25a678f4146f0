"""Chinese text in lines: rich breaks words apart that have no spaces, between digits and before a full stop too."""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_NO_BEGINNING = frozenset("。，、；：？！”’）》〉】〕」』…—·％‰℃°～,.;:?!)]}%")
_NO_END = frozenset("“‘（《〈【〔「『([{￥$")
_INSIDE = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:-+/_'&")


class Wrapped:
    """A styled text whose lines break where a Chinese reader expects it.

    No line begins with closing punctuation or ends with an opening one, and figures and Latin words stay whole,
    unless they are longer than a line.
    """

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Give the lines of the width that there is."""
        for line in self._text.split("\n", allow_blank=True):
            for part in line.divide(breaks(line.plain, options.max_width)):
                part.rstrip()
                yield part


def breaks(text: str, width: int) -> Iterator[int]:
    """Yield where the lines of a text end, but for the last.

    Args:
        text: Of one paragraph.
        width: Of a line, in cells; a Chinese character has two.
    """
    cells = [cell_len(character) for character in text]
    begin = used = 0
    for at, wide in enumerate(cells):
        if used + wide > width and at > begin and not text[at].isspace():
            begin = next((end for end in range(at, begin, -1) if _may_break(text, end)), at)
            used = sum(cells[begin:at])
            yield begin
        used += wide


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at : at + 1]
    if before.isspace():
        return not after.isspace()
    return not (
        after in _NO_BEGINNING or before in _NO_END or (before in _INSIDE and after in _INSIDE)
    )
