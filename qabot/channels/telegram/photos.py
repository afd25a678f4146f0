"""Sends pictures."""

import logging

from telegram import Message
from telegram.error import BadRequest, Forbidden

from qabot.channels.telegram.sending import brief, insist, to_message, topic_of

logger = logging.getLogger(__name__)


async def reply_photo(message: Message, picture: bytes) -> bool:
    """Send a picture as a reply to a message.

    Returns:
        False if the chat takes no pictures: many groups do not.

    Raises:
        TelegramError: Telegram cannot be reached for a quarter of a minute.
    """
    bot, chat_id = message.get_bot(), message.chat_id
    try:
        await insist(
            chat_id,
            lambda: bot.send_photo(
                chat_id,
                picture,
                reply_parameters=to_message(message),
                message_thread_id=topic_of(message),
            ),
        )
    except Forbidden:
        logger.info("chat %s no longer takes messages from the bot", chat_id)
    except BadRequest as exc:
        logger.info("chat %s takes no pictures: %s", chat_id, brief(exc))
        return False
    return True
