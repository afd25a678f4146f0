"""How much of a question stands in a text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans
from qabot.searching.synonyms import synonyms_of

Forms = Mapping[str, tuple[str, ...]]
"""Word of a question → itself and what else may stand for it."""

_NO_SYNONYMS: Mapping[str, tuple[str, ...]] = {}


def places(word: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a word stands in a text, both in normal form; 8 does not stand in 18, 0.8 or 8.5."""
    if word and word in text:
        yield from (match.span() for match in _pattern(word).finditer(text))


def stands(word: str, text: str) -> bool:
    """Return whether a word stands in a text; see `places`."""
    if not word or word not in text:
        return False
    # Only figures need a look at what stands beside them.
    is_plain = not (word[0].isdigit() or word[-1].isdigit())
    return is_plain or _pattern(word).search(text) is not None


def forms_of(
    words: Iterable[str], expansions: Mapping[str, tuple[str, ...]] = _NO_SYNONYMS
) -> Forms:
    """Return each word with what else may stand for it in a text, itself first; all in normal form."""
    return {word: (word, *synonyms_of(word, expansions)) for word in words}


def covered_words(text: str, forms: Forms) -> set[str]:
    """Return the words that stand in a text in normal form, or have something else stand there for them."""
    found = set()
    for word, several in forms.items():
        for form in several:
            if stands(form, text):
                found.add(word)
                break
    return found


def covered_by_each(texts: Sequence[str], forms: Forms) -> list[set[str]]:
    """Return what `covered_words` gives for each of these texts."""
    # Most words stand in none of the sentences of a passage.
    somewhere = covered_words("\n".join(texts), forms)
    several = {word: forms[word] for word in somewhere}
    return [covered_words(text, several) for text in texts]


def share(words: set[str], weights: Mapping[str, float]) -> float:
    """Return the share of the whole weight that these words have, in [0, 1]; 0 of no weight."""
    total = sum(weights.values())
    return sum([weights[word] for word in words]) / total if total else 0.0


def best_sentence_share(text: str, weights: Mapping[str, float], forms: Forms) -> float:
    """Return the share of the question that the best single sentence of a text, as printed, covers."""
    sentences = [normal_form(text[start:end]) for start, end in sentence_spans(text)]
    return max((share(words, weights) for words in covered_by_each(sentences, forms)), default=0.0)


@lru_cache(maxsize=4096)
def _pattern(word: str) -> re.Pattern[str]:
    before = r"(?<![0-9])(?<![0-9]\.)" if word[:1].isdigit() else ""
    after = r"(?!\.?[0-9])" if word[-1:].isdigit() else ""
    return re.compile(before + re.escape(word) + after)
