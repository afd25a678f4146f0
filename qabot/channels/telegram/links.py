"""Links that open an article in a chat with the bot."""

import base64
import hashlib
import re
from collections.abc import Callable

from telegram.helpers import create_deep_linked_url

from qabot.channels.telegram.state.database import Database

Link = Callable[[str], str]
"""Gives the address that opens an article, by its id."""

PAYLOAD_CHARS = 64
"""Longest payload of a link."""

GREETING = "inline"
"""Payload of a link that opens no article; Telegram wants one under inline results."""

_BY_ID = "a_"
_BY_CODE = "h_"
_CODE_CHARS = 22
_PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{1,{PAYLOAD_CHARS}}}")
_LINK = re.compile(r"(?:https?://)?(?:t|telegram)\.me/\w+\?start=([^&#\s]*)", re.IGNORECASE)


class Links:
    """Links to articles, and the way back from them.

    Ids that a link cannot carry go as a code, which is kept: it cannot be turned back.

    Args:
        database: Where the codes are.
        username: Gives the bot's name, which Telegram tells when the bot starts.
    """

    def __init__(self, database: Database, username: Callable[[], str]) -> None:
        self._database = database
        self._username = username

    def url(self, article_id: str) -> str:
        """Return the link that opens an article."""
        return create_deep_linked_url(self._username(), self.payload(article_id))

    def payload(self, article_id: str, most: int = PAYLOAD_CHARS) -> str:
        """Return what stands for an article in a link.

        Args:
            article_id: Any text.
            most: Longest one, characters; at least 24.
        """
        payload = _BY_ID + article_id
        if article_id and len(payload) <= most and _PAYLOAD.fullmatch(payload):
            return payload
        code = _code(article_id)
        self._database.rows("INSERT OR IGNORE INTO links VALUES (?, ?)", (code, article_id))
        return _BY_CODE + code

    def article_id(self, payload: str) -> str | None:
        """Return the id of an article that may not be there any more; None if this is no payload of ours."""
        if not _PAYLOAD.fullmatch(payload):
            return None
        kind, rest = payload[: len(_BY_ID)], payload[len(_BY_ID) :]
        if kind == _BY_ID:
            return rest or None
        if kind != _BY_CODE:
            return None
        rows = self._database.rows("SELECT article FROM links WHERE code = ?", (rest,))
        return rows[0][0] if rows else None


def linked_payload(text: str) -> str:
    """Return the payload of a link, and any other text as it is."""
    link = _LINK.fullmatch(text)
    return link[1] if link else text


def _code(article_id: str) -> str:
    digest = hashlib.sha256(article_id.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_CODE_CHARS]
