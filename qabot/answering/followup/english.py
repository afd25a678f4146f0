"""Follow-ups in English, as far as one slot can be put in the place of another: and in 2018?"""

import re

_FRAME = re.compile(
    r"^(?:and|but|what about|how about|and what about|and how about)\s+(?:(?:in|for|on|of|at)\s+)?(?P<slot>[^?]+?)\s*\??$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAME = re.compile(r"(?:[A-Z][\w'-]+)(?:\s+[A-Z][\w'-]+)*")
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|there)\b", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", re.IGNORECASE)


def rewrite_english(question: str, before: str) -> str | None:
    """Complete a question in English from one in English; None where it is complete, or nothing fits."""
    frame = _FRAME.match(question.strip())
    if frame and not _ASKING.search(frame["slot"]):
        return _with_slot(frame["slot"], before)
    pronoun = _PRONOUN.search(question)
    name = _name(before)
    if pronoun and name and not _name(question[: pronoun.start()]):
        word = f"in {name}" if pronoun[0].lower() == "there" else name
        return question[: pronoun.start()] + word + question[pronoun.end() :]
    return None


def _with_slot(slot: str, before: str) -> str | None:
    pattern = _YEAR if _YEAR.fullmatch(slot) else _NAME
    place = _YEAR.search(before) if pattern is _YEAR else _name_place(before)
    if place:
        return (
            before[: place[0]] + slot + before[place[1] :]
            if isinstance(place, tuple)
            else (before[: place.start()] + slot + before[place.end() :])
        )
    if pattern is _YEAR:
        return f"{before.rstrip(' ?')} in {slot}?"
    return None


def _name(text: str) -> str | None:
    place = _name_place(text)
    return text[slice(*place)] if place else None


def _name_place(text: str) -> tuple[int, int] | None:
    """Give where the first name stands: capitals, other than at the question's own first word."""
    for found in _NAME.finditer(text):
        if found.start() > 0 or not _ASKING.match(found[0]):
            return found.span()
    return None
