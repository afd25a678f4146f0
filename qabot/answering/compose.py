"""Hits made into an answer."""

from qabot.answering.quote import choose_quote, highlights
from qabot.answering.refusal import is_smalltalk, reason_to_refuse
from qabot.language.normal import normal_form
from qabot.searching import Found
from qabot.types import Answer, Citation, Hit

RELATED = 3


def compose(question: str, found: Found, *, k: int, in_period: bool) -> Answer:
    """Compose the answer to a question.

    Args:
        question: Raw text.
        found: What the search gave.
        k: Citations in the answer; the hits beyond go to `Answer.more`.
        in_period: True if only some days were searched.
    """
    reason = reason_to_refuse(question, found, in_period=in_period)
    hits = _distinct(found.hits)
    citations = tuple(_cite(number, hit, found) for number, hit in enumerate(hits, 1))
    if reason is not None:
        related = citations[:RELATED] if found.known and not is_smalltalk(question) else ()
        return Answer(question=question, reason=reason, related=related)
    return Answer(question=question, citations=citations[:k], more=citations[k:])


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
    start, end = choose_quote(found.question.form, text, found.known)
    return Citation(
        number=number,
        passage=hit.passage,
        quote=text[start:end],
        highlights=highlights(found.question.form, text, (start, end), found.known),
        score=hit.score,
        also_in=hit.also_in,
    )
