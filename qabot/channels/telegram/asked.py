"""What a message asks, and whether it asks the bot."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import Bot, Message, MessageEntity, User
from telegram.constants import MessageEntityType

from qabot.language.normal import without_lone_surrogates

_THANKS = re.compile("谢|辛苦|thank", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks.

    Attributes:
        text: The question, without command and mentions of the bot; empty if there is none.
        of_other: True if somebody else wrote it.
    """

    text: str
    of_other: bool = False


def question_in(message: Message) -> Asked:
    """Return the question of a message, or of the caption under its picture.

    A message that has no words besides takes those of the message that it replies to, or of the part marked there.
    """
    bot = message.get_bot()
    own = _words(message, bot)
    if own or (other := message.reply_to_message) is None or _is_bot(other.from_user, bot):
        return Asked(own)
    text = _text(_units(message.quote.text)) if message.quote else _words(other, bot)
    return Asked(text, of_other=other.from_user != message.from_user)


def is_thanks(text: str) -> bool:
    """True for small talk that thanks."""
    return _THANKS.search(text) is not None


def is_for_bot(message: Message) -> bool:
    """True if a message in a group mentions the bot, or is text that replies to it."""
    bot, other = message.get_bot(), message.reply_to_message
    if is_by_way_of_bot(message):
        return False
    if message.text is not None and other is not None and _is_bot(other.from_user, bot):
        return True
    return any(_mentions_of(bot, *_written(message)))


def command_of(message: Message) -> str:
    """Return the command at the beginning of a message, without its slash; empty if there is none."""
    for entity in message.entities[:1]:
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            return _text(_units(message.text or "")[_range(entity)])[1:]
    return ""


def argument_of(message: Message) -> str:
    """Return what stands behind the command of a message, without white space at its ends."""
    _, *rest = (message.text or "").split(maxsplit=1)
    return without_lone_surrogates("".join(rest).strip())


def addresses_in(message: Message) -> Iterator[str]:
    """Yield the addresses in a message, behind words or written out, in order."""
    text, entities = _written(message)
    units = _units(text)
    for entity in entities:
        if entity.type == MessageEntityType.TEXT_LINK:
            yield entity.url or ""
        elif entity.type == MessageEntityType.URL:
            yield _text(units[_range(entity)])


def is_by_way_of_bot(message: Message) -> bool:
    """True if somebody sent it by way of the bot: a result of its inline mode."""
    return _is_bot(message.via_bot, message.get_bot())


def _words(message: Message, bot: Bot) -> str:
    """Return the text of a message without a command at its beginning and without mentions of the bot."""
    text, entities = _written(message)
    command = [e for e in entities[:1] if e.type == MessageEntityType.BOT_COMMAND]
    cut_out = [e for e in command if e.offset == 0]
    cut_out += _mentions_of(bot, text, entities)
    units = _units(text)
    for entity in sorted(cut_out, key=lambda entity: -entity.offset):
        del units[_range(entity)]
    return _text(units)


def _written(message: Message) -> tuple[str, Sequence[MessageEntity]]:
    if message.text is None:
        return message.caption or "", message.caption_entities
    return message.text, message.entities


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
