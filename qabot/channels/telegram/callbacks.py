"""What a button says when it is pressed: a few ASCII characters, of which Telegram carries 64."""

import re
from dataclasses import dataclass
from enum import StrEnum

VERSION = "1"
"""Raised when the codes change their meaning; buttons of another version are told to be too old."""
MOST = 9999
"""Highest number that a button carries."""
SUBJECT_CHARS = 51
"""Longest subject that leaves room for all the rest."""

_CODE = re.compile(
    rf"{VERSION}:([a-z]):([A-Za-z0-9_-]{{0,{SUBJECT_CHARS}}}):([0-9]{{1,4}}):(-?[0-9]{{1,3}})"
)


class Action(StrEnum):
    """What a button does."""

    PASSAGE = "m"
    """Shows a passage of an answer, or one that stands near it in its article."""
    WHOLE = "f"
    """Sends the article that a passage of an answer is from."""
    VOTE = "v"
    """Takes a vote on an answer: step 1 is for it, any other against."""
    ARTICLE = "a"
    """Turns to a page of an article."""
    EXPLORE = "e"
    """Turns to a page of what an exploring command shows."""
    LATEST = "l"
    """Turns to a page of the newest articles; under messages of earlier versions."""
    STAY = "n"
    """Does nothing: it tells which page is shown."""


@dataclass(frozen=True, slots=True)
class Press:
    """A press of a button.

    Attributes:
        subject: Id of the answer, payload of the article, or code of the request; empty where there is none.
        at: Passage of the answer, or page, from 0.
        step: Passages from that one in its article, forth or back.
    """

    action: Action
    subject: str = ""
    at: int = 0
    step: int = 0

    def encode(self) -> str:
        """Return the data of a button, 64 bytes at most."""
        return f"{VERSION}:{self.action}:{self.subject}:{self.at}:{self.step}"


def parse(data: str | None) -> Press | None:
    """Return what a button says, or None if it is none of this version's."""
    match = _CODE.fullmatch(data or "")
    if match is None or match[1] not in list(Action):
        return None
    return Press(Action(match[1]), match[2], int(match[3]), int(match[4]))
