"""The best spans of a passage, from what the model says of each token as the answer's start and end."""

import unicodedata
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qabot.language.normal import Normalized
from qabot.types import Span

Logits = NDArray[np.float32]

MAX_SPAN_TOKENS = 40
SPANS = 5
_KEPT_AT_ENDS = frozenset("%‰")
_PAIRS = {
    "《": "》",
    "〈": "〉",
    "(": ")",
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "[": "]",
    "【": "】",
}
_OPENING = {closing: opening for opening, closing in _PAIRS.items()}


def best_spans(
    body: Normalized, tokens: Sequence[tuple[int, int]], start: Logits, end: Logits
) -> tuple[Span, ...]:
    """Return the best spans, best first, none over another.

    No span is longer than `MAX_SPAN_TOKENS`, begins or ends inside a number or a Latin word, or has white space
    or loose punctuation at its ends.

    Args:
        body: The passage's text in normal form.
        tokens: For each token its range in `body.text`.
        start: (tokens,) logits.
        end: (tokens,) logits.
    """
    if not tokens:
        return ()
    scores = _scores(body, tokens, start, end)
    found: list[Span] = []
    while len(found) < SPANS:
        first, length = divmod(int(scores.argmax()), MAX_SPAN_TOKENS)
        logit = float(scores[first, length])
        if logit == -np.inf:
            break
        left, right = trimmed(body.text, tokens[first][0], tokens[first + length][1])
        if left == right:
            scores[first, length] = -np.inf
            continue
        found.append(Span(*body.span(left, right), logit))
        scores[first : first + length + 1] = -np.inf
        for row in range(max(0, first - MAX_SPAN_TOKENS), first):
            scores[row, first - row :] = -np.inf
    return tuple(found)


def _scores(
    body: Normalized, tokens: Sequence[tuple[int, int]], start: Logits, end: Logits
) -> NDArray[np.float32]:
    """Return logits by first token and length - 1, (tokens, MAX_SPAN_TOKENS), -inf where there is no span."""
    starts = np.where([not _inside(body, left) for left, _ in tokens], start, -np.inf)
    ends = np.where([not _inside(body, right) for _, right in tokens], end, -np.inf)
    padded = np.concatenate([ends, np.full(MAX_SPAN_TOKENS - 1, -np.inf)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, MAX_SPAN_TOKENS)
    scores: NDArray[np.float32] = (starts[:, None] + windows).astype(np.float32)
    return scores


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without white space and punctuation at its ends; pairs within it and a sign of % stay.

    A pair of which only the closing mark is outside is taken whole: 谥号「明圣」.
    """
    while start < end and _loose(text, start, end, start):
        start += 1
    while start < end and _loose(text, start, end, end - 1):
        end -= 1
    opening = _OPENING.get(text[end : end + 1])
    if opening and text.count(opening, start, end) > text.count(text[end], start, end):
        end += 1
    return start, end


def _loose(text: str, start: int, end: int, at: int) -> bool:
    char = text[at]
    if char.isspace():
        return True
    if char in _KEPT_AT_ENDS or not unicodedata.category(char).startswith("P"):
        return False
    if char == "-" and at == start and text[at + 1 : at + 2].isdigit():
        return False  # below zero
    partner = _PAIRS.get(char) or _OPENING.get(char)
    return partner is None or partner not in text[start:end]


def _inside(body: Normalized, at: int) -> bool:
    """Tell whether a border falls into a number, a Latin word, or what is one character as printed."""
    text = body.text
    if not 0 < at < len(text):
        return False
    if body.ends[at - 1] > body.starts[at]:
        return True
    before, after = text[at - 1], text[at]
    if before == ".":
        return _digit(text[max(0, at - 2) : at - 1]) and _digit(after)
    if _digit(before):
        return _digit(after) or after == "%" or (after == "." and _digit(text[at + 1 : at + 2]))
    return _latin(before) and _latin(after)


def _digit(char: str) -> bool:
    return char.isascii() and char.isdigit()


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
