"""Questions and their answers."""

import re
import time
from contextlib import ExitStack
from functools import partial

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler, MessageHandler, filters

from qabot.answering.refusal import is_aside
from qabot.channels.telegram import wording
from qabot.channels.telegram.admission import Admission
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.asked import (
    Asked,
    is_by_way_of_bot,
    is_for_bot,
    is_thanks,
    question_in,
)
from qabot.channels.telegram.buttons import Buttons
from qabot.channels.telegram.gate import asker
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.render import render_answer
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import replace, reply
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.typing_sign import typing
from qabot.searching.question import MAX_QUESTION_CHARS
from qabot.types import Answer

_WORD = re.compile(r"\w")


class Questions:
    """Answers questions: a placeholder at once, and the answer in its place.

    Args:
        searches: Finds the answers.
        inbox: Knows the placeholders of questions that a stop of the bot cut off.
        admission: Lets questions in.
        preferences: What each chat wishes of its answers.
        link: Opens an article.
        buttons: Go under the answers.
        metrics: Counts them.
    """

    def __init__(
        self,
        searches: Searches,
        inbox: Inbox,
        admission: Admission,
        preferences: Preferences,
        link: Link,
        buttons: Buttons,
        metrics: Metrics,
    ) -> None:
        self._searches = searches
        self._inbox = inbox
        self._admission = admission
        self._preferences = preferences
        self._link = link
        self._buttons = buttons
        self._metrics = metrics

    def register(self, application: TelegramApplication) -> None:
        """Answer /ask everywhere, all words in private chats, and in groups what is meant for the bot."""
        words = (filters.TEXT & ~filters.COMMAND) | filters.CAPTION
        groups = filters.ChatType.GROUPS
        application.add_handlers(
            [
                CommandHandler("ask", self.ask),
                MessageHandler(filters.ChatType.PRIVATE & words, self.private),
                MessageHandler(groups & words, self.group),
            ]
        )

    async def ask(self, update: Update, context: Context) -> None:
        """Answer /ask; without words of its own it takes those of the message that it replies to."""
        if update.message is not None:
            await self._answer(update.update_id, update.message)

    async def private(self, update: Update, context: Context) -> None:
        """Answer words in a private chat, unless the bot itself wrote it, as a result of its inline mode."""
        if (message := update.message) is not None and not is_by_way_of_bot(message):
            await self._answer(update.update_id, message)

    async def group(self, update: Update, context: Context) -> None:
        """Answer a reply to the bot and what mentions it; all other talk is none of its business."""
        if (message := update.message) is not None and is_for_bot(message):
            await self._answer(update.update_id, message)

    async def _answer(self, update_id: int, message: Message) -> None:
        asked = question_in(message)
        if len(asked.text) > MAX_QUESTION_CHARS:
            await reply(message, [wording.too_long(MAX_QUESTION_CHARS)])
        elif not _WORD.search(asked.text):  # also a bare question mark
            await reply(message, [_hint(message)])
        elif is_aside(asked.text):
            thanks = is_thanks(asked.text)
            await reply(message, [wording.not_at_all() if thanks else wording.at_your_service()])
        elif (counted := await self._admission.enter(update_id, message)) is not None:
            with counted:
                await self._take(update_id, message, asked, counted)

    async def _take(
        self, update_id: int, message: Message, asked: Asked, counted: ExitStack
    ) -> None:
        began = time.monotonic()
        placeholder = self._inbox.placeholder(update_id)
        self._inbox.rest(update_id)
        async with self._searches.turn(message.chat_id):
            self._inbox.begin(update_id)
            if placeholder is None:
                shown = await reply(message, [wording.searching()])
                if shown is None:
                    return
                placeholder = shown.message_id
                self._inbox.set_placeholder(update_id, placeholder)
            async with typing(message):
                answer = await self._find(update_id, message, asked)
            texts = render_answer(answer, self._link)
            bot, chat_id = message.get_bot(), message.chat_id
            sent, note = self._inbox.sent(update_id), partial(self._inbox.set_sent, update_id)
            async with self._buttons.under(chat_id, answer, texts, placeholder) as keyboard:
                counted.close()  # who sees the answer may ask again, even before the bot hears that it is shown
                await replace(bot, chat_id, placeholder, texts, keyboard, message, sent, note)
        self._metrics.answered(time.monotonic() - began, found=answer.found)

    async def _find(self, update_id: int, message: Message, asked: Asked) -> Answer:
        preference = self._preferences.of(message.chat_id)
        k, period = preference.k, preference.period
        if understood := self._inbox.understood(update_id):
            return await self._searches.ask_again(asked.text, understood, k, period)
        person, other = asker(message), message.reply_to_message
        if asked.of_other:
            self._searches.forget(person)
        replies_to = other.message_id if other else None
        answer = await self._searches.ask(person, asked.text, k, period, replies_to)
        self._inbox.set_understood(update_id, answer.understood or asked.text)
        return answer


def _hint(message: Message) -> str:
    """Tell how to ask someone whose message asks nothing."""
    if message.text is None:
        return wording.only_text()
    is_command = filters.COMMAND.filter(message)
    if message.chat.type == ChatType.PRIVATE and not is_command:
        return wording.just_ask()
    return wording.how_to_ask()
