"""Sends what the bot says so that none of it is lost to a fault that passes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction, ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from qabot.channels.telegram.split import to_plain

logger = logging.getLogger(__name__)

T = TypeVar("T")

# For lost connections and 5xx; a 429 tells how long to wait.
_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_LONGEST_FLOOD_S = 60.0
_AFTER_FLOOD_S = 0.1  # its seconds are rounded
_REASON_CHARS = 120


async def reply(
    message: Message, texts: Sequence[str], keyboard: InlineKeyboardMarkup | None = None
) -> Message | None:
    """Send HTML texts in order, the first as a reply to the message, the last with the buttons.

    Someone who has blocked the bot gets nothing, which is no error.

    Returns:
        The last one; None if nobody takes it.

    Raises:
        TelegramError: Telegram refuses a text, or cannot be reached for a quarter of a minute.
    """
    bot, chat_id = message.get_bot(), message.chat_id
    return await send(bot, chat_id, texts, keyboard, to_message(message), topic_of(message))


async def send(
    bot: Bot,
    chat_id: int,
    texts: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
    reply_to: ReplyParameters | None = None,
    topic: int | None = None,
    note: Callable[[int], None] = lambda _: None,
    pauses_s: Sequence[float] = _PAUSES_S,
) -> Message | None:
    """Send HTML texts in order, into a topic of a group that has topics, and note how many are sent; see `reply`.

    Without pauses, a fault is raised at once: for what is tried again later, and others wait behind it.
    """
    sent = None
    for number, text in enumerate(texts):
        markup = keyboard if number == len(texts) - 1 else None
        to_this = reply_to if number == 0 else None

        async def call(
            text: str,
            mode: str | None,
            markup: InlineKeyboardMarkup | None = markup,
            to_this: ReplyParameters | None = to_this,
        ) -> Message:
            return await bot.send_message(
                chat_id,
                text,
                parse_mode=mode,
                reply_markup=markup,
                reply_parameters=to_this,
                message_thread_id=topic,
            )

        try:
            sent = await _formatted(chat_id, text, call, pauses_s)
        except Forbidden:
            logger.info("chat %s no longer takes messages from the bot", chat_id)
            return None
        note(number + 1)
    return sent


async def replace(
    bot: Bot,
    chat_id: int,
    message_id: int,
    texts: Sequence[str],
    keyboard: InlineKeyboardMarkup | None = None,
    asked: Message | None = None,
    sent: int = 0,
    note: Callable[[int], None] = lambda _: None,
) -> None:
    """Put HTML texts in the place of a message of the bot: the first into it, the others after it.

    Saying the same again is no error; where the message is gone, the texts are sent anew, as a reply to what was asked.

    Args:
        bot: Whose message it is.
        chat_id: Where it stands.
        message_id: The message.
        texts: What it is to say.
        keyboard: Goes under the last one.
        asked: What it answers.
        sent: How many of the texts were sent before; they are left out.
        note: Called with the number of texts sent so far, after each.

    Raises:
        TelegramError: As of `reply`.
    """
    topic = topic_of(asked) if asked else None
    if not sent:
        markup = keyboard if len(texts) == 1 else None
        if not await _edit(bot, chat_id, message_id, texts[0], markup, asked):
            return
        sent = 1
        note(sent)
    rest = texts[sent:]
    await send(bot, chat_id, rest, keyboard, topic=topic, note=lambda count: note(sent + count))


async def _edit(
    bot: Bot,
    chat_id: int,
    message_id: int,
    html: str,
    keyboard: InlineKeyboardMarkup | None,
    asked: Message | None,
) -> bool:
    """Put a text in the place of a message, or send it where that is gone; False if nobody takes it."""

    async def call(text: str, mode: str | None) -> object:
        return await bot.edit_message_text(
            text, chat_id, message_id, parse_mode=mode, reply_markup=keyboard
        )

    try:
        await _formatted(chat_id, html, call)
    except Forbidden:
        logger.info("chat %s no longer takes messages from the bot", chat_id)
        return False
    except BadRequest as exc:
        if "not modified" not in str(exc).lower():
            if not _is_gone(exc):
                raise
            reply_to, topic = (to_message(asked), topic_of(asked)) if asked else (None, None)
            await send(bot, chat_id, [html], keyboard, reply_to, topic)
    return True


async def replace_keyboard(message: Message, keyboard: InlineKeyboardMarkup | None) -> None:
    """Put other buttons under a message of the bot; the same again, or a message that is gone, is no error."""
    try:
        await insist(message.chat_id, lambda: message.edit_reply_markup(keyboard))
    except Forbidden:
        logger.info("chat %s no longer takes messages from the bot", message.chat_id)
    except BadRequest as exc:
        if "not modified" not in str(exc).lower() and not _is_gone(exc):
            raise


async def respond(query: CallbackQuery, text: str = "") -> None:
    """Answer the press of a button, with words beside the message if there are any; see `answer_query`."""
    await answer_query(query.from_user.id, lambda: query.answer(text or None))


async def answer_query(person: int, call: Callable[[], Awaitable[object]]) -> None:
    """Answer a press of a button or an inline query; one that comes too late, as after a pause, is no error."""
    try:
        await insist(person, call)
    except TelegramError as exc:
        logger.info("chat %s: a query was not answered: %s", person, brief(exc))


async def show_typing(message: Message) -> None:
    """Show in a private chat that an answer is on its way; an answer never fails for want of it.

    A group bears 20 calls a minute, and they are better spent on answers.
    """
    if message.chat.type != ChatType.PRIVATE:
        return
    try:
        await message.reply_chat_action(ChatAction.TYPING)
    except TelegramError as exc:
        logger.debug("typing could not be shown in chat %s: %s", message.chat_id, brief(exc))


def to_message(message: Message) -> ReplyParameters:
    """Make a reply to a message, or a message of its own if that one is gone."""
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)


def topic_of(message: Message) -> int | None:
    """Return the topic of a message; what is sent without it goes to the group's first one."""
    return message.message_thread_id if message.is_topic_message else None


