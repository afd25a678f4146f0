"""Runs the application: it polls, or takes what Telegram sends to the webhook."""

import asyncio
import logging
import signal

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from qabot.channels.telegram.application import TelegramApplication
from qabot.channels.telegram.monitor import cannot_listen
from qabot.channels.telegram.polls import token_refused
from qabot.channels.telegram.sending import brief
from qabot.channels.telegram.webhook import Webhook
from qabot.errors import QABotError, SettingsError
from qabot.messages import say

_KINDS = ("message", "callback_query", "inline_query")
# Twenty seconds or so: enough for a server that starts beside the bot, short enough to say so.
_START_RETRIES = 5
_STOP_SIGNALS = (signal.SIGTERM, signal.SIGABRT)


def receive(application: TelegramApplication, api_url: str, webhook: Webhook | None) -> None:
    """Run the application until it is stopped.

    Args:
        application: With all its handlers.
        api_url: Bot API server, for the error if it cannot be reached.
        webhook: None to poll, which also takes back a webhook of earlier.

    Raises:
        SettingsError: Telegram refuses the token or the webhook, or nothing can listen for it.
        QABotError: Telegram cannot be reached.
    """
    for name in ("telegram.ext", "telegram.ext.Updater"):
        logging.getLogger(name).addFilter(_drop_trace)
    _let_callers_tell()
    try:
        _run(application, webhook)
    except InvalidToken:
        failure: QABotError = token_refused()
    except BadRequest as exc:
        failure = _webhook_refused(str(exc)) if webhook else _unreachable(api_url, brief(exc))
    except NetworkError as exc:
        failure = _unreachable(api_url, brief(exc))
    else:
        return
    raise failure  # out here, apart from PTB's error, whose text may hold the token


def me(token: str, api_url: str, timeout_s: float) -> str:
    """Return the bot's user name, as the server tells it.

    Args:
        token: The bot's.
        api_url: Bot API server.
        timeout_s: Seconds after which it is not reached.

    Raises:
        SettingsError: Telegram refuses the token.
        QABotError: Telegram cannot be reached.
    """
    _let_callers_tell()
    try:
        return asyncio.run(_name(token, api_url.rstrip("/"), timeout_s))
    except InvalidToken:
        failure: QABotError = token_refused()
    except TelegramError as exc:
        failure = _unreachable(api_url, brief(exc))
    raise failure  # out here, apart from PTB's error, whose text may hold the token


async def _name(token: str, url: str, timeout_s: float) -> str:
    request = HTTPXRequest(connect_timeout=timeout_s, read_timeout=timeout_s)
    bot = Bot(token, base_url=f"{url}/bot", request=request)
    async with request:
        return str((await bot.get_me()).username)


def _run(application: TelegramApplication, webhook: Webhook | None) -> None:
    if webhook is None:
        application.run_polling(
            allowed_updates=_KINDS,
            bootstrap_retries=_START_RETRIES,
            drop_pending_updates=False,
            stop_signals=_STOP_SIGNALS,
        )
        return
    try:
        application.run_webhook(
            listen=webhook.host,
            port=webhook.port,
            url_path=webhook.path,
            webhook_url=webhook.url,
            secret_token=webhook.secret,
            allowed_updates=_KINDS,
            bootstrap_retries=_START_RETRIES,
            drop_pending_updates=False,
            stop_signals=_STOP_SIGNALS,
        )
    except OSError as exc:
        address = f"{webhook.host}:{webhook.port}"
        raise cannot_listen("QABOT_TELEGRAM_LISTEN", address, exc) from exc


def _let_callers_tell() -> None:
    """Keep PTB from writing page and trace of an answer that is no JSON, a 502 above all: who called says it in a line.

    The same goes for a 429 and the rate limiter.
    """
    for name in ("telegram.request.BaseRequest", "telegram.ext.AIORateLimiter"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _drop_trace(record: logging.LogRecord) -> bool:
    """Let a failed poll have one line: the trace of Telegram's refusal shows only PTB's inside."""
    if record.exc_info and isinstance(record.exc_info[1], TelegramError):
        record.exc_info = None
    return True


def _webhook_refused(reason: str) -> SettingsError:
    return SettingsError(
        say(
            f"Telegram 不接受 QABOT_TELEGRAM_WEBHOOK：{reason}。",
            f"Telegram does not take QABOT_TELEGRAM_WEBHOOK: {reason}.",
        ),
        say(
            "网址须是 https，公网可达，端口为 443、80、88 或 8443。",
            "It takes a public https address at port 443, 80, 88 or 8443.",
        ),
    )


def _unreachable(api_url: str, reason: str) -> QABotError:
    return QABotError(
        say(
            f"连不上 Telegram（{api_url}）：{reason}。",
            f"Telegram cannot be reached at {api_url}: {reason}.",
        ),
        say(
            "请检查网络和 QABOT_TELEGRAM_API_URL。", "Check the network and QABOT_TELEGRAM_API_URL."
        ),
    )
