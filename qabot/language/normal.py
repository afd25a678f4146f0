"""The normal form in which index and question meet, with the way back to the original.

Full-width and compatibility forms (NFKC), traditional characters, capitals and Chinese numerals are made
alike; control and zero-width characters go. What a person is shown is always the original: `Normalized`
maps every character of the normal form to the characters that it came from.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from opencc import OpenCC

from qabot.language.numerals import find_numerals, replace_numerals

# Raised with every change of the rules here or in numerals.py: an index made by other rules is refused.
RULES = 3


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text in normal form.

    Attributes:
        text: The normal form.
        starts: For each of its characters, where its source begins in the original.
        ends: For each of its characters, where its source ends in the original.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that stands behind `text[start:end]`; the range must not be empty."""
        return self.starts[start], self.ends[end - 1]


def normal_form(text: str) -> str:
    """Return the normal form of a text; the same as `normalize(text).text`, without the map."""
    return _normal_form(text) if len(text) > _CACHED_CHARS else _cached_normal_form(text)


def _normal_form(text: str) -> str:
    if not unicodedata.is_normalized("NFC", text):
        return normalize(text).text
    return replace_numerals(text.translate(_FOLDED))


# The sentences of the same passages are asked for again and again while a question is answered.
_CACHED_CHARS = 600
_cached_normal_form = lru_cache(maxsize=1 << 13)(_normal_form)


def normalize(text: str) -> Normalized:
    """Return the normal form of a text with the map back to the original."""
    folded, starts, ends = _folded(text)
    replaced: list[str] = []
    at: list[int] = []
    till: list[int] = []
    done = 0
    for begin, stop, digits in find_numerals(folded):
        replaced += [folded[done:begin], digits]
        at += [*starts[done:begin], *[starts[begin]] * len(digits)]
        till += [*ends[done:begin], *[ends[stop - 1]] * len(digits)]
        done = stop
    if not done:
        return Normalized(folded, starts, ends)
    replaced.append(folded[done:])
    return Normalized("".join(replaced), (*at, *starts[done:]), (*till, *ends[done:]))


def _folded(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return a text with each character in its form, and where each begins and ends in the original."""
    if unicodedata.is_normalized("NFC", text):
        pieces = [*map(_FOLDED.__getitem__, map(ord, text))]
        if all(map((1).__eq__, map(len, pieces))):  # nearly always
            return "".join(pieces), range(len(text)), range(1, len(text) + 1)
        clusters: Sequence[tuple[int, int]] = [*pairwise(range(len(text) + 1))]
    else:
        clusters = _clusters(text)
        pieces = [
            unicodedata.normalize("NFC", text[start:end]).translate(_FOLDED)
            for start, end in clusters
        ]
    starts = [start for (start, _), piece in zip(clusters, pieces, strict=True) for _ in piece]
    ends = [end for (_, end), piece in zip(clusters, pieces, strict=True) for _ in piece]
    return "".join(pieces), starts, ends


def without_lone_surrogates(text: str) -> str:
    """Return a text with ? in place of each lone surrogate: these can be neither printed nor kept by SQLite."""
    return text.encode("utf-8", "replace").decode()


def simplified(text: str) -> str:
    """Return a text with its traditional characters simplified, each in its place: no length ever changes."""
    return text.translate(_SIMPLIFIED)


def _clusters(text: str) -> list[tuple[int, int]]:
    """Cut a text into base characters with the combining marks that follow them."""
    begins = [i for i, char in enumerate(text) if i == 0 or not _joins_previous(char)]
    return list(zip(begins, [*begins[1:], len(text)], strict=True))


def _joins_previous(char: str) -> bool:
    # Vowels and final consonants of conjoining Hangul are starters by class, yet compose with what precedes.
    return unicodedata.combining(char) != 0 or "\u1160" <= char <= "\u11ff"


class _Table(dict[int, str]):
    """A table for `str.translate` that works out each character when it is first met."""

    def __init__(self, form_of: Callable[[str], str]) -> None:
        super().__init__()
        self._form_of = form_of

    def __missing__(self, code: int) -> str:
        form = self[code] = self._form_of(chr(code))
        return form


def _fold(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return "\n" if char == "\n" else " "
    if category in ("Cf", "Cs"):  # zero-width characters, lone surrogates
        return ""
    compatible = unicodedata.normalize("NFKC", char)
    return simplified(compatible).lower()


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(char: str) -> str:
    # One character at a time: phrase rules would change lengths and depend on what stands beside it.
    if char < "\u3400" or "\ud800" <= char <= "\udfff":  # opencc takes no lone surrogates
        return char
    form = str(_converter().convert(char))
    return form if len(form) == 1 else char


_FOLDED = _Table(_fold)
_SIMPLIFIED = _Table(_simplified)
