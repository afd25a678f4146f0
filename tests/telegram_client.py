"""A reader of the Telegram bot, and the bot as a process of its own."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import telegram_bot_process as archive

from telegram_server import TOKEN, TelegramServer
from telegram_server.updates import READER, message, press

WEBHOOK_SECRET = "webhook-secret_0123456789"


@dataclass(frozen=True, slots=True)
class Bot:
    process: subprocess.Popen[bytes]
    server: TelegramServer
    log_file: Path
    release: Path

    def ask(self, text: str, replies: int = 1, **fields: Any) -> list[str]:
        """Send a message, wait for so many replies in all, return their texts."""
        self.server.deliver(message(text, **fields))
        return [shown["text"] for shown in self.server.wait_for_texts(replies)]

    @property
    def articles(self) -> Path:
        """The file to which `telegram_archive.publish` writes."""
        return self.release.with_name(archive.ARTICLES)

    def buttons(self, words: str) -> list[list[str]]:
        """Return the texts of the buttons, row by row, under the newest message that holds these words."""
        shown = self.shown(words)
        rows = shown["reply_markup"]["inline_keyboard"] if "reply_markup" in shown else []
        return [[button["text"] for button in row] for row in rows]

    def wait_for_buttons(self, words: str, rows: list[list[str]]) -> None:
        """Wait until these are the buttons under the newest message that holds these words."""
        self.server.wait_for_text(words)
        self.server.wait_until(lambda: self.buttons(words) == rows)

    def data(self, words: str, label: str) -> str:
        """Return what a button says: the one that begins so, under the newest message that holds these words."""
        rows = self.shown(words)["reply_markup"]["inline_keyboard"]
        (data,) = (b["callback_data"] for row in rows for b in row if b["text"].startswith(label))
        return str(data)

    def press(self, words: str, label: str, sender: int = READER) -> str:
        """Press a button, wait until the press is answered, return the words of that."""
        return self.press_data(self.data(words, label), words, sender=sender)

    def press_data(self, data: str, words: str = "", *, sender: int = READER) -> str:
        """Send what a button says, wait until that is answered, return the words of that."""
        query = press(data, self.shown(words) if words else None, sender=sender)
        self.server.deliver(query, "callback_query")
        return str(self.server.wait_for_response(query["id"]).get("text", ""))

    def shown(self, words: str) -> dict[str, Any]:
        """Return the newest message that holds these words, as Telegram shows it beside a press."""
        *_, ((chat, number), params) = (
            (place, params)
            for place, params in list(self.server.messages.items())
            if words in params["text"]
        )
        return {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": int(chat), "type": "private" if int(chat) > 0 else "group"},
            "from": {"id": 7, "is_bot": True, "first_name": "Fixture"},
            "text": params["text"],
            **{name: params[name] for name in ("reply_markup",) if name in params},
        }

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def wait_for_log(self, words: str, timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        pause = threading.Event()
        while words not in self.log():
            assert time.monotonic() < deadline, f"waited {timeout_s} s in vain for {words!r}"
            pause.wait(0.02)


@contextmanager
def started(server: TelegramServer, folder: Path, *command: str, **environ: str) -> Iterator[Bot]:
    """Start the bot; it is killed if the test leaves it running. No test may see a secret of it.

    `command` is a script with arguments that runs it; without, it is the bot over a small archive.
    """
    log_file, release = folder / "log.txt", folder / "release"
    (folder / "index").mkdir(exist_ok=True)
    settings = {
        "QABOT_TELEGRAM_TOKEN": TOKEN,
        "QABOT_TELEGRAM_API_URL": server.url,
        "QABOT_TELEGRAM_ALLOW": str(READER),
        "QABOT_TELEGRAM_RATE": "off",
        "QABOT_TELEGRAM_STATE": str(folder / "telegram.sqlite"),
        **environ,
    }
    root = Path(__file__).parent.parent
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *(command or (archive.__file__, str(release)))],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **settings},
            stdout=log,
            stderr=log,
        )
        try:
            yield Bot(process, server, log_file, release)
        finally:
            process.kill()
            process.wait(10)
            written = log_file.read_text(encoding="utf-8")
            for secret in (TOKEN.partition(":")[2], WEBHOOK_SECRET):
                assert secret not in written
