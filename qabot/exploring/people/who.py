"""Who a name stands for: offices by date, from the passages that have the name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from qabot.exploring.people.bounds import OfficeBounds
from qabot.exploring.people.citing import Citing
from qabot.exploring.people.companions import companions_of
from qabot.exploring.people.nearest import nearest
from qabot.exploring.people.offices import OfficeFinder
from qabot.exploring.people.persons import Evidence, Line, key_of, lines_of, persons_of
from qabot.exploring.people.types import Office, Person, Who
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.engine import Dated, Engine, Period
from qabot.types import Citation, Passage

# So many passages are read; of a name that has more, those evenly spread over them.
_READ = 3000
# Passages that are looked at from an end of the list until one is found.
_LOOKED_AT = (20, 200)


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage with what it says of the person."""

    passage: Passage
    article: str
    mentions: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read for a name.

    Attributes:
        having: All passages with the name's words.
        keys: Those that are read.
    """

    finder: OfficeFinder
    having: Dated
    period: Period
    keys: list[int]

    @property
    def complete(self) -> bool:
        return len(self.keys) == len(self.having.keys)


class WhoFinder:
    """Finds what an archive says about people; may be shared between threads.

    Args:
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.
    """

    def __init__(self, engine: Engine, tokenizer: Tokenizer) -> None:
        self._engine = engine
        self._tokenizer = tokenizer
        self._bounds = OfficeBounds(tokenizer)

    def who(self, name: str, period: Period, most: int) -> Who:
        """Return who a name stands for.

        Args:
            name: Of two characters or more.
            period: Only articles of these days.
            most: Offices, those first that most articles name.
        """
        finder = OfficeFinder(name, self._bounds)
        having = self._engine.having(self._tokenizer.words(normal_form(name)), period)
        reading = _Reading(finder, having, period, _spread(having.keys))
        read = self._read(reading.keys, reading)
        ends = self._ends(read, reading)
        if not ends:
            return Who(name=name, nearest=nearest(name, self._engine))
        lines = lines_of(
            Evidence(one.passage, held, one.article)
            for one in read
            for held in finder.offices(one.passage.text)
        )
        chosen = sorted(lines, key=lambda line: -len(line.articles))[:most]
        if not reading.complete:
            for line in chosen:
                self._exact(line, reading)
        groups = [
            kept
            for group in persons_of(lines)
            if (kept := [line for line in group if any(line is one for one in chosen)])
        ]
        told = self._told(name, groups, ends, period)
        return replace(
            told,
            passages=len(read) if reading.complete else len(having.keys),
            read=len(read) if reading.complete else len(reading.keys),
            left_out=len(lines) - len(chosen),
            companions=companions_of(name, _articles(read), self._engine),
        )

    def _told(
        self, name: str, groups: Sequence[Sequence[Line]], ends: Sequence[_Read], period: Period
    ) -> Who:
        """Return the offices with their citations, in the order in which they are shown."""
        citing = Citing()
        cited = [[_cited(line, citing) for line in group] for group in groups]
        outer = [citing.add(one.passage, one.mentions[:1]) for one in ends]
        citations = citing.citations(self._engine.printings(citing.article_ids(), period))
        return Who(
            name=name,
            persons=tuple(
                Person(
                    offices=tuple(
                        _office(line, citations[first], citations[last])
                        for line, (first, last) in zip(group, places, strict=True)
                    ),
                    companions=companions_of(
                        name,
                        _articles(found for line in group for found in line.evidence),
                        self._engine,
                    )
                    if len(groups) > 1
                    else (),
                )
                for group, places in zip(groups, cited, strict=True)
            ),
            first=citations[outer[0]],
            last=citations[outer[1]],
        )

    def _read(self, keys: Sequence[int], reading: _Reading) -> list[_Read]:
        """Read passages, without those that have the name's words and not the name."""
        passages = self._engine.passages(keys, reading.period)
        groups = self._engine.groups(keys)
        return [
            _Read(passage, str(group) if group else passage.article_id, mentions)
            for passage, group in zip(passages, groups, strict=True)
            if (mentions := reading.finder.mentions(passage.text))
        ]

    def _exact(self, line: Line, reading: _Reading) -> None:
        """Find the earliest and the latest passage of an office, of which not all were read."""
        words = f"{normal_form(reading.finder.name)}\n{normal_form(line.wording)}"
        keys = self._engine.having(self._tokenizer.words(words), reading.period).keys
        for ordered in (keys, keys[::-1]):
            found = (
                Evidence(one.passage, held, one.article)
                for one in self._from_the_end(ordered, reading)
                for held in reading.finder.offices(one.passage.text)
                if key_of(held.office) in line.keys and not held.told
            )
            line.evidence += [*islice(found, 1)]
        line.evidence.sort(key=lambda found: (found.day, found.passage.id))

    def _ends(self, read: Sequence[_Read], reading: _Reading) -> list[_Read]:
        """Return the earliest and the latest passage with the name, dated ones if any; none if no passage has it."""
        read = [one for one in read if one.passage.published] or read
        if reading.complete or not read:
            return [read[0], read[-1]] if read else []
        having = reading.having
        keys = having.keys[having.days > 0] if having.days[-1] else having.keys
        early, late = (
            next(self._from_the_end(ordered, reading), read[at])
            for ordered, at in ((keys, 0), (keys[::-1], -1))
        )
        return [early, late]

    def _from_the_end(self, keys: NDArray[np.int64], reading: _Reading) -> Iterator[_Read]:
        """Yield the first passages of a list that have the name, a few of them first."""
        begin = 0
        for end in _LOOKED_AT:
            yield from self._read(keys[begin:end].tolist(), reading)
            begin = end


def _office(line: Line, first: Citation, last: Citation) -> Office:
    return Office(name=line.wording, first=first, last=last, articles=len(line.articles))


def _articles(found: Iterable[_Read | Evidence]) -> dict[str, str]:
    """Return one article of each group of reprints."""
    articles: dict[str, str] = {}
    for one in found:
        articles.setdefault(one.article, one.passage.article_id)
    return articles


def _cited(line: Line, citing: Citing) -> tuple[int, int]:
    first, last = (
        citing.add(found.passage, (found.held.name, (found.held.start, found.held.end)))
        for found in (line.first, line.last)
    )
    return first, last


def _spread(keys: NDArray[np.int64]) -> list[int]:
    """Return the keys that are read: all, or so many evenly spread, the first and the last among them."""
    if len(keys) > _READ:
        keys = keys[np.linspace(0, len(keys) - 1, _READ).astype(np.int64)]
    read: list[int] = keys.tolist()
    return read
