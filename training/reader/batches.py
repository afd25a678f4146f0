"""Groups made into batches of token ids."""

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from qabot.searching.reader.text import END, reader_input
from training.reader.questions import Candidate, Group
from training.reader.snippets import shortened, snippet
from training.reader.swaps import Swaps, without_answer

PAD = 1
_SHORT = 100  # characters
_SAMPLED = 4  # of the candidates that do not answer


@dataclass(frozen=True, slots=True)
class Batch:
    """Candidates of several questions, those of one next to each other.

    Attributes:
        ids: (n, tokens) int64.
        mask: (n, tokens) bool, False for padding.
        text: (n, tokens) bool, True for the tokens of the passage's text, where answers stand.
        starts: (n, tokens) bool, where answers start.
        ends: (n, tokens) bool, at the last token of each answer.
        answers: (n,) bool, whether the passage answers.
        sizes: Candidates of each question.
    """

    ids: Tensor
    mask: Tensor
    text: Tensor
    starts: Tensor
    ends: Tensor
    answers: Tensor
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draws candidates for a group.

    Attributes:
        size: Candidates of a question.
        hardest: Others are drawn from the first so many, the hardest.
        bare: Share of candidates that lose title and date.
        swaps: Makes near misses of the one that answers; None for none.
        near: Share of questions with such a near miss.
        torn: Share of questions whose candidates are made snippets.
        short: Share of the others whose answering candidate is shortened, and of short candidates that do not answer
            to which another one's text is added: length must not tell what answers.
    """

    size: int = 4
    hardest: int = 12
    bare: float = 0.15
    swaps: Swaps | None = None
    near: float = 0.7
    torn: float = 0.2
    short: float = 0.4

    def draw(self, group: Group, rng: random.Random) -> list[Candidate]:
        """Draw one that answers, if there is any, and fill up with others."""
        chosen = [rng.choice(group.answering)] if group.answering else []
        if chosen and self.swaps and rng.random() < self.near:
            near = (
                without_answer(chosen[0])
                if rng.random() < 0.5
                else self.swaps.swapped(group.question, chosen[0], rng)
            )
            chosen += [near] if near else []
        pool = group.others[: self.hardest]
        drawn = rng.sample(pool, min(len(pool), self.size - len(chosen)))
        chosen += [self._lengthened(c, pool, rng) for c in drawn]
        if rng.random() < self.torn:
            return [snippet(c, rng) for c in chosen]
        if chosen and chosen[0].spans and rng.random() < self.short:
            chosen[0] = shortened(chosen[0], rng)
        return [replace(c, title="", day=None) if rng.random() < self.bare else c for c in chosen]

    def _lengthened(
        self, candidate: Candidate, pool: Sequence[Candidate], rng: random.Random
    ) -> Candidate:
        if len(candidate.text) > _SHORT or rng.random() >= self.short:
            return candidate
        return replace(candidate, text=candidate.text + rng.choice(pool).text)


def read_groups(path: Path) -> list[Group]:
    """Read groups as `Group.dump` writes them."""
    groups = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            item["answering"] = [_candidate(c) for c in item["answering"]]
            item["others"] = [_candidate(c) for c in item["others"]]
            groups.append(Group(item["question"], item["answering"], item["others"]))
    return groups


def texts_of(paths: Iterable[Path]) -> Iterator[str]:
    """Yield questions, and of each some candidates as the reader sees them, of files of groups."""
    for path in paths:
        for group in read_groups(path):
            yield group.question
            for c in (*group.answering, *group.others[:_SAMPLED]):
                yield f"{c.title}（{c.day:%Y年%-m月%-d日}）{c.text}" if c.day else c.title + c.text


def _candidate(item: dict[str, Any]) -> Candidate:
    day = date.fromisoformat(item["day"]) if item["day"] else None
    spans = tuple((start, end) for start, end in item["spans"])
    return Candidate(item["title"], day, item["text"], spans)


class Batcher:
    """Makes batches.

    Args:
        tokenizer: Without truncation.
        longest: Most tokens of question and passage together.
    """

    def __init__(self, tokenizer: Tokenizer, longest: int) -> None:
        self._tokenizer = tokenizer
        self._longest = longest

    def batch(self, drawn: Sequence[tuple[str, Sequence[Candidate]]], rng: random.Random) -> Batch:
        """Make a batch of questions with their candidates."""
        rows = [self._row(question, c, rng) for question, candidates in drawn for c in candidates]
        tokens = max(len(row[0]) for row in rows)
        ids = np.full((len(rows), tokens), PAD, dtype=np.int64)
        marks = np.zeros((4, len(rows), tokens), dtype=bool)
        for n, (row, text, starts, ends) in enumerate(rows):
            ids[n, : len(row)] = row
            marks[0, n, : len(row)] = True
            marks[1, n, text : -1 if len(row) == tokens else len(row) - 1] = True
            marks[2, n, starts] = True
            marks[3, n, ends] = True
        mask, text, starts, ends = torch.from_numpy(marks)
        sizes = tuple(len(candidates) for _, candidates in drawn)
        answers = torch.tensor([bool(c.spans) for _, candidates in drawn for c in candidates])
        return Batch(torch.from_numpy(ids), mask, text, starts, ends, answers, sizes)

    def _row(
        self, question: str, candidate: Candidate, rng: random.Random
    ) -> tuple[list[int], int, list[int], list[int]]:
        """Return ids, where the text begins, where answers start and where they end."""
        seen = reader_input(
            self._tokenizer, question, candidate.title, candidate.day, candidate.text
        )
        spans = [p for s, e in candidate.spans if (p := seen.positions(s, e)) is not None]
        cut = _cut(len(seen.ids), seen.first, self._longest, spans, rng)
        ids = [*seen.ids[: seen.first], *seen.ids[seen.first + cut : -1]][: self._longest - 1]
        inside = [
            (start - cut, end - cut)
            for start, end in spans
            if seen.first <= start - cut and end - cut < len(ids)
        ]
        return [*ids, END], seen.first, [s for s, _ in inside], [e for _, e in inside]


def _cut(
    tokens: int, first: int, longest: int, spans: Sequence[tuple[int, int]], rng: random.Random
) -> int:
    """Choose how many tokens go at the beginning of a text that is too long, so that an answer stays."""
    over = tokens - longest
    if over <= 0:
        return 0
    if not spans:
        return rng.randint(0, over)
    start, end = rng.choice(spans)
    least = max(0, end + 2 - longest)
    return rng.randint(min(least, over), max(min(least, over), min(over, start - first)))


def batches(
    groups: Sequence[Group], batcher: Batcher, sampler: Sampler, per_batch: int, rng: random.Random
) -> Iterator[Batch]:
    """Yield the batches of one pass over the groups, with questions of like length together."""
    order = [*groups]
    rng.shuffle(order)
    for at in range(0, len(order), per_batch * 16):
        drawn = [(g.question, sampler.draw(g, rng)) for g in order[at : at + per_batch * 16]]
        drawn.sort(key=lambda d: max((len(c.title) + len(c.text) for c in d[1]), default=0))
        parts = [drawn[i : i + per_batch] for i in range(0, len(drawn), per_batch)]
        rng.shuffle(parts)
        for part in parts:
            if any(candidates for _, candidates in part):
                yield batcher.batch([d for d in part if d[1]], rng)
