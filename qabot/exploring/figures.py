"""`figures TOPIC`: the numbers said about a topic, by what they count and by date; shown beside each other, not judged."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from qabot.exploring.absence import Absence, absence
from qabot.exploring.series import Said, series_of
from qabot.exploring.topic import Topic, Topics
from qabot.language.amounts import Amount, amounts
from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans, trim_span
from qabot.language.words import Tokenizer
from qabot.searching.coverage import stands
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.types import Citation, Passage, Printing

# Of more sentences with numbers, so many are read, evenly from all days: half a second of one core.
_MOST_SENTENCES = 900
T = TypeVar("T")
_HAS_NUMBER = re.compile(r"[\d０-９〇一二两三四五六七八九十百千万亿壹貳叁兩萬億]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number said about a topic.

    Attributes:
        amount: The number, its unit, what it counts, the period that its sentence names.
        citation: The sentence that says it, the number highlighted.
        repeats: How many further passages say the same of the same time.
    """

    amount: Amount
    citation: Citation
    repeats: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All that is said of one thing.

    Attributes:
        what: As the passages that speak of it most often call it, in normal form; empty where none says.
        figures: By date: the period that is named, or else the day of print.
        left_out: How many more there are, between those shown.
    """

    what: str
    figures: tuple[Figure, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers said about a topic.

    Attributes:
        topic: As it was understood; without parts where the archive does not know it.
        counted: Things that are counted; those said of the topic itself, and most often, first.
        left_out: How many more things are counted.
        passages: How many passages are about the topic.
        read: How many of them were read: reprints once, and of a topic that is everywhere those that match best.
        absence: What there is instead, where nothing is about the topic.
    """

    topic: Topic
    counted: tuple[Counted, ...] = ()
    left_out: int = 0
    passages: int = 0
    read: int = 0
    absence: Absence | None = None

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The quotes in the order in which they are shown, numbered from 1."""
        return tuple(figure.citation for thing in self.counted for figure in thing.figures)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with numbers in a passage about the topic; `direct` if it names the topic itself."""

    passage: Passage
    start: int
    end: int
    direct: bool


def find_figures(
    topics: Topics,
    engine: Engine,
    tokenizer: Tokenizer,
    text: str,
    period: Period = ALWAYS,
    *,
    most: int,
    each: int,
) -> Figures:
    """Find the numbers said about a topic.

    Args:
        topics: Of the archive.
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.
        text: The topic, as typed.
        period: Only what was printed on these days.
        most: Most things that are counted.
        each: Most figures of one of them, from 2.
    """
    topic = topics.understand(text)
    about = topics.about(topic, period)
    if not len(about.keys):
        return Figures(topic=topic, absence=absence(topics, topic, period))
    passages = topics.read(topic, about, period)
    sentences = _chosen([*_sentences(topic, passages)])
    own = {
        word for forms in topic.forms.values() for form in forms for word in tokenizer.words(form)
    }
    series = series_of(_said(sentences, tokenizer), own, tokenizer)
    shown = [_evenly(one.said, each) for one in series[:most]]
    printings = engine.printings(
        sorted({said.passage.article_id for one in shown for said, _ in one}), period
    )
    numbers = iter(range(1, 1 + sum(map(len, shown))))
    return Figures(
        topic=topic,
        counted=tuple(
            Counted(
                what=one.what,
                figures=tuple(
                    _figure(next(numbers), said, repeats, printings) for said, repeats in few
                ),
                left_out=len(one.said) - len(few),
            )
            for one, few in zip(series, shown, strict=False)
        ),
        left_out=max(0, len(series) - most),
        passages=len(about.keys),
        read=len(passages),
    )


def _sentences(topic: Topic, passages: Iterable[Passage]) -> Iterator[_Sentence]:
    """Give the sentences about a topic that have numbers: those that name it, and all under a title that does."""
    for passage in passages:
        title = normal_form(passage.title)
        titled = topic.has_all(title)
        for span in sentence_spans(passage.text):
            start, end = trim_span(passage.text, *span)
            if not _HAS_NUMBER.search(passage.text, start, end):
                continue
            sentence = normal_form(passage.text[start:end])
            direct = any(stands(form, sentence) for form in _heaviest(topic))
            if titled or (direct and topic.has_all(f"{title}\n{sentence}")):
                yield _Sentence(passage, start, end, direct)


def _heaviest(topic: Topic) -> Sequence[str]:
    """Return the forms of the part that tells most."""
    return topic.forms[max(topic.weights, key=topic.weights.__getitem__)]


def _chosen(sentences: Sequence[_Sentence]) -> list[_Sentence]:
    """Leave out sentences printed twice, and of very many those that do not name the topic, then some evenly."""
    first: dict[str, _Sentence] = {}
    for sentence in sentences:
        first.setdefault(sentence.passage.text[sentence.start : sentence.end], sentence)
    every = [*first.values()]
    if len(every) > _MOST_SENTENCES:
        every = [sentence for sentence in every if sentence.direct] or every
    return _evenly(every, _MOST_SENTENCES)


def _said(sentences: Iterable[_Sentence], tokenizer: Tokenizer) -> Iterator[Said]:
    for sentence in sentences:
        passage, start, end = sentence.passage, sentence.start, sentence.end
        for amount in amounts(passage.text[start:end], tokenizer, passage.published):
            yield Said(amount, passage, start, end, sentence.direct)


def _figure(
    number: int, said: Said, repeats: int, printings: Mapping[str, Sequence[Printing]]
) -> Figure:
    passage, amount = said.passage, said.amount
    return Figure(
        amount=amount,
        citation=Citation(
            number=number,
            passage=passage,
            quote=passage.text[said.start : said.end],
            highlights=((said.start + amount.start, said.start + amount.end),),
            score=1.0 if said.direct else 0.0,
            also_in=tuple(printings.get(passage.article_id, ())),
        ),
        repeats=repeats,
    )


def _evenly(several: Sequence[T], most: int) -> list[T]:
    """Take so many at most, evenly from the first to the last."""
    if len(several) <= most:
        return [*several]
    return [several[at] for at in np.linspace(0, len(several) - 1, most).round().astype(int)]
