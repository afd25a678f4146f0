"""Searches, off the event loop: those of one chat in order, those of all chats side by side."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import ParamSpec, TypeVar

from qabot.answering.conversation import PAUSE_S, Conversation
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.conversations import Asker, Conversations
from qabot.channels.telegram.state.answers import Earlier, ShownAnswers
from qabot.channels.telegram.turns import Turns
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.types import Answer

_AT_ONCE = 2
_READS_AT_ONCE = 2

P = ParamSpec("P")
T = TypeVar("T")


class Searches:
    """Answers the questions of all chats.

    Args:
        archive: Called from worker threads, several at once.
        go_on: False once nothing is to begin any more.
        answers: What was asked before the bot stopped, and in messages of the bot that are replied to.
    """

    def __init__(
        self,
        archive: Archive,
        go_on: Callable[[], bool] = lambda: True,
        answers: ShownAnswers | None = None,
    ) -> None:
        self._archive = archive
        self._go_on = go_on
        self._answers = answers
        self._conversations = Conversations(archive)
        self._running = asyncio.Semaphore(_AT_ONCE)
        self._reading = asyncio.Semaphore(_READS_AT_ONCE)
        self._turns = Turns()

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until all that came before it in a chat is answered.

        Raises:
            CancelledError: Its turn comes when nothing is to begin any more.
        """
        async with self._turns.of(chat_id):
            if not self._go_on():
                raise asyncio.CancelledError
            yield

    async def ask(
        self,
        asker: Asker,
        question: str,
        k: int | None = None,
        period: Period = ALWAYS,
        replies_to: int | None = None,
    ) -> Answer:
        """Answer a question of a person, which may follow up on another.

        That is the one of the message that it replies to, or else the person's last one, also over a restart.
        """
        earlier = self._before(asker, replies_to)
        conversation = self._conversations.of(asker)
        async with self.place():
            if earlier:
                await asyncio.to_thread(_resume, conversation, earlier)
            return await asyncio.to_thread(conversation.ask, question, k, period)

    async def ask_again(
        self, question: str, understood: str, k: int | None = None, period: Period = ALWAYS
    ) -> Answer:
        """Answer a question once more, as it was understood the first time, whatever was asked since."""
        async with self.place() as archive:
            answer = await asyncio.to_thread(archive.ask, understood, k, period)
        was_whole = understood == question
        return replace(answer, question=question, understood=None if was_whole else understood)

    def _before(self, asker: Asker, replies_to: int | None) -> Earlier | None:
        if self._answers is None:
            return None
        if replies_to and (answer := self._answers.shown_in(asker.chat_id, replies_to)):
            return answer
        if not _is_private(asker) or asker in self._conversations:
            return None
        return self._answers.newest(asker.chat_id, PAUSE_S)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Archive]:
        """Wait until a further search may run; what searches outside of the chats does so in here."""
        async with self._running:
            yield self._archive

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what reads something from the archive: that takes milliseconds, and waits for no search."""
        async with self._reading:
            return await asyncio.to_thread(call, *args, **kwargs)

    def forget(self, asker: Asker) -> None:
        """Forget what a person asked in a chat; what was shown there is not gone on with either."""
        self._conversations.of(asker).forget()
        if self._answers and _is_private(asker):
            self._answers.close(asker.chat_id)


def _is_private(asker: Asker) -> bool:
    """True in a private chat; of an answer in a group, nothing tells who asked."""
    return asker.chat_id == asker.person


def _resume(conversation: Conversation, earlier: Earlier) -> None:
    conversation.resume(earlier.question, earlier.text, earlier.age_s)
