"""Messages for people in the language they chose: both wordings stand side by side where they are used."""

import os
from contextvars import ContextVar
from typing import Literal

Language = Literal["zh", "en"]

# A context variable, so that one bot can speak to two chats in two languages at once.
_language: ContextVar[Language | None] = ContextVar("qabot_language", default=None)


def language() -> Language:
    """Return the language of messages: the one chosen for this context, else QABOT_LANG, else Chinese."""
    chosen = _language.get()
    if chosen is not None:
        return chosen
    return "en" if os.environ.get("QABOT_LANG", "").lower().startswith("en") else "zh"


def speak(chosen: Language | None) -> None:
    """Choose the language of messages for this context; None goes back to QABOT_LANG."""
    _language.set(chosen)


def say(zh: str, en: str) -> str:
    """Return the wording in the language of this context."""
    return en if language() == "en" else zh
