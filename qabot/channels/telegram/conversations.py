"""What was asked in each chat, by each person."""

from typing import NamedTuple

from qabot.answering.conversation import Answers, Conversation
from qabot.channels.telegram.recent import Recent

_MOST = 2000  # people; of more, the one that has been silent longest is forgotten


class Asker(NamedTuple):
    """A person in a chat: what others ask there is no part of the conversation.

    Attributes:
        chat_id: In a private chat, the id of the person as well.
        person: Id of who asks.
    """

    chat_id: int
    person: int


class Conversations:
    """A conversation for each person in each chat, so many at most; from one thread.

    Args:
        bot: Answers the questions.
        most: Conversations that are remembered.
    """

    def __init__(self, bot: Answers, most: int = _MOST) -> None:
        self._bot = bot
        self._of: Recent[Asker, Conversation] = Recent(most)

    def of(self, asker: Asker) -> Conversation:
        """Give the conversation of a person, a new one if there is none."""
        if (conversation := self._of.get(asker)) is None:
            conversation = Conversation(self._bot)
            self._of.put(asker, conversation)
        return conversation

    def __contains__(self, asker: Asker) -> bool:
        """True if there is a conversation with a person, also one that was begun anew."""
        return asker in self._of

    def __len__(self) -> int:
        """Return how many conversations are remembered."""
        return len(self._of)
