"""What every update passes first: who may speak to the bot, in which language, and what is too old."""

import logging
from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, TypeHandler, filters

from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.asked import command_of, is_for_bot
from qabot.channels.telegram.conversations import Asker
from qabot.channels.telegram.menu import COMMANDS
from qabot.channels.telegram.rate import Buckets, Once, Wait
from qabot.channels.telegram.sending import answer_query, reply, respond
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.messages import Language, speak

logger = logging.getLogger(__name__)

# A question from before a long pause has found its answer elsewhere, or nobody waits for it.
_OLDEST = timedelta(minutes=10)
_BEFORE_ALL_OTHERS = -1
_REFUSAL_KEPT_S = 10
_REFUSED_AGAIN_S = 600.0
_ALBUM_S = 600.0  # its messages come together, or after a pause of the bot


class Gate:
    """Lets through what is new and from someone who may ask.

    Args:
        access: Who may ask.
        preferences: Languages that chats chose.
        inbox: Knows which answers have begun.
        messages: How many messages of a person are answered; None: all of them.
        presses: The same of buttons.
        once: Knows what was said.
    """

    def __init__(
        self,
        access: Access,
        preferences: Preferences,
        inbox: Inbox,
        messages: Buckets | None,
        presses: Buckets | None,
        once: Once | None = None,
    ) -> None:
        self._access = access
        self._preferences = preferences
        self._inbox = inbox
        self._messages = messages
        self._presses = presses
        self._once = once or Once()

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
        elif update.callback_query is not None:
            await self._check_presses(update.callback_query)

    def _language(self, update: Update) -> Language | None:
        user = update.effective_user
        # An inline query tells no chat; the private one has the id of its user.
        chat = update.effective_chat or user
        chosen = self._preferences.of(chat.id).language if chat else None
        return chosen or language_of(user)

    async def _check_presses(self, query: CallbackQuery) -> None:
        if self._presses and self._presses.take(query.from_user.id):
            await respond(query, wording.too_many_presses())
            raise ApplicationHandlerStop

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
                await self._refuse(message)
            raise ApplicationHandlerStop
        if not is_begun and _is_meant(message):
            await self._check_flood(message)

    async def _refuse(self, message: Message) -> None:
        stranger = sender(message)
        if not self._once.first(("refused", message.chat_id, stranger), _REFUSED_AGAIN_S):
            return
        logger.info(
            "stranger %s in chat %s: to let them in, add the id to QABOT_TELEGRAM_ALLOW",
            stranger,
            message.chat_id,
        )
        await reply(message, [wording.refused(stranger)])

    async def _check_flood(self, message: Message) -> None:
        if self._is_more_of_an_album(message):
            raise ApplicationHandlerStop
        person = sender(message)
        if self._messages and (wait_s := self._messages.take(person)):
            # Until the bucket could be full again: a word at each refusal would be a flood of ours.
            if self._once.first(("too fast", person), self._messages.per_s):
                await reply(message, [wording.too_fast(Wait(wait_s))])
            raise ApplicationHandlerStop

    def _is_more_of_an_album(self, message: Message) -> bool:
        """True if another message of the same album is answered; the first caption always is."""
        if (album := message.media_group_id) is None:
            return False
        is_first = self._once.first(("album", album), _ALBUM_S)
        if message.caption:
            is_first = self._once.first(("caption", album), _ALBUM_S)
        return not is_first


def sender(message: Message) -> int:
    """Return the id of who sent a message."""
    return message.from_user.id if message.from_user else message.chat_id


def asker(message: Message) -> Asker:
    """Return whose conversation a message belongs to."""
    return Asker(message.chat_id, sender(message))


def _ids(update: Update) -> list[int]:
    return [side.id for side in (update.effective_user, update.effective_chat) if side]


def _is_meant(message: Message) -> bool:
    """True unless it is talk in a group that is none of the bot's business."""
    is_private = message.chat.type == ChatType.PRIVATE
    return is_private or _is_our_command(message) or is_for_bot(message)


def _is_our_command(message: Message) -> bool:
    """True if it is one of our commands, and in a group not another bot's."""
    command, _, bot = command_of(message).partition("@")
    ours = message.get_bot().username
    return command.lower() in COMMANDS and bot.lower() in ("", ours.lower())


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
    """Return the language of a person's app, English for one that is neither of ours; None if it is not known."""
    code = (user.language_code if user else None) or ""
    if not code:
        return None
    return "zh" if code.startswith("zh") else "en"
