"""/healthz and /metrics, for Docker, systemd, Prometheus and people."""

import asyncio
import json
import math
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.polls import Polls
from qabot.channels.telegram.state.inbox import Inbox
from qabot.errors import QABotError, SettingsError
from qabot.messages import say

_JSON = "application/json; charset=utf-8"
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

Page = tuple[int, str, bytes]  # status, content type, body


class Monitor:
    """Tells whether the bot is well.

    Args:
        address: Where, `host:port`; empty: nowhere.
        archive: Asked for its index.
        inbox: Asked for what waits.
        metrics: What has been counted.
        source: The polls, or the host to which Telegram sends updates.
        now: Seconds since 1970.
    """

    def __init__(
        self,
        address: str,
        archive: Archive,
        inbox: Inbox,
        metrics: Metrics,
        source: Polls | str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._address = address
        self._archive = archive
        self._inbox = inbox
        self._metrics = metrics
        self._source = source
        self._now = now
        self._server: HTTPServer | None = None

    def start(self) -> None:
        """Begin to answer; a stalled event loop then answers nobody, which is an answer too.

        Raises:
            SettingsError: Nothing can listen at the address.
        """
        if not self._address:
            return
        pages = {"/healthz": self.healthz, "/metrics": self.metrics}
        application = Application(
            [(path, _Page, {"page": page}) for path, page in pages.items()],
            log_function=lambda _: None,  # a line for each visit tells nobody anything
        )
        host, _, port = self._address.rpartition(":")
        try:
            self._server = application.listen(int(port), host.strip("[]"))
        except OSError as exc:
            raise cannot_listen("QABOT_TELEGRAM_MONITOR", self._address, exc) from exc

    async def stop(self) -> None:
        """Answer no more."""
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()

    def healthz(self) -> Page:
        """Return how the bot is: status 200 if it can answer, else 503."""
        built_at, age_s = self._index()
        polls = self._source if isinstance(self._source, Polls) else None
        problems = {
            "no index": built_at is None,
            "no polls": polls is not None and polls.failing,
            "no state": self._inbox.failing,
        }
        status = next((name for name, is_so in problems.items() if is_so), "ok")
        told = {
            "status": status,
            "index_built_at": built_at,
            "index_age_s": None if built_at is None else round(age_s),
            **({"last_poll_age_s": round(polls.age_s, 1)} if polls else {"webhook": self._source}),
            "waiting": self._inbox.waiting(),
        }
        return 200 if status == "ok" else 503, _JSON, json.dumps(told).encode()

    def metrics(self) -> Page:
        """Return the figures for Prometheus."""
        return 200, _PROMETHEUS, self._metrics.text(self._index()[1], self._inbox.waiting())

    def _index(self) -> tuple[str | None, float]:
        """Return when the index was built and how long ago, in seconds; None and NaN if it cannot be used."""
        try:
            built_at = self._archive.manifest.built_at
        except (QABotError, OSError):
            return None, math.nan
        return built_at, self._now() - datetime.fromisoformat(built_at).timestamp()


class _Page(RequestHandler):
    SUPPORTED_METHODS = ("GET",)

    def initialize(self, page: Callable[[], Page]) -> None:
        self._page = page

    async def get(self, *_: Any) -> None:
        # Off the event loop: the archive may just be opening a new index.
        status, content_type, body = await asyncio.to_thread(self._page)
        self.set_status(status)
        self.set_header("Content-Type", content_type)
        self.set_header("Cache-Control", "no-store")
        await self.finish(body)


def cannot_listen(variable: str, address: str, exc: OSError) -> SettingsError:
    """Return the error of a server that cannot listen at the address of a setting."""
    return SettingsError(
        say(
            f"不能在 {variable} 的 {address} 上监听：{exc.strerror}。",
            f"Nothing can listen at {address}, the value of {variable}: {exc.strerror}.",
        ),
        say(f"请把 {variable} 换成别的地址。", f"Set {variable} to another address."),
    )
