"""Updates that Telegram has handed over and that are not answered yet."""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import BaseUpdateProcessor

from qabot.channels.telegram.state.database import Database

logger = logging.getLogger(__name__)

# An update that was under way at so many ends of the process may well be what ended it.
_MOST_TRIES = 3
# Between the tries while Telegram cannot be reached; the last one again and again.
_PAUSES_S = (5.0, 15.0, 60.0)
_LONGEST_OUTAGE_S = 600.0
# Telegram hands an update over again within a day.
_REMEMBERED_S = 2 * 86_400
_FORGET_EVERY_S = 3600


class NotKeptError(TelegramError):
    """An update could not be kept, and Telegram is to send it again.

    One of PTB's errors, after which its poller goes on; at any other it ends for good, without a word.
    """


class GivenUpError(Exception):
    """An update was under way at too many ends of the process."""


@dataclass(frozen=True, slots=True)
class _Outage:
    """Since when an update fails for want of Telegram, and how often it did."""

    since: float
    faults: int = 0


class Inbox(asyncio.Queue[object]):
    """The application's queue, kept on disk: none is lost in a crash, none is answered twice.

    Telegram counts an update as delivered at the next poll, or when the webhook has answered; PTB does either only
    after `put` has returned.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.

    Attributes:
        failing: True if the newest update could not be kept.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        super().__init__()
        self._database = database
        self._now = now
        self._forget_at = 0.0
        self._open = True
        self.failing = False
        self._outages: dict[int, _Outage] = {}
        self._postponed: set[int] = set()
        self._restored: set[int] = set()

    async def put(self, item: object) -> None:
        """Keep an update and hand it on, unless it was seen before.

        Raises:
            NotKeptError: It could not be kept.
        """
        if not isinstance(item, Update):
            await super().put(item)
            return
        try:
            if self._now() >= self._forget_at:
                self._forget()
            is_new = self._keep(item)
        except sqlite3.Error as exc:  # no space, or another program holds the file
            self.failing = True
            logger.error("an update could not be kept, Telegram is to send it again: %s", exc)  # noqa: TRY400
            raise NotKeptError(f"an update could not be kept: {exc}") from exc
        self.failing = False
        if is_new:
            await super().put(item)
        else:
            logger.info("update %s came again: ignored", item.update_id)

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
        rows = self._database.rows("SELECT body FROM updates WHERE NOT done ORDER BY id")
        for (body,) in rows:
            if update := Update.de_json(json.loads(body), bot):
                self._restored.add(update.update_id)
                self.put_nowait(update)
        return self.qsize()

    def is_restored(self, update_id: int) -> bool:
        """True if an update that is not done yet came before the bot stopped."""
        return update_id in self._restored

    def begin(self, update_id: int) -> None:
        """Count one more try of an update."""
        self._database.rows("UPDATE updates SET tries = tries + 1 WHERE id = ?", (update_id,))

    def rest(self, update_id: int) -> None:
        """Take the last try back: the update only waits, and an end of the process is not its doing."""
        self._database.rows("UPDATE updates SET tries = tries - 1 WHERE id = ?", (update_id,))

    def check_tries(self, update_id: int) -> None:
        """Let an update pass that did not end the process yet, as far as can be told.

        Raises:
            GivenUpError: It was under way at too many ends of the process.
        """
        if (self._value("tries", update_id) or 0) > _MOST_TRIES:
            raise GivenUpError(f"given up after {_MOST_TRIES} tries")

    def postpone(self, update: Update, at_least_s: float = 0) -> bool:
        """Hand an update on once more after a pause, since Telegram or the state could not be reached.

        Args:
            update: Under way.
            at_least_s: Seconds that Telegram wants the bot to wait.

        Returns:
            False if that went on for ten minutes, or if nothing of it is left to do.
        """
        update_id, now = update.update_id, self._now()
        outage = self._outages.get(update_id, _Outage(now))
        if now - outage.since >= _LONGEST_OUTAGE_S or self._value("done", update_id) != 0:
            return False
        pause_s = max(at_least_s, _PAUSES_S[min(outage.faults, len(_PAUSES_S) - 1)])
        self._outages[update_id] = _Outage(outage.since, outage.faults + 1)
        self._postponed.add(update_id)
        with suppress(sqlite3.Error):  # which may be the fault that is waited for
            self.rest(update_id)
        asyncio.get_running_loop().call_later(pause_s, self._resume, update)
        return True

    def is_postponed(self, update_id: int) -> bool:
        """True while an update waits for its next try."""
        return update_id in self._postponed

    def is_begun(self, update_id: int) -> bool:
        """True if something was tried before to answer an update."""
        return update_id in self._outages or self.placeholder(update_id) is not None

    def done(self, update_id: int) -> None:
        """Remember that an update needs nothing more."""
        self._restored.discard(update_id)
        self._database.rows("UPDATE updates SET done = 1, body = NULL WHERE id = ?", (update_id,))
        self._outages.pop(update_id, None)

    def placeholder(self, update_id: int) -> int | None:
        """Return the message that was sent in place of an update's answer, before the bot stopped."""
        placeholder: int | None = self._value("placeholder", update_id)
        return placeholder

    def set_placeholder(self, update_id: int, message_id: int) -> None:
        """Remember which message an update's answer is to replace."""
        self._database.rows(
            "UPDATE updates SET placeholder = ? WHERE id = ?", (message_id, update_id)
        )

    def sent(self, update_id: int) -> int:
        """Return how many messages of an update's answer were sent."""
        return self._value("sent", update_id) or 0

    def set_sent(self, update_id: int, count: int) -> None:
        """Remember how many messages of an update's answer were sent."""
        self._database.rows("UPDATE updates SET sent = ? WHERE id = ?", (count, update_id))

    def understood(self, update_id: int) -> str | None:
        """Return the whole question of an update, as it was understood at an earlier try."""
        understood: str | None = self._value("understood", update_id)
        return understood

    def set_understood(self, update_id: int, question: str) -> None:
        """Remember the whole question of an update: at its next try, others may have been asked."""
        self._database.rows("UPDATE updates SET understood = ? WHERE id = ?", (question, update_id))

    def _resume(self, update: Update) -> None:
        self._postponed.discard(update.update_id)
        if self._open:
            self.put_nowait(update)

    def _value(self, column: str, update_id: int) -> Any:
        """Return what is kept of an update; None if that is nothing, or if the update is forgotten."""
        rows = self._database.rows(f"SELECT {column} FROM updates WHERE id = ?", (update_id,))  # noqa: S608 - a column of ours
        return rows[0][0] if rows else None

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
        if not isinstance(update, Update):
            await coroutine
            return
        self._inbox.begin(update.update_id)
        await coroutine
        if self._inbox.is_postponed(update.update_id):
            return
        try:
            self._inbox.done(update.update_id)
        except sqlite3.Error as exc:  # an apology would be wrong: it is answered
            logger.error("update %s is done, which could not be kept: %s", update.update_id, exc)  # noqa: TRY400

    async def initialize(self) -> None:
        """Do nothing: there is nothing to prepare."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""
