"""What there is instead, where nothing is about a topic."""

from dataclasses import dataclass
from datetime import date

from qabot.answering.quote import choose_quote, highlights
from qabot.exploring.topic import Topic, Topics
from qabot.indexing.day_numbers import day_of
from qabot.language.normal import normal_form
from qabot.searching.coverage import covered_words, forms_of
from qabot.searching.engine import ALWAYS, Period
from qabot.types import Citation

_NEAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Why nothing is shown about a topic in a period.

    Attributes:
        covers: First and last day on which the archive has the topic, outside the period; None where it never has.
        near: What comes nearest: passages that have some of the topic's words; numbered from 1.
    """

    covers: tuple[date, date] | None
    near: tuple[Citation, ...]


def absence(topics: Topics, topic: Topic, period: Period) -> Absence:
    """Return what there is instead of a topic in a period."""
    days = topics.about(topic, ALWAYS).days
    days = days[days > 0]
    if len(days):
        return Absence(covers=(day_of(int(days[0])), day_of(int(days[-1]))), near=())
    return Absence(covers=None, near=tuple(_near(topics, topic, period)))


def _near(topics: Topics, topic: Topic, period: Period) -> list[Citation]:
    weights = topics.words(topic)
    forms = forms_of(weights)
    near: list[Citation] = []
    for passage, score in topics.matching(topic, period, _NEAR):
        if not covered_words(normal_form(f"{passage.title}\n{passage.text}"), forms):
            continue
        start, end = choose_quote(None, passage.text, weights, forms)
        near.append(
            Citation(
                number=len(near) + 1,
                passage=passage,
                quote=passage.text[start:end],
                highlights=highlights(None, passage.text, (start, end), forms),
                score=score,
            )
        )
    return near
