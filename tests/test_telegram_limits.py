"""The bot's own limits on its calls: signs leave places to answers."""

import asyncio
from typing import Any

from qabot.channels.telegram.limits import Limits


def test_signs_of_many_chats_do_not_hold_up_an_answer() -> None:
    made: list[str] = []

    async def call(endpoint: str, data: dict[str, Any]) -> bool:
        made.append(endpoint)
        return True

    async def run() -> None:
        limits = Limits()

        def start(endpoint: str, chat: int) -> asyncio.Task[Any]:
            data = {"chat_id": chat}
            return asyncio.create_task(
                limits.process_request(call, (endpoint, data), {}, endpoint, data, None)
            )

        signs = [start("sendChatAction", chat) for chat in range(1, 41)]
        answer = start("sendMessage", 1)
        assert await answer
        # Those that still wait are taken back, as when their questions are answered; all others had their turn.
        for sign in signs[20:]:
            sign.cancel()
        await asyncio.gather(*signs, return_exceptions=True)
        assert await start("sendChatAction", 41)

    asyncio.run(run())
    # Ten signs at once, and one more every tenth of a second, should this machine be slow.
    assert made.index("sendMessage") <= 15
    assert made.count("sendChatAction") == 21
