"""Answers the exploring commands, and turns the pages of what they show."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from telegram import Message, Update
from telegram.ext import CommandHandler

from qabot.channels.telegram.admission import Admission
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.articles import View
from qabot.channels.telegram.asked import addresses_in, argument_of
from qabot.channels.telegram.callbacks import Action
from qabot.channels.telegram.exploring.command import COMMANDS, Command
from qabot.channels.telegram.exploring.page import Shown
from qabot.channels.telegram.exploring.plot import Plots
from qabot.channels.telegram.keyboards import page_keyboard
from qabot.channels.telegram.links import Links, linked_payload
from qabot.channels.telegram.recent import Recent
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.sending import reply
from qabot.channels.telegram.split import clip, escape
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.requests import Request, Requests
from qabot.channels.telegram.typing_sign import typing
from qabot.messages import Language, language

_MOST_KEPT = 50  # found; of more, what was not looked at for longest is found anew

_WRONG_CHARS = 200

_Key = tuple[Request, Language, str]


class Exploring:
    """The exploring commands; they count as questions.

    Args:
        archive: Whose build is explored.
        searches: Has the places in which searches run.
        inbox: Knows what of an answer was sent before the bot stopped.
        admission: Lets questions in.
        preferences: Days that each chat wishes.
        requests: Keeps what buttons turn the pages of.
        links: Gives and takes links to articles.
        plots: Sends the plots of timelines.
    """

    def __init__(
        self,
        archive: Archive,
        searches: Searches,
        inbox: Inbox,
        admission: Admission,
        preferences: Preferences,
        requests: Requests,
        links: Links,
        plots: Plots,
    ) -> None:
        self._archive = archive
        self._searches = searches
        self._inbox = inbox
        self._admission = admission
        self._preferences = preferences
        self._requests = requests
        self._links = links
        self._plots = plots
        self._kept: Recent[_Key, Shown] = Recent(_MOST_KEPT)

    def register(self, application: TelegramApplication) -> None:
        """Answer the commands."""
        application.add_handlers(
            [CommandHandler(name, self._handler(command)) for name, command in COMMANDS.items()]
        )

    async def page(self, at: int, code: str) -> View | None:
        """Return a page, from 0, of what was asked for; beyond the last one it is that.

        Returns:
            None if the request of this code is not known any more.
        """
        request = self._requests.get(code)
        if request is None or request.command not in COMMANDS:
            return None
        return self._view(request, await self._find(request), at)

    async def newest(self, at: int) -> View:
        """Return a page, from 0, of the newest articles."""
        request = Request(command="latest")
        return self._view(request, await self._find(request), at)

    def _handler(self, command: Command) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        async def handle(update: Update, context: Context) -> None:
            if update.message is not None:
                await self._answer(command, update.update_id, update.message)

        return handle

    async def _answer(self, command: Command, update_id: int, message: Message) -> None:
        argument = argument_of(message)
        if command.takes_reply and not argument and message.reply_to_message:
            argument = next(_articles_in(message.reply_to_message), "")
        try:
            request = command.read(argument, self._preferences.of(message.chat_id).period)
        except ValueError as exc:
            # What was typed is told again: of a long one the beginning.
            wrong = f"{escape(clip(str(exc), _WRONG_CHARS))}\n" if str(exc) else ""
            await reply(message, [f"{wrong}{command.usage()}"])
            return
        if (counted := await self._admission.enter(update_id, message)) is not None:
            with counted:
                await self._show(update_id, message, request)

    async def _show(self, update_id: int, message: Message, request: Request) -> None:
        self._inbox.rest(update_id)
        async with self._searches.turn(message.chat_id):
            self._inbox.begin(update_id)
            async with typing(message):
                shown = await self._find(request)
                if shown.months and not self._inbox.sent(update_id):
                    await self._plots.send(message, shown)
                    self._inbox.set_sent(update_id, 1)
            view = self._view(request, shown, 0)
            await reply(message, [view.text], view.keyboard)

    def _view(self, request: Request, shown: Shown, at: int) -> View:
        pages = len(shown.pages)
        at = min(at, pages - 1)
        code = self._requests.keep(request) if pages > 1 else ""
        return View(shown.pages[at], page_keyboard(Action.EXPLORE, code, at, pages))

    async def _find(self, request: Request) -> Shown:
        """Return what is asked for, as it was found in this build before, or found now."""
        # This may open a new build.
        build = await self._searches.read(lambda: self._archive.manifest.built_at)
        key = (request, language(), build)
        if kept := self._kept.get(key):
            return kept
        async with self._searches.place():
            shown = await asyncio.to_thread(self._look, request)
        self._kept.put(key, shown)
        return shown

    def _look(self, request: Request) -> Shown:
        return COMMANDS[request.command].show(self._archive.explorer, request, self._links)


def _articles_in(message: Message) -> Iterator[str]:
    """Yield the payloads of the links to articles in a message, in order."""
    for address in addresses_in(message):
        payload = linked_payload(address)
        if payload != address:
            yield payload
