"""The Telegram channel: questions in, cited passages out, by long polling or webhook."""

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.alerts.commands import AlertCommands
from qabot.channels.telegram.alerts.quiet import QuietHours
from qabot.channels.telegram.alerts.watch import NewsWatch
from qabot.channels.telegram.application import build
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.articles import Articles
from qabot.channels.telegram.buttons import Buttons
from qabot.channels.telegram.commands import Commands, Rest
from qabot.channels.telegram.faults import Faults
from qabot.channels.telegram.feedback import Feedback
from qabot.channels.telegram.gate import Gate
from qabot.channels.telegram.inline import Inline
from qabot.channels.telegram.lifetime import Interrupts, Lifetime
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.lookups import Lookups
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.monitor import Monitor
from qabot.channels.telegram.polls import PATIENCE_S, Polls
from qabot.channels.telegram.preferences import ChatSettings
from qabot.channels.telegram.questions import Questions
from qabot.channels.telegram.rate import Buckets, RateLimit
from qabot.channels.telegram.receiving import receive
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.secrecy import Veil, token_of
from qabot.channels.telegram.state.alerts import Alerts
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.lock import only_one
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.remarks import Remarks
from qabot.channels.telegram.state.subscriptions import Subscriptions
from qabot.channels.telegram.statistics import Statistics
from qabot.channels.telegram.watchdog import Watchdog
from qabot.channels.telegram.webhook import Webhook
from qabot.errors import SettingsError
from qabot.messages import say
from qabot.settings import Settings

__all__ = ["Pace", "run"]

logger = logging.getLogger(__name__)

_PRESSES_A_MINUTE = 60  # of one person
_LOOKS = 20  # of the watchdog, in the time of its patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long the bot waits for what happens outside of it.

    Attributes:
        patience_s: Seconds without a sign of life from Telegram after which it gives up.
        look_every_s: Seconds between two looks for a new index; who waits for news does not mind half a minute.
    """

    patience_s: float = PATIENCE_S
    look_every_s: float = 30.0


def run(settings: Settings, open_bot: Callable[[], Archive], pace: Pace = Pace()) -> None:
    """Answer on Telegram until SIGTERM or SIGINT; questions under way are answered first.

    Args:
        settings: The `telegram_*` settings.
        open_bot: Loads model and index; called once, before the first message is fetched.
        pace: How long it waits for what happens outside.

    Raises:
        KeyboardInterrupt: Ctrl-C, after all has been closed.
        SettingsError: The token is missing or refused, or another setting cannot be used.
        QABotError: Telegram cannot be reached, or another program uses the same token or state.
    """
    token = token_of(settings)
    webhook = Webhook.parse(settings)
    veil = Veil(token, webhook.secret if webhook else "")
    veil.guard_log()
    with veil.over_errors():
        _run(settings, open_bot, token, webhook, pace)


def _run(
    settings: Settings,
    open_bot: Callable[[], Archive],
    token: str,
    webhook: Webhook | None,
    pace: Pace,
) -> None:
    access = Access.parse(settings.telegram_allow, settings.telegram_admins)
    quiet = QuietHours.parse(settings.telegram_quiet)
    rate = RateLimit() if settings.telegram_rate == "on" else None
    while_typing = RateLimit.while_typing() if rate else None
    presses = Buckets(_PRESSES_A_MINUTE) if rate else None
    url = _url(settings)
    if access == Access():
        logger.warning(wording.nobody_allowed())
    with ExitStack() as stack:
        database = stack.enter_context(closing(Database(settings.telegram_state)))
        stack.enter_context(only_one(settings.telegram_state))
        inbox = Inbox(database)
        polls = Polls(pace.patience_s)
        application = build(token, url, inbox, polls)
        archive = open_bot()
        searches = Searches(archive, inbox.is_open)
        metrics = Metrics()
        links = Links(database, lambda: application.bot.username)
        preferences = Preferences(database)
        remarks = Remarks(database)
        subscriptions = Subscriptions(database)
        articles = Articles(archive, searches, links)
        buttons = Buttons(archive, searches, database, inbox, articles, links.url, presses)
        news_watch = NewsWatch(
            archive,
            subscriptions,
            Alerts(database),
            preferences,
            access=access,
            quiet=quiet,
            link=links.url,
            every_s=pace.look_every_s,
        )
        for part in (
            Gate(access, preferences),
            Commands(searches),
            articles,
            ChatSettings(preferences),
            Feedback(remarks, preferences, access.admins, rate),
            Statistics(archive, database, remarks, access.admins),
            AlertCommands(archive, subscriptions),
            Questions(searches, inbox, rate, preferences, links.url, buttons, metrics),
            Inline(Lookups(searches, archive, while_typing), links.url),
            buttons,
            Rest(),
        ):
            part.register(application)
        faults = Faults(inbox, metrics)
        application.add_error_handler(faults.handle)
        pause_s = pace.patience_s / _LOOKS
        look = partial(webhook.look, application.bot, pause_s) if webhook else polls.look
        watchdog = Watchdog(look, pause_s, faults)
        source = webhook.public_host if webhook else polls
        monitor = Monitor(settings.telegram_monitor, archive, inbox, metrics, source)
        interrupts = Interrupts()
        Lifetime(inbox, news_watch, watchdog, monitor, interrupts, access.admins).register(
            application
        )
        with interrupts.caught():
            receive(application, url, webhook)
    if faults.fatal:
        raise faults.fatal
    if interrupts.seen:
        raise KeyboardInterrupt


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
