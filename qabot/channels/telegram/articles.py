"""Whole articles: by link, by id, by button."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import CommandHandler

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.article_view import article_pages
from qabot.channels.telegram.asked import argument_of
from qabot.channels.telegram.callbacks import SUBJECT_CHARS, Action
from qabot.channels.telegram.keyboards import page_keyboard
from qabot.channels.telegram.links import GREETING, Links, linked_payload
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import reply


@dataclass(frozen=True, slots=True)
class View:
    """A message that its buttons turn the pages of.

    Attributes:
        text: HTML.
    """

    text: str
    keyboard: InlineKeyboardMarkup | None = None


class Articles:
    """/start with a link's payload, /article, and the pages that they show.

    Args:
        archive: Has the articles.
        searches: Reads them, off the event loop.
        links: Gives and takes links to them.
    """

    def __init__(self, archive: Archive, searches: Searches, links: Links) -> None:
        self._archive = archive
        self._searches = searches
        self._links = links

    def register(self, application: TelegramApplication) -> None:
        """Answer the commands."""
        application.add_handlers(
            [
                CommandHandler("start", self.start),
                CommandHandler("article", self.article),
            ]
        )

    async def start(self, update: Update, context: Context) -> None:
        """Answer /start: a link's payload opens its article, without one it is a greeting."""
        if (message := update.message) is None:
            return
        payload = argument_of(message)
        if payload in ("", GREETING):
            await reply(message, [wording.welcome()])
        else:
            await self._reply(message, self._links.article_id(payload))

    async def article(self, update: Update, context: Context) -> None:
        """Answer /article with an id, a link or the payload of one."""
        if (message := update.message) is None:
            return
        if not (named := linked_payload(argument_of(message))):
            await reply(message, [wording.which_article()])
            return
        # As an id first: one may look like a payload.
        await self._reply(message, named, self._links.article_id(named))

    async def page(self, page: int, *article_ids: str | None) -> View | None:
        """Return a page of the first of these articles that there is.

        Args:
            page: From 0; beyond the last one it is that.
            article_ids: Also earlier ones; None for what was no payload of ours.

        Returns:
            None if there is none of them.
        """
        read = await self._searches.read(self._pages, [id_ for id_ in article_ids if id_])
        if read is None:
            return None
        article_id, pages = read
        page = min(page, len(pages) - 1)
        payload = self._links.payload(article_id, SUBJECT_CHARS)
        return View(pages[page], page_keyboard(Action.ARTICLE, payload, page, len(pages)))

    async def page_of_payload(self, page: int, payload: str) -> View | None:
        """Return a page of the article that a payload stands for; see `page`."""
        return await self.page(page, self._links.article_id(payload))

    def _pages(self, article_ids: Sequence[str]) -> tuple[str, list[str]] | None:
        for article_id in article_ids:
            if article := self._archive.article(article_id):
                return article.id, article_pages(article)
        return None

    async def _reply(self, message: Message, *article_ids: str | None) -> None:
        view = await self.page(0, *article_ids) or View(wording.unknown_article())
        await reply(message, [view.text], view.keyboard)
