"""The task behind the alerts: what it keeps, and in which order, so that nothing is lost or told twice."""

import asyncio
import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import Bot, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram_archive import printed, publish
from telegram_bot_process import ARTICLES, ChangingArchive

from qabot.channels.telegram.access import Access
from qabot.channels.telegram.alerts.quiet import QuietHours
from qabot.channels.telegram.alerts.watch import NewsWatch
from qabot.channels.telegram.state.alerts import Alerts
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.preferences import Preference, Preferences
from qabot.channels.telegram.state.subscriptions import Subscription, Subscriptions
from qabot.channels.telegram.supergroups import Supergroups
from qabot.language.words import Tokenizer
from qabot.types import Article

SILK = printed("silk", "种桑养蚕", "农民种桑养蚕。")
DAM = printed("dam", "水库蓄水", "昨天下雨。")


class FakeBot:
    """Notes what it sends; `faults` are raised first, one a call, None for none."""

    def __init__(self) -> None:
        self.faults: list[BaseException | None] = []
        self.sent: list[tuple[int, str]] = []
        self.texts: list[str] = []

    async def send_message(self, chat_id: int, text: str, **_: Any) -> Message:
        if self.faults and (fault := self.faults.pop(0)):
            raise fault
        self.texts.append(text)
        self.sent.append((chat_id, text.split("<b>")[1].split("</b>")[0]))
        return cast(Message, object())


