"""The names and terms in headlines: words, and words that stand beside each other again and again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from qabot.exploring.topic_parts import PARTICLES
from qabot.language.kinds import kind_of
from qabot.language.normal import normal_form
from qabot.language.surnames import is_name
from qabot.language.words import Tokenizer

_LONGEST = 8
_LEAST_HEADLINES = 2
_HEADLINES_FOR_ONE = 200
# Words that stand together in so large a share of their headlines are one name: 神舟|13|号.
_TOGETHER = 0.5
# A verb with a lower inverse document frequency is what headlines are made with, and begins and ends no term.
_COMMON_VERB = 5.0
_VERB_CHARS = frozenset("超称迎致逾达将已获赴访")
# A number is part of a name in 神舟13号 and 19大.
_AFTER_NUMBER = ("号", "大")
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
        words: As the index knows it by.
        headlines: Numbers of the headlines that have it.
    """

    text: str
    words: tuple[str, ...]
    headlines: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Gram:
    words: tuple[str, ...]
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
    grams = {
        text: gram
        for text, gram in _grams(titles, tokenizer).items()
        if not (_is_verb(gram.words[0], idf) or _is_verb(gram.words[-1], idf))
    }
    cut = _pieces(grams)
    rated: list[tuple[float, Candidate]] = []
    for text, gram in grams.items():
        if text in cut or not _is_term(gram.words, idf):
            continue
        words = tuple(tokenizer.words(text))
        rarest = max((idf(word) or 0.0 for word in words), default=0.0)
        candidate = Candidate(text, words, frozenset(gram.headlines))
        rated.append((rarest * len(gram.headlines), candidate))
    rated.sort(key=lambda pair: (-pair[0], pair[1].text))
    return [candidate for _, candidate in rated]


def _grams(titles: Sequence[str], tokenizer: Tokenizer) -> dict[str, _Gram]:
    """Return what stands in several headlines and hangs together, from one word to eight."""
    grams: dict[str, _Gram] = {}
    single: dict[str, set[int]] = defaultdict(set)
    for number, title in enumerate(titles):
        for run in _runs(normal_form(title), tokenizer):
            for word in run:
                single[word].add(number)
            for first, last in combinations(range(len(run) + 1), 2):
                if last - first <= _LONGEST:
                    words = tuple(run[first:last])
                    grams.setdefault("".join(words), _Gram(words, set())).headlines.add(number)
    least = max(_LEAST_HEADLINES, len(titles) // _HEADLINES_FOR_ONE)
    return {
        text: gram
        for text, gram in grams.items()
        if len(gram.headlines) >= least
        and len(gram.headlines) >= _TOGETHER * min(len(single[word]) for word in gram.words)
    }


def _runs(text: str, tokenizer: Tokenizer) -> Iterator[list[str]]:
    """Yield the words of a headline that stand beside each other; what no term is made of ends a run."""
    words = [token.word for token in tokenizer.cut(text)]
    run: list[str] = []
    for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
        # What counts goes with its number: 6.5|级|地震.
        counts = len(word) == 1 and before[-1:].isdecimal() and not run
        if counts or _ends_a_run(word, after):
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _ends_a_run(word: str, after: str) -> bool:
    if not any(map(str.isalnum, word)) or word in PARTICLES:
        return True
    if word.isdecimal():
        return after not in _AFTER_NUMBER
    # A single character may be part of a name: 王|亚平.
    return len(word) > 1 and not word[0].isascii() and kind_of(word).startswith(_NO_TERM)


def _pieces(grams: dict[str, _Gram]) -> set[str]:
    """Return what stands mostly inside one longer term: of 神舟13号 neither 神舟 nor 13号."""
    pieces: set[str] = set()
    for gram in grams.values():
        for shorter in (gram.words[1:], gram.words[:-1]):
            inner = grams.get("".join(shorter))
            if inner and len(gram.headlines) >= _TOGETHER * len(inner.headlines):
                pieces.add("".join(shorter))
    return pieces


def _is_term(tokens: Sequence[str], idf: Callable[[str], float | None]) -> bool:
    if len("".join(tokens)) < 2 or all(word.isdigit() for word in tokens):
        return False
    if all(len(word) == 1 for word in tokens):
        return len(tokens) > 2 or is_name("".join(tokens))
    return any(_names(word, idf) for word in tokens)


def _is_verb(word: str, idf: Callable[[str], float | None]) -> bool:
    """Tell whether a word is a verb of many headlines."""
    if len(word) == 1 or word.endswith("称"):  # 乌称, 美称: how headlines name who says it
        return word[-1] in _VERB_CHARS
    return kind_of(word).startswith("v") and (idf(word) or 0.0) < _COMMON_VERB


def _names(word: str, idf: Callable[[str], float | None]) -> bool:
    """Tell whether a word may be a topic by itself."""
    if len(word) < 2 or word.isdigit():
        return False
    kind = "" if word[0].isascii() else kind_of(word)
    if kind.startswith(_PLACE):
        return False
    return not kind.startswith(_NEEDS_RARITY) or (idf(word) or 0.0) >= _RARE
