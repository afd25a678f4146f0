"""How blocks begin and end, and the word that a cut between two of them may have broken."""

import logging
from dataclasses import dataclass
from functools import cache, lru_cache

import jieba

from qabot.reading.page.blocks import is_closed
from qabot.reading.page.pairs import pair_table
from qabot.reading.page.shapes import SHAPES, beginning, ending, unbalanced

_NEAR = 5
"""Characters on each side of a cut that are looked at for a word across it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What the two ends of a block tell.

    Attributes:
        head: Its first characters.
        tail: Its last characters.
        may_begin: How often a clause begins with its first two characters, 0 to 1.
        may_end: How often a clause ends with its last two.
        open: It does not end as a sentence ends.
        unopened: Quotes and brackets that it closes without having opened them.
        unclosed: Quotes and brackets that it opens and does not close.
    """

    head: str
    tail: str
    begins: str
    ends: str
    fresh: bool
    may_begin: float
    may_end: float
    open: bool
    unopened: int
    unclosed: int


def edge_of(text: str) -> Edge:
    """Look at the ends of a block in simplified characters."""
    unopened, unclosed = unbalanced(text[:4000])
    return Edge(
        head=text[:_NEAR],
        tail=text[-_NEAR:],
        begins=beginning(text),
        ends=ending(text),
        fresh=SHAPES["fresh"].fits(text[:40]) or SHAPES["numbered"].fits(text[:40]),
        may_begin=pair_table().begins_clause(text[:2]),
        may_end=pair_table().ends_clause(text[-2:]),
        open=not is_closed(text),
        unopened=unopened,
        unclosed=unclosed,
    )


def bond(left: Edge, right: Edge) -> float:
    """Give how firmly the last character of one block and the first of another hold together, in nats.

    Two digits, or two letters, hold as firmly as a word; signs not at all.
    """
    a, b = left.tail[-1], right.head[0]
    if (a.isdigit() and (b.isdigit() or b in ".%％万亿千百十元个年月日余多名人米公")) or (
        a.isascii() and a.isalpha() and b.isascii() and b.isalpha()
    ):
        return 3.0
    if not (_is_han(a) and _is_han(b)):
        return 0.0
    return max(-2.0, min(8.0, pair_table().bond(a, b)))


@cache
def _jieba() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def word_across(left: Edge, right: Edge) -> float:
    """Give how much likelier jieba's words are with the two ends put together than apart, in nats, 0 or more."""
    tail, head = left.tail, right.head
    if not _word_crosses(tail, head):
        return 0.0  # what the rest would give, at a twentieth of the time
    return max(0.0, _likelihood(tail + head) - _likelihood(tail) - _likelihood(head))


def _word_crosses(tail: str, head: str) -> bool:
    known = _jieba().FREQ
    return (
        _is_han(tail[-1])
        and _is_han(head[0])
        and any(
            known.get(tail[-left:] + head[:right])
            for left in range(1, len(tail) + 1)
            for right in range(1, len(head) + 1)
        )
    )


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=4096)
def _likelihood(text: str) -> float:
    tokenizer = _jieba()
    route: dict[int, tuple[float, int]] = {}
    tokenizer.calc(text, tokenizer.get_DAG(text), route)
    return route[0][0] if text else 0.0
