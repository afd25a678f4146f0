"""The bot that is measured, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from telegram_server import TOKEN, TelegramServer

_ROOT = Path(__file__).parent.parent
_WEBHOOK_SECRET = "secret-of-the-webhook"
_START_S = 300
_STOP_S = 120


class BotProcess:
    """`qabot telegram`, with one state and one log over all its starts; killed at the end if it still runs.

    Args:
        server: Where it talks to people.
        index: Made by `qabot reindex`.
        folder: For state and log.
        webhook: True if the server sends it updates by itself, False if it polls.
    """

    def __init__(self, server: TelegramServer, index: Path, folder: Path, *, webhook: bool) -> None:
        self._server = server
        self._listens_at = _free_port() if webhook else None
        self._log_file = folder / "log.txt"
        self._folder = folder
        # Settings of a bot that somebody runs from the same shell play no part.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("QABOT_TELEGRAM_")}
        self._environ = inherited | {
            "PYTHONPATH": str(_ROOT),
            "QABOT_INDEX": str(index),
            "QABOT_TELEGRAM_TOKEN": TOKEN,
            "QABOT_TELEGRAM_API_URL": server.url,
            "QABOT_TELEGRAM_ALLOW": "*",
            "QABOT_TELEGRAM_RATE": "off",
            "QABOT_TELEGRAM_STATE": str(folder / "telegram.sqlite"),
        }
        if webhook:
            address = f"127.0.0.1:{self._listens_at}"
            self._environ |= {
                "QABOT_TELEGRAM_WEBHOOK": f"http://{address}/updates",
                "QABOT_TELEGRAM_LISTEN": address,
                "QABOT_TELEGRAM_WEBHOOK_SECRET": _WEBHOOK_SECRET,
            }

    def __enter__(self) -> "BotProcess":
        self.start()
        try:
            self._wait()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Start it; return at once."""
        with self._log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "qabot", "telegram"],
                cwd=self._folder,
                env=self._environ,
                stdout=log,
                stderr=log,
            )

    def _wait(self) -> None:
        """Wait until it takes updates.

        Raises:
            TimeoutError: It does not within minutes.
        """
        deadline = time.monotonic() + _START_S
        while not self._is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise TimeoutError(f"the bot did not start:\n{self.log()}")
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        if self._listens_at is None:
            return bool(self._server.done("getUpdates"))
        with socket.socket() as caller:
            return caller.connect_ex(("127.0.0.1", self._listens_at)) == 0

    def kill(self) -> None:
        """End it as a crash would, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit status.

        Raises:
            subprocess.TimeoutExpired: It goes on for two minutes.
        """
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(_STOP_S)

    def memory_mb(self) -> float:
        """Return the memory that it holds now, MB."""
        return float(psutil.Process(self._process.pid).memory_info().rss) / 2**20

    def log(self) -> str:
        """Return all that it wrote to its terminal."""
        return self._log_file.read_text(encoding="utf-8")

    def secrets(self) -> int:
        """Return how often a secret of the bot stands in what it keeps: log and state."""
        files = (file for file in self._folder.iterdir() if file.is_file())
        return sum(secrets_in(file.read_text(encoding="latin-1")) for file in files)


def secrets_in(text: str) -> int:
    """Return how often a secret of the bot stands in a text."""
    return sum(text.count(secret) for secret in (TOKEN.partition(":")[2], _WEBHOOK_SECRET))


def reindex(corpus: Path, index: Path) -> Path:
    """Make an index in a process of its own, and return where it is."""
    subprocess.run(
        [sys.executable, "-m", "qabot", "reindex", "--corpus", str(corpus), "--index", str(index)],
        cwd=_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return index


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
