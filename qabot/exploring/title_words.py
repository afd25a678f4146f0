"""The names and terms in headlines: words, and words that stand beside each other again and again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qabot.language.kinds import kind_of
from qabot.language.normal import Normalized, normalize
from qabot.language.words import Token, Tokenizer

_LONGEST = 5
_LEAST_HEADLINES = 2
# Words that stand together in so large a share of their headlines are one name: 神舟|13|号.
_TOGETHER = 0.5
# Of jieba's parts of speech those of which no term is made: time, number, function words, directions.
_NO_TERM = ("t", "m", "q", "p", "c", "u", "r", "f", "d", "y", "o", "e")
# Places alone are no topic, and verbs and adjectives only rare ones.
_PLACE = "ns"
_NEEDS_RARITY = ("v", "a", "z", "b", "s")
_RARE = 6.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may stand out.

    Attributes:
        text: In normal form.
        printed: As one of the headlines has it.
        words: As the index knows it by.
        headlines: Numbers of the headlines that have it.
    """

    text: str
    printed: str
    words: tuple[str, ...]
    headlines: frozenset[int]


@dataclass(slots=True)
class _Gram:
    printed: str
    tokens: tuple[str, ...]
    headlines: set[int]


def candidates_of(
    titles: Sequence[str], tokenizer: Tokenizer, idf: Callable[[str], float | None]
) -> list[Candidate]:
    """Return the names and terms of headlines, none cut in pieces; first those in many headlines and few passages.

    Args:
        titles: As printed.
        tokenizer: Of the dictionary that made the index.
        idf: Of the archive; None for a word that stands nowhere.
    """
    grams = _grams(titles, tokenizer)
    cut = _pieces(grams)
    rated: list[tuple[float, Candidate]] = []
    for text, gram in grams.items():
        if text in cut or not _is_term(gram.tokens, idf):
            continue
        words = tuple(tokenizer.words(text))
        rarest = max((idf(word) or 0.0 for word in words), default=0.0)
        candidate = Candidate(text, gram.printed, words, frozenset(gram.headlines))
        rated.append((rarest * len(gram.headlines), candidate))
    rated.sort(key=lambda pair: (-pair[0], pair[1].text))
    return [candidate for _, candidate in rated]


def _grams(titles: Sequence[str], tokenizer: Tokenizer) -> dict[str, _Gram]:
    """Return what stands in several headlines and hangs together, from one word to five."""
    grams: dict[str, _Gram] = {}
    single: dict[str, set[int]] = defaultdict(set)
    for number, title in enumerate(titles):
        normal = normalize(title)
        for run in _runs(normal.text, tokenizer):
            for token in run:
                single[token.word].add(number)
            _add(grams, normal, run, title, number)
    return {
        text: gram
        for text, gram in grams.items()
        if len(gram.headlines) >= _LEAST_HEADLINES
        and len(gram.headlines) >= _TOGETHER * min(len(single[word]) for word in gram.tokens)
    }


def _add(
    grams: dict[str, _Gram], normal: Normalized, run: Sequence[Token], title: str, number: int
) -> None:
    for first in range(len(run)):
        for last in range(first, min(first + _LONGEST, len(run))):
            start, end = run[first].start, run[last].end
            text = normal.text[start:end]
            gram = grams.get(text)
            if gram is None:
                tokens = tuple(token.word for token in run[first : last + 1])
                begin, stop = normal.span(start, end)
                gram = grams[text] = _Gram(title[begin:stop], tokens, set())
            gram.headlines.add(number)


def _runs(text: str, tokenizer: Tokenizer) -> Iterator[list[Token]]:
    """Yield the words of a headline that stand beside each other; what no term is made of ends a run."""
    run: list[Token] = []
    for token in tokenizer.cut(text):
        if _ends_a_run(token.word):
            if run:
                yield run
            run = []
        else:
            run.append(token)
    if run:
        yield run


def _ends_a_run(word: str) -> bool:
    if not any(map(str.isalnum, word)):
        return True
    # A single character may be part of a name: 王|亚平.
    return len(word) > 1 and not word[0].isascii() and kind_of(word).startswith(_NO_TERM)


def _pieces(grams: dict[str, _Gram]) -> set[str]:
    """Return what stands mostly inside one longer term: of 神舟13号 neither 神舟 nor 13号."""
    pieces: set[str] = set()
    for gram in grams.values():
        for shorter in (gram.tokens[1:], gram.tokens[:-1]):
            inner = grams.get("".join(shorter))
            if inner and len(gram.headlines) >= _TOGETHER * len(inner.headlines):
                pieces.add("".join(shorter))
    return pieces


def _is_term(tokens: Sequence[str], idf: Callable[[str], float | None]) -> bool:
    if len("".join(tokens)) < 2 or all(word.isdigit() for word in tokens):
        return False
    if len(tokens) > 1:
        return any(_names(word, idf) for word in tokens) or all(len(word) == 1 for word in tokens)
    return _names(tokens[0], idf)


def _names(word: str, idf: Callable[[str], float | None]) -> bool:
    """Tell whether a word may be a topic by itself."""
    if len(word) < 2 or word.isdigit():
        return False
    kind = "" if word[0].isascii() else kind_of(word)
    if kind.startswith(_PLACE):
        return False
    return not kind.startswith(_NEEDS_RARITY) or (idf(word) or 0.0) >= _RARE
