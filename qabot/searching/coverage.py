"""How much of a question stands in a text."""

from collections.abc import Mapping

from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans


def covered_words(text: str, weights: Mapping[str, float]) -> set[str]:
    """Return the words that stand in a text; both in normal form."""
    return {word for word in weights if word in text}


def share(words: set[str], weights: Mapping[str, float]) -> float:
    """Return the share of the whole weight that these words have, in [0, 1]; 0 of no weight."""
    total = sum(weights.values())
    return sum(weights[word] for word in words) / total if total else 0.0


def best_sentence_share(text: str, weights: Mapping[str, float]) -> float:
    """Return the share of the question that the best single sentence of a text, as printed, covers."""
    sentences = (normal_form(text[start:end]) for start, end in sentence_spans(text))
    return max(
        (share(covered_words(sentence, weights), weights) for sentence in sentences), default=0.0
    )
