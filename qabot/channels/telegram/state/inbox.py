"""Updates that Telegram has handed over and that are not answered yet."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Bot, Update
from telegram.ext import BaseUpdateProcessor

from qabot.channels.telegram.state.database import Database

logger = logging.getLogger(__name__)

# An update that was under way at so many ends of the process may well be what ended it.
_MOST_TRIES = 3
# Telegram hands an update over again within a day.
_REMEMBERED_S = 2 * 86_400
_FORGET_EVERY_S = 3600


class Inbox(asyncio.Queue[object]):
    """The application's queue, kept on disk: none is lost in a crash, none is answered twice.

    Telegram counts an update as delivered at the next poll, or when the webhook has answered; PTB does either only
    after `put` has returned.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._database = database
        self._now = now
        self._forget_at = 0.0
        self._open = True
        self._restored: set[int] = set()

    async def put(self, item: object) -> None:
        """Keep an update and hand it on, unless it was seen before."""
        if isinstance(item, Update) and not self._keep(item):
            logger.info("update %s came again: ignored", item.update_id)
            return
        await super().put(item)
        if self._now() >= self._forget_at:
            self._forget()

    def close(self) -> None:
        """Let nothing begin any more that waits: it stays on disk for the next start."""
        self._open = False

    def is_open(self) -> bool:
        """False once the bot is stopping."""
        return self._open

    def waiting(self) -> int:
        """Return how many updates are not done, those under way among them."""
        ((count,),) = self._database.rows("SELECT count(*) FROM updates WHERE NOT done")
        return int(count)

    def restore(self, bot: Bot) -> int:
        """Hand on what was not answered when the bot stopped; return how many there are."""
        self._forget()
        self._database.rows("UPDATE updates SET tries = tries + 1 WHERE NOT done")
        rows = self._database.rows("SELECT id, body, tries FROM updates WHERE NOT done ORDER BY id")
        for update_id, body, tries in rows:
            if tries > _MOST_TRIES:
                logger.error("update %s: given up after %s tries", update_id, _MOST_TRIES)
                self.done(update_id)
            elif update := Update.de_json(json.loads(body), bot):
                self._restored.add(update_id)
                self.put_nowait(update)
        return self.qsize()

    def is_restored(self, update_id: int) -> bool:
        """True if an update that is not done yet came before the bot stopped."""
        return update_id in self._restored

    def done(self, update_id: int) -> None:
        """Remember that an update needs nothing more."""
        self._restored.discard(update_id)
        self._database.rows("UPDATE updates SET done = 1, body = NULL WHERE id = ?", (update_id,))

    def placeholder(self, update_id: int) -> int | None:
        """Return the message that was sent in place of an update's answer, before the bot stopped."""
        rows = self._database.rows("SELECT placeholder FROM updates WHERE id = ?", (update_id,))
        return rows[0][0] if rows else None

    def set_placeholder(self, update_id: int, message_id: int) -> None:
        """Remember which message an update's answer is to replace."""
        self._database.rows(
            "UPDATE updates SET placeholder = ? WHERE id = ?", (message_id, update_id)
        )

    def _forget(self) -> None:
        self._forget_at = self._now() + _FORGET_EVERY_S
        self._database.rows("DELETE FROM updates WHERE at < ?", (self._now() - _REMEMBERED_S,))

    def _keep(self, update: Update) -> bool:
        return bool(
            self._database.rows(
                "INSERT OR IGNORE INTO updates (id, body, at) VALUES (?, ?, ?) RETURNING id",
                (update.update_id, update.to_json(), self._now()),
            )
        )


class Answering(BaseUpdateProcessor):
    """Lets many updates be answered side by side, and takes each out of the inbox once it is.

    Args:
        inbox: Where they come from.
        most: Updates under way at once.
    """

    def __init__(self, inbox: Inbox, most: int) -> None:
        super().__init__(most)
        self._inbox = inbox

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Answer one update; PTB hands errors to the error handler before this goes on.

        A task that is cancelled, since its turn never came before the bot stopped, leaves its update in the inbox.
        """
        if not self._inbox.is_open():
            if isinstance(coroutine, Coroutine):  # never awaited, Python would warn of it
                coroutine.close()
            return
        await coroutine
        if isinstance(update, Update):
            self._inbox.done(update.update_id)

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""
