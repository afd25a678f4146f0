"""What every update passes first: who may speak to the bot, in which language, and what is too old."""

import logging
from datetime import UTC, datetime, timedelta

from telegram import Message, Update, User
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import ApplicationHandlerStop, TypeHandler, filters

from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.menu import COMMANDS
from qabot.channels.telegram.sending import answer_query, reply, respond
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.messages import Language, speak

logger = logging.getLogger(__name__)

# A question from before a long pause has found its answer elsewhere, or nobody waits for it.
_OLDEST = timedelta(minutes=10)
_BEFORE_ALL_OTHERS = -1
_REFUSAL_KEPT_S = 10


class Gate:
    """Lets through what is new and from someone who may ask.

    Args:
        access: Who may ask.
        preferences: Languages that chats chose.
        inbox: Knows which answers have begun.
    """

    def __init__(self, access: Access, preferences: Preferences, inbox: Inbox) -> None:
        self._access = access
        self._preferences = preferences
        self._inbox = inbox

    def register(self, application: TelegramApplication) -> None:
        """Stand before all other handlers."""
        application.add_handler(TypeHandler(Update, self.check), group=_BEFORE_ALL_OTHERS)

    async def check(self, update: Update, context: Context) -> None:
        """Choose the language, and stop what is not to be answered.

        Raises:
            ApplicationHandlerStop: Nothing else is to happen to the update.
            GivenUpError: It was tried too often.
        """
        # PTB gives each update a task of its own, and with it a context of its own.
        speak(self._language(update))
        self._inbox.check_tries(update.update_id)
        if update.message is not None:
            await self._check_message(update, update.message)
        elif update.callback_query is None and update.inline_query is None:
            raise ApplicationHandlerStop
        elif not self._access.allows(*_ids(update)):
            await _refuse_query(update)
            raise ApplicationHandlerStop

    def _language(self, update: Update) -> Language | None:
        user = update.effective_user
        # An inline query tells no chat; the private one has the id of its user.
        chat = update.effective_chat or user
        chosen = self._preferences.of(chat.id).language if chat else None
        return chosen or language_of(user)

    async def _check_message(self, update: Update, message: Message) -> None:
        if filters.StatusUpdate.ALL.check_update(update):
            raise ApplicationHandlerStop
        # A placeholder is a promise: it must not stand there for good.
        is_begun = self._inbox.is_begun(update.update_id)
        if datetime.now(UTC) - message.date > _OLDEST and not is_begun:
            logger.info("chat %s: a message of %s is too old", message.chat_id, message.date)
            raise ApplicationHandlerStop
        if not self._access.allows(message.chat_id, sender(message)):
            if message.chat.type == ChatType.PRIVATE or _is_our_command(message):
                await _refuse(message)
            raise ApplicationHandlerStop


def sender(message: Message) -> int:
    """Return the id of who sent a message."""
    return message.from_user.id if message.from_user else message.chat_id


def _ids(update: Update) -> list[int]:
    return [side.id for side in (update.effective_user, update.effective_chat) if side]


def _is_our_command(message: Message) -> bool:
    """True if it is one of our commands, and in a group not another bot's."""
    if not message.entities or message.entities[0].type != MessageEntityType.BOT_COMMAND:
        return False
    command, _, bot = message.parse_entity(message.entities[0])[1:].partition("@")
    ours = message.get_bot().username
    return command.lower() in COMMANDS and bot.lower() in ("", ours.lower())


async def _refuse(message: Message) -> None:
    stranger = sender(message)
    logger.info(
        "stranger %s in chat %s: to let them in, add the id to QABOT_TELEGRAM_ALLOW",
        stranger,
        message.chat_id,
    )
    await reply(message, [wording.refused(stranger)])


async def _refuse_query(update: Update) -> None:
    """Answer a stranger so that neither the button nor the app waits for more."""
    if query := update.callback_query:
        logger.info("stranger %s: a press of a button is refused", query.from_user.id)
        await respond(query, wording.refused_press())
    elif inline := update.inline_query:
        logger.info("stranger %s: an inline query is refused", inline.from_user.id)
        # Briefly, so that someone who is let in need not wait long.
        await answer_query(
            inline.from_user.id,
            lambda: inline.answer([], cache_time=_REFUSAL_KEPT_S, is_personal=True),
        )


def language_of(user: User | None) -> Language | None:
    """Return the language of a person's app, None if it is neither of ours."""
    code = (user.language_code if user else None) or ""
    if code.startswith("en"):
        return "en"
    return "zh" if code.startswith("zh") else None
