"""What is kept for a chat, all of it."""

from qabot.channels.telegram.state.database import Database

_TABLES = ("preferences", "subscriptions", "alerts")


def move(database: Database, chat: int, new_chat: int) -> None:
    """Give the wishes, topics and alerts of a chat to another; what that one has already stays as it is."""
    with database.transaction():
        for table in _TABLES:
            database.rows(
                f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?",  # noqa: S608
                (new_chat, chat),
            )
            database.rows(f"DELETE FROM {table} WHERE chat = ?", (chat,))  # noqa: S608
