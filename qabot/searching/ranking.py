"""Candidates in the order of their probability to answer, as the figures and the reader have it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from qabot.language.normal import normal_form
from qabot.searching.features import Sought, features_of
from qabot.searching.question import Asked, Question
from qabot.searching.reader import BackgroundReader
from qabot.searching.score import Scores
from qabot.types import Hit, Reading

# Candidates whose text is looked at; the legs have nearly every answer among these.
LOOKED_AT = 32
# Most that are read, however much time there is.
READ = 12
# So many are read in any case; no further ones once one of them surely answers.
_SURE_AFTER, _SURE = 4, 0.95
# Of passages whose probability is at least this share of the best one's, the newest leads.
_ALIKE = 0.97
_ALIKE_NEWEST = 0.6
# Logit of a span, less that of none, where the reader sees no text.
_NO_SPAN = -20.0


def rank(
    sought: Sought, hits: Sequence[Hit], scores: Scores, reader: BackgroundReader | None, ms: float
) -> list[Hit]:
    """Return the hits, the first `LOOKED_AT` with their probabilities, best first.

    Those that were read come first: what the reader says is worth more than any other figure.

    Args:
        sought: The question.
        hits: Candidates, best first by the fusion of the legs.
        scores: The fitted score.
        reader: Reads the best candidates; None for none.
        ms: Time for reading, milliseconds.
    """
    hits, beyond = hits[:LOOKED_AT], hits[LOOKED_AT:]
    figures = features_of(sought, hits)
    guesses = [scores.found.probability(row) for row in figures]
    order = sorted(range(len(hits)), key=lambda at: -guesses[at])
    best = [hits[at] for at in order[:READ]]

    def as_read(readings: Sequence[Reading]) -> list[Hit]:
        more = reading_features(sought.question, best[: len(readings)], readings)
        return [
            replace(hit, probability=scores.read.probability(figures[at] | row), reading=reading)
            for hit, at, reading, row in zip(best, order, readings, more, strict=False)
        ]

    def sure(readings: Sequence[Reading]) -> bool:
        return len(readings) >= _SURE_AFTER and any(
            _probability(hit) >= _SURE for hit in as_read(readings)
        )

    readings: list[Reading] = []
    if reader is not None:
        passages = [hit.passage for hit in best]
        readings = reader.read(sought.question.text, passages, ms, sure)
    least = scores.least["read" if readings else "found"]
    unread = [replace(hits[at], probability=guesses[at]) for at in order[len(readings) :]]
    read = sorted(as_read(readings), key=_probability, reverse=True)
    leading, behind = (read, unread) if read else (unread, [])
    return [*newest_first(sought.question, leading, least), *behind, *beyond]


def _probability(hit: Hit) -> float:
    return hit.probability or 0.0


def newest_first(question: Question, hits: Sequence[Hit], least: float = 0.0) -> list[Hit]:
    """Put the newest of about equally probable hits first, where values change with time.

    Args:
        question: One that speaks of a time keeps the order: its time is part of the probability.
        hits: Best first.
        least: Probability that a hit must have to lead.
    """
    if question.dated or not hits or not (question.newest or question.asked is Asked.NUMBER):
        return [*hits]
    alike = _ALIKE_NEWEST if question.newest else _ALIKE
    bound = max(least, alike * _probability(hits[0]))
    equal = [hit for hit in hits if _probability(hit) >= bound]
    equal.sort(key=lambda hit: hit.passage.published or date.min, reverse=True)
    return [*equal, *hits[len(equal) :]]


def reading_features(
    question: Question, hits: Sequence[Hit], readings: Sequence[Reading]
) -> list[dict[str, float]]:
    """Return figures of what the reader says of each hit."""
    return [
        {
            "relevance": reading.relevance,
            "span": (reading.spans[0].logit - reading.null if reading.spans else _NO_SPAN) / 4,
            "span has form": float(question.fits(_best_span(hit, reading))),
        }
        for hit, reading in zip(hits, readings, strict=True)
    ]


def _best_span(hit: Hit, reading: Reading) -> str:
    """Return the best span in normal form, empty where there is none; an empty text has no form."""
    span = reading.spans[0] if reading.spans else None
    return normal_form(hit.passage.text[span.start : span.end]) if span else ""
