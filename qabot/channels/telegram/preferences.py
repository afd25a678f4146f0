"""/settings: what a chat wishes, by command and by buttons."""

import html
import re
from dataclasses import replace as changed

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
    User,
)
from telegram.ext import CallbackQueryHandler, CommandHandler

from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.gate import language_of
from qabot.channels.telegram.sending import replace, reply, respond
from qabot.channels.telegram.state.preferences import Preference, Preferences
from qabot.channels.telegram.wishes import LANGUAGES, MOST_PASSAGES, describe, usage, wished
from qabot.messages import say, speak
from qabot.searching.engine import ALWAYS

_PRESSED = re.compile(r"^1:s:(?:k:([1-5])|l:(zh|en|auto)|d)$")
"""Callback data: version, `s` for settings, then passages, language, or all days."""


class ChatSettings:
    """Shows and changes what a chat wishes.

    Args:
        preferences: Keeps it.
    """

    def __init__(self, preferences: Preferences) -> None:
        self._preferences = preferences

    def register(self, application: TelegramApplication) -> None:
        """Answer /settings and the presses of its buttons."""
        application.add_handler(CommandHandler("settings", self.command))
        application.add_handler(CallbackQueryHandler(self.press, pattern=_PRESSED))

    async def command(self, update: Update, context: Context) -> None:
        """Show what the chat wishes; with words after the command, change it first."""
        if (message := update.message) is None:
            return
        wishes = self._preferences.of(message.chat_id)
        if words := context.args:
            try:
                wishes = wished(wishes, words)
            except ValueError as exc:
                wrong = html.escape(str(exc), quote=False)
                await reply(message, [f"{wrong}\n\n{usage()}"])
                return
            self._keep(message.chat_id, wishes, message.from_user)
        await reply(message, [_text(wishes)], _keyboard(wishes))

    async def press(self, update: Update, context: Context) -> None:
        """Change what a button stands for, and show what the chat wishes now."""
        if (query := update.callback_query) is None:
            return
        await respond(query)
        pressed = _PRESSED.match(str(query.data))
        if pressed is None or (message := query.message) is None:
            return
        chat_id = message.chat.id
        wishes = _with_pressed(self._preferences.of(chat_id), *pressed.groups())
        self._keep(chat_id, wishes, query.from_user)
        shown = [_text(wishes)]
        await replace(query.get_bot(), chat_id, message.message_id, shown, _keyboard(wishes))

    def _keep(self, chat_id: int, wishes: Preference, user: User | None) -> None:
        self._preferences.keep(chat_id, wishes)
        speak(wishes.language or language_of(user))


def _text(wishes: Preference) -> str:
    return f"{describe(wishes)}\n\n{usage()}"


def _keyboard(wishes: Preference) -> InlineKeyboardMarkup:
    languages = {"auto": say("自动", "Automatic"), "zh": "中文", "en": "English"}
    rows = [
        [_button(str(k), f"k:{k}", chosen=k == wishes.k) for k in range(1, MOST_PASSAGES + 1)],
        [
            _button(name, f"l:{code}", chosen=code == (wishes.language or "auto"))
            for code, name in languages.items()
        ],
    ]
    if not wishes.period.open:
        rows.append([_button(say("不限日期", "All days"), "d", chosen=False)])
    return InlineKeyboardMarkup(rows)


def _with_pressed(before: Preference, k: str | None, language: str | None) -> Preference:
    if k:
        return changed(before, k=int(k))
    if language:
        return changed(before, language=LANGUAGES[language])
    return changed(before, period=ALWAYS)


def _button(text: str, data: str, *, chosen: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"✓ {text}" if chosen else text, callback_data=f"1:s:{data}")
