"""Passages as other archives have them: torn out of their articles, without a title, with gaps; or shorter."""

import random
from dataclasses import replace

from qabot.language.sentences import sentence_spans
from training.reader.questions import Candidate

_GAP = " ... "


def snippet(candidate: Candidate, rng: random.Random) -> Candidate:
    """Return pieces of a passage's text with gaps between them; a piece holds an answer, if there is one."""
    text = candidate.text
    pieces = sorted({_piece(text, rng) for _ in range(rng.randint(0, 2))})
    if candidate.spans:
        pieces.append(_around(text, rng.choice(candidate.spans), rng))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces or [(0, len(text))]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    joined, spans = "", []
    for start, end in merged:
        joined += _GAP if joined or start else ""
        shift = len(joined) - start
        spans += [(s + shift, e + shift) for s, e in candidate.spans if start <= s and e <= end]
        joined += text[start:end]
    return Candidate("", candidate.day if rng.random() < 0.3 else None, joined, tuple(spans))


def shortened(candidate: Candidate, rng: random.Random) -> Candidate:
    """Return some sentences of a passage in a row, one of its answers among them.

    People write passages that answer longer than near misses; length must not tell them apart.
    """
    span = rng.choice(candidate.spans)
    sentences = list(sentence_spans(candidate.text))
    holding = [at for at, (s, e) in enumerate(sentences) if s < span[1] and span[0] < e]
    start = sentences[rng.randint(0, holding[0])][0]
    end = sentences[rng.randint(holding[-1], len(sentences) - 1)][1]
    spans = tuple((s - start, e - start) for s, e in candidate.spans if start <= s and e <= end)
    return replace(candidate, text=candidate.text[start:end], spans=spans)


def _piece(text: str, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(text))
    return start, min(len(text), start + rng.randint(15, 60))


def _around(text: str, span: tuple[int, int], rng: random.Random) -> tuple[int, int]:
    return max(0, span[0] - rng.randint(15, 70)), min(len(text), span[1] + rng.randint(0, 60))
