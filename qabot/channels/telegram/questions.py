"""Questions and their answers."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from telegram import Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.asked import is_by_way_of_bot, is_for_bot, question_in
from qabot.channels.telegram.buttons import Buttons
from qabot.channels.telegram.gate import sender
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.render import render_answer
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import replace, reply, show_typing
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.searching.question import MAX_QUESTION_CHARS

# Of one chat, besides the question that is being answered.
_MOST_WAITING = 3


class Questions:
    """Answers questions: a placeholder at once, and the answer in its place.

    Args:
        searches: Finds the answers.
        inbox: Knows the placeholders of questions that a stop of the bot cut off.
        rate: How often people may ask; None: as often as they like.
        preferences: What each chat wishes of its answers.
        link: Opens an article.
        buttons: Go under the answers.
        metrics: Counts them.
    """

    def __init__(
        self,
        searches: Searches,
        inbox: Inbox,
        rate: RateLimit | None,
        preferences: Preferences,
        link: Link,
        buttons: Buttons,
        metrics: Metrics,
    ) -> None:
        self._searches = searches
        self._inbox = inbox
        self._rate = rate
        self._preferences = preferences
        self._link = link
        self._buttons = buttons
        self._metrics = metrics
        self._open: Counter[int] = Counter()

    def register(self, application: TelegramApplication) -> None:
        """Answer /ask everywhere, all text in private chats, and in groups what is meant for the bot."""
        text = filters.TEXT & ~filters.COMMAND
        groups = filters.ChatType.GROUPS
        application.add_handlers(
            [
                CommandHandler("ask", self.ask),
                MessageHandler(filters.ChatType.PRIVATE & text, self.private),
                MessageHandler(groups & (text | filters.CAPTION), self.group),
            ]
        )

    async def ask(self, update: Update, context: Context) -> None:
        """Answer /ask; without words of its own it takes those of the message that it replies to."""
        if update.message is not None:
            await self._answer(update.update_id, update.message)

    async def private(self, update: Update, context: Context) -> None:
        """Answer text in a private chat, unless the bot itself wrote it, as a result of its inline mode."""
        if (message := update.message) is not None and not is_by_way_of_bot(message):
            await self._answer(update.update_id, message)

    async def group(self, update: Update, context: Context) -> None:
        """Answer a reply to the bot and what mentions it; all other talk is none of its business."""
        if (message := update.message) is None or not is_for_bot(message):
            return
        if message.text is None:
            await reply(message, [wording.only_text()])
        else:
            await self._answer(update.update_id, message)

    async def _answer(self, update_id: int, message: Message) -> None:
        question = question_in(message)
        if not question:
            await reply(message, [wording.how_to_ask()])
        elif len(question) > MAX_QUESTION_CHARS:
            await reply(message, [wording.too_long(MAX_QUESTION_CHARS)])
        elif self._inbox.is_restored(update_id):
            # Let in before the bot stopped, and not counted: its answer may have been sent without having been noted,
            # and who has it may ask the next question.
            await self._take(update_id, message, question, ExitStack())
        elif self._open[message.chat_id] > _MOST_WAITING:
            await reply(message, [wording.too_many_wait()])
        elif self._rate and (wait := self._rate.take(sender(message))):
            await reply(message, [wording.too_fast(wait)])
        else:
            with ExitStack() as counted:
                counted.enter_context(self._counted(message.chat_id))
                await self._take(update_id, message, question, counted)

    @contextmanager
    def _counted(self, chat_id: int) -> Iterator[None]:
        self._open[chat_id] += 1
        try:
            yield
        finally:
            self._open[chat_id] -= 1
            if not self._open[chat_id]:
                del self._open[chat_id]

    async def _take(
        self, update_id: int, message: Message, question: str, counted: ExitStack
    ) -> None:
        began = time.monotonic()
        placeholder = self._inbox.placeholder(update_id)
        async with self._searches.turn(message.chat_id):
            if placeholder is None:
                sent = await reply(message, [wording.searching()])
                if sent is None:
                    return
                placeholder = sent.message_id
                self._inbox.set_placeholder(update_id, placeholder)
            # Both before the answer: "typing" that arrives after it would stay on the screen.
            preference = self._preferences.of(message.chat_id)
            answer, _ = await asyncio.gather(
                self._searches.ask(message.chat_id, question, preference.k, preference.period),
                show_typing(message),
            )
            texts = render_answer(answer, self._link)
            bot, chat_id = message.get_bot(), message.chat_id
            keyboard = await self._buttons.under(chat_id, answer, texts)
            counted.close()  # who sees the answer may ask again, even before the bot hears that it is shown
            await replace(bot, chat_id, placeholder, texts, keyboard, message)
        self._metrics.answered(time.monotonic() - began, found=answer.found)
