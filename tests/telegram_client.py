"""A reader of the Telegram bot, and the bot as a process of its own."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import telegram_bot_process as archive
from telegram_server import TOKEN, TelegramServer

READER = 42
WEBHOOK_SECRET = "webhook-secret_0123456789"
_numbers = count(1)


def message(text: str = "", *, sender: int = READER, **fields: Any) -> dict[str, Any]:
    """A private message as Telegram sends it; `fields` adds to it or replaces parts."""
    words = text.split()
    is_command = text.startswith("/")
    return {
        "message_id": next(_numbers),
        "date": int(time.time()),
        "chat": {"id": sender, "type": "private", "first_name": "读者"},
        "from": {
            "id": sender,
            "is_bot": False,
            "first_name": "读者",
            "language_code": fields.pop("language_code", "zh-hans"),
        },
        **({"text": text} if text else {}),
        **(
            {"entities": [{"type": "bot_command", "offset": 0, "length": len(words[0])}]}
            if is_command
            else {}
        ),
        **fields,
    }


def inline_query(text: str, sender: int = READER) -> dict[str, Any]:
    """What someone typed after the bot's name, as Telegram sends it."""
    who = {"id": sender, "is_bot": False, "first_name": "读者", "language_code": "zh-hans"}
    return {"id": str(next(_numbers)), "from": who, "query": text, "offset": ""}


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

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def wait_for_log(self, words: str, timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        pause = threading.Event()
        while words not in self.log():
            assert time.monotonic() < deadline, f"waited {timeout_s} s in vain for {words!r}"
            pause.wait(0.02)


@contextmanager
def started(server: TelegramServer, folder: Path, **environ: str) -> Iterator[Bot]:
    """Start the bot; it is killed if the test leaves it running. No test may see a secret of it."""
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
            [sys.executable, archive.__file__, str(release)],
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
