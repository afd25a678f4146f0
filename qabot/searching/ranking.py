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


def rank(
    sought: Sought, hits: Sequence[Hit], scores: Scores, reader: BackgroundReader | None, ms: float
) -> list[Hit]:
    """Return the first `LOOKED_AT` hits with their probabilities, best first.

    Args:
        sought: The question.
        hits: Candidates, best first by the fusion of the legs.
        scores: The fitted score.
        reader: Reads the best candidates; None for none.
        ms: Time for reading, milliseconds.
    """
    hits = hits[:LOOKED_AT]
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
    ranked = as_read(readings)
    ranked += [replace(hits[at], probability=guesses[at]) for at in order[len(readings) :]]
    return newest_first(sought.question, sorted(ranked, key=_probability, reverse=True))


def _probability(hit: Hit) -> float:
    return hit.probability or 0.0


def newest_first(question: Question, hits: Sequence[Hit]) -> list[Hit]:
    """Put the newest of about equally probable hits first, where values change with time.

    Args:
        question: One that speaks of a time keeps the order: its time is part of the probability.
        hits: Best first.
    """
    if question.dated or not hits or not (question.newest or question.asked is Asked.NUMBER):
        return [*hits]
    alike = _ALIKE_NEWEST if question.newest else _ALIKE
    bound = alike * _probability(hits[0])
    equal = [hit for hit in hits if _probability(hit) >= bound]
    equal.sort(key=lambda hit: hit.passage.published or date.min, reverse=True)
    return [*equal, *hits[len(equal) :]]


def reading_features(
    question: Question, hits: Sequence[Hit], readings: Sequence[Reading]
) -> list[dict[str, float]]:
    """Return figures of what the reader says of each hit; some compare it with the others."""
    spans = [r.spans[0].logit - r.null if r.spans else -20.0 for r in readings]
    relevance = [r.relevance for r in readings]
    return [
        {
            "relevance": reading.relevance,
            "relevance behind best": reading.relevance - max(relevance),
            "span": span / 4,
            "span behind best": (span - max(spans)) / 4,
            "span has form": float(question.fits(_best_span(hit, reading))),
        }
        for hit, reading, span in zip(hits, readings, spans, strict=True)
    ]


def _best_span(hit: Hit, reading: Reading) -> str:
    """Return the best span in normal form, empty where there is none; an empty text has no form."""
    span = reading.spans[0] if reading.spans else None
    return normal_form(hit.passage.text[span.start : span.end]) if span else ""
