"""What begins and ends with the bot."""

import asyncio
import logging
import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from qabot.channels.telegram.alerts.watch import NewsWatch
from qabot.channels.telegram.application import TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.menu import announce
from qabot.channels.telegram.monitor import Monitor
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.watchdog import Watchdog

logger = logging.getLogger(__name__)

_FIRST_QUESTION = "水库能蓄多少水？"


class Interrupts:
    """Ctrl-C: noted, since PTB stops at it but does not say why, and never thrown into an answer under way."""

    def __init__(self) -> None:
        self.seen = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Stop at Ctrl-C as long as no event loop does it."""
        before = signal.signal(signal.SIGINT, self._stop_at_once)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def catch_in(self, application: TelegramApplication) -> None:
        """Let the running event loop take Ctrl-C between two steps of its tasks."""
        with suppress(NotImplementedError):  # on Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._stop, application)

    def _stop(self, application: TelegramApplication) -> None:
        if self.seen or not application.running:
            self._stop_at_once()
        self.seen = True
        application.stop_running()

    def _stop_at_once(self, *_: object) -> None:
        self.seen = True
        raise KeyboardInterrupt


class Lifetime:
    """Starts the other parts in the application's event loop, and ends them.

    Args:
        archive: Asked one question before people ask theirs.
        inbox: Hands on what was not answered before.
        news_watch: Runs beside the answers.
        watchdog: The same.
        monitor: The same.
        interrupts: Taken over by the event loop.
        admins: Users whose menus are longer.
    """

    def __init__(
        self,
        archive: Archive,
        inbox: Inbox,
        news_watch: NewsWatch,
        watchdog: Watchdog,
        monitor: Monitor,
        interrupts: Interrupts,
        admins: Collection[int],
    ) -> None:
        self._archive = archive
        self._inbox = inbox
        self._news_watch = news_watch
        self._watchdog = watchdog
        self._monitor = monitor
        self._interrupts = interrupts
        self._admins = admins

    def register(self, application: TelegramApplication) -> None:
        """Begin and end with the application."""
        application.post_init = self._begin
        application.post_stop = self._end_sending
        application.post_shutdown = self._end

    async def _begin(self, application: TelegramApplication) -> None:
        self._interrupts.catch_in(application)
        self._monitor.start()
        await asyncio.gather(
            announce(application.bot, self._admins), asyncio.to_thread(_warm_up, self._archive)
        )
        if waiting := self._inbox.restore(application.bot):
            logger.info("going on with %s updates from before the last stop", waiting)
        self._news_watch.start(application.bot)
        self._watchdog.start(application)

    async def _end_sending(self, _: TelegramApplication) -> None:
        # From the shutdown on, nothing can be sent any more.
        await self._news_watch.stop()

    async def _end(self, _: TelegramApplication) -> None:
        # PTB leaves out the one above if the application could not begin.
        await self._news_watch.stop()
        await self._watchdog.stop()
        await self._monitor.stop()


def _warm_up(archive: Archive) -> None:
    """Ask something: what is made at the first search takes seconds, too long for who types an inline query."""
    try:
        archive.ask(_FIRST_QUESTION)
    except Exception:
        # Who asks will be told; it may be mended by then.
        logger.exception("the first search failed")
