"""Groups made into batches of token ids."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.reader.questions import Candidate, Group

BEGIN, PAD, END = 0, 1, 2
QUESTION_TOKENS = 48


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
    """

    size: int = 4
    hardest: int = 12
    bare: float = 0.15

    def draw(self, group: Group, rng: random.Random) -> list[Candidate]:
        """Draw one that answers, if there is any, and fill up with others."""
        chosen = [rng.choice(group.answering)] if group.answering else []
        pool = group.others[: self.hardest]
        chosen += rng.sample(pool, min(len(pool), self.size - len(chosen)))
        return [
            Candidate("", "", c.text, c.spans) if rng.random() < self.bare else c for c in chosen
        ]


def read_groups(path: Path) -> list[Group]:
    """Read groups as `Group.dump` writes them."""
    groups = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            item = json.loads(line)
            item["answering"] = [_candidate(c) for c in item["answering"]]
            item["others"] = [_candidate(c) for c in item["others"]]
            groups.append(Group(**item))
    return groups


def _candidate(item: dict[str, Any]) -> Candidate:
    return Candidate(item["title"], item["day"], item["text"], tuple(map(tuple, item["spans"])))


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
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:QUESTION_TOKENS]
        head = f"{candidate.title}({candidate.day})" if candidate.day else candidate.title
        encoded = self._tokenizer.encode(head + candidate.text, add_special_tokens=False)
        offsets = encoded.offsets
        first = next((i for i, (_, end) in enumerate(offsets) if end > len(head)), len(offsets))
        room = self._longest - len(asked) - 4
        spans = [_tokens_of(offsets, len(head) + s, len(head) + e) for s, e in candidate.spans]
        cut = _cut(len(offsets), first, room, spans, rng)
        kept = [*range(first), *range(first + cut, len(offsets))][:room]
        place = {token: at + len(asked) + 3 for at, token in enumerate(kept)}
        inside = [(place[s], place[e]) for s, e in spans if s in place and e in place]
        ids = [BEGIN, *asked, END, END, *(encoded.ids[token] for token in kept), END]
        return ids, len(asked) + 3 + first, [s for s, _ in inside], [e for _, e in inside]


def _tokens_of(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Return the first and last token that hold any of a range of characters."""
    held = [i for i, (s, e) in enumerate(offsets) if s < end and e > start]
    return held[0], held[-1]


def _cut(
    tokens: int, first: int, room: int, spans: Sequence[tuple[int, int]], rng: random.Random
) -> int:
    """Choose how many tokens of the text go at its beginning, so that an answer stays."""
    over = tokens - room
    if over <= 0:
        return 0
    if not spans:
        return rng.randint(0, over)
    start, end = spans[0]
    least = max(0, end + 1 - room)
    return rng.randint(min(least, over), max(min(over, start - first), min(least, over)))


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
