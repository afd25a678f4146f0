"""A Bot API server on loopback: lo-bot-api-emulator, and a front that knows what it does not.

The front records calls, checks their parameters against the published API and their HTML against
Telegram's rules, and injects faults. Everything else the emulator answers.
"""

import asyncio
import json
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, FormData, web
from lo_bot_api_emulator import LoBotApiEmulator
from lo_bot_api_emulator.updates import KINDS

from telegram_server.checks import problems

SUPERGROUP = -1007
"""The new id of a group for which a call meets the fault `supergroup`."""
TOKEN = "4242:AAsecret-of-the-bot"
JSON_FIELDS = {
    "allowed_updates",
    "button",
    "commands",
    "link_preview_options",
    "reply_markup",
    "reply_parameters",
    "results",
    "scope",
}
# What the emulator does not know although Telegram does.
UNKNOWN = {"link_preview_options", "is_personal", "button", "message_thread_id"}
UNKNOWN_METHODS = {"setMyDescription", "setMyShortDescription"}
PLACEHOLDERS = {"正在查找……", "Searching…"}
HTML_502 = "<html><head><title>502 Bad Gateway</title></head></html>"
FAULTS: dict[str, tuple[int, dict[str, Any] | str]] = {
    "flood": (429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}}),
    "long flood": (429, {"description": "Too Many Requests", "parameters": {"retry_after": 5}}),
    "blocked": (403, {"description": "Forbidden: bot was blocked by the user"}),
    "bad gateway": (502, HTML_502),
    "unparsable": (400, {"description": "Bad Request: can't parse entities: unsupported tag"}),
    "not modified": (400, {"description": "Bad Request: message is not modified: specified new"}),
    "gone": (400, {"description": "Bad Request: message to edit not found"}),
    "too old": (400, {"description": "Bad Request: query is too old and response timeout expired"}),
    "bad webhook": (400, {"description": "Bad Request: bad webhook: IP address is reserved"}),
    "supergroup": (
        400,
        {
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": SUPERGROUP},
        },
    ),
    "no pictures": (
        400,
        {"description": "Bad Request: not enough rights to send photos to the chat"},
    ),
    "conflict": (409, {"description": "Conflict: terminated by other getUpdates request"}),
    "unknown token": (401, {"description": "Unauthorized"}),
    "dropped": (0, ""),
    "hung": (0, ""),
}
SLOW = "slow"
"""A fault that is none: the call takes `SLOW_S` seconds and goes through."""
SLOW_S = 1.0


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    params: dict[str, Any]
    fault: str | None


