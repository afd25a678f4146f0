"""Looks for new articles, and tells those who asked for them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, RetryAfter, TelegramError

from qabot.channels.telegram.access import Access
from qabot.channels.telegram.alerts.digest import compose
from qabot.channels.telegram.alerts.news import News, compare, matches
from qabot.channels.telegram.alerts.quiet import QuietHours
from qabot.channels.telegram.alerts.topics import Topics
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.sending import brief, send
from qabot.channels.telegram.state.alerts import Alert, Alerts
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.subscriptions import Subscription, Subscriptions
from qabot.errors import QABotError
from qabot.messages import speak

logger = logging.getLogger(__name__)

# A stop of the bot waits for one such part in its thread: 0.2 s where there are a thousand topics.
_ARTICLES_AT_ONCE = 100
# One chat may be broken at Telegram's end; so many in a round are not.
_FAULTS_OF_THE_LINE = 3


def _local_time() -> datetime:
    return datetime.now().astimezone()


class NewsWatch:
    """A task beside the answers, from `start` to `stop`; what it knows is on disk at every moment.

    Args:
        archive: Called from a worker thread, by one call at a time: questions keep their own threads.
        subscriptions: Who wants to hear of what.
        alerts: What is known, and what waits to be told.
        preferences: Languages that chats chose.
        access: Who may hear of it: an alert waits while the allow-list names neither chat nor subscriber.
        quiet: When alerts wait.
        moved: Told of the old and the new id of a group that was found to have become a supergroup.
        link: Opens an article.
        every_s: Seconds between two looks.
        now: Local time.
    """

    def __init__(
        self,
        archive: Archive,
        subscriptions: Subscriptions,
        alerts: Alerts,
        preferences: Preferences,
        *,
        access: Access,
        quiet: QuietHours,
        moved: Callable[[int, int], None],
        link: Link,
        every_s: float,
        now: Callable[[], datetime] = _local_time,
    ) -> None:
        self._archive = archive
        self._subscriptions = subscriptions
        self._alerts = alerts
        self._preferences = preferences
        self._access = access
        self._quiet = quiet
        self._moved = moved
        self._link = link
        self._every_s = every_s
        self._now = now
        self._sending = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self, bot: Bot) -> None:
        """Begin to look, in the running event loop."""
        self._task = asyncio.create_task(self._run(bot))

    async def stop(self) -> None:
        """End the task, between two messages: one that is on its way is marked as sent first."""
        if self._task is not None:
            async with self._sending:
                self._task.cancel()
            await asyncio.wait([self._task])

    async def notice(self) -> None:
        """Compare the archive with what is known if there is another build; keep alerts of what is new.

        The first build ever seen is only remembered.
        """
        before = self._alerts.build()
        build = await asyncio.to_thread(lambda: self._archive.manifest.built_at)
        if build == before:
            return
        # Another build may come into force from here on; it is compared at the next look.
        known = await asyncio.to_thread(self._alerts.known)
        news = await asyncio.to_thread(compare, self._archive, known)
        found = await self._matches(news, build) if before is not None else []
        await asyncio.to_thread(self._alerts.record, build, news.fresh, news.replaced, found)
        logger.info("index of %s: %s new articles, %s matches", build, len(news.new), len(found))

    async def tell(self, bot: Bot) -> None:
        """Send what waits, one message a chat, unless the hours are quiet.

        What fails waits for the next look; so does the rest, if Telegram cannot be reached.
        """
        faults = 0
        for chat in self._alerts.chats():
            if self._quiet.hold(self._now()):
                return
            alerts = [
                alert
                for alert in self._alerts.waiting(chat)
                if self._access.allows(chat, alert.user)
            ]
            if alerts and not await self._tell_chat(bot, chat, alerts):
                faults += 1
                if faults == _FAULTS_OF_THE_LINE:
                    return

    async def _run(self, bot: Bot) -> None:
        while True:
            try:
                await self.notice()
                await self.tell(bot)
            except QABotError as exc:  # as without an index, until the next `qabot reindex`
                logger.warning("alerts wait: %s", exc)
            except Exception:
                # Nobody waits for this task: an error that ended it would end all alerts unseen.
                logger.exception("alerts failed, again in %s s", self._every_s)
            await asyncio.sleep(self._every_s)

    async def _matches(self, news: News, build: str) -> list[tuple[Subscription, str]]:
        # Who subscribed after the build came has not asked for what it brought; its time is cut to seconds.
        built_at = datetime.fromisoformat(build).timestamp()
        subscriptions = self._subscriptions.before(built_at + 1)
        topics = await asyncio.to_thread(Topics, subscriptions, self._archive.tokenizer)
        ids = list(news.new)
        found = []
        for at in range(0, len(ids), _ARTICLES_AT_ONCE):
            part = ids[at : at + _ARTICLES_AT_ONCE]
            found += await asyncio.to_thread(matches, self._archive, part, topics)
        return found

    async def _tell_chat(self, bot: Bot, chat: int, alerts: Sequence[Alert]) -> bool:
        """Tell a chat of its alerts; False if the server cannot be reached."""
        speak(self._preferences.of(chat).language or alerts[0].language)
        texts = await asyncio.to_thread(compose, self._archive, alerts, self._link)
        async with self._sending:
            try:
                if texts and await send(bot, chat, texts, pauses_s=()) is None:
                    self._subscriptions.remove_all(chat)
                    logger.info("chat %s takes no alerts: its subscriptions are removed", chat)
            except ChatMigrated as exc:
                self._moved(chat, exc.new_chat_id)  # where they wait for the next look
                return True
            except BadRequest:  # it would only come again
                logger.exception("chat %s: an alert was refused and is given up", chat)
            except TelegramError as exc:
                logger.warning("chat %s: alerts wait: %s", chat, brief(exc))
                return isinstance(exc, RetryAfter)  # of this chat alone
            # Marked after it was sent: a kill in between repeats this one message at the next start. Marked before,
            # a kill would lose it, and nobody misses a message of which they do not know.
            self._alerts.mark_sent(alerts)
        return True
