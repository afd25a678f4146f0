"""What Telegram would refuse of a call: unknown or wrong parameters, bad HTML, too much text."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import aiogram.methods
from pydantic import BaseModel, ValidationError

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "del", "code", "pre", "a", "blockquote"}

MOST_CHARS = {
    "setMyDescription": {"description": 512},
    "setMyShortDescription": {"short_description": 120},
}


class TelegramHTML(HTMLParser):
    """Takes apart a message in Telegram's HTML; `problem` says what Telegram would refuse."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.problem = ""
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        if self._open:
            self.problem = f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag not in TAGS:
            self.problem = f"unsupported tag {tag}"

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problem = f"unexpected end of {tag}"

    def handle_data(self, data: str) -> None:
        self.text += data


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def problems(method: str, params: dict[str, Any]) -> Iterator[str]:
    """Say what Telegram would refuse of a call."""
    told = {name: "a file" if isinstance(value, bytes) else value for name, value in params.items()}
    try:
        model = getattr(aiogram.methods, method[0].upper() + method[1:]).model_validate(told)
        yield from (f"{method}: unknown {name}" for name in unknown(model))
    except ValidationError as exc:
        yield f"{method}: {exc}"
    for name, most in MOST_CHARS.get(method, {}).items():
        if len(params[name]) > most:
            yield f"{method}: {name} is too long"
    if method in ("sendMessage", "editMessageText"):
        yield from problems_of_text(params["text"], "parse_mode" in params)
    if method == "answerInlineQuery":
        yield from problems_of_inline(params)
    if method == "answerCallbackQuery" and not 0 < units(params.get("text", "-")) <= 200:
        yield "answer of a press is empty or too long"
    for row in params.get("reply_markup", {}).get("inline_keyboard", ()):
        for button in row:
            if not 0 < len(button.get("callback_data", "-").encode()) <= 64:
                yield f"wrong callback data: {button}"


def problems_of_text(text: str, marked: bool) -> Iterator[str]:
    message = TelegramHTML(text) if marked else None
    if message and message.problem:
        yield message.problem
    if not 0 < units((message.text if message else text).strip()) <= 4096:
        yield "text is empty or too long"


def problems_of_inline(params: dict[str, Any]) -> Iterator[str]:
    results = params["results"]
    if len(results) > 50 or len({result["id"] for result in results}) < len(results):
        yield "too many results, or two with the same id"
    for result in results:
        content = result["input_message_content"]
        yield from problems_of_text(content["message_text"], "parse_mode" in content)
        if not 0 < len(result["id"].encode()) <= 64 or not result["title"].strip():
            yield "a result without title or with a wrong id"
    button = params.get("button")
    if button and not re.fullmatch("[A-Za-z0-9_-]{1,64}", button.get("start_parameter", "")):
        yield "wrong start parameter"


def unknown(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from value.model_extra or {}
        for name in type(value).model_fields:
            yield from unknown(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from unknown(item)