class TelegramServer:
    """The server's controls, for use from another thread.

    Attributes:
        url: Address of the front, once it runs.
        calls: All calls so far.
        problems: What Telegram would have refused of them.
        messages: The bot's messages as they stand now: chat and number → parameters.
        on_shown: Called in the server's thread with the parameters of each message that is sent or edited.
    """

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.idle_edits = 0
        self.messages: dict[tuple[str, int], dict[str, Any]] = {}
        self.on_shown: Callable[[dict[str, Any]], None] = lambda _: None
        self._faults: dict[str, list[str]] = defaultdict(list)
        self._next_fault: Callable[[], str | None] = lambda: None
        self._flood_s: Callable[[], int] = lambda: 1
        self._changed = threading.Condition()
        self._emulator = LoBotApiEmulator(allow_insecure_loopback_webhooks=True)
        self.webhook: dict[str, Any] = {}
        self._handed_out: list[dict[str, Any]] = []
        self._muddle = False
        self._emulator_url = ""
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def running(self) -> Iterator["TelegramServer"]:
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        stop = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(10)
            self._loop.close()

    def deliver(self, update: dict[str, Any], kind: str = "message") -> None:
        """Queue an update; a kind that the emulator does not know is named on the way out."""
        named = {kind: update} if kind in KINDS else {"message": {**update, "kind": kind}}
        queued = self._emulator.enqueue_update(named, token=TOKEN)
        asyncio.run_coroutine_threadsafe(queued, self._loop).result(10)

    def inject(self, method: str, *faults: str) -> None:
        """Let the next calls of a method fail, one fault each."""
        self._faults[method] += faults

    def muddle(self) -> None:
        """Let the next poll that brings something bring it in reverse, and then all from before again."""
        self._muddle = True

    def send_to_webhook(self, update: dict[str, Any], secret: str | None = None) -> int:
        """Send an update to the bot's webhook, by default with the right secret; return the HTTP status."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret or self.webhook["secret_token"]}
        sent = self._post_to_webhook(json.dumps(update).encode(), headers)
        return asyncio.run_coroutine_threadsafe(sent, self._loop).result(10)

    def fail_at_random(
        self, share: float, faults: Sequence[str], *, seed: int, longest_flood_s: int = 1
    ) -> None:
        """Let this share of all calls fail from now on, each with any of the faults; a flood lasts up to so long."""
        chance = random.Random(seed)
        self._flood_s = lambda: chance.randint(1, longest_flood_s)
        self._next_fault = lambda: chance.choice(faults) if chance.random() < share else None

    def wait_for(self, method: str, count: int = 1, timeout_s: float = 60) -> list[dict[str, Any]]:
        """Wait for so many calls that did not meet a fault; return their parameters."""
        self.wait_until(lambda: len(self.done(method)) >= count, timeout_s)
        return self.done(method)

    def wait_for_texts(
        self, count: int = 1, timeout_s: float = 60, chat: int | None = None
    ) -> list[dict[str, Any]]:
        """Wait until so many messages of the bot stand in the chats, or in one, placeholders not counted.

        Returns:
            The parameters that each message has now, in the order in which the messages were sent.
        """
        self.wait_until(lambda: len(self.texts(chat)) >= count, timeout_s)
        return self.texts(chat)

    def wait_for_text(self, words: str, timeout_s: float = 60) -> dict[str, Any]:
        """Wait until a message of the bot holds these words as it stands now; return its parameters."""

        def holding() -> list[dict[str, Any]]:
            return [shown for shown in self.texts() if words in shown["text"]]

        self.wait_until(lambda: bool(holding()), timeout_s)
        return holding()[-1]

    def wait_until(self, fulfilled: Callable[[], bool], timeout_s: float = 60) -> None:
        """Wait until something is true of the calls and messages."""
        with self._changed:
            done = self._changed.wait_for(fulfilled, timeout_s)
            assert done, f"waited {timeout_s} s in vain: {self.messages}; calls: {self.calls}"

    def wait_for_response(self, query_id: str, timeout_s: float = 60) -> dict[str, Any]:
        """Wait until the press of a button is answered, also in vain; return the parameters of that."""

        def responses() -> list[dict[str, Any]]:
            calls = [call.params for call in self.calls if call.method == "answerCallbackQuery"]
            return [params for params in calls if params["callback_query_id"] == query_id]

        self.wait_until(lambda: bool(responses()), timeout_s)
        return responses()[-1]

    def texts(self, chat: int | None = None) -> list[dict[str, Any]]:
        """Return the parameters of the bot's messages as they stand now, without placeholders."""
        return [
            params
            for (chat_id, _), params in list(self.messages.items())
            if params["text"] not in PLACEHOLDERS and chat in (None, int(chat_id))
        ]

    def done(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of the calls so far that did not meet a fault."""
        return [call.params for call in self.calls if call.method == method and not call.fault]

    def forget(self) -> None:
        """Forget the calls so far."""
        with self._changed:
            self.calls.clear()
            self.messages.clear()
            self.idle_edits = 0

    async def _start(self) -> Callable[[], Any]:
        front = web.Application()
        front.router.add_post("/bot{token}/{method}", self._handle)
        front.router.add_post("/webhook", self._forward)
        runners = []
        for app in (self._emulator.app(), front):
            runner = web.AppRunner(
                app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
            )
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            runners.append(runner)
        self._emulator_url, self.url = (
            f"http://127.0.0.1:{runner.addresses[0][1]}" for runner in runners
        )
        self._session = ClientSession()

        async def stop() -> None:
            await self._session.close()
            for runner in reversed(runners):
                await runner.cleanup()

        return stop

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = {name: _value(name, field) for name, field in (await request.post()).items()}
        faults = self._faults[method]
        fault = faults.pop(0) if faults else self._next_fault()
        if fault == SLOW:
            await asyncio.sleep(SLOW_S)
            fault = None
        found = list(problems(method, params))
        with self._changed:
            self.problems += found
            self.calls.append(Call(method, params, fault))
            self._changed.notify_all()
        if fault == "hung":
            await asyncio.Event().wait()
        if fault:
            return self._fail(request, fault)
        if self._changes_nothing(method, params):
            return self._fail(request, "not modified")
        if found:
            return web.json_response({"ok": False, "description": str(found)}, status=400)
        if method in UNKNOWN_METHODS:
            return web.json_response({"ok": True, "result": True})
        if method == "getUpdates":  # ends with the connection of who polls
            return await self._pass_on(request, method, params)
        # What has arrived happens, even if the bot is killed before it hears of it.
        return await asyncio.shield(self._pass_on(request, method, params))

    def _changes_nothing(self, method: str, params: dict[str, Any]) -> bool:
        """True for an edit into what the message shows already; Telegram counts it as a flood all the same."""
        if method not in ("editMessageText", "editMessageReplyMarkup"):
            return False
        shown = self.messages.get((params["chat_id"], int(params["message_id"])))
        text = params.get("text") or (shown and shown["text"])
        wanted = (text, params.get("reply_markup"))
        nothing = shown is not None and (shown["text"], shown.get("reply_markup")) == wanted
        self.idle_edits += nothing
        return nothing

    def _fail(self, request: web.Request, fault: str) -> web.Response:
        status, body = FAULTS[fault]
        if fault == "dropped" and request.transport:
            request.transport.abort()
        if fault == "flood" and isinstance(body, dict):
            body = {**body, "parameters": {"retry_after": self._flood_s()}}
        if isinstance(body, str):
            return web.Response(status=status or 500, text=body, content_type="text/html")
        return web.json_response({"ok": False, "error_code": status, **body}, status=status)

    async def _pass_on(
        self, request: web.Request, method: str, params: dict[str, Any]
    ) -> web.StreamResponse:
        known = {name: value for name, value in params.items() if name not in UNKNOWN}
        if method == "setWebhook":
            self.webhook = params
            known["url"] = f"{self.url}/webhook"
        sent = _multipart(known) if _uploads(known) else {"json": known}
        async with self._session.post(self._emulator_url + request.path, **sent) as response:
            body = await response.json()
        if not body["ok"] and method != "getUpdates":
            self.problems.append(f"{method}: {body}")
        if method == "getMe":
            body["result"]["username"] = "qabot_test_bot"
        elif method == "getWebhookInfo" and body["result"]["url"]:
            body["result"]["url"] = self.webhook["url"]
        elif method == "getUpdates" and body["ok"]:
            body["result"] = self._hand_out([named(update) for update in body["result"]])
        elif method in ("sendMessage", "editMessageText", "editMessageReplyMarkup") and body["ok"]:
            with self._changed:
                self._show(method, body["result"]["message_id"], params)
                self._changed.notify_all()
        return web.json_response(body, status=response.status)

    def _show(self, method: str, message_id: int, params: dict[str, Any]) -> None:
        before = self.messages.get((params["chat_id"], message_id), {})
        if not before and method == "editMessageReplyMarkup":
            return  # of a message that was forgotten meanwhile
        kept = (
            {"reply_parameters"}
            if method == "editMessageText"
            else before.keys() - {"reply_markup"}
        )
        lasting = {name: value for name, value in before.items() if name in kept}
        self.messages[params["chat_id"], message_id] = lasting | params
        self.on_shown(lasting | params)

    def _hand_out(self, updates: list[dict[str, Any]]) -> list[dict[str, Any]]:
        again = [*self._handed_out]
        self._handed_out += updates
        if self._muddle and updates:
            self._muddle = False
            return updates[::-1] + again[::-1]
        return updates

    async def _forward(self, request: web.Request) -> web.Response:
        body = json.dumps(named(await request.json())).encode()
        headers = {k: v for k, v in request.headers.items() if k.startswith("X-Telegram")}
        try:
            return web.Response(status=await self._post_to_webhook(body, headers))
        except ClientError:  # the bot is down
            return web.Response(status=502)

    async def _post_to_webhook(self, body: bytes, headers: dict[str, str]) -> int:
        headers = headers | {"Content-Type": "application/json"}
        async with self._session.post(self.webhook["url"], data=body, headers=headers) as response:
            return response.status


def _value(name: str, field: str | bytes | bytearray | web.FileField) -> Any:
    """Return a parameter as it was meant, a file as its bytes."""
    if isinstance(field, web.FileField):
        return field.file.read()
    return json.loads(str(field)) if name in JSON_FIELDS else field


def _uploads(params: dict[str, Any]) -> bool:
    return any(isinstance(value, bytes) for value in params.values())


def _multipart(params: dict[str, Any]) -> dict[str, Any]:
    form = FormData()
    for name, value in params.items():
        if isinstance(value, bytes):
            form.add_field(name, value, filename=name)
        else:
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return {"data": form}


def named(update: dict[str, Any]) -> dict[str, Any]:
    """Name the kind of an update that the emulator knows as a message."""
    message = dict(update.get("message", {}))
    if kind := message.pop("kind", ""):
        return {"update_id": update["update_id"], kind: message}
    return update
