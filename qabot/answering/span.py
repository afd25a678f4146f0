"""The few words of a passage that answer."""

from qabot.language.normal import normal_form
from qabot.searching.question import Question
from qabot.types import Hit, Span

# A span that has the form asked for is taken before a better one without it, if it is so near.
_NEAR = 4.0


def answer_span(question: Question, hit: Hit) -> tuple[int, int] | None:
    """Return where the answer stands in a passage, in code points; None if nothing read it."""
    if hit.reading is None or not hit.reading.spans:
        return None
    best = hit.reading.spans[0]
    near = [span for span in hit.reading.spans if span.logit > best.logit - _NEAR]
    formed = [span for span in near if question.fits(_text(hit, span))]
    chosen = formed[0] if formed else best
    return chosen.start, chosen.end


def _text(hit: Hit, span: Span) -> str:
    return normal_form(hit.passage.text[span.start : span.end])
