"""Marked text, cut into messages that Telegram accepts."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

MESSAGE_UNITS = 4000
"""Longest message in UTF-16 units, tags and character references counted.

Telegram's limit is 4096 after parsing. Counting the markup too keeps a message below it
however a server counts, and leaves room.
"""

_TAG_UNITS = len("<b></b>")
# The best place first: paragraph, line, sentence, word. Each matches as far as the last one.
_BREAKS = tuple(
    re.compile(f".*{end}", re.DOTALL) for end in (r"\n\n", r"\n", "[。！？][”’』」）]*", r"\s")
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of plain text in one style."""

    text: str
    bold: bool = False


def split(runs: Iterable[Run], limit: int = MESSAGE_UNITS) -> list[list[Run]]:
    """Cut text into messages: at the end of a paragraph if there is one, else line, sentence, word.

    Args:
        runs: The text; it comes back whole, in order, with its marks.
        limit: Longest message in UTF-16 units of its HTML, at least 20.

    Returns:
        The runs of each message; none for empty text.
    """
    chars = [(char, run.bold) for run in runs for char in run.text]
    text = "".join(char for char, _ in chars)
    used = _units_before(chars)
    parts = []
    start = 0
    while start < len(chars):
        # A bold run that is cut opens anew in the next message: one pair of tags in reserve.
        end = bisect_right(used, used[start] + limit - _TAG_UNITS, lo=start + 2) - 1
        if end < len(chars):
            end = start + _last_break(text[start:end])
        parts.append(_runs(chars[start:end]))
        start = end
    return parts


def to_html(runs: Iterable[Run]) -> str:
    """Return the runs as Telegram's HTML."""
    return "".join(f"<b>{_escape(run.text)}</b>" if run.bold else _escape(run.text) for run in runs)


def to_plain(markup: str) -> str:
    """Return the text of `to_html` without its marks."""
    # Safe for our own HTML only, in which a "<" of the text is always "&lt;".
    return html.unescape(re.sub(r"</?[a-z]+>", "", markup))


def _units_before(chars: Sequence[tuple[str, bool]]) -> list[int]:
    """Return the UTF-16 units of HTML before each character, and of the whole as the last."""
    sizes = []
    was_bold = False
    for char, bold in chars:
        tags = _TAG_UNITS if bold and not was_bold else 0
        sizes.append(tags + sum(2 if unit > "\uffff" else 1 for unit in _escape(char)))
        was_bold = bold
    return [0, *accumulate(sizes)]


def _last_break(text: str) -> int:
    """Return the length of the text up to its best place to end."""
    for pattern in _BREAKS:
        if match := pattern.match(text):
            return match.end()
    return len(text)


def _runs(chars: Iterable[tuple[str, bool]]) -> list[Run]:
    return [
        Run("".join(char for char, _ in group), bold)
        for bold, group in groupby(chars, key=lambda pair: pair[1])
    ]


def _escape(text: str) -> str:
    # Quotation marks need no escape outside attributes, and none of our tags has one.
    return html.escape(text, quote=False)
