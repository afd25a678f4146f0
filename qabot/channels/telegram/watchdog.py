"""Notices that no updates can come any more although the process lives."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from qabot.channels.telegram.application import TelegramApplication
from qabot.channels.telegram.faults import Faults
from qabot.errors import QABotError

logger = logging.getLogger(__name__)


class Watchdog:
    """Looks from time to time, and stops the application when there is a reason.

    Args:
        look: Returns the reason; None as long as there is none.
        pause_s: Seconds between two looks.
        faults: Stops the application.
    """

    def __init__(
        self, look: Callable[[], Awaitable[QABotError | None]], pause_s: float, faults: Faults
    ) -> None:
        self._look = look
        self._pause_s = pause_s
        self._faults = faults
        self._watching: asyncio.Task[None] | None = None

    def start(self, application: TelegramApplication) -> None:
        """Begin to look, in a task of its own."""
        self._watching = asyncio.create_task(self._watch(application))

    async def stop(self) -> None:
        """Look no more."""
        if self._watching:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching

    async def _watch(self, application: TelegramApplication) -> None:
        while True:
            await asyncio.sleep(self._pause_s)
            # Before it runs, retries of the start are under way, which end by themselves.
            if application.running and (reason := await self._look()):
                self._faults.stop(application, reason)
                return
