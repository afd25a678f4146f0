"""People who ask the bot, and what becomes of their questions."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle
from queue import Empty, SimpleQueue
from typing import Any

from qabot.channels.telegram import wording
from telegram_server import PLACEHOLDERS, TelegramServer
from telegram_server.updates import message

_FIRST_CHAT = 1000
_HELP_CHAT = 999  # of somebody who only asks for /help
_HELP_EVERY_S = 0.5
_PATIENCE_S = 300.0  # without any answer, after which the others count as lost


class Outcome(StrEnum):
    """What became of a question."""

    ONCE = "answered once"
    AGAIN = "answered more than once"
    EXCUSED = "refused or failed, with an excuse"
    NEVER = "never answered"


@dataclass(slots=True)
class Asked:
    """One message to the bot.

    Attributes:
        chat: Where.
        message_id: Its number; no two are the same, whatever the chat.
        at_s: When it was sent.
        seconds: From then to the answer; None as long as there is none.
    """

    chat: int
    message_id: int
    at_s: float
    seconds: float | None = None


class Crowd:
    """Asks, and notes when each answer is shown.

    Args:
        server: Where they talk to the bot.
        questions: Asked in turn, and again from the first.

    Attributes:
        asked: All questions so far.
        helps: All calls for /help so far.
        seconds: That the last `ask` took.
    """

    def __init__(self, server: TelegramServer, questions: Sequence[str]) -> None:
        self.asked: list[Asked] = []
        self.helps: list[Asked] = []
        self.seconds = 0.0
        self._questions = cycle(questions)
        self._server = server
        self._open: dict[int, Asked] = {}
        self._shown: SimpleQueue[tuple[float, dict[str, Any]]] = SimpleQueue()
        server.on_shown = lambda params: self._shown.put((time.monotonic(), params))

    def ask(self, count: int, *, chats: int, each: int = 1, helps: bool = False) -> Iterator[Asked]:
        """Ask so many questions, and give each when it is answered; end early if nothing comes any more.

        Args:
            count: Of all chats together.
            chats: That ask at once.
            each: Questions that a chat has open.
            helps: True to ask for /help besides, as long as questions are open.
        """
        began = time.monotonic()
        first = ([_FIRST_CHAT + chat for chat in range(chats)] * each)[:count]
        for chat in first:
            self._ask(chat)
        for number in range(count):
            if (answered := self._next_answered(helps=helps)) is None:
                break
            if number < count - len(first):
                self._ask(answered.chat)
            self.seconds = time.monotonic() - began
            yield answered

    def _next_answered(self, *, helps: bool) -> Asked | None:
        """Wait for the next answer; None if there is none for minutes."""
        patient_until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < patient_until:
            if helps:
                self._ask_for_help()
            try:
                at_s, params = self._shown.get(timeout=_HELP_EVERY_S)
            except Empty:
                continue
            asked = self._open.get(_replies_to(params))
            if asked is None or params["text"] in PLACEHOLDERS:
                continue
            del self._open[asked.message_id]
            asked.seconds = at_s - asked.at_s
            if asked.chat != _HELP_CHAT:
                return asked
        return None

    def _ask(self, chat: int) -> None:
        self.asked.append(self._send(chat, next(self._questions)))

    def _ask_for_help(self) -> None:
        if not self.helps or time.monotonic() - self.helps[-1].at_s >= _HELP_EVERY_S:
            self.helps.append(self._send(_HELP_CHAT, "/help"))

    def _send(self, chat: int, text: str) -> Asked:
        sent = message(text, sender=chat)
        asked = Asked(chat, sent["message_id"], time.monotonic())
        self._open[asked.message_id] = asked
        self._server.deliver(sent)
        return asked


def outcomes(asked: Iterable[Asked], messages: Iterable[dict[str, Any]]) -> dict[Outcome, int]:
    """Count what became of questions.

    Args:
        asked: The questions.
        messages: The bot's, as they stand in the end.
    """
    replies = defaultdict(list)
    for params in messages:
        if params["text"] not in PLACEHOLDERS:
            replies[_replies_to(params)].append(params["text"])
    found = Counter(_outcome(replies[one.message_id]) for one in asked)
    return {outcome: found[outcome] for outcome in Outcome}


def _outcome(replies: Sequence[str]) -> Outcome:
    if not replies:
        return Outcome.NEVER
    if len(replies) > 1:
        return Outcome.AGAIN
    # Up to where they differ from case to case, in the language of this process.
    excuses = (wording.apology("").partition("<code>")[0], wording.too_many_wait())
    return Outcome.EXCUSED if replies[0].startswith(excuses) else Outcome.ONCE


def _replies_to(params: dict[str, Any]) -> int:
    """Return the number of the message that one of the bot replies to; 0 if it replies to none."""
    return int(params.get("reply_parameters", {}).get("message_id", 0))
