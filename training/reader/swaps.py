"""Passages that almost answer: the answering sentence taken out, or what the question names put another way.

Search gives negatives that are about something else; these are about the very same and still do not answer.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qabot.language.sentences import sentence_spans
from qabot.language.words import Tokenizer
from qabot.searching.question import analyse
from training.reader.questions import Candidate, Group

_LEAST_CHARS = 24
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_OTHER_TIMES = re.compile(r"(?<!\d)\d{1,2}(?=月|日|号|届|次会|季度)")


def without_answer(candidate: Candidate) -> Candidate | None:
    """Take out the sentences with the answer; None if too little is left or the answer stands in the title."""
    answers = {candidate.text[start:end] for start, end in candidate.spans}
    left = "".join(
        candidate.text[start:end]
        for start, end in sentence_spans(candidate.text)
        if not any(start < e and s < end for s, e in candidate.spans)
    )
    if len(left) < _LEAST_CHARS or any(answer in candidate.title for answer in answers):
        return None
    return replace(candidate, text=left, spans=())


@dataclass(frozen=True, slots=True)
class Swaps:
    """Names of questions, to put one in the place of another.

    Attributes:
        names: By question, those that it names.
        others: All of them, by length.
    """

    names: dict[str, tuple[str, ...]]
    others: dict[int, list[str]]

    @classmethod
    def of(cls, groups: Iterable[Group], tokenizer: Tokenizer) -> "Swaps":
        """Collect the names of all questions."""
        today = date(2026, 1, 1)
        names = {g.question: analyse(g.question, tokenizer, today).names for g in groups}
        others: dict[int, list[str]] = {}
        for name in sorted({name for several in names.values() for name in several}):
            others.setdefault(len(name), []).append(name)
        return cls(names, others)

    def swapped(self, question: str, candidate: Candidate, rng: random.Random) -> Candidate | None:
        """Change a year, another figure of time, or a name that question and passage share; None if there is none."""
        choices = [*self._times(question, candidate), *self._names(question, candidate, rng)]
        if not choices:
            return None
        old, new = rng.choice(choices)
        day = candidate.day
        if day and _YEAR.search(f"{old}年") and len(old) == 4:
            day = day + timedelta(days=365 * (int(new) - int(old)))
        pattern = re.compile(rf"(?<!\d){old}(?!\d)" if old.isdigit() else re.escape(old))
        return replace(
            candidate,
            title=pattern.sub(new, candidate.title),
            text=pattern.sub(new, candidate.text),
            day=day,
            spans=(),
        )

    def _times(self, question: str, candidate: Candidate) -> Sequence[tuple[str, str]]:
        seen = (
            f"{candidate.title}\n{candidate.text}\n{candidate.day.year if candidate.day else ''}年"
        )
        years = [y for y in set(_YEAR.findall(question)) if y in seen]
        figures = [
            f for f in set(_OTHER_TIMES.findall(question)) if f in _OTHER_TIMES.findall(seen)
        ]
        return [
            *((y, str(int(y) + step)) for y in years for step in (-2, -1, 1, 2)),
            *((f, str(max(1, int(f) + step))) for f in figures for step in (-1, 1, 2)),
        ]

    def _names(
        self, question: str, candidate: Candidate, rng: random.Random
    ) -> Sequence[tuple[str, str]]:
        seen = candidate.title + candidate.text
        found = [n for n in self.names.get(question, ()) if n in seen and not n.isdigit()]
        return [
            (name, other)
            for name in found
            for other in rng.choices(self.others[len(name)], k=2)
            if other not in seen and other not in question
        ]
