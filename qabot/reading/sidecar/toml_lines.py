"""Where the entries of a TOML text stand, which the standard parser does not tell.

The text is cut into statements: the fewest lines that the standard parser takes for a whole one. What a
statement sets, it is asked as well, so no second idea of the language's grammar is needed.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any

KeyPath = tuple[str | int, ...]
"""Keys and positions in arrays, from the outside in: ("article", 1, "lines", 0)."""

_BLANK = re.compile(r"\s*(?:#.*)?")
_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")
_AT_END = re.compile(r"\s*\(at end of document\)")


def line_of_fault(text: str, fault: ValueError) -> int:
    """Give the line, from 1, of a fault that `tomllib` found; the last where it looked for more."""
    found = _IN_MESSAGE.search(str(fault))
    return int(found[1]) if found else len(text.rstrip().split("\n"))


def without_place(fault: ValueError) -> str:
    """Give what `tomllib` says of a fault, without where."""
    return _AT_END.sub("", _IN_MESSAGE.sub("", str(fault))).strip()


class TomlLines:
    """The lines of the entries of a text.

    Args:
        text: Valid TOML; a multi-line statement is parsed once for each of its lines.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[KeyPath, int] = {}
        table: KeyPath = ()
        count: dict[KeyPath, int] = {}
        for number, lines in _statements(text.split("\n")):
            is_header, is_array = _header(lines)
            value = tomllib.loads("\n".join(lines))
            path = _only_path(value)
            if is_array:
                count[path] = count.get(path, -1) + 1
                path = (*path, count[path])
            if is_header:
                table = path
                self._lines.setdefault(path, number)
                continue
            for inner in _paths(value):
                self._lines.setdefault((*table, *inner), number)
            self._note_items(number, lines, table, path)

    def line(self, path: KeyPath) -> int:
        """Give the line, from 1, of an entry; of the nearest one around it that stands in the text."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _note_items(self, number: int, lines: list[str], table: KeyPath, path: KeyPath) -> None:
        """Find the lines of an array's items: close it after each line, and count."""
        known = 0
        for n in range(1, len(lines) + 1):
            close = ["]"] if n < len(lines) else []
            try:
                value: Any = tomllib.loads("\n".join((*lines[:n], *close)))
            except ValueError:
                continue
            for key in path:
                value = value[key]
            for item in range(known, len(value)) if isinstance(value, list) else ():
                at = (*table, *path, item)
                inside = [p for p in self._lines if p[: len(at)] == at]
                self._lines |= dict.fromkeys(inside, number + n - 1)
                known = item + 1


def _statements(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the number of its first line, and the lines, of every statement."""
    open_since, part = 0, list[str]()
    for number, line in enumerate(lines, start=1):
        if not part and _BLANK.fullmatch(line):
            continue
        open_since = open_since if part else number
        part.append(line)
        try:
            tomllib.loads("\n".join(part))
        except ValueError:
            continue
        yield open_since, part
        part = []


def _header(lines: list[str]) -> tuple[bool, bool]:
    """Tell whether a statement is the header of a table, and of a table in an array."""
    start = lines[0].lstrip()
    return start.startswith("["), start.startswith("[[")


def _only_path(value: Any) -> KeyPath:
    """Give the keys that lead to what a statement sets: a value, an array or an empty table."""
    path: list[str | int] = []
    while isinstance(value, dict) and len(value) == 1:
        key, value = next(iter(value.items()))
        path.append(key)
    return tuple(path)


def _paths(value: Any) -> Iterator[KeyPath]:
    """Give the paths of everything inside a value."""
    items = enumerate(value) if isinstance(value, list) else value.items()
    for key, inner in items:
        yield (key,)
        if isinstance(inner, list | dict):
            yield from ((key, *path) for path in _paths(inner))