async def _formatted(
    chat_id: int,
    text: str,
    call: Callable[[str, str | None], Awaitable[T]],
    pauses_s: Sequence[float] = _PAUSES_S,
) -> T:
    """Call with HTML; once more with plain text where the server does not take its marks."""
    try:
        return await insist(chat_id, lambda: call(text, ParseMode.HTML), pauses_s)
    except BadRequest as exc:
        if "can't parse entities" not in str(exc).lower():
            raise
        logger.warning("chat %s: HTML was refused, sent as plain text: %s", chat_id, exc)
        return await insist(chat_id, lambda: call(to_plain(text), None), pauses_s)


async def insist(
    chat_id: int, call: Callable[[], Awaitable[T]], pauses_s: Sequence[float] = _PAUSES_S
) -> T:
    """Call again after faults of the network, for a quarter of a minute, and when a flood is over.

    Raises:
        TelegramError: The last one; also that of a flood that lasts more than a minute.
    """
    for pause_s in pauses_s:
        try:
            return await call()
        except TelegramError as exc:
            wait_s = flood_s(exc) or pause_s
            if not passes(exc) or wait_s > _LONGEST_FLOOD_S:
                raise
            logger.warning("chat %s: a call failed, again in %s s: %s", chat_id, wait_s, brief(exc))
        await asyncio.sleep(wait_s)
    return await call()


def passes(exc: BaseException | None) -> bool:
    """True for a fault of the network and for a flood; PTB counts refusals among the former.

    And what we could not even write into a call: that is no better the next time.
    """
    is_ours = exc is not None and isinstance(exc.__cause__, ValueError | TypeError)
    return (
        isinstance(exc, NetworkError | RetryAfter)
        and not isinstance(exc, BadRequest)
        and not is_ours
    )


def flood_s(exc: BaseException | None) -> float:
    """Return how many seconds Telegram wants the bot to wait; 0 if it is no flood."""
    if not isinstance(exc, RetryAfter):
        return 0
    # PTB warns at each look at the public one: its type is going to change.
    return exc._retry_after.total_seconds() + _AFTER_FLOOD_S


def brief(exc: BaseException | None) -> str:
    """Return the words of an error for a log line; those of a 502 are a whole HTML page."""
    return str(exc)[:_REASON_CHARS]


def _is_gone(exc: BadRequest) -> bool:
    words = str(exc).lower()
    return "message to edit not found" in words or "message can't be edited" in words