class Desk:
    """A watch with everything around it; `restart` gives a new one on the same file."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self.file = folder / ARTICLES
        self.hour = 12
        self.bot = FakeBot()
        self._path = folder / "state.sqlite"
        self.restart()

    def restart(self, allow: str = "*", quiet: str = "") -> None:
        self.database = Database(self._path)
        self.subscriptions = Subscriptions(self.database)
        self.alerts = Alerts(self.database)
        self.preferences = Preferences(self.database)
        self.watch = NewsWatch(
            ChangingArchive(self.file, self._tokenizer),
            self.subscriptions,
            self.alerts,
            self.preferences,
            access=Access.parse(allow),
            quiet=QuietHours.parse(quiet),
            moved=Supergroups(self.database, Access.parse(allow)).move,
            link=lambda id_: f"https://x/{id_}",
            every_s=0.01,
            now=lambda: datetime(2024, 5, 6, self.hour).astimezone(),
        )

    def subscribe(self, chat: int, *topics: str, user: int = 1) -> None:
        for topic in topics:
            self.subscriptions.add(Subscription(chat, topic, user, "zh"))

    def reindexed(self, *articles: Article, aliases: dict[str, str] | None = None) -> None:
        publish(self.file, articles, aliases)
        asyncio.run(self.watch.notice())

    def told(self) -> list[tuple[int, str]]:
        """Return what is sent now: chats, with the first title or topic that is bold."""
        self.bot.sent.clear()
        asyncio.run(self.watch.tell(cast(Bot, self.bot)))
        return self.bot.sent


@pytest.fixture
def desk(tmp_path: Path, tokenizer: Tokenizer) -> Desk:
    return Desk(tmp_path, tokenizer)


def test_first_build_is_only_remembered(desk: Desk) -> None:
    desk.subscribe(1, "种桑养蚕")
    desk.reindexed(SILK)
    assert desk.told() == []
    assert desk.alerts.known() == {"silk"}


def test_only_what_is_new_in_a_build_is_told_and_once(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕", "农民", "水库")
    desk.subscribe(2, "水库")
    desk.reindexed(DAM, SILK)
    assert desk.told() == [(1, "种桑养蚕")]
    assert desk.told() == []
    desk.reindexed(DAM, SILK)
    assert desk.told() == []


def test_article_that_was_away_for_a_while_is_not_new(desk: Desk) -> None:
    desk.reindexed(DAM, SILK)
    desk.subscribe(1, "种桑养蚕")
    desk.reindexed(DAM)
    desk.reindexed(DAM, SILK)
    assert desk.told() == []


def test_corrected_article_is_not_new_also_when_it_is_corrected_back(desk: Desk) -> None:
    desk.reindexed(DAM, SILK)
    desk.subscribe(1, "种桑养蚕")
    corrected = printed("silk-2", "种桑养蚕好", "农民种桑养蚕。")
    desk.reindexed(DAM, corrected, aliases={"silk": "silk-2"})
    desk.reindexed(DAM, SILK, aliases={"silk-2": "silk"})
    assert desk.told() == []
    assert desk.alerts.known() == {"dam", "silk"}


def test_language_that_the_chat_chose_goes_before_that_of_who_subscribed(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕")
    desk.subscribe(2, "种桑养蚕")
    desk.preferences.keep(2, Preference(language="en"))
    desk.reindexed(DAM, SILK)
    desk.told()
    assert [text.splitlines()[0] for text in desk.bot.texts] == [
        "您订阅的主题有 1 篇新文章：",
        "1 new article on your topics:",
    ]


def test_quiet_hours_hold_alerts_back_over_a_restart(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.restart(quiet="22-7")
    desk.subscribe(1, "种桑养蚕")
    desk.hour = 23
    desk.reindexed(DAM, SILK)
    assert desk.told() == []
    desk.restart(quiet="22-7")
    desk.hour = 6
    assert desk.told() == []
    desk.hour = 7
    assert desk.told() == [(1, "种桑养蚕")]


def test_crash_before_the_look_is_kept_loses_and_repeats_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕")
    rows = Database.rows

    def crash(database: Database, statement: str, values: Any = ()) -> list[tuple[Any, ...]]:
        if statement.startswith("INSERT OR REPLACE INTO facts"):
            raise KeyboardInterrupt
        return rows(database, statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(Database, "rows", crash)
        with pytest.raises(KeyboardInterrupt):
            desk.reindexed(DAM, SILK)
    desk.restart()
    assert desk.alerts.known() == {"dam"}
    assert desk.alerts.chats() == []
    asyncio.run(desk.watch.notice())
    assert desk.told() == [(1, "种桑养蚕")]


def test_crash_between_sending_and_marking_repeats_one_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.reindexed(DAM)
    for chat in (1, 2, 3):
        desk.subscribe(chat, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    mark: Callable[..., None] = Alerts.mark_sent

    def crash_at_second(alerts: Alerts, sent: Any) -> None:
        if sent[0].chat == 2:
            raise KeyboardInterrupt
        mark(alerts, sent)

    with monkeypatch.context() as patch:
        patch.setattr(Alerts, "mark_sent", crash_at_second)
        with pytest.raises(KeyboardInterrupt):
            desk.told()
    assert desk.bot.sent == [(1, "种桑养蚕"), (2, "种桑养蚕")]
    desk.restart()
    assert desk.told() == [(2, "种桑养蚕"), (3, "种桑养蚕")]


def test_given_up_topic_takes_its_waiting_alerts_along(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕")
    desk.subscribe(2, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    desk.subscriptions.remove(1, "种桑养蚕")
    desk.subscribe(1, "种桑养蚕")
    assert desk.told() == [(2, "种桑养蚕")]


def test_topic_given_up_during_the_look_is_not_told(desk: Desk) -> None:
    desk.subscribe(1, "农民")
    wishes = desk.subscriptions.before(math.inf)
    desk.subscriptions.remove(1, "农民")
    desk.alerts.record("2", ["silk"], [], [(wishes[0], "silk")])
    assert desk.alerts.chats() == []


def test_who_is_no_longer_on_the_list_is_told_nothing(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.restart("1")
    desk.subscribe(1, "种桑养蚕")
    desk.subscribe(-5, "种桑养蚕", user=1)
    desk.subscribe(2, "种桑养蚕", user=2)
    desk.subscribe(-6, "种桑养蚕", user=2)
    desk.reindexed(DAM, SILK)
    assert desk.told() == [(-5, "种桑养蚕"), (1, "种桑养蚕")]


def test_blocked_bot_forgets_the_chat(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕", "水库")
    desk.subscribe(2, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    desk.bot.faults = [Forbidden("bot was blocked by the user")]
    assert desk.told() == [(2, "种桑养蚕")]
    assert desk.subscriptions.topics(1) == []


def test_group_that_became_a_supergroup_keeps_topics_and_alerts(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(-5, "种桑养蚕", "水库")
    desk.reindexed(DAM, SILK)
    desk.bot.faults = [ChatMigrated(-1005)]
    assert desk.told() == []
    assert desk.told() == [(-1005, "种桑养蚕")]
    assert desk.subscriptions.topics(-5) == []
    assert desk.subscriptions.topics(-1005) == ["种桑养蚕", "水库"]


def test_alerts_wait_while_telegram_cannot_be_reached(desk: Desk) -> None:
    desk.reindexed(DAM)
    for chat in range(1, 5):
        desk.subscribe(chat, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    desk.bot.faults = [NetworkError("Bad Gateway")] * 3
    assert desk.told() == []
    assert desk.bot.faults == []
    assert desk.told() == [(chat, "种桑养蚕") for chat in range(1, 5)]


@pytest.mark.parametrize(
    ("fault", "detail"),
    [(RetryAfter, timedelta(minutes=5)), (NetworkError, "Internal Server Error")],
)
@pytest.mark.filterwarnings("ignore:.*retry_after")  # PTB warns of each that is made
def test_fault_of_one_chat_does_not_hold_up_the_others(
    desk: Desk, fault: type[TelegramError], detail: Any
) -> None:
    desk.reindexed(DAM)
    for chat in (1, 2, 3):
        desk.subscribe(chat, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    desk.bot.faults = [fault(detail)]
    assert desk.told() == [(2, "种桑养蚕"), (3, "种桑养蚕")]
    assert desk.told() == [(1, "种桑养蚕")]


def test_who_subscribes_after_a_build_is_not_told_of_what_it_brought(desk: Desk) -> None:
    desk.reindexed(DAM)
    desk.subscribe(1, "种桑养蚕")
    publish(desk.file, [DAM, SILK])
    later = Subscriptions(desk.database, lambda: time.time() + 60)
    later.add(Subscription(2, "种桑养蚕", 2, "zh"))
    asyncio.run(desk.watch.notice())
    assert desk.told() == [(1, "种桑养蚕")]


def test_refused_alert_does_not_stand_in_the_way(desk: Desk) -> None:
    desk.reindexed(DAM)
    for chat in (1, 2):
        desk.subscribe(chat, "种桑养蚕")
    desk.reindexed(DAM, SILK)
    desk.bot.faults = [BadRequest("Chat not found")]
    assert desk.told() == [(2, "种桑养蚕")]
    assert desk.told() == []


def test_task_goes_on_after_an_error_and_stops_between_messages(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def scene() -> None:
        arrived = asyncio.Event()

        class SlowBot(FakeBot):
            async def send_message(self, chat_id: int, text: str, **_: Any) -> Message:
                arrived.set()
                await asyncio.sleep(0.2)
                return await super().send_message(chat_id, text)

        desk.bot = SlowBot()
        desk.file.write_text("{", "utf-8")
        desk.watch.start(cast(Bot, desk.bot))
        while "alerts failed" not in caplog.text:
            await asyncio.sleep(0.01)
        publish(desk.file, [DAM])
        while desk.alerts.build() is None:
            await asyncio.sleep(0.01)
        for chat in (1, 2):
            desk.subscribe(chat, "种桑养蚕")
        publish(desk.file, [DAM, SILK])
        await arrived.wait()
        await desk.watch.stop()
        await desk.watch.stop()  # PTB ends in two steps

    asyncio.run(asyncio.wait_for(scene(), 20))
    assert desk.bot.sent == [(1, "种桑养蚕")]
    assert desk.alerts.chats() == [2]


def test_stop_without_start_does_nothing(desk: Desk) -> None:
    asyncio.run(desk.watch.stop())


def test_alerts_of_long_ago_are_cleared_away(tmp_path: Path) -> None:
    now = 0.0
    database = Database(tmp_path / "state.sqlite")
    alerts = Alerts(database, lambda: now)
    wish = Subscription(1, "水库", 1, "zh")
    Subscriptions(database).add(wish)
    alerts.record("1", ["old"], [], [(wish, "old")])
    now = 31 * 86_400.0
    alerts.record("2", ["new"], [], [(wish, "new")])
    assert database.rows("SELECT article FROM alerts") == [("new",)]
    assert alerts.known() == {"old", "new"}
