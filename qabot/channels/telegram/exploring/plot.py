"""The plot of a timeline: a picture, or characters where there can be none."""

import asyncio
import logging
from pathlib import Path

from telegram import Message

from qabot.channels.exploring.chart import chart_png
from qabot.channels.exploring.plot import plot_lines
from qabot.channels.exploring.timelines import plot_caption
from qabot.channels.telegram.exploring.page import Shown
from qabot.channels.telegram.photos import reply_photo
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import reply
from qabot.channels.telegram.split import Run, split, to_html
from qabot.errors import QABotError

logger = logging.getLogger(__name__)


class Plots:
    """Sends plots.

    Args:
        searches: Has the places in which they are drawn.
        cache: Folder of the user's, where matplotlib keeps its list of fonts.
    """

    def __init__(self, searches: Searches, cache: Path) -> None:
        self._searches = searches
        self._cache = cache
        self._tells = True

    async def send(self, message: Message, shown: Shown) -> None:
        """Send a plot as a reply.

        Raises:
            TelegramError: As of `reply`.
        """
        picture = await self._picture(shown)
        if picture is None or not await reply_photo(message, picture):
            await reply(message, characters(shown))

    async def _picture(self, shown: Shown) -> bytes | None:
        try:
            async with self._searches.place():
                return await asyncio.to_thread(chart_png, shown.topic, shown.months, self._cache)
        except QABotError as exc:  # no matplotlib, or no font
            if self._tells:
                logger.warning("plots go as characters: %s", exc)
            self._tells = False
            return None


def characters(shown: Shown) -> list[str]:
    """Return a plot as messages, HTML."""
    lines = "\n".join(plot_lines(shown.months))
    runs = [Run(f"{plot_caption()}\n"), Run(lines, fixed=True)]
    return [to_html(part) for part in split(runs)]
