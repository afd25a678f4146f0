"""Which chats want to hear of which topics."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from qabot.channels.telegram.state.database import Database
from qabot.messages import Language


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic that a chat wants to hear of.

    Attributes:
        topic: As typed.
        user: Who asked for it.
        language: Of that person.
    """

    chat: int
    topic: str
    user: int
    language: Language


class Subscriptions:
    """All of them.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def add(self, subscription: Subscription) -> None:
        """Keep one that the chat does not have yet."""
        self._database.rows(
            "INSERT INTO subscriptions (chat, topic, user, language, at) VALUES (?, ?, ?, ?, ?)",
            (
                subscription.chat,
                subscription.topic,
                subscription.user,
                subscription.language,
                self._now(),
            ),
        )

    def topics(self, chat: int) -> list[str]:
        """Return the topics of a chat, the oldest first."""
        rows = self._database.rows(
            "SELECT topic FROM subscriptions WHERE chat = ? ORDER BY at, topic", (chat,)
        )
        return [topic for (topic,) in rows]

    def before(self, at: float) -> list[Subscription]:
        """Return the subscriptions that all chats had at a time, each chat's the oldest first.

        Args:
            at: Seconds since 1970.
        """
        rows = self._database.rows(
            "SELECT chat, topic, user, language FROM subscriptions WHERE at < ? "
            "ORDER BY chat, at, topic",
            (at,),
        )
        return [Subscription(*row) for row in rows]

    def remove(self, chat: int, topic: str) -> None:
        """Forget one, with its alerts that wait."""
        with self._database.transaction():
            values = (chat, topic)
            self._database.rows("DELETE FROM subscriptions WHERE chat = ? AND topic = ?", values)
            self._database.rows(
                "DELETE FROM alerts WHERE chat = ? AND topic = ? AND NOT sent", values
            )

    def remove_all(self, chat: int) -> None:
        """Forget all of a chat, with its alerts that wait."""
        with self._database.transaction():
            self._database.rows("DELETE FROM subscriptions WHERE chat = ?", (chat,))
            self._database.rows("DELETE FROM alerts WHERE chat = ? AND NOT sent", (chat,))
