"""What the bot does with each message."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from qabot.answering.conversation import Answers
from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.conversations import Conversations
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.render import render_answer
from qabot.channels.telegram.sending import reply, show_typing
from qabot.messages import Language, speak
from qabot.types import Answer

logger = logging.getLogger(__name__)

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

# A question from before a long pause has found its answer elsewhere, or nobody waits for it.
_OLDEST = timedelta(minutes=10)
_SEARCHES_AT_ONCE = 2
_BEFORE_ALL_OTHERS = -1


class Handlers:
    """The bot's reactions to messages.

    Args:
        asker: Answers the questions. Called from worker threads, several at once.
        access: Who may ask.
        rate: How often one person may ask; None: as often as they like.
    """

    def __init__(self, asker: Answers, access: Access, rate: RateLimit | None) -> None:
        self._conversations = Conversations(asker)
        self._access = access
        self._rate = rate
        self._searches = asyncio.Semaphore(_SEARCHES_AT_ONCE)
        # A chat is forgotten as soon as none of its questions holds its lock or waits for it.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._commands = (
            CommandHandler("start", self.start),
            CommandHandler("help", self.help),
            # Not blocking: it waits for the questions before it, as they wait for each other.
            CommandHandler("new", self.new, block=False),
        )

    def register(self, application: TelegramApplication) -> None:
        """Give the application the handlers; the gate runs first for every update."""
        application.add_handler(TypeHandler(Update, self.gate), group=_BEFORE_ALL_OTHERS)
        private = filters.ChatType.PRIVATE
        application.add_handlers(
            [
                *self._commands,
                MessageHandler(private & filters.COMMAND, self.unknown_command),
                # Not blocking: waiting questions must not take the places of /help and the rest.
                MessageHandler(private & filters.TEXT, self.question, block=False),
                MessageHandler(private, self.not_text),
            ]
        )

    async def gate(self, update: Update, context: Context) -> None:
        """Let through what is new, a message, and from someone who may ask.

        Raises:
            ApplicationHandlerStop: Nothing else is to happen to the update.
        """
        message = update.message
        if message is None or filters.StatusUpdate.ALL.check_update(update):
            raise ApplicationHandlerStop
        if datetime.now(UTC) - message.date > _OLDEST:
            logger.info("chat %s: a message of %s is too old", message.chat_id, message.date)
            raise ApplicationHandlerStop
        # PTB gives each update a task of its own, and with it a context of its own.
        speak(_language(message))
        if not self._access.allows(message.chat_id, _sender(message)):
            if message.chat.type == ChatType.PRIVATE or self._is_command(update):
                await self._refuse(message)
            raise ApplicationHandlerStop

    async def start(self, update: Update, context: Context) -> None:
        """Answer /start."""
        await reply(_message(update), [wording.welcome()])

    async def help(self, update: Update, context: Context) -> None:
        """Answer /help."""
        await reply(_message(update), [wording.usage()])

    async def new(self, update: Update, context: Context) -> None:
        """Answer /new: forget what was asked in this chat."""
        message = _message(update)
        async with self._turn(message.chat_id):
            self._conversations.forget(message.chat_id)
            await reply(message, [wording.forgotten()])

    async def unknown_command(self, update: Update, context: Context) -> None:
        """Answer any other command."""
        await reply(_message(update), [wording.unknown_command()])

    async def not_text(self, update: Update, context: Context) -> None:
        """Answer a sticker, a photo and the like."""
        await reply(_message(update), [wording.only_text()])

    async def question(self, update: Update, context: Context) -> None:
        """Answer a question; those of one chat in order, those of all chats side by side."""
        message = _message(update)
        if self._rate and (wait_s := self._rate.take(_sender(message))):
            await reply(message, [wording.too_fast(wait_s)])
            return
        async with self._turn(message.chat_id):
            # Both before the reply: "typing" that arrives after it would stay on the screen.
            answer, _ = await asyncio.gather(self._ask(message), show_typing(message))
            await reply(message, render_answer(answer))

    def _turn(self, chat_id: int) -> asyncio.Lock:
        return self._turns.setdefault(chat_id, asyncio.Lock())

    async def _ask(self, message: Message) -> Answer:
        conversation = self._conversations.of(message.chat_id)
        async with self._searches:
            return await asyncio.to_thread(conversation.ask, message.text or "")

    async def _refuse(self, message: Message) -> None:
        stranger = _sender(message)
        logger.info(
            "stranger %s in chat %s: to let them in, add the id to QABOT_TELEGRAM_ALLOW",
            stranger,
            message.chat_id,
        )
        await reply(message, [wording.refused(stranger)])

    def _is_command(self, update: Update) -> bool:
        """True if it is one of our commands, and in a group not another bot's."""
        return any(command.check_update(update) for command in self._commands)


def _message(update: Update) -> Message:
    if update.message is None:
        raise ValueError("the gate lets only messages through")
    return update.message


def _sender(message: Message) -> int:
    return message.from_user.id if message.from_user else message.chat_id


def _language(message: Message) -> Language | None:
    """Return the language of the sender's app, None if it is neither of ours."""
    code = (message.from_user.language_code if message.from_user else None) or ""
    if code.startswith("en"):
        return "en"
    return "zh" if code.startswith("zh") else None
