"""The Telegram channel: questions in, cited passages out, by long polling."""

import asyncio
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from telegram.error import InvalidToken, NetworkError, TelegramError

from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.application import TelegramApplication, build
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.articles import Articles
from qabot.channels.telegram.buttons import Buttons
from qabot.channels.telegram.commands import Commands, Rest
from qabot.channels.telegram.faults import Faults
from qabot.channels.telegram.gate import Gate
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.menu import announce
from qabot.channels.telegram.questions import Questions
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.secrecy import guard_log
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.errors import QABotError, SettingsError
from qabot.messages import say
from qabot.settings import Settings

__all__ = ["run"]

logger = logging.getLogger(__name__)

# Twenty seconds or so: enough for a server that starts beside the bot, short enough to say so.
_START_RETRIES = 5
_PRESSES_A_MINUTE = 60


def run(settings: Settings, open_bot: Callable[[], Archive]) -> None:
    """Answer on Telegram until SIGTERM or SIGINT; questions under way are answered first.

    Args:
        settings: The `telegram_*` settings.
        open_bot: Loads model and index; called once, before the first message is fetched.

    Raises:
        KeyboardInterrupt: Ctrl-C, after all has been closed.
        SettingsError: The token is missing or refused, or another setting cannot be used.
        QABotError: Telegram cannot be reached, or another program uses the same token.
    """
    token = _token(settings)
    access = Access.parse(settings.telegram_allow)
    rate = RateLimit() if settings.telegram_rate == "on" else None
    url = _url(settings)
    guard_log(token)
    if access == Access():
        logger.warning(wording.nobody_allowed())
    with closing(Database(settings.telegram_state)) as database:
        inbox = Inbox(database)
        application = build(token, url, inbox)
        archive = open_bot()
        searches = Searches(archive)
        links = Links(database, lambda: application.bot.username)
        articles = Articles(archive, searches, links)
        presses = RateLimit(_PRESSES_A_MINUTE) if rate else None
        buttons = Buttons(archive, searches, database, inbox, articles, links.url, presses)
        for part in (
            Gate(access),
            Commands(searches),
            articles,
            buttons,
            Questions(searches, inbox, rate, links.url, buttons),
            Rest(),
        ):
            part.register(application)
        faults = Faults(inbox)
        application.add_error_handler(faults.handle)
        interrupts = _Interrupts()

        async def started(application: TelegramApplication) -> None:
            interrupts.catch_in(application)
            await announce(application.bot)
            if waiting := inbox.restore(application.bot):
                logger.info("going on with %s updates from before the last stop", waiting)

        application.post_init = started
        with interrupts.caught():
            _poll(application, url)
    if faults.fatal:
        raise faults.fatal
    if interrupts.seen:
        raise KeyboardInterrupt


class _Interrupts:
    """Ctrl-C: noted, since PTB stops at it but does not say why, and never thrown into an answer under way."""

    def __init__(self) -> None:
        self.seen = False

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Stop at Ctrl-C as long as no event loop does it."""
        before = signal.signal(signal.SIGINT, self._stop_at_once)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def catch_in(self, application: TelegramApplication) -> None:
        """Let the running event loop take Ctrl-C between two steps of its tasks."""
        with suppress(NotImplementedError):  # on Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._stop, application)

    def _stop(self, application: TelegramApplication) -> None:
        if self.seen or not application.running:
            self._stop_at_once()
        self.seen = True
        application.stop_running()

    def _stop_at_once(self, *_: object) -> None:
        self.seen = True
        raise KeyboardInterrupt


def _token(settings: Settings) -> str:
    token = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    if not token:
        raise SettingsError(
            say(
                "没有设置 QABOT_TELEGRAM_TOKEN，机器人没有令牌，不能连接 Telegram。",
                "QABOT_TELEGRAM_TOKEN is not set; without a token the bot cannot use Telegram.",
            ),
            say(
                "请向 @BotFather 申请令牌，再运行：export QABOT_TELEGRAM_TOKEN=令牌",
                "Get a token from @BotFather, then: export QABOT_TELEGRAM_TOKEN=<token>",
            ),
        )
    return token


def _url(settings: Settings) -> str:
    url = settings.telegram_api_url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingsError(
            say(
                f"QABOT_TELEGRAM_API_URL 的值 {url!r} 不是网址。",
                f"QABOT_TELEGRAM_API_URL is {url!r}, which is no address.",
            ),
            say("请写成 https://… 的形式。", "Write it as https://…"),
        )
    return url


def _poll(application: TelegramApplication, url: str) -> None:
    for name in ("telegram.ext", "telegram.ext.Updater"):
        logging.getLogger(name).addFilter(_drop_trace)
    refused = False
    try:
        application.run_polling(
            allowed_updates=["message", "callback_query"],
            bootstrap_retries=_START_RETRIES,
            stop_signals=(signal.SIGTERM, signal.SIGABRT),
        )
    except InvalidToken:
        refused = True
    except NetworkError as exc:
        # This goes to the terminal, past the log's filter; of a 502 it is a whole HTML page.
        reason = str(exc).replace(application.bot.token, "[token]")[:200]
        raise QABotError(
            say(
                f"连不上 Telegram（{url}）：{reason}。",
                f"Telegram cannot be reached at {url}: {reason}.",
            ),
            say(
                "请检查网络和 QABOT_TELEGRAM_API_URL。",
                "Check the network and QABOT_TELEGRAM_API_URL.",
            ),
        ) from exc
    if refused:  # raised here, apart from PTB's error, whose text holds the token
        raise SettingsError(
            say("Telegram 不认 QABOT_TELEGRAM_TOKEN 里的令牌。", "Telegram refuses the token."),
            say(
                "请到 @BotFather 核对令牌，再设置 QABOT_TELEGRAM_TOKEN。",
                "Compare QABOT_TELEGRAM_TOKEN with what @BotFather shows.",
            ),
        )


def _drop_trace(record: logging.LogRecord) -> bool:
    """Let a failed poll have one line: the trace of Telegram's refusal shows only PTB's inside."""
    if record.exc_info and isinstance(record.exc_info[1], TelegramError):
        record.exc_info = None
    return True
