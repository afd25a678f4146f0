"""Patterns that do not care whether a line is printed in simplified or traditional characters."""

import re
from functools import lru_cache

from qabot.language import normal

# A block meets many patterns in a row; few are kept, since one may be a whole file long.
simplified = lru_cache(maxsize=8)(normal.simplified)


class Shape:
    """A pattern that is matched on the simplified form and gives the text as printed.

    The two have every character in the same place, so what is found in one is cut from the other.

    Args:
        pattern: A regular expression, its Chinese characters simplified.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)

    def fits(self, text: str) -> bool:
        """Tell whether the whole text has this shape."""
        return bool(self._pattern.fullmatch(simplified(text)))

    def is_in(self, text: str) -> bool:
        """Tell whether any part of the text has this shape."""
        return bool(self._pattern.search(simplified(text)))

    def part(self, group: str, text: str) -> str:
        """Give a group of the first find as printed; empty where there is none."""
        found = self._pattern.search(simplified(text))
        return text[slice(*found.span(group))] if found and found[group] else ""

    def replace(self, by: str, text: str) -> str:
        """Put something in the place of every find; the rest stays as printed."""
        for found in reversed([*self._pattern.finditer(simplified(text))]):
            text = text[: found.start()] + by + text[found.end() :]
        return text
