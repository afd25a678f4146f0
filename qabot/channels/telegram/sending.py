"""Sends replies so that none is lost to a fault that passes."""

import asyncio
import logging
from collections.abc import Sequence

from telegram import Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from qabot.channels.telegram.split import to_plain

logger = logging.getLogger(__name__)

# For lost connections and 5xx; 429 is the rate limiter's, which knows how long to wait.
_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_REASON_CHARS = 120  # the reason of a 502 is a whole HTML page


async def reply(message: Message, texts: Sequence[str]) -> None:
    """Send HTML texts in order, the first as a reply to the message.

    Someone who has blocked the bot gets nothing, which is no error.

    Raises:
        TelegramError: Telegram refuses a text, or cannot be reached for a quarter of a minute.
    """
    to_this = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    for number, text in enumerate(texts):
        try:
            await _send_in_spite_of_faults(message, text, to_this if number == 0 else None)
        except Forbidden:
            logger.info("chat %s no longer takes messages from the bot", message.chat_id)
            return


async def show_typing(message: Message) -> None:
    """Show that an answer is on its way; an answer never fails for want of it."""
    try:
        await message.reply_chat_action(ChatAction.TYPING)
    except TelegramError as exc:
        logger.debug("typing could not be shown in chat %s: %s", message.chat_id, exc)


async def _send_in_spite_of_faults(
    message: Message, text: str, to_this: ReplyParameters | None
) -> None:
    for pause_s in _PAUSES_S:
        try:
            await _send(message, text, to_this)
        except BadRequest:  # PTB counts it among the network errors, but it would only come again
            raise
        except NetworkError as exc:
            reason = str(exc)[:_REASON_CHARS]
            logger.warning(
                "chat %s: sending failed, again in %s s: %s", message.chat_id, pause_s, reason
            )
            await asyncio.sleep(pause_s)
        else:
            return
    await _send(message, text, to_this)


async def _send(message: Message, text: str, to_this: ReplyParameters | None) -> None:
    try:
        await message.reply_text(
            text, parse_mode=ParseMode.HTML, reply_parameters=to_this, do_quote=False
        )
    except BadRequest as exc:
        if "can't parse entities" not in str(exc).lower():
            raise
        logger.warning("chat %s: HTML was refused, sent as plain text: %s", message.chat_id, exc)
        await message.reply_text(
            to_plain(text), parse_mode=None, reply_parameters=to_this, do_quote=False
        )
