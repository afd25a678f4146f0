"""The blocks of a page with what can be told of each by itself, before anything is decided."""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from qabot.language.normal import simplified
from qabot.reading.page.edges import Edge, edge_of
from qabot.reading.page.likeness import Likeness
from qabot.reading.page.pairs import Pairs, pairs_in, pairs_of_all
from qabot.reading.page.shapes import shape_flags, telling
from qabot.types import Block

WINDOW = 4
"""Blocks of text before and after a line that it is compared with."""

_HEADING_CHARS = 45
_PIECE_CHARS = 10
"""Fewest characters of a piece of a paragraph that neither begins nor ends it."""

_LAST_CLAUSE = re.compile(r"[^，。；！？：]{6,}$")
_NO_TEXT = frozenset(
    [
        "date",
        "page",
        "paper",
        "editor",
        "contact",
        "jump",
        "source",
        "picture",
        "shot",
        "byline",
        "credit",
        "dash",
        "column",
    ]
)


class Sheet:
    """The blocks of a page with what can be told of each by itself.

    Attributes:
        blocks: In the order of print.
        texts: Each block's text in simplified characters.
        flags: The patterns that each fits.
        edges: Its two ends.
        pairs: Its pairs of characters.
        is_text: Whether each is long or closed enough to be a paragraph.
        texts_before: How many of those stand before each.
        is_piece: Whether each may at least be a piece of one.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.texts = [simplified(telling(block.text)) for block in blocks]
        self.flags = [frozenset(shape_flags(text)) for text in self.texts]
        self.edges: list[Edge] = [edge_of(text) for text in self.texts]
        self.pairs: list[Pairs] = [pairs_in(text) for text in self.texts]
        self.is_text = [
            len(text) > _HEADING_CHARS or (not edge.open and not flags & _NO_TEXT)
            for text, edge, flags in zip(self.texts, self.edges, self.flags, strict=True)
        ]
        self.texts_before = [0, *accumulate(self.is_text)]
        self._repeats: dict[int, bool] = {}
        self.is_piece = [
            is_text or (len(text) >= _PIECE_CHARS and not flags & _NO_TEXT)
            for is_text, text, flags in zip(self.is_text, self.texts, self.flags, strict=True)
        ]

    @cached_property
    def likeness(self) -> Likeness:
        """Give the measure of what blocks of this page share."""
        return Likeness(self.pairs)

    def complete(self, n: int) -> bool:
        """Tell whether a line may end where it does: it opens nothing, and clauses do end with its last two characters."""
        edge = self.edges[n]
        return not edge.unclosed and edge.ends != "comma" and edge.may_end >= 0.05

    def repeats_end(self, n: int) -> bool:
        """Tell whether the last words of a block, behind its last mark, stand in another block too: recognised twice."""
        if n not in self._repeats:
            last = _LAST_CLAUSE.search(self.texts[n][-60:])
            near = self.texts[max(0, n - 40) : n] + self.texts[n + 1 : n + 41]
            self._repeats[n] = last is not None and any(last[0] in text for text in near)
        return self._repeats[n]

    def best_texts(self, n: int) -> list[tuple[float, int]]:
        """Give the texts of the page that share most with a line: the share of its words, and the block; best first."""
        own = self.pairs[n]
        whole = self.likeness.weight(own) or 1.0
        found = [
            (self.likeness.weight(own & self.pairs[m]) / whole, m)
            for m in range(max(0, n - 60), min(len(self.texts), n + 61))
            if self.is_text[m]
        ]
        return sorted(found, key=lambda found: (-found[0], abs(found[1] - n)))

    @cached_property
    def usual_closeness(self) -> float:
        """Give how close the texts before and after a line are at the median of all lines of the page."""
        lines = [n for n, is_text in enumerate(self.is_text) if not is_text]
        found = sorted(
            self.likeness.closeness(self.text_before(n, 12), self.text_after(n, 12)) for n in lines
        )
        return found[len(found) // 2] if found else 0.0

    def text_before(self, n: int, window: int = WINDOW) -> Pairs:
        """Give the pairs of the pieces of text before a block, up to the opening of a report."""
        found: list[Pairs] = []
        for m in range(n - 1, max(-1, n - 1 - 3 * window), -1):
            if self.is_text[m]:
                found.append(self.pairs[m])
                if len(found) == window or "report" in self.flags[m]:
                    break
        return pairs_of_all(found)

    def text_after(self, n: int, window: int = WINDOW) -> Pairs:
        """Give the pairs of the pieces of text after a block, up to the next opening of a report."""
        found: list[Pairs] = []
        for m in range(n + 1, min(len(self.blocks), n + 1 + 3 * window)):
            if self.is_text[m]:
                if found and "report" in self.flags[m]:
                    break
                found.append(self.pairs[m])
                if len(found) == window:
                    break
        return pairs_of_all(found)
