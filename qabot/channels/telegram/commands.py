"""Commands that need no search, and what the bot does not understand."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import CommandHandler, MessageHandler, filters

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.gate import asker
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import reply


class Commands:
    """/help, /new.

    Args:
        searches: Remembers what each chat asked.
    """

    def __init__(self, searches: Searches) -> None:
        self._searches = searches

    def register(self, application: TelegramApplication) -> None:
        """Answer the commands."""
        application.add_handlers(
            [
                CommandHandler("help", saying(wording.usage)),
                CommandHandler("new", self.new),
            ]
        )

    async def new(self, update: Update, context: Context) -> None:
        """Answer /new: forget what the person asked in this chat, once all before it is answered."""
        if (message := update.message) is None:
            return
        async with self._searches.turn(message.chat_id):
            self._searches.forget(asker(message))
            await reply(message, [wording.forgotten()])


class Rest:
    """What no other handler takes, in private chats; in groups it is not meant for the bot."""

    def register(self, application: TelegramApplication) -> None:
        """Answer it, after all other handlers."""
        private = filters.ChatType.PRIVATE
        application.add_handlers(
            [
                MessageHandler(private & filters.COMMAND, saying(wording.unknown_command)),
                MessageHandler(private, saying(wording.only_text)),
            ]
        )


def saying(text: Callable[[], str]) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
    """Return a handler that replies with a text, made in the language of the person."""

    async def handle(update: Update, context: Context) -> None:
        if update.message is not None:
            await reply(update.message, [text()])

    return handle
