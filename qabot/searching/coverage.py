"""How much of a question stands in a text."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans
from qabot.searching.synonyms import synonyms_of

_NO_SYNONYMS: Mapping[str, tuple[str, ...]] = {}


def places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands in a text, both in normal form; 8 does not stand in 18, 0.8 or 8.5."""
    if word and word in text:
        yield from (match.span() for match in _pattern(word).finditer(text))


def stands(word: str, text: str) -> bool:
    """Return whether a word stands in a text; see `places`."""
    return any(True for _ in places(word, text))


def places_of_any(
    word: str, text: str, expansions: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    """Yield where a word stands in a text, and where something else stands for it; all in normal form."""
    yield from places(word, text)
    for other in synonyms_of(word, expansions):
        yield from places(other, text)


def covered_words(
    text: str,
    weights: Mapping[str, float],
    expansions: Mapping[str, tuple[str, ...]] = _NO_SYNONYMS,
) -> set[str]:
    """Return the words that stand in a text, or have something else stand there for them; all in normal form."""
    return {word for word in weights if any(True for _ in places_of_any(word, text, expansions))}


def share(words: set[str], weights: Mapping[str, float]) -> float:
    """Return the share of the whole weight that these words have, in [0, 1]; 0 of no weight."""
    total = sum(weights.values())
    return sum(weights[word] for word in words) / total if total else 0.0


def best_sentence_share(
    text: str,
    weights: Mapping[str, float],
    expansions: Mapping[str, tuple[str, ...]] = _NO_SYNONYMS,
) -> float:
    """Return the share of the question that the best single sentence of a text, as printed, covers."""
    sentences = (normal_form(text[start:end]) for start, end in sentence_spans(text))
    return max(
        (share(covered_words(sentence, weights, expansions), weights) for sentence in sentences),
        default=0.0,
    )


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    before = r"(?<![0-9])(?<![0-9]\.)" if word[:1].isdigit() else ""
    after = r"(?!\.?[0-9])" if word[-1:].isdigit() else ""
    return re.compile(before + re.escape(word) + after)
