"""/settings: what a chat wishes, by command and by buttons."""

import re
from dataclasses import replace as changed

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update, User
from telegram.ext import CallbackQueryHandler, CommandHandler

from qabot.channels.telegram import wording
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.callbacks import VERSION
from qabot.channels.telegram.edits import Edits
from qabot.channels.telegram.gate import language_of
from qabot.channels.telegram.preference_words import (
    LANGUAGES,
    MOST_PASSAGES,
    describe,
    preference_after,
    usage,
)
from qabot.channels.telegram.sending import reply, respond
from qabot.channels.telegram.split import escape
from qabot.channels.telegram.state.preferences import Preference, Preferences
from qabot.messages import say, speak
from qabot.searching.engine import ALWAYS

_LEAD = f"{VERSION}:s:"
_PRESSED = re.compile(rf"^{_LEAD}(?:k:([1-5])|l:(zh|en|auto)|d)\Z")
"""Callback data: version, `s` for settings, then passages, language, or all days."""


class ChatSettings:
    """Shows and changes what a chat wishes.

    Args:
        preferences: Keeps it.
        edits: Made by these buttons and others.
    """

    def __init__(self, preferences: Preferences, edits: Edits) -> None:
        self._preferences = preferences
        self._edits = edits

    def register(self, application: TelegramApplication) -> None:
        """Answer /settings and the presses of its buttons."""
        application.add_handler(CommandHandler("settings", self.command))
        application.add_handler(CallbackQueryHandler(self.press, pattern=_PRESSED))

    async def command(self, update: Update, context: Context) -> None:
        """Show what the chat wishes; with words after the command, change it first."""
        if (message := update.message) is None:
            return
        preference = self._preferences.of(message.chat_id)
        if words := context.args:
            try:
                preference = preference_after(preference, words)
            except ValueError as exc:
                wrong = escape(str(exc))
                await reply(message, [f"{wrong}\n\n{usage()}"])
                return
            self._keep(message.chat_id, preference, message.from_user)
        await reply(message, [_text(preference)], _keyboard(preference))

    async def press(self, update: Update, context: Context) -> None:
        """Change what a button stands for, and show what the chat wishes now."""
        if (query := update.callback_query) is None:
            return
        # PTB asks this handler also about a press without data.
        pressed = _PRESSED.match(query.data or "")
        if pressed is None or not isinstance(message := query.message, Message):
            await respond(query, wording.too_old())
            return
        await respond(query)
        chat_id = message.chat.id
        preference = _with_pressed(self._preferences.of(chat_id), *pressed.groups())
        self._keep(chat_id, preference, query.from_user)
        await self._edits.edit(update.update_id, message, lambda: self._view(chat_id))

    def _view(self, chat_id: int) -> tuple[str, InlineKeyboardMarkup]:
        preference = self._preferences.of(chat_id)
        return _text(preference), _keyboard(preference)

    def _keep(self, chat_id: int, preference: Preference, user: User | None) -> None:
        self._preferences.keep(chat_id, preference)
        speak(preference.language or language_of(user))


def _text(preference: Preference) -> str:
    return f"{describe(preference)}\n\n{usage()}"


def _keyboard(preference: Preference) -> InlineKeyboardMarkup:
    languages = {"auto": say("自动", "Automatic"), "zh": "中文", "en": "English"}
    rows = [
        [_button(str(k), f"k:{k}", chosen=k == preference.k) for k in range(1, MOST_PASSAGES + 1)],
        [
            _button(name, f"l:{code}", chosen=code == (preference.language or "auto"))
            for code, name in languages.items()
        ],
    ]
    if not preference.period.open:
        rows.append([_button(say("不限日期", "All days"), "d", chosen=False)])
    return InlineKeyboardMarkup(rows)


def _with_pressed(before: Preference, k: str | None, language: str | None) -> Preference:
    if k:
        return changed(before, k=int(k))
    if language:
        return changed(before, language=LANGUAGES[language])
    return changed(before, period=ALWAYS)


def _button(text: str, data: str, *, chosen: bool) -> InlineKeyboardButton:
    return InlineKeyboardButton(f"✓ {text}" if chosen else text, callback_data=_LEAD + data)
