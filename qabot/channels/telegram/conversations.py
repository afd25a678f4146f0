"""What was asked in each chat."""

from collections import OrderedDict

from qabot.answering.conversation import Answers, Conversation

_MOST = 2000  # chats; of more, the one that has been silent longest is forgotten


class Conversations:
    """A conversation for each chat, so many at most; from one thread.

    Args:
        bot: Answers the questions.
        most: Chats that are remembered.
    """

    def __init__(self, bot: Answers, most: int = _MOST) -> None:
        self._bot = bot
        self._most = most
        self._chats: OrderedDict[int, Conversation] = OrderedDict()

    def of(self, chat_id: int) -> Conversation:
        """Give the conversation of a chat, a new one if there is none."""
        if chat_id not in self._chats:
            self._chats[chat_id] = Conversation(self._bot)
        self._chats.move_to_end(chat_id)
        if len(self._chats) > self._most:
            self._chats.popitem(last=False)
        return self._chats[chat_id]

    def forget(self, chat_id: int) -> None:
        """Forget what was asked in a chat."""
        self._chats.pop(chat_id, None)

    def __len__(self) -> int:
        """Return how many chats are remembered."""
        return len(self._chats)
