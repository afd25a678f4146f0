"""A topic, and all passages that are about it: not the best hundred, as for a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from math import log1p

import numpy as np
from numpy.typing import NDArray

from qabot.exploring.topic_parts import parts_of
from qabot.indexing.day_numbers import day_of
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.coverage import Forms, covered_words, stands
from qabot.searching.engine import ALWAYS, Dated, Engine, Period
from qabot.searching.homophones import corrections
from qabot.searching.sparse_question import sparse_weights
from qabot.searching.synonyms import Synonyms, lines_for
from qabot.types import Passage

# A topic that no passage has in full goes without its commonest words, so long as this share of its weight stays.
_KEPT = 0.6
# In an archive of a few passages, the idf of a word that stands in half of them is zero or below.
_LEAST_WEIGHT = 0.1
# Of a topic with more passages, so many are read.
_READ = 2000
_SLICES = 40
# Whether a name stands together in the archive is looked up in so many passages that have its characters.
_SAMPLE = 50


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is searched for.

    Attributes:
        text: In normal form.
        forms: Its parts → themselves and what else may stand for them, in normal form; a passage about the topic has
            each part. Empty where the archive does not know the topic.
        weights: The same parts with how much each tells, above 0.
        left_out: Parts that are not searched for, since no passage has them all.
        corrections: What was typed, probably by mistake → the word of the archive that is searched for instead, where nothing is about the topic as typed.
    """

    text: str
    forms: Forms
    weights: dict[str, float]
    left_out: tuple[str, ...] = ()
    corrections: dict[str, str] = field(default_factory=dict)

    def has_all(self, text: str) -> bool:
        """Tell whether a text in normal form has each part."""
        return len(covered_words(text, self.forms)) == len(self.forms)


NO_PASSAGES = Dated(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32))


