"""The newest articles about a topic."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from qabot.exploring.absence import Absence, absence
from qabot.exploring.telling import Telling, best_telling, cite_all
from qabot.exploring.topic import Topic, Topics
from qabot.searching.engine import Dated, Period
from qabot.types import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest articles about a topic.

    Attributes:
        topic: As it was searched for.
        citations: For each article the sentence that tells best of it; the newest first.
        absence: What there is instead, where there are none.
    """

    topic: Topic
    citations: tuple[Citation, ...] = ()
    absence: Absence | None = None


def latest(topics: Topics, topic: str, period: Period, most: int) -> Latest:
    """Return the newest articles about a topic, each reprint once; undated ones are none of them."""
    understood = topics.understand(topic)
    about = topics.about(understood, period)
    found = [*islice(_newest(topics, understood, about, period), most)]
    return Latest(
        topic=understood,
        citations=cite_all(found, understood.forms),
        absence=None if found else absence(topics, understood, period),
    )


def _newest(topics: Topics, topic: Topic, about: Dated, period: Period) -> Iterator[Telling]:
    for day in np.unique(about.days[about.days > 0])[::-1]:
        of_day = about.days == day
        best: dict[str, Telling] = {}
        for passage in topics.read(topic, Dated(about.keys[of_day], about.days[of_day]), period):
            telling = best_telling(topic, passage)
            before = best.get(passage.article_id)
            if telling and (before is None or telling.value > before.value):
                best[passage.article_id] = telling
        yield from sorted(best.values(), key=lambda telling: -telling.value)
