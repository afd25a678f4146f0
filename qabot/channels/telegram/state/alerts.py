"""Which articles are known, and which of them are still to be told to whom."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.subscriptions import Subscription
from qabot.messages import Language

_BUILD = "alerts_build"
# A known article never becomes new again, so that nothing needs those of long ago.
_KEPT_S = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Alert:
    """An article that a chat is to hear of.

    Attributes:
        article: Its id.
        topic: One of the chat's that it is about.
        user: Who asked for that topic.
        language: Of that person.
    """

    chat: int
    article: str
    topic: str
    user: int
    language: Language


class Alerts:
    """All of them, with the articles that were seen.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def build(self) -> str | None:
        """Return which build of the index was looked at last; None: none ever was."""
        rows = self._database.rows("SELECT value FROM facts WHERE name = ?", (_BUILD,))
        return rows[0][0] if rows else None

    def known(self) -> set[str]:
        """Return the ids of all articles that were seen."""
        return {article for (article,) in self._database.rows("SELECT id FROM articles")}

    def record(
        self,
        build: str,
        fresh: Iterable[str],
        replaced: Iterable[str],
        found: Iterable[tuple[Subscription, str]],
    ) -> None:
        """Keep what a look at a build brought, all of it or nothing.

        Were the articles known before their alerts are kept, a crash in between would lose the alerts; the other way
        round, the next look would find them a second time.

        Args:
            build: The one that was looked at.
            fresh: Ids to be known from now on.
            replaced: Ids that are forgotten, since another leads to their article.
            found: Subscriptions with the articles that they are to hear of; of several for the same article in a
                chat the first one counts, of those that were given up meanwhile none.
        """
        at = self._now()
        with self._database.transaction():
            self._database.many(
                "INSERT OR IGNORE INTO alerts (chat, article, topic, at) SELECT chat, ?, topic, ? "
                "FROM subscriptions WHERE chat = ? AND topic = ?",
                [
                    (article, at, subscription.chat, subscription.topic)
                    for subscription, article in found
                ],
            )
            self._database.many("DELETE FROM articles WHERE id = ?", [(id_,) for id_ in replaced])
            self._database.many(
                "INSERT OR IGNORE INTO articles (id) VALUES (?)", [(id_,) for id_ in fresh]
            )
            self._database.rows("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_BUILD, build))
            self._database.rows("DELETE FROM alerts WHERE at < ?", (at - _KEPT_S,))

    def chats(self) -> list[int]:
        """Return the chats for which alerts wait."""
        rows = self._database.rows("SELECT DISTINCT chat FROM alerts WHERE NOT sent ORDER BY chat")
        return [chat for (chat,) in rows]

    def waiting(self, chat: int) -> list[Alert]:
        """Return the alerts that wait for a chat, by topic, its oldest topic first."""
        rows = self._database.rows(
            "SELECT a.chat, a.article, a.topic, s.user, s.language FROM alerts a "
            "JOIN subscriptions s ON s.chat = a.chat AND s.topic = a.topic "
            "WHERE a.chat = ? AND NOT a.sent ORDER BY s.at, s.topic, a.at, a.article",
            (chat,),
        )
        return [Alert(*row) for row in rows]

    def mark_sent(self, alerts: Iterable[Alert]) -> None:
        """Remember that these need nothing more."""
        self._database.many(
            "UPDATE alerts SET sent = 1 WHERE chat = ? AND article = ?",
            [(alert.chat, alert.article) for alert in alerts],
        )
