"""Hits made into an answer."""

from collections.abc import Sequence

from qabot.answering.quote import choose_quote, highlights
from qabot.answering.refusal import RELATED, is_smalltalk, reason_to_refuse
from qabot.answering.span import answer_span
from qabot.answering.value import value_of
from qabot.language.normal import normal_form
from qabot.searching import Found
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
    citations = tuple(_cite(number, hit, found) for number, hit in enumerate(hits, 1))
    probability = max((p for hit in found.hits if (p := hit.probability) is not None), default=None)
    if reason is not None:
        related = citations[:RELATED] if found.known and not is_smalltalk(question) else ()
        return Answer(
            question=question,
            reason=reason,
            related=related,
            probability=probability,
            corrections=found.corrections,
        )
    k = max(k, _leading(hits, len(found.asked) - len(found.unanswered)))
    span = answer_span(found.asked[hits[0].part], hits[0])
    text = hits[0].passage.text[slice(*span)] if span else None
    return Answer(
        question=question,
        citations=citations[:k],
        more=citations[k:],
        text=text,
        value=value_of(text, hits[0].passage.published) if text else None,
        probability=probability,
        corrections=found.corrections,
        unanswered=found.unanswered,
    )


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


def _cite(number: int, hit: Hit, found: Found) -> Citation:
    text = hit.passage.text
    question = found.asked[hit.part]
    answer = answer_span(question, hit)
    words, others = found.findable, found.expansions
    start, end = choose_quote(question.form, text, words, others, answer)
    return Citation(
        number=number,
        passage=hit.passage,
        quote=text[start:end],
        highlights=highlights(question.form, text, (start, end), words, others, answer),
        score=hit.score if hit.probability is None else hit.probability,
        also_in=hit.also_in,
    )
