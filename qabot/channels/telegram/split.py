"""Marked text, cut into messages that Telegram accepts."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from qabot.language.normal import without_lone_surrogates

MESSAGE_UNITS = 4000
"""Longest message in UTF-16 units, tags and character references counted.

Telegram's limit is 4096 after parsing. Counting the markup too keeps a message below it
however a server counts, and leaves room.
"""

# The best place first: paragraph, line, sentence, word. Each matches as far as the last one.
_BREAKS = tuple(
    re.compile(f".*{end}", re.DOTALL) for end in (r"\n\n", r"\n", "[。！？][”’』」）]*", r"\s")
)

Tags = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of plain text in one style.

    Attributes:
        link: Where it leads when it is pressed; empty for nowhere.
        quoted: It is part of a block quotation.
        fixed: All characters are of one width, and lines are not wrapped.
    """

    text: str
    bold: bool = False
    link: str = ""
    quoted: bool = False
    fixed: bool = False

    @property
    def tags(self) -> Tags:
        """The tags that open it, the outermost first."""
        opening = f'<a href="{html.escape(self.link)}">'
        tags = {
            "<pre>": self.fixed,
            "<blockquote>": self.quoted,
            opening: bool(self.link),
            "<b>": self.bold,
        }
        return tuple(tag for tag, is_set in tags.items() if is_set)


def split(runs: Iterable[Run], limit: int = MESSAGE_UNITS) -> list[list[Run]]:
    """Cut text into messages: at the end of a paragraph if there is one, else line, sentence, word.

    Args:
        runs: The text; it comes back whole, in order, with its marks.
        limit: Longest message in UTF-16 units of its HTML; has room for all tags of a run and one character.

    Returns:
        The runs of each message; none for empty text.
    """
    chars = [
        (char, style) for run in runs for style in [replace(run, text="")] for char in run.text
    ]
    text = "".join(char for char, _ in chars)
    tags = [style.tags for _, style in chars]
    opened = [_pairs_units(new[_shared(old, new) :]) for old, new in pairwise([(), *tags])]
    sizes = (tag + units(escape(char)) for tag, char in zip(opened, text, strict=True))
    used = [0, *accumulate(sizes)]
    parts = []
    start = 0
    while start < len(chars):
        # What was open before a cut opens anew behind it.
        reopened = _pairs_units(tags[start]) - opened[start]
        end = bisect_right(used, used[start] + limit - reopened, lo=start + 2) - 1
        if end < len(chars):
            end = start + _last_break(text[start:end])
        parts.append(_runs(chars[start:end]))
        start = end
    return parts


def to_html(runs: Iterable[Run]) -> str:
    """Return the runs as Telegram's HTML; what two neighbours have in common stays open between them."""
    pieces = []
    before: Tags = ()
    for run in (*runs, Run("")):
        kept = _shared(before, run.tags)
        pieces += [_closing(tag) for tag in reversed(before[kept:])]
        pieces += [*run.tags[kept:], escape(run.text)]
        before = run.tags
    return "".join(pieces)


def to_plain(markup: str) -> str:
    """Return the text of `to_html` without its marks."""
    # Safe for our own HTML only, in which a "<" of text or address is always "&lt;".
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def _shared(one: Tags, other: Tags) -> int:
    """Return how many of the outer tags are the same."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def clip(text: str, most: int) -> str:
    """Return a text on one line, a long one cut and marked as such.

    Args:
        text: Without marks.
        most: Longest line, characters.
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _closing(tag: str) -> str:
    return f"</{re.split('[ >]', tag[1:])[0]}>"


def _pairs_units(tags: Tags) -> int:
    """Return the UTF-16 units of tags and of those that close them."""
    return sum(units(tag + _closing(tag)) for tag in tags)


def units(text: str) -> int:
    """Return the UTF-16 units of a text, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _last_break(text: str) -> int:
    """Return the length of the text up to its best place to end, in its second half: a message is no stub."""
    for pattern in _BREAKS:
        if (match := pattern.match(text)) and 2 * match.end() >= len(text):
            return match.end()
    return len(text)


def _runs(chars: Iterable[tuple[str, Run]]) -> list[Run]:
    return [
        replace(style, text="".join(char for char, _ in group))
        for style, group in groupby(chars, key=lambda pair: pair[1])
    ]


def escape(text: str) -> str:
    """Return plain text as HTML; quotation marks need no escape outside attributes.

    Halves of surrogate pairs become question marks: no call can carry them.
    """
    return html.escape(without_lone_surrogates(text), quote=False)
