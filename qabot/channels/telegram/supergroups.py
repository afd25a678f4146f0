"""Groups that become supergroups: Telegram gives them a new id."""

import logging

from telegram import Update
from telegram.ext import MessageHandler, filters

from qabot.channels.telegram.access import Access
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.rate import Once
from qabot.channels.telegram.state.chats import move
from qabot.channels.telegram.state.database import Database

logger = logging.getLogger(__name__)

_BEFORE_THE_GATE = -2  # which lets no such message through
_LOGGED_AGAIN_S = 3600.0  # both groups tell of it, and so may what was sent to the old one


class Supergroups:
    """Lets a group keep its wishes, topics and alerts under its new id.

    Args:
        database: Where they are kept.
        access: Whom the allow-list names.
    """

    def __init__(self, database: Database, access: Access) -> None:
        self._database = database
        self._access = access
        self._once = Once()

    def register(self, application: TelegramApplication) -> None:
        """Take the messages with which Telegram tells of it."""
        told = MessageHandler(filters.StatusUpdate.MIGRATE, self.told)
        application.add_handler(told, group=_BEFORE_THE_GATE)

    async def told(self, update: Update, context: Context) -> None:
        """Move a group: the message stands in the old one, and another one in the new one."""
        if (message := update.message) is None:
            return
        if message.migrate_to_chat_id:
            self.move(message.chat_id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            self.move(message.migrate_from_chat_id, message.chat_id)

    def move(self, chat: int, new_chat: int) -> None:
        """Move all that is kept for a group to its new id, and tell the operator if it may not ask there."""
        move(self._database, chat, new_chat)
        if not self._once.first((chat, new_chat), _LOGGED_AGAIN_S):
            return
        if self._access.allows(chat) and not self._access.allows(new_chat):
            logger.warning(
                "group %s is now %s: to let it ask as before, put %s into QABOT_TELEGRAM_ALLOW",
                chat,
                new_chat,
                new_chat,
            )
        else:
            logger.info("group %s is now %s, with its wishes and topics", chat, new_chat)
