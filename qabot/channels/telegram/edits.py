"""What messages show, so that none is edited into what it is already: that, too, is counted as a flood."""

from collections.abc import Callable

from telegram import InlineKeyboardMarkup, Message

from qabot.channels.telegram.recent import Recent
from qabot.channels.telegram.sending import replace, replace_keyboard
from qabot.channels.telegram.turns import Turns

_MOST = 1000  # messages remembered; of the others, Telegram says that nothing changes

Keyboard = InlineKeyboardMarkup | None
Place = tuple[int, int]  # chat, number of a message


class Edits:
    """Edits messages of the bot, each by one press after the other, and at most once into the same.

    Args:
        most: Messages that are remembered.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._shown: Recent[Place, tuple[str, Keyboard]] = Recent(most)
        self._pressed: Recent[Place, int] = Recent(most)
        self._turns = Turns()

    async def edit(
        self, update_id: int, message: Message, view: Callable[[], tuple[str, Keyboard]]
    ) -> None:
        """Put text, HTML, and buttons in the place of a message, unless it shows them or a later press came first.

        Args:
            update_id: Of the press: later ones have higher ids, also where an earlier one is tried again.
            message: Of the bot.
            view: Gives text and buttons, when the turn of this press has come.

        Raises:
            TelegramError: As of `replace`.
        """
        place = (message.chat_id, message.message_id)
        async with self._turns.of(place):
            if update_id < (self._pressed.get(place) or 0):
                return
            self._pressed.put(place, update_id)
            text, keyboard = view()
            if self._shown.get(place) == (text, keyboard):
                return
            self._shown.forget(place)
            await replace(message.get_bot(), *place, [text], keyboard)
            self._shown.put(place, (text, keyboard))

    async def edit_keyboard(
        self, message: Message, change: Callable[[InlineKeyboardMarkup], InlineKeyboardMarkup]
    ) -> None:
        """Change the buttons that a message shows when the turn of this press has come.

        Raises:
            TelegramError: As of `replace_keyboard`.
        """
        place = (message.chat_id, message.message_id)
        async with self._turns.of(place):
            shown = self._shown.get(place)
            before = shown[1] if shown else message.reply_markup
            if before is None:
                return
            keyboard = change(before)
            self._shown.forget(place)
            await replace_keyboard(message, keyboard)
            if shown:
                self._shown.put(place, (shown[0], keyboard))
