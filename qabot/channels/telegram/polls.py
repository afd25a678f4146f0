"""How the poller is: when Telegram last answered it."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest

from qabot.errors import QABotError, SettingsError
from qabot.messages import say

PATIENCE_S = 300.0
"""Many polls, each of ten seconds, with the longest pauses after errors between them."""

# A poll that lasts as long as it may and three errors in a row, each with its pause, stay below it.
_LATE = 1 / 3
_REFUSED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)


class Polls:
    """When Telegram last answered a poll, whatever it answered: its own outages are no fault of the poller.

    Args:
        patience_s: Seconds without an answer after which the poller counts as dead.
        clock: Seconds from any fixed moment, never going back.
    """

    def __init__(
        self, patience_s: float = PATIENCE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience_s = patience_s
        self._clock = clock
        self._last = clock()
        self._refused = False

    def note(self, status: int) -> None:
        """Remember that one was answered now, with an HTTP status."""
        self._last = self._clock()
        self._refused = status in _REFUSED

    @property
    def age_s(self) -> float:
        """Seconds since the last answer, or since the start."""
        return self._clock() - self._last

    @property
    def failing(self) -> bool:
        """True if something is wrong, though it may mend itself."""
        return self._refused or self.age_s > self._patience_s * _LATE

    async def look(self) -> QABotError | None:
        """Return why the bot should stop; None as long as the poller lives."""
        if self._refused:
            return token_refused()
        if self.age_s <= self._patience_s:
            return None
        seconds = int(self.age_s)
        return QABotError(
            say(
                f"已有 {seconds} 秒没有收到 Telegram 对轮询的回应，轮询已经停了。",
                f"Telegram has answered no poll for {seconds} s: the poller is dead.",
            ),
            say(
                "请检查网络，再启动一次；systemd 或 Docker 会自动重启。",
                "Check the network and start it again; systemd and Docker do so by themselves.",
            ),
        )


class PollRequest(HTTPXRequest):
    """Sends the polls, and notes when one is answered.

    Args:
        polls: Where it is noted.
    """

    def __init__(self, polls: Polls) -> None:
        # The last poll, which confirms what was fetched, may begin before the long one has ended.
        super().__init__(connection_pool_size=2)
        self._polls = polls

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Send one.

        Raises:
            NetworkError: Also where the token is refused. At PTB's own error its poller would end for good, and fail
                when it is stopped, before the answers under way are done.
        """
        status, body = await super().do_request(*args, **kwargs)
        self._polls.note(status)
        if status in _REFUSED:
            raise NetworkError(f"the token is refused ({status})")
        return status, body


def token_refused() -> SettingsError:
    """Return the error of a token that Telegram does not know, or knows no longer."""
    return SettingsError(
        say("Telegram 不认 QABOT_TELEGRAM_TOKEN 里的令牌。", "Telegram refuses the token."),
        say(
            "请到 @BotFather 核对令牌，再设置 QABOT_TELEGRAM_TOKEN。",
            "Compare QABOT_TELEGRAM_TOKEN with what @BotFather shows.",
        ),
    )
