"""How many calls the bot makes in a second."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.ext import AIORateLimiter

_SIGN = "sendChatAction"
_SIGNS_A_SECOND = 10

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Limits(AIORateLimiter):
    """Those of Telegram: 30 calls a second, 20 messages a minute in a group; a third of the calls may be signs.

    Each question that waits renews its sign. With as many of them as may wait, the signs alone would fill all places,
    and answers would come in after them. A sign waits for a place among the signs before it asks for one of all.
    """

    __slots__ = ("_signs",)

    def __init__(self) -> None:
        # No retries: while it waits for one chat, it lets no other call pass. `sending.insist` waits instead.
        super().__init__(max_retries=0)
        self._signs = AsyncLimiter(_SIGNS_A_SECOND, time_period=1)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        """Make a call once it may be made.

        Args:
            callback: Makes it.
            args: For the callback.
            kwargs: For the callback.
            endpoint: The method of the Bot API.
            data: Parameters of the method.
            rate_limit_args: As of `AIORateLimiter`.

        Raises:
            TelegramError: As of the callback.
        """
        if endpoint == _SIGN:
            await self._signs.acquire()
        return await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
