"""The sentence or two of a passage that answer a question, and what is marked in them."""

import re
from collections.abc import Iterable, Mapping

from qabot.language.normal import Normalized, normal_form, normalize
from qabot.language.sentences import sentence_spans, trim_span

Span = tuple[int, int]

# A question that asks for a figure or a date; only a sentence that has one can answer it.
_ASKS_FIGURE = re.compile(
    r"多少|多大|多高|多长|多远|多久|多重|多宽|多深|几[^乎何]|何时|何年|何日|什么时候|什么时间|哪年|哪天|哪一?[年天日月]|日期|比例|百分"
)
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*(?:[%‰℃]|[a-z]{1,3}\d?\b|[十百千万亿]*[^\W\d_])?")
_ASKS_BONUS = 0.35
# A second sentence is quoted when it brings at least this share of the question's weight that the first lacks.
_SECOND_GAIN = 0.25


def asks_figure(question: str) -> bool:
    """Return whether a question, in normal form, asks for a number, an amount or a date."""
    return _ASKS_FIGURE.search(question) is not None


def choose_quote(question: str, text: str, weights: Mapping[str, float]) -> Span:
    """Choose the sentence that answers, with the next or the one before if that adds what it lacks.

    Args:
        question: In normal form.
        text: The passage, as printed.
        weights: The question's words in normal form with their weights, above 0.

    Returns:
        Range in `text`, without white space at its ends.
    """
    spans = [span for span in (trim_span(text, *s) for s in sentence_spans(text)) if span[0] < span[1]]
    sentences = [normal_form(text[start:end]) for start, end in spans]
    has = [{word for word in weights if word in sentence} for sentence in sentences]
    total = sum(weights.values()) or 1.0
    figure = asks_figure(question)

    def share(words: set[str]) -> float:
        return sum(weights[word] for word in words) / total

    def value(at: int) -> float:
        bonus = _ASKS_BONUS if figure and _FIGURE.search(sentences[at]) else 0.0
        return share(has[at]) + bonus

    best = max(range(len(spans)), key=lambda at: (value(at), -at))
    gains = {at: share(has[at] - has[best]) for at in (best - 1, best + 1) if 0 <= at < len(spans)}
    second = max(gains, key=lambda at: (gains[at], -at), default=best)
    if gains.get(second, 0.0) < _SECOND_GAIN:
        second = best
    return spans[min(best, second)][0], spans[max(best, second)][1]


def highlights(question: str, text: str, quote: Span, weights: Mapping[str, float]) -> tuple[Span, ...]:
    """Return what is marked in a quote: words of the question, and figures where one is asked for.

    Returns:
        Ranges in `text`, ascending, apart from each other.
    """
    quoted = normalize(text[quote[0] : quote[1]])
    found = [span for word in weights for span in _places(word, quoted.text)]
    if asks_figure(question):
        found += [match.span() for match in _FIGURE.finditer(quoted.text)]
    return tuple(_merged(_in_original(quoted, span, quote[0]) for span in found))


def _places(word: str, text: str) -> list[Span]:
    return [match.span() for match in re.finditer(re.escape(word), text)]


def _in_original(quoted: Normalized, span: Span, offset: int) -> Span:
    start, end = quoted.span(*span)
    return offset + start, offset + end


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
