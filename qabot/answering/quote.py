"""The sentence or two of a passage that answer a question, and what is marked in them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from qabot.language.normal import Normalized, normal_form, normalize
from qabot.language.numerals import MEASURES
from qabot.language.sentences import sentence_spans, trim_span
from qabot.searching.coverage import Forms, covered_by_each, places, share

Span = tuple[int, int]

# A number with its unit: 4.68亿元, 21.6%, 70公里, 100m.
_UNITS = "平方米|平方公里|立方米|公里|公斤|公顷|千米|厘米|毫米|分钟|小时|个月|个百分点|美元|欧元"
_FIGURE = re.compile(
    rf"\d+(?:[.,:]\d+)*(?:[%‰℃]|[a-z]{{1,3}}\b|[十百千万亿]*(?:{_UNITS}|[{MEASURES}])?)"
)
# A sentence that has what is asked for, in its form; one that has at least a figure.
_FORM_BONUS = 1.0
_FIGURE_BONUS = 0.3
# A section heading or an interviewer's question has the words of a question, but not its answer.
_STATEMENT_MARK = re.compile(r"[。！!；;…，,）)]")
_STATES_NOTHING = 1.0
# A second sentence is quoted when it brings at least this share of the question's weight that the first lacks.
_SECOND_GAIN = 0.15
# Who or what it is about stands in the sentence before.
_POINTS_BACK = re.compile(
    "[“‘「『]?(?:他|她|它|其|此|该|这|那|对此|据此|同时|不过|但|而且|其中|当时|随后|之后)"
)


def choose_quote(
    form: re.Pattern[str] | None,
    text: str,
    weights: Mapping[str, float],
    forms: Forms,
    answer: Span | None = None,
) -> Span:
    """Choose the sentence that answers, with the next or the one before if that adds what it lacks.

    Args:
        form: What the answer must look like in a text in normal form; None where any words may answer.
        text: The passage, as printed.
        weights: The question's words in normal form with their weights, above 0.
        forms: The same words with what else may stand for them.
        answer: Where the answer stands in it, if that is known.

    Returns:
        Range in `text`, without white space at its ends.
    """
    spans = [
        span for span in (trim_span(text, *s) for s in sentence_spans(text)) if span[0] < span[1]
    ]
    covered = covered_by_each([normal_form(text[start:end]) for start, end in spans], forms)
    if answer is None:
        first = last = _most_answering(form, text, spans, covered, weights)
    else:
        holding = [at for at, (s, e) in enumerate(spans) if s < answer[1] and answer[0] < e]
        first, last = holding[0], holding[-1]
    inside = set().union(*covered[first : last + 1])
    gains = {
        at: share(covered[at] - inside, weights)
        for at in (first - 1, last + 1)
        if 0 <= at < len(spans)
    }
    if first > 0 and _POINTS_BACK.match(text, spans[first][0]):
        gains[first - 1] += _SECOND_GAIN
    second = max(gains, key=lambda at: (gains[at], -at), default=first)
    if gains.get(second, 0.0) < _SECOND_GAIN:
        second = first
    return spans[min(first, second)][0], spans[max(last, second)][1]


def _most_answering(
    form: re.Pattern[str] | None,
    text: str,
    spans: Sequence[Span],
    covered: Sequence[set[str]],
    weights: Mapping[str, float],
) -> int:
    def value(at: int) -> float:
        sentence = text[slice(*spans[at])]
        if not _states(sentence):
            return share(covered[at], weights) - _STATES_NOTHING
        return share(covered[at], weights) + _form_bonus(form, normal_form(sentence))

    return max(range(len(spans)), key=lambda at: (value(at), -at))


def _form_bonus(form: re.Pattern[str] | None, sentence: str) -> float:
    if form is None:
        return 0.0
    if form.search(sentence):
        return _FORM_BONUS
    return _FIGURE_BONUS if _FIGURE.search(sentence) else 0.0


def _states(sentence: str) -> bool:
    """Return whether a sentence says something: it has punctuation, and is no question."""
    return _STATEMENT_MARK.search(sentence) is not None and not sentence.rstrip("”’」』").endswith(
        ("？", "?")
    )


def highlights(
    form: re.Pattern[str] | None,
    text: str,
    quote: Span,
    forms: Forms,
    answer: Span | None = None,
) -> tuple[Span, ...]:
    """Return what is marked in a quote: words of the question, what stands for them, and the answer.

    Where the answer is not known, figures are marked if one is asked for.

    Returns:
        Ranges in `text`, ascending, apart from each other.
    """
    quoted = normalize(text[quote[0] : quote[1]])
    found = [
        span for several in forms.values() for form in several for span in places(form, quoted.text)
    ]
    if answer is None and form is not None:
        found += [match.span() for match in _FIGURE.finditer(quoted.text)]
    spans = [_in_original(quoted, span, quote[0]) for span in found]
    return tuple(_merged([*spans, answer] if answer else spans))


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
