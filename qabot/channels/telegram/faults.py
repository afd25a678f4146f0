"""What happens when something goes wrong."""

import logging
import secrets
import sqlite3
import time
from collections import deque
from collections.abc import Callable

from telegram import Update
from telegram.error import ChatMigrated, Conflict, TelegramError
from telegram.ext import ApplicationHandlerStop

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.sending import (
    brief,
    flood_s,
    passes,
    replace,
    reply,
    respond,
    send,
)
from qabot.channels.telegram.state.inbox import GivenUpError, Inbox, NotKeptError
from qabot.errors import QABotError
from qabot.messages import say

logger = logging.getLogger(__name__)

# One conflict may be our own poll from before a lost connection. Two programs that take the poll
# from each other both see one at every turn; with three, only the first to see them gives way.
_CONFLICTS = 3
_WITHIN_S = 60.0


class Faults:
    """The error handler, and the memory of what cannot be recovered from.

    Args:
        inbox: Knows which message an answer was to replace.
        metrics: Counts the errors.
        moved: Told of the old and the new id of a group that was found to have become a supergroup.
        clock: Seconds from any fixed moment, never going back.

    Attributes:
        fatal: Why the bot was stopped; None if it was not stopped by an error.
    """

    def __init__(
        self,
        inbox: Inbox,
        metrics: Metrics,
        moved: Callable[[int, int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._moved = moved
        self.fatal: QABotError | None = None
        self._clock = clock
        self._conflicts: deque[float] = deque(maxlen=_CONFLICTS)

    def stop(self, application: TelegramApplication, reason: QABotError) -> None:
        """End the bot with an error, after the answers under way."""
        self.fatal = reason
        application.stop_running()

    async def handle(self, update: object, context: Context) -> None:
        """Log an error; apologise to the person whose message or press it was, or postpone it if the fault passes.

        Raises:
            ApplicationHandlerStop: Nothing else is to happen to the update: PTB would ask the handlers after this one.
        """
        error = context.error
        if not isinstance(update, Update):
            self._metrics.failed("polling")
            if not isinstance(
                error, NotKeptError
            ):  # the inbox has told of it, also where there are no polls
                logger.warning("polling failed and goes on: %s", brief(error))
            if isinstance(error, Conflict) and self.is_lasting_conflict():
                self.stop(context.application, _another_bot_polls())
            return
        self._metrics.failed("update")
        if isinstance(error, ChatMigrated) and (chat := update.effective_chat):
            self._moved(chat.id, error.new_chat_id)
        waits = passes(error) or isinstance(error, sqlite3.OperationalError)
        if waits and self._inbox.postpone(update, flood_s(error)):
            what = "Telegram" if passes(error) else "the state"
            logger.warning(
                "update %s waits, %s was not reached: %s", update.update_id, what, brief(error)
            )
        else:
            await self._apologise(update, error)
        raise ApplicationHandlerStop

    async def _apologise(self, update: Update, error: Exception | None) -> None:
        error_id = secrets.token_hex(4)
        if passes(error) or isinstance(
            error, GivenUpError | ChatMigrated
        ):  # a trace would tell nothing more
            logger.error("error %s in update %s: %s", error_id, update.update_id, brief(error))
        else:
            logger.error("error %s in update %s", error_id, update.update_id, exc_info=error)
        if update.callback_query is not None:
            await respond(update.callback_query, wording.button_failed(error_id))
        if (message := update.message) is None:
            return
        apology = [wording.apology(error_id)]
        placeholder = self._inbox.placeholder(update.update_id)
        try:
            if isinstance(error, ChatMigrated):
                await send(message.get_bot(), error.new_chat_id, apology)
            elif placeholder is None or self._inbox.sent(update.update_id):
                await reply(message, apology)
            else:
                await replace(
                    message.get_bot(), message.chat_id, placeholder, apology, asked=message
                )
        except TelegramError as exc:
            logger.warning("error %s: no apology could be sent: %s", error_id, brief(exc))

    def is_lasting_conflict(self) -> bool:
        """Count one more conflict; True if there were too many in the last minute."""
        self._conflicts.append(self._clock())
        newest, oldest = self._conflicts[-1], self._conflicts[0]
        return len(self._conflicts) == _CONFLICTS and newest - oldest <= _WITHIN_S


def _another_bot_polls() -> QABotError:
    return QABotError(
        say(
            "另一个程序正在用同一个令牌接收消息（409 Conflict）。",
            "Another program is receiving messages with the same token (409 Conflict).",
        ),
        say(
            "请先停掉那个程序，或向 @BotFather 另要一个令牌。",
            "Stop that program first, or get another token from @BotFather.",
        ),
    )
