"""Questions and their answers."""

import asyncio
import time

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.gate import sender
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.render import render_answer
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import replace, reply, show_typing
from qabot.channels.telegram.state.inbox import Inbox


class Questions:
    """Answers questions: a placeholder at once, and the answer in its place.

    Args:
        searches: Finds the answers.
        inbox: Knows the placeholders of questions that a stop of the bot cut off.
        rate: How often one person may ask; None: as often as they like.
        metrics: Counts them.
    """

    def __init__(
        self, searches: Searches, inbox: Inbox, rate: RateLimit | None, metrics: Metrics
    ) -> None:
        self._searches = searches
        self._inbox = inbox
        self._rate = rate
        self._metrics = metrics

    def register(self, application: TelegramApplication) -> None:
        """Answer text in private chats."""
        private = filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND
        application.add_handler(MessageHandler(private, self.text))

    async def text(self, update: Update, context: Context) -> None:
        """Answer a message that is a question."""
        if update.message is not None:
            await self._answer(update.update_id, update.message, update.message.text or "")

    async def _answer(self, update_id: int, message: Message, question: str) -> None:
        began = time.monotonic()
        placeholder = self._inbox.placeholder(update_id)
        # Who was let in before the bot stopped has not asked again since.
        if placeholder is None and self._rate and (wait_s := self._rate.take(sender(message))):
            await reply(message, [wording.too_fast(wait_s)])
            return
        async with self._searches.turn(message.chat_id):
            if placeholder is None:
                sent = await reply(message, [wording.searching()])
                if sent is None:
                    return
                placeholder = sent.message_id
                self._inbox.set_placeholder(update_id, placeholder)
            # Both before the answer: "typing" that arrives after it would stay on the screen.
            answer, _ = await asyncio.gather(
                self._searches.ask(message.chat_id, question), show_typing(message)
            )
            await replace(message.get_bot(), message.chat_id, placeholder, render_answer(answer))
        self._metrics.answered(time.monotonic() - began, found=answer.found)
