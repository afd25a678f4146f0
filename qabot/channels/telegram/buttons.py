"""The buttons under answers and articles, and what they do."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from telegram import CallbackQuery, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.articles import Articles, View
from qabot.channels.telegram.callbacks import Action, Press, parse
from qabot.channels.telegram.edits import Edits
from qabot.channels.telegram.exploring import Exploring
from qabot.channels.telegram.keyboards import GOOD, Position, answer_keyboard, with_votes
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.rate import Once
from qabot.channels.telegram.render import render_citation
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import brief, reply, respond
from qabot.channels.telegram.state.answers import ShownAnswer, ShownAnswers, ShownPassage
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.votes import Tally, Votes
from qabot.types import Answer, Citation, Passage

logger = logging.getLogger(__name__)

_WHOLE_AGAIN_S = 10.0


@dataclass(frozen=True, slots=True)
class _Around:
    """The passages of an article, and which of them an answer cites."""

    passages: Sequence[Passage]
    at: int

    def position(self, at: int, step: int) -> Position:
        place = self.at + step
        return Position(at, step, before=place > 0, after=place < len(self.passages) - 1)


class Buttons:
    """Puts buttons under answers, and does what they say.

    A press is answered before anything is sent: Telegram takes the answer for a few seconds only.

    Args:
        archive: Has the passages.
        searches: Reads them, off the event loop.
        database: Where answers and votes are kept.
        inbox: Where presses wait.
        articles: Shows whole articles.
        exploring: Shows what the exploring commands find.
        link: Opens an article.
        edits: Made by these buttons and others.
    """

    def __init__(
        self,
        archive: Archive,
        searches: Searches,
        database: Database,
        inbox: Inbox,
        articles: Articles,
        exploring: Exploring,
        link: Link,
        edits: Edits,
    ) -> None:
        self._archive = archive
        self._searches = searches
        self._database = database
        self._inbox = inbox
        self._articles = articles
        self._exploring = exploring
        self._link = link
        self._answers = ShownAnswers(database)
        self._votes = Votes(database)
        self._edits = edits
        self._once = Once()

    def register(self, application: TelegramApplication) -> None:
        """Take all presses."""
        application.add_handler(CallbackQueryHandler(self.press))

    @asynccontextmanager
    async def under(
        self, chat_id: int, answer: Answer, texts: Sequence[str], first_message: int
    ) -> AsyncIterator[InlineKeyboardMarkup]:
        """Keep an answer, and give its buttons to what shows it in here; if that fails, the answer is forgotten again.

        Args:
            chat_id: Where it is shown.
            answer: What was answered.
            texts: Its messages, HTML; the last one will have the buttons.
            first_message: Number of the first of them.
        """
        shown = self._answers.add(chat_id, answer, texts[-1], first_message)
        try:
            yield answer_keyboard(shown, await self._first_position(shown), Tally())
        except BaseException:
            # It is tried once more, as a new answer, or nobody ever sees it.
            self._answers.remove(shown.id)
            raise

    async def press(self, update: Update, context: Context) -> None:
        """Do what a button says, or tell that it is too old."""
        if (query := update.callback_query) is None:
            return
        press = parse(query.data)
        if press is None or query.message is None:
            await respond(query, wording.too_old())
        elif press.action is Action.STAY:
            await respond(query)
        elif press.action is Action.VOTE:
            await self._vote(update.update_id, query, press)
        elif not isinstance(query.message, Message) or not query.message.is_accessible:
            await respond(query, wording.too_old())
        else:
            await self._show(update.update_id, query, query.message, press)

    async def _show(
        self, update_id: int, query: CallbackQuery, message: Message, press: Press
    ) -> None:
        view = await self._view(message.chat_id, press)
        await respond(query, "" if view else wording.too_old())
        if view is None:
            return
        if press.action is Action.WHOLE:
            await self._send_whole(message, press, view)
        else:
            await self._edits.edit(update_id, message, partial(self._counted, press, view))

    def _counted(self, press: Press, view: View) -> tuple[str, InlineKeyboardMarkup | None]:
        """Return a view with the votes that there are now: some may have come since it was made."""
        if view.keyboard is None:
            return view.text, None
        return view.text, with_votes(view.keyboard, press.subject, self._votes.of(press.subject))

    async def _send_whole(self, message: Message, press: Press, view: View) -> None:
        """Send an article, once for a button that is pressed several times in a row."""
        deed = (message.chat_id, message.message_id, press)
        if not self._once.first(deed, _WHOLE_AGAIN_S):
            return
        try:
            await reply(message, [view.text], view.keyboard)
        except BaseException:
            self._once.forget(deed)
            raise

    async def _view(self, chat_id: int, press: Press) -> View | None:
        """Return what a press asks for; None if that is not known any more."""
        if press.action is Action.LATEST:
            return await self._exploring.newest(press.at)
        if press.action is Action.EXPLORE:
            return await self._exploring.page(press.at, press.subject)
        if press.action is Action.ARTICLE:
            return await self._articles.page_of_payload(press.at, press.subject)
        shown = self._answers.get(press.subject, chat_id)
        if shown is None or press.at >= len(shown.passages):
            return None
        if press.action is Action.WHOLE:
            return await self._articles.page(0, shown.passages[press.at].article_id)
        if press.at == press.step == 0:
            position = await self._first_position(shown)
            return View(shown.message, self._keyboard(shown, position))
        return await self._passage(shown, press)

    async def _passage(self, shown: ShownAnswer, press: Press) -> View | None:
        cited = shown.passages[press.at]
        around = await self._around(cited)
        if around is None or not 0 <= around.at + press.step < len(around.passages):
            return None
        passage = around.passages[around.at + press.step]
        citation = cited.cite(passage, press.at + 1) if not press.step else _beside(passage, press)
        keyboard = self._keyboard(shown, around.position(press.at, press.step))
        text = render_citation(citation, self._link, beside=bool(press.step))
        return View(text, keyboard)

    async def _first_position(self, shown: ShownAnswer) -> Position:
        around = await self._around(shown.passages[0]) if shown.passages else None
        return around.position(0, 0) if around else Position()

    async def _around(self, cited: ShownPassage) -> _Around | None:
        """Find a passage in its article; None if a rebuild has cut it otherwise, or the article is gone."""
        passages = await self._searches.read(self._archive.passages_of, cited.article_id)
        at = cited.find(passages)
        return None if at is None else _Around(passages, at)

    def _keyboard(self, shown: ShownAnswer, position: Position) -> InlineKeyboardMarkup:
        return answer_keyboard(shown, position, self._votes.of(shown.id))

    async def _vote(self, update_id: int, query: CallbackQuery, press: Press) -> None:
        message = query.message
        if message is None or self._answers.get(press.subject, message.chat.id) is None:
            await respond(query, wording.too_old())
            return
        # Both or neither: a vote that is taken again after a kill of the bot would be taken back.
        with self._database.transaction():
            good = press.step == GOOD
            voted = self._votes.toggle(press.subject, query.from_user.id, good=good)
            self._inbox.done(update_id)
        await respond(query, wording.thanks_for_vote() if voted else wording.taken_back())
        if isinstance(message, Message) and message.is_accessible:
            try:
                await self._edits.edit_keyboard(
                    message,
                    lambda before: with_votes(before, press.subject, self._votes.of(press.subject)),
                )
            except TelegramError as exc:  # the vote is kept, and its voter was told so
                logger.warning("votes are not shown in chat %s: %s", message.chat_id, brief(exc))


def _beside(passage: Passage, press: Press) -> Citation:
    """Cite a passage that only stands beside one that answers."""
    return Citation(
        number=press.at + 1, passage=passage, quote=passage.text, highlights=(), score=0.0
    )
