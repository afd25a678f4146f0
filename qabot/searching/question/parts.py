"""The questions in one question, each complete in itself.

Clauses that each ask are cut from each other, and what a later one leaves out comes from the first (chain.py);
then two things that one clause asks for at once are taken apart (coordination.py). A question with a single answer
stays whole.
"""

import re
from collections.abc import Iterator, Sequence

from qabot.language.dates.times import Time
from qabot.language.kinds import kind_of
from qabot.language.words import Tokenizer
from qabot.searching.question.chain import Chain, only_connects, repeats
from qabot.searching.question.coordination import MOST, taken_apart
from qabot.searching.question.kinds import Asked
from qabot.searching.question.pieces import Class, Cutter
from qabot.searching.question.words import asking_words, asks, masked, without_lead

# Of 15,443 questions (the five evaluation sets and training/score, 2026-11-29) the longest has 73 characters, and
# `MOST` of that length fit. What is longer is a pasted page, whose clauses do not go on from its first question.
_LONGEST = 300
# What is longer than any of them tells a story before it asks; of the story, so much leads a question that says too little.
_STORY, _LEAD = 100, 60
_SENTENCE = re.compile(r"[^?;。!\n]+[?;。!\n]*")
_COMMA = re.compile("(?<=[,，、])")
_NAMES_ONLY = re.compile("(?:那么?|还有|而)?[^,，。?]{1,16}呢[?。!]*")
# 何时|何地, 什么时候|在|哪里
_BETWEEN_TWO = re.compile("(?:分别)?[,、和与及又并]?(?:[在于由]|是)?")
_NOUNS = frozenset(["n", "ns", "nt", "nz", "vn"])
_SIDE_BY_SIDE = {Asked.DATE, Asked.PLACE, Asked.PERSON, Asked.ORGANISATION}


def parts_of(
    text: str, names: Sequence[str], times: Sequence[Time], tokenizer: Tokenizer
) -> tuple[str, ...]:
    """Take a question in normal form apart; give it alone where it is one.

    Of a question that tells a long story first, only what is near to what it asks is given.

    Args:
        text: The question.
        names: The names in it.
        times: The times in it.
        tokenizer: Cuts words.
    """
    near = _end_of(text, _LONGEST)
    if not near:  # one endless sentence
        return (text,)
    clauses = _clauses(near)
    told = len(text) > _STORY and any(map(_asks, clauses))
    cutter = Cutter(tokenizer, names, [text[time.start : time.end] for time in times])
    if told:
        clauses = _without_story(clauses, cutter)
    asking = sum(map(_asks, clauses)) if any(map(asks, clauses[:1])) else sum(map(asks, clauses))
    if asking > MOST:
        return (text,)
    if asking > 1 or told:
        return _chained(clauses, cutter)
    parts = _apart(clauses[0], cutter) if len(clauses) == 1 else ()
    return parts if len(parts) > 1 else (text,)


def _end_of(text: str, most: int) -> str:
    """Return the last pieces between commas that are together no longer than this."""
    start = len(text)
    for piece, _ in reversed([*_pieces(text)]):
        if len(text) - start + len(piece) > most:
            break
        start -= len(piece)
    return text[start:]


def _without_story(clauses: Sequence[str], cutter: Cutter) -> list[str]:
    """Leave what asks, led by the end of the story if it says too little by itself.

    What asks in the story (她问我多少钱。) is none of it where others end in a question mark.
    """
    asking = [clause for clause in clauses if _asks(clause)]
    asking = [clause for clause in asking if clause.rstrip().endswith("?")] or asking
    kept = [near if _asks(near := _end_of(clause, _LEAD)) else clause for clause in asking]
    lead = _end_of("".join(clauses[: clauses.index(asking[0])]), _LEAD)
    return kept if not lead or _asks(lead) or _tells(kept[0], cutter) else [lead, *kept]


def _asks(clause: str) -> bool:
    return asks(clause) or _names_only(clause)


def _names_only(clause: str) -> bool:
    return _NAMES_ONLY.fullmatch(clause.strip(" ,，")) is not None


def _clauses(text: str) -> list[str]:
    """Give the clauses that say something; one that asks again for the same stays with the one before it."""
    clauses: list[str] = []
    before = ""
    for clause in _cut(text):
        if not any(c.isalnum() for c in clause) or only_connects(clause):
            continue
        if repeats(before, clause):
            clauses[-1] += clause
        else:
            clauses.append(clause)
            before = clause
    return clauses or [text]


def _cut(text: str) -> list[str]:
    """Cut at the ends of sentences, and at commas between clauses that each ask."""
    clauses: list[str] = []
    asked = False  # anywhere so far: names alone ask only behind a question
    asking = ""  # the first piece of the last clause that asks
    names_only = False  # the last clause is 公路呢
    for piece, begins in _pieces(text):
        parted = asked and (asking or names_only) and _asks(piece) and not repeats(asking, piece)
        if begins or parted:
            clauses.append("")
            asking = ""
        names_only = not clauses[-1] and _names_only(piece)
        clauses[-1] += piece
        if asks(piece):
            asked = True
            asking = asking or piece
    return clauses


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what stands between commas, each comma with what is before it, and whether it begins a sentence."""
    for sentence in _SENTENCE.finditer(masked(text)):
        at = sentence.start()
        for piece in _COMMA.split(sentence[0]):
            yield text[at : at + len(piece)], at == sentence.start()
            at += len(piece)


def _chained(clauses: Sequence[str], cutter: Cutter) -> tuple[str, ...]:
    """Give the clauses that ask, each with what it takes from the others.

    What does not ask leads the question that follows it; behind the last question it is about all of them.
    """
    chain = Chain(cutter)
    whole: list[str] = []
    context = ""
    for clause in (clause.strip(" ,，、") for clause in clauses):
        if _asks(clause):
            whole.append(context + (chain.completed(clause, whole[0]) if whole else clause))
            context = ""
        elif not whole or _tells(clause, cutter):
            context += clause
    if context:
        context = context.rstrip("?;。!\n") + "。"
    return tuple(context + part for clause in whole for part in _apart(clause, cutter))


def _tells(statement: str, cutter: Cutter) -> bool:
    """Tell whether a statement has a name, a time or a noun; 谢谢 has none."""
    return any(
        piece.kind in (Class.NAME, Class.TIME)
        or (piece.kind is Class.NOUN and kind_of(piece.word) in _NOUNS)
        for piece in cutter.cut(statement)
    )


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
