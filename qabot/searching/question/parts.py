"""The questions in one question, each complete in itself.

Clauses that each ask are cut from each other, and what a later one leaves out comes from the first (chain.py);
then two things that one clause asks for at once are taken apart (coordination.py). A question with a single answer
stays whole.
"""

import re
from collections.abc import Sequence

from qabot.language.dates.times import Time
from qabot.language.words import Tokenizer
from qabot.searching.question.chain import Chain, repeats
from qabot.searching.question.coordination import MOST, taken_apart
from qabot.searching.question.kinds import Asked
from qabot.searching.question.pieces import Cutter
from qabot.searching.question.words import asking_words, asks, masked, without_lead

_SENTENCE = re.compile(r"[^?;。!\n]+[?;。!\n]*")
_COMMA = re.compile("(?<=[,，、])")
_NAMES_ONLY = re.compile("(?:那么?|还有|而)?[^,，。?]{1,16}呢[?。!]*")
# 何时|何地, 什么时候|在|哪里
_BETWEEN_TWO = re.compile("(?:分别)?[,、和与及又并]?(?:[在于由]|是)?")
_SIDE_BY_SIDE = {Asked.DATE, Asked.PLACE, Asked.PERSON, Asked.ORGANISATION}


def parts_of(
    text: str, names: Sequence[str], times: Sequence[Time], tokenizer: Tokenizer
) -> tuple[str, ...]:
    """Take a question in normal form apart; give it alone where it is one.

    Args:
        text: The question.
        names: The names in it.
        times: The times in it.
        tokenizer: Cuts words.
    """
    clauses = _clauses(text)
    asking = sum(map(_asks, clauses)) if any(map(asks, clauses[:1])) else sum(map(asks, clauses))
    if asking > MOST:
        return (text,)
    cutter = Cutter(tokenizer, names, [text[time.start : time.end] for time in times])
    if asking > 1:
        chain = Chain(cutter)
        return tuple(
            part for clause in _completed(clauses, chain) for part in _apart(clause, cutter)
        )
    return _apart(text, cutter) if len(clauses) == 1 else (text,)


def _asks(clause: str) -> bool:
    return asks(clause) or _NAMES_ONLY.fullmatch(clause.strip(" ,，")) is not None


def _clauses(text: str) -> list[str]:
    """Cut at the ends of sentences, and at commas between clauses that each ask."""
    clauses: list[str] = []
    for sentence in _SENTENCE.finditer(masked(text)):
        pieces = [""]
        at = sentence.start()
        for piece in _COMMA.split(sentence[0]):
            own = text[at : at + len(piece)]
            at += len(piece)
            if (
                asks(text[: at - len(piece)])
                and _asks(pieces[-1])
                and _asks(own)
                and not repeats(pieces[-1], own)
            ):
                pieces.append(own)
            else:
                pieces[-1] += own
        for piece in pieces:
            if not any(c.isalnum() for c in piece):
                continue
            if clauses and _asks(clauses[-1]) and asks(piece) and repeats(clauses[-1], piece):
                clauses[-1] += piece
            else:
                clauses.append(piece)
    return clauses or [text]


def _completed(clauses: Sequence[str], chain: Chain) -> list[str]:
    """Give the clauses that ask, each with what it takes from those before it."""
    whole: list[str] = []
    context = ""
    for clause in (clause.strip(" ,，、") for clause in clauses):
        if not _asks(clause):
            context += clause
        elif whole:
            whole.append(chain.completed(clause, whole[0]))
        else:
            whole.append(context + clause)
    return whole


def _apart(clause: str, cutter: Cutter) -> tuple[str, ...]:
    return _two_asked(clause) or taken_apart(clause, cutter)


def _two_asked(clause: str) -> tuple[str, ...]:
    """何时何地举行, 什么时候在哪里举行."""
    clear = without_lead(masked(clause))
    words = list(asking_words(clear))
    if len(words) != 2 or len({word.asked for word in words} & _SIDE_BY_SIDE) != 2:
        return ()
    first, second = words
    if not _BETWEEN_TWO.fullmatch(clear, first.end, second.start):
        return ()
    return (
        clause[: first.end] + clause[second.end :],
        clause[: first.start] + clause[first.end :].lstrip(",、和与及又并"),
    )
