"""The few words of a passage that answer."""

import re

from qabot.language.normal import normal_form
from qabot.searching.question import Asked, Question
from qabot.types import Hit, Span

# A span that has the form asked for is taken before a better one without it, if it is so near.
_NEAR = 4.0
# 6月25日22时至6月26日6时 is one answer, though the model sees two.
_RANGE = re.compile("[至到~～—–-]{1,2}")
# 沈砚舟是谁 asks for what someone is; the reader looks for another person's name.
_WHO_IS = re.compile(r"(?P<name>[\w·]{2,12})(?:到底|究竟)?是(?:谁|何人|什么人|哪位)\W*")


def answer_span(question: Question, hit: Hit) -> tuple[int, int] | None:
    """Return where the answer stands in a passage, in code points; None if nothing read it, or no few words say it."""
    if hit.reading is None or not hit.reading.spans:
        return None
    who_is = _WHO_IS.fullmatch(question.text)
    if who_is and who_is["name"].startswith(question.names):
        return None
    best = hit.reading.spans[0]
    near = [span for span in hit.reading.spans if span.logit > best.logit - _NEAR]
    formed = [span for span in near if question.fits(_text(hit, span))]
    chosen = formed[0] if formed else best
    text = hit.passage.text
    start, end = chosen.start, chosen.end
    for other in formed if question.asked is Asked.DATE else ():
        if _RANGE.fullmatch(text, end, other.start):
            end = other.end
        elif _RANGE.fullmatch(text, other.end, start):
            start = other.start
    # 1867年的(石桥)
    return start, end - (text.endswith("的", start, end) and end - start > 1)


def _text(hit: Hit, span: Span) -> str:
    return normal_form(hit.passage.text[span.start : span.end])
