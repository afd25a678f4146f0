"""The sentence of a passage that tells best of a topic."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qabot.answering.quote import highlights
from qabot.exploring.topic import Topic, Topics
from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans, trim_span
from qabot.searching.coverage import Forms, covered_words, share
from qabot.searching.engine import Dated, Period
from qabot.types import Citation, Passage

# What speaks for a sentence. Tuned by hand on 12 topics of `benchmarks.timeline`, 2026-11-30, and tried on 8 others.
_TITLE = 1.0
_HEADING = 0.7
_SENTENCE = 0.5
# A headline with this share of a topic's weight has the topic.
_TITLED = 0.5
_LEAD = 0.3
_FOCUS = 0.5
_WHOLE = 0.2
_LONG = 0.2
# Of a heading inside a round-up: a line of few characters that ends without a mark.
_HEADING_CHARS = 40
_LONG_CHARS = 160
# A heading stands over so many sentences at most: in a list of headings, over none.
_HEADED = 2
# A topic that stands so far into a sentence, or has so small a part of it, is one of many there.
_LATE_CHARS = 60
_MARKS = '。！？!?；;…，,：:”’」』）》〉】")'
_SHARES = 8
# Of a picture, in normal form: it tells less than any sentence of the report. Set by hand.
_CAPTION = re.compile(r"\([^()]*摄\)$")
_OF_CAPTION = 0.3
# What ends so says what follows.
_OPEN_ENDS = ":："


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that tells of a topic.

    Attributes:
        start: First code point in the passage's text.
        end: Behind the last.
        value: How well it tells; above 0, higher is better.
        titled: The title of the article, or a heading over the sentence, has most of the topic.
    """

    passage: Passage
    start: int
    end: int
    value: float
    titled: bool

    @property
    def quote(self) -> str:
        """The sentence, word for word."""
        return self.passage.text[self.start : self.end]


def tellings(topics: Topics, topic: Topic, about: Dated, period: Period) -> Iterator[Telling]:
    """Yield the sentence that tells best of a topic for each passage about it that has one; reprints once.

    Args:
        topics: Of the archive.
        topic: As understood.
        about: The passages; of too many, those that match best in each part of their time are read.
        period: Passages are cited as they were printed in it.
    """
    for passage in topics.read(topic, about, period):
        best = best_telling(topic, passage)
        if best is not None:
            yield best


def best_telling(topic: Topic, passage: Passage) -> Telling | None:
    """Return the sentence that tells best of a topic; None where none does."""
    return max(_tellings(topic, passage), key=lambda telling: telling.value, default=None)


def cite(number: int, telling: Telling, forms: Forms) -> Citation:
    """Return a sentence as it is shown, with the words of the topic marked."""
    span = (telling.start, telling.end)
    return Citation(
        number=number,
        passage=telling.passage,
        quote=telling.quote,
        highlights=highlights(None, telling.passage.text, span, forms),
        score=telling.value,
    )


def cite_all(tellings: Iterable[Telling], forms: Forms) -> tuple[Citation, ...]:
    """Return sentences as they are shown, numbered from 1."""
    return tuple(cite(number, telling, forms) for number, telling in enumerate(tellings, 1))


def _tellings(topic: Topic, passage: Passage) -> Iterator[Telling]:
    in_title = covered_words(normal_form(passage.title), topic.forms)
    headed: set[str] = set()
    since_heading = 0
    leads = passage.start == 0
    for span in sentence_spans(passage.text):
        start, end = trim_span(passage.text, *span)
        if start == end:
            continue
        sentence = normal_form(passage.text[start:end])
        inside = covered_words(sentence, topic.forms)
        if _is_heading(sentence):
            headed, since_heading = inside, 0
            if len(inside) == len(topic.forms):
                # Of a brief that is nothing but its headline.
                yield Telling(passage, start, end, _HEADING, titled=True)
            continue
        if sentence[-1] in _OPEN_ENDS:
            continue
        since_heading += 1
        if since_heading > _HEADED:
            headed = set()
        value = _value(topic, sentence, inside, in_title, headed)
        if value:
            titled = max(_headlined(topic, in_title), _headlined(topic, headed)) == 1.0
            value += _LEAD * leads
            value *= _OF_CAPTION if _CAPTION.search(sentence) else 1
            yield Telling(passage, start, end, value, titled)
        leads = False


def _value(
    topic: Topic, sentence: str, inside: set[str], in_title: set[str], headed: set[str]
) -> float:
    """Return how well a sentence tells; 0 where it does not with its headlines."""
    whole = len(topic.forms)
    if len(inside | in_title | headed) < whole:
        return 0.0
    if not inside and len(in_title) < whole and len(headed) < whole:
        return 0.0
    return (
        0.1
        + _TITLE * _headlined(topic, in_title)
        + _HEADING * _headlined(topic, headed)
        + _WHOLE * (topic.text in sentence)
        + _SENTENCE * share(inside, topic.weights)
        + _FOCUS * _focus(topic, sentence, inside)
        - _LONG * (len(sentence) > _LONG_CHARS)
    )


def _headlined(topic: Topic, words: set[str]) -> float:
    """Return how much of a topic a headline has, 0 to 1; it often leaves out what everybody knows."""
    return min(1.0, share(words, topic.weights) / _TITLED)


def _focus(topic: Topic, sentence: str, inside: set[str]) -> float:
    """Return how much a sentence is about what it has of the topic, 0 to 1: by how early and how large that is."""
    if not inside:
        return 0.0
    places = [
        (at, len(form))
        for part in inside
        for form in topic.forms[part]
        if (at := sentence.find(form)) >= 0
    ]
    early = max(0.0, 1 - min(at for at, _ in places) / _LATE_CHARS)
    large = min(1.0, _SHARES * sum(length for _, length in places) / len(sentence))
    return (early + large) / 2


def _is_heading(sentence: str) -> bool:
    return len(sentence) <= _HEADING_CHARS and not any(mark in sentence[-1:] for mark in _MARKS)
