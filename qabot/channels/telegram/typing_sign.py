"""The sign that an answer is on its way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Message

from qabot.channels.telegram.sending import show_typing

_AGAIN_S = 4.5  # Telegram takes the sign away after five
_END_S = 0.5


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show "typing" in a private chat for as long as this lasts; an answer never waits for the sign."""
    shown = asyncio.create_task(_show(message))
    try:
        yield
    finally:
        shown.cancel()
        # Not for ever, but where it can be had: a sign that arrives after the answer stays on the screen.
        await asyncio.wait([shown], timeout=_END_S)


async def _show(message: Message) -> None:
    while True:
        await show_typing(message)
        await asyncio.sleep(_AGAIN_S)
