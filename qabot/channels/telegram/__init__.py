"""The Telegram channel: questions in, cited passages out, by long polling or webhook.

`run` puts it together. An update goes down one of these columns:

                         Telegram
                            │          polls or webhook: receiving, polls, webhook
                       state.inbox     on disk until it is done; a kill costs nothing
                            │
                      supergroups      a group that gets a new id keeps what it has
                            │
                          gate         who may ask (access), in which language, what is too old
                            │
     ┌───────────┬──────────┼───────────┬─────────────┬─────────────┐        parts
  questions    inline    articles    buttons     preferences     commands, feedback,
  exploring      │          │           │        (/settings)     statistics, alerts.commands
     │        lookups       │       callbacks,
 admission       │          │       keyboards   how many questions are let in, and how often
     └───────────┴────── searches ──────┘      off the event loop, few at once
                            │
                         archive               what the bot asks of `qabot.bot.QABot`
                            │
         render, article_view, wording         words, as Telegram's HTML
                            │
                     split, sending            in parts that fit, once and not again, also after faults
                            │
                         limits                no more calls a second than Telegram takes
                            │
                         Telegram

Beside it, from beginning to end (lifetime): alerts.watch tells of new articles, watchdog ends a bot that hears nothing,
monitor and metrics show how it is, faults owns up to errors, secrecy keeps the token out of all that is written.
What must not be forgotten is in one SQLite file: state.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

from qabot.channels.telegram import wording
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.alerts.quiet import QuietHours
from qabot.channels.telegram.alerts.watch import NewsWatch
from qabot.channels.telegram.application import build
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.faults import Faults
from qabot.channels.telegram.lifetime import Interrupts, Lifetime
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.monitor import Monitor
from qabot.channels.telegram.parts import Shared, parts
from qabot.channels.telegram.polls import PATIENCE_S, Polls
from qabot.channels.telegram.receiving import receive
from qabot.channels.telegram.secrecy import Veil, token_of, warn_of_readers
from qabot.channels.telegram.state.alerts import Alerts
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.lock import only_one
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.subscriptions import Subscriptions
from qabot.channels.telegram.supergroups import Supergroups
from qabot.channels.telegram.watchdog import Watchdog
from qabot.channels.telegram.webhook import Webhook
from qabot.errors import SettingsError
from qabot.messages import say
from qabot.settings import Settings

__all__ = ["Pace", "run"]

logger = logging.getLogger(__name__)

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
    warn_of_readers(settings)
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
    url = _url(settings)
    if access == Access():
        logger.warning(wording.nobody_allowed())
    with ExitStack() as stack:
        database = stack.enter_context(closing(Database(settings.telegram_state)))
        stack.enter_context(only_one(settings.telegram_state))
        inbox = Inbox(database)
        polls = Polls(pace.patience_s)
        application = build(token, url, inbox, polls)
        shared = Shared(
            access=access,
            archive=open_bot(),
            database=database,
            inbox=inbox,
            links=Links(database, lambda: application.bot.username),
            preferences=Preferences(database),
            metrics=Metrics(),
            supergroups=Supergroups(database, access),
            cache=settings.cache,
        )
        for part in parts(shared, limited=settings.telegram_rate == "on"):
            part.register(application)
        faults = Faults(inbox, shared.metrics, shared.supergroups.move)
        application.add_error_handler(faults.handle)
        pause_s = pace.patience_s / _LOOKS
        look = partial(webhook.look, application.bot, pause_s) if webhook else polls.look
        source = webhook.public_host if webhook else polls
        interrupts = Interrupts()
        lifetime = Lifetime(
            shared.archive,
            inbox,
            _news_watch(shared, quiet, pace.look_every_s),
            Watchdog(look, pause_s, faults),
            Monitor(settings.telegram_monitor, shared.archive, inbox, shared.metrics, source),
            interrupts,
            access.admins,
        )
        lifetime.register(application)
        with interrupts.caught():
            receive(application, url, webhook)
    if faults.fatal:
        raise faults.fatal
    if interrupts.seen:
        raise KeyboardInterrupt


def _news_watch(shared: Shared, quiet: QuietHours, every_s: float) -> NewsWatch:
    return NewsWatch(
        shared.archive,
        Subscriptions(shared.database),
        Alerts(shared.database),
        shared.preferences,
        access=shared.access,
        quiet=quiet,
        moved=shared.supergroups.move,
        link=shared.links.url,
        every_s=every_s,
    )


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
