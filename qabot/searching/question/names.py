"""What must be there: titles, people, places, bodies, Latin words, and figures with what they count."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources

from qabot.language.dates.times import Time
from qabot.language.foreign_names import FOREIGN_NAME
from qabot.language.numerals import MEASURES
from qabot.language.people import people
from qabot.language.words import Tokenizer
from qabot.searching.question.named import bodies, known_names

Span = tuple[int, int]

_QUOTED = re.compile(
    r"《([^》]{1,60})》|“([^”]{1,30})”|「([^」]{1,30})」|『([^』]{1,30})』|\"([^\"]{1,30})\"|‘([^’]{1,30})’|【([^】]{1,30})】"
)
_LATIN = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*(?:[-.+&'][a-z0-9]+)*\+*")
_LONG_UNITS = "平方公里|平方米|立方米|公里|公斤|公顷|千米|厘米|毫米|分钟|小时|个月|美元|欧元|人次"
_FIGURE = re.compile(
    r"(?<![\d.a-z:])(?:\d+(?:[-:]\d+)+(?![\d.a-z])|\d+比\d+"
    rf"|\d+(?:\.\d+)*(?:[%‰℃]|[十百千万亿]*(?:{_LONG_UNITS}|[{MEASURES}])|[万亿]))"
)
# Nor is a date that no calendar has a figure, nor 1 thing, as in 哪一个.
_NO_FIGURE = re.compile(
    r"(?:\d{4}年)?\d+月\d+[日号]|(?<!\d)1[个位名种部次场家所座条项件张本年款支人句片首]"
)


def names_in(text: str, tokenizer: Tokenizer, times: Iterable[Time]) -> tuple[str, ...]:
    """Give the names in a text in normal form, in its order, none inside another.

    Titles and quoted words; people, places and bodies that jieba's dictionary knows; further ones by
    surname and by ending; Latin words, without the everyday ones of English.
    """
    tokens = list(tokenizer.cut(text))
    spans = [
        *_quoted(text),
        *(found.span() for found in FOREIGN_NAME.finditer(text)),
        *_latin(text),
    ]
    spans += [
        *known_names(tokens, words_of("everyday.txt")),
        *people(tokens),
        *bodies(tokens, words_of("everyday.txt")),
    ]
    apart = _outermost(spans, [(time.start, time.end) for time in times])
    return tuple(dict.fromkeys(text[start:end] for start, end in apart))


def figures_in(text: str, times: Iterable[Time]) -> tuple[str, ...]:
    """Give the figures in a text in normal form with what they count, other than those of times."""
    taken = [(time.start, time.end) for time in times]
    taken += [found.span() for found in _NO_FIGURE.finditer(text)]
    spans = [found.span() for found in _FIGURE.finditer(text)]
    apart = (span for span in spans if not any(span[0] < e and s < span[1] for s, e in taken))
    return tuple(dict.fromkeys(text[start:end] for start, end in apart))


@cache
def words_of(file: str) -> frozenset[str]:
    """Read a word list of this package."""
    lines = resources.files(__package__).joinpath(file).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _quoted(text: str) -> Iterator[Span]:
    """Give what stands between quotes; not a question that as a whole stands there."""
    for found in _QUOTED.finditer(text):
        start, end = found.span(found.lastindex or 0)
        if any(c.isalnum() for c in text[start:end]) and end - start < len(text) - 3:
            yield start, end


def _latin(text: str) -> Iterator[Span]:
    everyday = words_of("english.txt")
    for found in _LATIN.finditer(text):
        if found[0] not in everyday and (len(found[0]) > 1 or not text.isascii()):
            yield found.span()


def _outermost(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """Leave out what lies in a longer one, or in a time; of two that cross, the longer stays."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= low or high <= start for low, high in (*kept, *taken)):
            kept.append((start, end))
    return sorted(kept)
