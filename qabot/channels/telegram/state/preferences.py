"""What a chat wishes."""

from dataclasses import dataclass
from datetime import date

from qabot.channels.telegram.state.database import Database
from qabot.messages import Language
from qabot.searching import Period
from qabot.searching.engine import ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """The wishes of one chat.

    Attributes:
        k: Passages in an answer.
        language: Of what the bot says; None is that of each person's app.
        period: Only articles of these days.
    """

    k: int = 1
    language: Language | None = None
    period: Period = ALWAYS


class Preferences:
    """The wishes of all chats.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, chat_id: int) -> Preference:
        """Return what a chat wishes."""
        rows = self._database.rows(
            "SELECT k, language, first, last FROM preferences WHERE chat = ?", (chat_id,)
        )
        if not rows:
            return Preference()
        k, language, *days = rows[0]
        first, last = (date.fromisoformat(day) if day else None for day in days)
        return Preference(k=k, language=language, period=Period(first, last))

    def keep(self, chat_id: int, preference: Preference) -> None:
        """Keep what a chat wishes from now on."""
        period = preference.period
        days = [day.isoformat() if day else None for day in (period.first, period.last)]
        self._database.rows(
            "INSERT OR REPLACE INTO preferences (chat, k, language, first, last) VALUES (?, ?, ?, ?, ?)",
            (chat_id, preference.k, preference.language, *days),
        )
