"""Links that open an article in a chat with the bot."""

import base64
import hashlib
import re
from collections.abc import Callable

from telegram.helpers import create_deep_linked_url

from qabot.channels.telegram.state.database import Database

# What a link can carry: 64 of these, of which two tell what it is.
_SAFE_ID = re.compile("[A-Za-z0-9_-]{1,62}")
_CODE_CHARS = 22


class Links:
    """Links to articles; ids that a link cannot carry go as a code, which is kept to find the way back.

    Args:
        database: Where the codes are.
        username: Gives the bot's name, which Telegram tells when the bot starts.
    """

    def __init__(self, database: Database, username: Callable[[], str]) -> None:
        self._database = database
        self._username = username

    def url(self, article_id: str) -> str:
        """Return the link that opens an article."""
        return create_deep_linked_url(self._username(), self._payload(article_id))

    def _payload(self, article_id: str) -> str:
        if _SAFE_ID.fullmatch(article_id):
            return f"a_{article_id}"
        digest = hashlib.sha256(article_id.encode()).digest()
        code = base64.urlsafe_b64encode(digest).decode()[:_CODE_CHARS]
        self._database.rows("INSERT OR IGNORE INTO links VALUES (?, ?)", (code, article_id))
        return f"h_{code}"
