"""Hits made into an answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import overload

from qabot.answering.quote import choose_quote, highlights
from qabot.answering.refusal import RELATED, is_smalltalk, reason_to_refuse
from qabot.answering.span import answer_span
from qabot.answering.value import value_of
from qabot.language.normal import normal_form
from qabot.searching import Found
from qabot.searching.coverage import Forms, forms_of
from qabot.searching.question import Question
from qabot.types import Answer, Citation, Hit


def compose(question: str, found: Found, *, k: int, in_period: bool) -> Answer:
    """Compose the answer to a question.

    Args:
        question: Raw text.
        found: What the search gave.
        k: Citations in the answer, or as many as it takes to have one for each of several questions that are
            answered; the hits beyond go to `Answer.more`.
        in_period: True if only some days were searched.
    """
    reason = reason_to_refuse(question, found, in_period=in_period)
    hits = _distinct(found.hits)
    words = found.findable
    forms = forms_of(words, found.expansions)

    def cite(at: int) -> Citation:
        return _cite(at + 1, hits[at], found.asked[hits[at].part], words, forms)

    probability = max((p for hit in found.hits if (p := hit.probability) is not None), default=None)
    if reason is not None:
        shown = RELATED if found.known and not is_smalltalk(question) else 0
        return Answer(
            question=question,
            reason=reason,
            related=tuple(map(cite, range(min(shown, len(hits))))),
            probability=probability,
            corrections=found.corrections,
        )
    k = max(k, _leading(hits, len(found.asked) - len(found.unanswered)))
    span = answer_span(found.asked[hits[0].part], hits[0])
    text = hits[0].passage.text[slice(*span)] if span else None
    return Answer(
        question=question,
        citations=tuple(map(cite, range(min(k, len(hits))))),
        more=_Cited(cite, range(k, len(hits))),
        text=text,
        value=value_of(text, hits[0].passage.published) if text else None,
        probability=probability,
        corrections=found.corrections,
        unanswered=found.unanswered,
    )


class _Cited(Sequence[Citation]):
    """Citations, each made when it is first looked at: most people look at none of those beyond the answer.

    Args:
        cite: Makes the citation of a hit.
        places: Of the hits.
    """

    def __init__(self, cite: Callable[[int], Citation], places: range) -> None:
        self._cite = cache(cite)
        self._places = places

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Citation: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Citation, ...]: ...

    def __getitem__(self, at: int | slice) -> Citation | tuple[Citation, ...]:
        places = self._places[at]
        return self._cite(places) if isinstance(places, int) else tuple(map(self._cite, places))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and (*self,) == (*other,)

    def __hash__(self) -> int:
        return hash((*self,))


def _leading(hits: Sequence[Hit], answered: int) -> int:
    """Return how many hits stand before the second of a question: the best one of each that is answered."""
    parts = [hit.part for hit in hits if hit.part < answered]
    return next((at for at in range(1, len(parts)) if parts[at] <= parts[at - 1]), len(parts))


def _distinct(hits: list[Hit]) -> list[Hit]:
    """Leave out passages whose text stands already in a better one, as reprints do."""
    kept: list[Hit] = []
    texts: list[str] = []
    for hit in hits:
        text = normal_form(hit.passage.text)
        if not any(text in other for other in texts):
            kept.append(hit)
            texts.append(text)
    return kept


def _cite(
    number: int, hit: Hit, question: Question, words: Mapping[str, float], forms: Forms
) -> Citation:
    text = hit.passage.text
    answer = answer_span(question, hit)
    start, end = choose_quote(question.form, text, words, forms, answer)
    return Citation(
        number=number,
        passage=hit.passage,
        quote=text[start:end],
        highlights=highlights(question.form, text, (start, end), forms, answer),
        score=hit.score if hit.probability is None else hit.probability,
        also_in=hit.also_in,
    )
