"""What people wrote to those who run the bot."""

from dataclasses import dataclass

from qabot.channels.telegram.state.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A remark.

    Attributes:
        at: Seconds since 1970.
    """

    chat_id: int
    user_id: int
    at: float
    text: str


class Remarks:
    """All remarks.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, remark: Remark) -> bool:
        """Keep a remark; return False if it is kept already, as after a kill in the middle of an update."""
        values = (remark.chat_id, remark.user_id, remark.at, remark.text)
        return bool(
            self._database.rows(
                "INSERT INTO remarks (chat, user, at, text) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
                " (SELECT 1 FROM remarks WHERE chat = ?1 AND user = ?2 AND at = ?3 AND text = ?4)"
                " RETURNING 1",
                values,
            )
        )

    def count(self, since: float) -> int:
        """Return how many there are from a moment on, seconds since 1970."""
        ((number,),) = self._database.rows("SELECT count(*) FROM remarks WHERE at >= ?", (since,))
        return int(number)

    def newest(self, most: int, since: float) -> list[Remark]:
        """Return the newest from a moment on, the newest first."""
        rows = self._database.rows(
            "SELECT chat, user, at, text FROM remarks WHERE at >= ? ORDER BY at DESC, rowid DESC LIMIT ?",
            (since, most),
        )
        return [
            Remark(chat_id=chat, user_id=user, at=at, text=text) for chat, user, at, text in rows
        ]
