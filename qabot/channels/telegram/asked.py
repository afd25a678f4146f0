"""What a message asks, and whether it asks the bot."""

from collections.abc import Iterator, Sequence

from telegram import Bot, Message, MessageEntity, User
from telegram.constants import MessageEntityType


def question_in(message: Message) -> str:
    """Return the question of a message, without command and mentions of the bot; empty if there is none.

    A message that has no words besides takes those of the message that it replies to, or of the part marked there.
    """
    bot = message.get_bot()
    own = _words(message, bot)
    if own or (other := message.reply_to_message) is None or _is_bot(other.from_user, bot):
        return own
    return _text(_units(message.quote.text)) if message.quote else _words(other, bot)


def is_for_bot(message: Message) -> bool:
    """True if a message in a group mentions the bot, or is text that replies to it."""
    bot, other = message.get_bot(), message.reply_to_message
    if is_by_way_of_bot(message):
        return False
    if message.text is not None and other is not None and _is_bot(other.from_user, bot):
        return True
    entities = message.entities or message.caption_entities
    return any(_mentions_of(bot, message.text or message.caption or "", entities))


def is_by_way_of_bot(message: Message) -> bool:
    """True if somebody sent it by way of the bot: a result of its inline mode."""
    return _is_bot(message.via_bot, message.get_bot())


def _words(message: Message, bot: Bot) -> str:
    """Return the text of a message without a command at its beginning and without mentions of the bot."""
    text = message.text or ""
    command = [e for e in message.entities[:1] if e.type == MessageEntityType.BOT_COMMAND]
    cut_out = [e for e in command if e.offset == 0]
    cut_out += _mentions_of(bot, text, message.entities)
    units = _units(text)
    for entity in sorted(cut_out, key=lambda entity: -entity.offset):
        del units[_range(entity)]
    return _text(units)


def _mentions_of(bot: Bot, text: str, entities: Sequence[MessageEntity]) -> Iterator[MessageEntity]:
    units = _units(text)
    for entity in entities:
        if entity.type == MessageEntityType.TEXT_MENTION:
            is_ours = _is_bot(entity.user, bot)
        else:
            name = _text(units[_range(entity)]).lower()
            is_ours = entity.type == MessageEntityType.MENTION and name == bot.name.lower()
        if is_ours:
            yield entity


def _is_bot(user: User | None, bot: Bot) -> bool:
    return user is not None and user.id == bot.id


# Entities count in UTF-16 units. PTB's `parse_entities` fails where one begins or ends inside a surrogate pair, or
# where the text itself has half of a pair; a message of that kind is to be answered as well.


def _units(text: str) -> bytearray:
    return bytearray(text.encode("utf-16-le", "surrogatepass"))


def _range(entity: MessageEntity) -> slice:
    return slice(2 * entity.offset, 2 * (entity.offset + entity.length))


def _text(units: bytearray) -> str:
    """Return the text without white space at its ends and without halves of surrogate pairs."""
    return units.decode("utf-16-le", "ignore").strip()
