"""Exploring commands, kept for the buttons that turn the pages of what they show."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from qabot.channels.telegram.state.database import Database
from qabot.searching.engine import ALWAYS, Period

_KEPT_S = 400 * 86_400  # as answers
_CODE_CHARS = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody wants to see.

    Attributes:
        command: Its name, without a slash.
        argument: A topic, a name, an article; empty where there is none.
        period: Only what was printed on these days.
    """

    command: str
    argument: str = ""
    period: Period = ALWAYS

    @property
    def code(self) -> str:
        """Short, the same for the same request, and of characters that a button carries."""
        first, last = self.period.first, self.period.last
        told = json.dumps([self.command, self.argument, str(first), str(last)])
        digest = hashlib.sha256(told.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode()[:_CODE_CHARS]


class Requests:
    """Requests by code; those that nobody looked at for long are forgotten.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def keep(self, request: Request) -> str:
        """Keep a request and return its code."""
        days = [day and day.isoformat() for day in (request.period.first, request.period.last)]
        self._database.rows("DELETE FROM requests WHERE at < ?", (self._now() - _KEPT_S,))
        self._database.rows(
            "INSERT OR REPLACE INTO requests (code, at, command, argument, first, last) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (request.code, self._now(), request.command, request.argument, *days),
        )
        return request.code

    def get(self, code: str) -> Request | None:
        """Return the request of a code; None if it is not known any more."""
        rows = self._database.rows(
            "SELECT command, argument, first, last FROM requests WHERE code = ?", (code,)
        )
        for command, argument, *days in rows:
            first, last = (date.fromisoformat(day) if day else None for day in days)
            return Request(command=command, argument=argument, period=Period(first, last))
        return None
