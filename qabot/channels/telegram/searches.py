"""Searches, off the event loop: those of one chat in order, those of all chats side by side."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.conversations import Conversations
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.types import Answer

_AT_ONCE = 2
_LOOK_UPS_AT_ONCE = 2

P = ParamSpec("P")
T = TypeVar("T")


class Searches:
    """Answers the questions of all chats.

    Args:
        archive: Called from worker threads, several at once.
    """

    def __init__(self, archive: Archive) -> None:
        self._conversations = Conversations(archive)
        self._running = asyncio.Semaphore(_AT_ONCE)
        self._looking = asyncio.Semaphore(_LOOK_UPS_AT_ONCE)
        # A chat is forgotten as soon as none of its questions holds its lock or waits for it.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until all that came before it in a chat is answered."""
        lock = self._turns.setdefault(chat_id, asyncio.Lock())
        async with lock:
            yield

    async def ask(
        self, chat_id: int, question: str, k: int | None = None, period: Period = ALWAYS
    ) -> Answer:
        """Answer a question of a chat, which may follow up on the one before it."""
        conversation = self._conversations.of(chat_id)
        async with self._running:
            return await asyncio.to_thread(conversation.ask, question, k, period)

    async def look_up(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call what reads something from the archive: it takes milliseconds, and waits for no search."""
        async with self._looking:
            return await asyncio.to_thread(read, *args, **kwargs)

    def forget(self, chat_id: int) -> None:
        """Forget what was asked in a chat."""
        self._conversations.forget(chat_id)
