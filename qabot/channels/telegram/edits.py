"""What messages show, so that none is edited into what it is already: that, too, is counted as a flood."""

from telegram import InlineKeyboardMarkup, Message

from qabot.channels.telegram.recent import Recent
from qabot.channels.telegram.sending import replace

_MOST = 1000  # messages remembered; of the others, Telegram says that nothing changes


class Edits:
    """Edits messages of the bot, each at most once into the same.

    Args:
        most: Messages that are remembered.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._shown: Recent[tuple[int, int], tuple[str, InlineKeyboardMarkup | None]] = Recent(most)

    async def edit(
        self, message: Message, text: str, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Put text, HTML, and buttons in the place of a message, unless it shows them or soon will.

        Raises:
            TelegramError: As of `replace`.
        """
        place = (message.chat_id, message.message_id)
        wanted = (text, keyboard)
        if self._shown.get(place) == wanted:
            return
        # Before the call: the same press may come again while it lasts.
        self._shown.put(place, wanted)
        try:
            await replace(message.get_bot(), *place, [text], keyboard)
        except BaseException:
            self.forget(message)
            raise

    def forget(self, message: Message) -> None:
        """Forget what a message shows, since it is changed by others."""
        self._shown.forget((message.chat_id, message.message_id))