class Topics:
    """Finds the passages about topics in one archive; may be shared between threads.

    Args:
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.
    """

    def __init__(self, engine: Engine, tokenizer: Tokenizer) -> None:
        self._engine = engine
        self._tokenizer = tokenizer
        self._synonyms = Synonyms(lines_for(engine.short_names()))

    def understand(self, topic: str) -> Topic:
        """Return what a topic is searched for by; without parts where nothing in the archive is about it.

        Args:
            topic: As typed; a name or some words: 雄安新区, 英国脱欧.
        """
        text = normal_form(topic).strip()
        as_typed = self._searched(text)
        if as_typed.forms and not as_typed.left_out:
            return as_typed
        corrected = corrections(text, self._tokenizer, self._engine.idf)
        for typed, meant in corrected.items():
            text = text.replace(typed, meant)
        as_meant = replace(self._searched(text), corrections=corrected)
        return as_meant if corrected and as_meant.forms and not as_meant.left_out else as_typed

    def _searched(self, text: str) -> Topic:
        """Return the topic of a text in normal form, without its commonest parts where no passage has all."""
        forms = self._forms(text)
        weights = {part: self._weight(several) for part, several in forms.items()}
        whole = sum(weights.values())
        left_out: list[str] = []
        while forms and not len(self._having_all(forms, ALWAYS).keys):
            least = min(weights, key=lambda part: weights[part])
            left_out.append(least)
            del forms[least], weights[least]
            if sum(weights.values()) < _KEPT * whole:
                return Topic(text, {}, {}, (*left_out, *forms))
        return Topic(text, forms, weights, tuple(left_out))

    def about(self, topic: Topic, period: Period = ALWAYS) -> Dated:
        """Return all passages that have each part of a topic, in the passage itself or in its article's title."""
        return self._having_all(topic.forms, period)

    def read(self, topic: Topic, about: Dated, period: Period) -> list[Passage]:
        """Return passages about a topic, by day, each reprint once.

        Args:
            topic: What they are about.
            about: Which they are; of too many, those that match best in each part of their time are read.
            period: They are cited as they were printed in it.
        """
        keys = about.keys.tolist()
        if len(keys) > _READ:
            best = self._best(topic, about)
            keys = [key for key in keys if key in best]
        first: dict[int, str] = {}  # of each group of reprints, the article that is read
        return [
            passage
            for passage, group in zip(
                self._engine.passages(keys, period), self._engine.groups(keys), strict=True
            )
            if not group or first.setdefault(group, passage.article_id) == passage.article_id
        ]

    def words(self, topic: Topic) -> dict[str, float]:
        """Return the words of a topic's text that the archive has, with how much each tells, above 0."""
        known = {word: self._engine.idf(word) for word in self._tokens(topic.text)}
        return {word: max(idf, _LEAST_WEIGHT) for word, idf in known.items() if idf is not None}

    def matching(self, topic: Topic, period: Period, most: int) -> list[tuple[Passage, float]]:
        """Return the passages that match the words of a topic best, with their BM25; they need not have all."""
        _, leg = self._engine.search(None, self._sparse(topic), most, period)
        passages = self._engine.passages(leg.keys.tolist(), period)
        return [*zip(passages, leg.scores.tolist(), strict=True)]

    def _sparse(self, topic: Topic) -> dict[int, float]:
        return sparse_weights(topic.text, {}, self._tokenizer, self._engine.idf)

    def _best(self, topic: Topic, about: Dated) -> set[int]:
        """Return the keys of the passages that match best in each part of a topic's time."""
        weights = self._sparse(topic)
        dated = about.days[about.days > 0]
        best: set[int] = set()
        for days in np.array_split(np.unique(dated), _SLICES):
            if len(days):
                within = Period(day_of(int(days[0])), day_of(int(days[-1])))
                _, leg = self._engine.search(None, weights, _READ // _SLICES, within)
                best.update(leg.keys.tolist())
        return best

    def _forms(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return the parts of a text in order, with what else may stand for each."""
        expansions = self._synonyms.expansions(text, self._tokenizer.tokens(text))
        forms: dict[str, tuple[str, ...]] = {}
        rest = text
        for phrase, others in sorted(expansions.items(), key=lambda item: -len(item[0])):
            if phrase in rest:
                rest = rest.replace(phrase, " " * len(phrase))
                forms[phrase] = (phrase, *(other for other in others if len(other) > 1))
        for start, end in parts_of(rest, self._tokenizer, self._sampled):
            forms[rest[start:end]] = (rest[start:end],)
        return {part: forms[part] for part in sorted(forms, key=text.index)}

    def _weight(self, forms: Sequence[str]) -> float:
        found = len(_united(self._engine.having(self._tokens(f), ALWAYS) for f in forms).keys)
        return log1p(self._engine.manifest.passages / (1 + found))

    def _sampled(self, text: str) -> int:
        """Return about how many passages have a text in normal form word for word."""
        keys = self._engine.having(self._tokens(text), ALWAYS).keys
        step = max(1, len(keys) // _SAMPLE)
        sample = self._engine.passages(keys[::step].tolist(), ALWAYS)
        return step * sum(stands(text, told(passage)) for passage in sample)

    def _tokens(self, text: str) -> list[str]:
        return self._tokenizer.words(text)

    def _having_all(self, forms: Forms, period: Period) -> Dated:
        """Return the passages that have each part in one of its forms."""
        if not forms:
            return NO_PASSAGES
        columns = [
            _Column.of(self._engine, self._tokenizer, each, period) for each in forms.values()
        ]
        found = reduce(_common, (column.passages for column in columns))
        unsure = np.zeros(len(found.keys), dtype=np.bool_)
        for column in columns:
            unsure |= ~np.isin(found.keys, column.sure)
        kept = ~unsure
        passages = self._engine.passages(found.keys[unsure].tolist(), period)
        kept[unsure] = [_stand_all(forms, passage) for passage in passages]
        return Dated(found.keys[kept], found.days[kept])


@dataclass(frozen=True, slots=True)
class _Column:
    """The passages that may have one part.

    Attributes:
        passages: All that have the words of one of its forms.
        sure: (m,) int64, keys of those where it needs no look at the text: the form is one word.
    """

    passages: Dated
    sure: NDArray[np.int64]

    @classmethod
    def of(
        cls, engine: Engine, tokenizer: Tokenizer, forms: Iterable[str], period: Period
    ) -> "_Column":
        """Look up the passages of a part in a period."""
        found, sure = [], [NO_PASSAGES.keys]
        for form in forms:
            words = tokenizer.words(form)
            having = engine.having(words, period)
            found.append(having)
            if form in words:
                sure.append(having.keys)
        return cls(_united(found), np.concatenate(sure))


def told(passage: Passage) -> str:
    """Return what a passage says together with its article's title, in normal form."""
    return normal_form(f"{passage.title}\n{passage.text}")


def _stand_all(forms: Forms, passage: Passage) -> bool:
    as_printed = f"{passage.title}\n{passage.text}"
    # Most texts are in normal form as far as a topic goes, and to make it takes time.
    if all(any(form in as_printed for form in several) for several in forms.values()):
        return True
    return len(covered_words(normal_form(as_printed), forms)) == len(forms)


def _united(several: Iterable[Dated]) -> Dated:
    columns = [*several]
    keys, places = np.unique(np.concatenate([c.keys for c in columns]), return_index=True)
    return Dated.ordered(keys, np.concatenate([c.days for c in columns])[places])


def _common(one: Dated, other: Dated) -> Dated:
    inside = np.isin(one.keys, other.keys)
    return Dated(one.keys[inside], one.days[inside])
