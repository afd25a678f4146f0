"""Alerts as people meet them: a real process, a real server, an archive that changes underneath."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from telegram_archive import printed, publish
from telegram_bot_process import ARTICLES
from telegram_client import Bot, started

from qabot.types import Article
from telegram_server import TelegramServer
from telegram_server.updates import READER

OLD = printed("old", "旧闻", "去年种桑养蚕。")
SILK = printed("silk", "農戶<種桑>養蠶", "昨天下雨。農民種桑養蠶，收入增加。后来天晴。", day=7)
OTHER = printed("other", "运动会", "昨天开运动会。")
SILK_ALERT = (
    "您订阅的主题有 1 篇新文章：\n\n"
    '<a href="https://t.me/qabot_test_bot?start=a_silk"><b>農戶&lt;種桑&gt;養蠶</b></a>\n'
    "2020-05-07 · 青龙日报\n農民種桑養蠶，收入增加。\n主题：种桑养蚕"
)
WAIT_S = 30

pytest_plugins = ["telegram_fixtures"]


def texts(server: TelegramServer, count: int) -> list[str]:
    return [shown["text"] for shown in server.wait_for_texts(count, WAIT_S)]


@contextmanager
def watching(
    server: TelegramServer, folder: Path, *articles: Article, **environ: str
) -> Iterator[Bot]:
    """Start a bot on an archive of these articles, and wait until it knows them."""
    build = publish(folder / ARTICLES, articles)
    with started(server, folder, **environ) as bot:
        bot.wait_for_log(f"index of {build}: ", WAIT_S)
        yield bot


def reindexed(bot: Bot, *articles: Article) -> None:
    """Let the archive hold these articles, and wait until the bot has looked at them."""
    build = publish(bot.articles, articles)
    bot.wait_for_log(f"index of {build}: ", WAIT_S)


def test_new_article_is_told_once_also_over_restarts(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with watching(own_server, tmp_path, OLD) as bot:
        bot.ask("/subscribe 种桑养蚕")
        bot.ask("/subscribe 農民 收入", replies=2)
        reindexed(bot, OLD, OTHER, SILK)
        assert texts(own_server, 3)[2] == SILK_ALERT
        assert own_server.texts()[2]["chat_id"] == str(READER)
        reindexed(bot, OLD, OTHER, SILK)
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(WAIT_S) == 0
    own_server.forget()
    late = printed("late", "种桑养蚕", "一句。")
    with watching(own_server, tmp_path, OLD, OTHER, SILK, late) as bot:
        (late_alert,) = texts(own_server, 1)
        assert "start=a_late" in late_alert
        assert "silk" not in late_alert
        reindexed(bot, OLD)
        assert len(own_server.texts()) == 1


def test_alert_outlives_quiet_hours_and_a_kill(own_server: TelegramServer, tmp_path: Path) -> None:
    hour = datetime.now().astimezone().hour
    with watching(
        own_server, tmp_path, OLD, QABOT_TELEGRAM_QUIET=f"{hour}-{(hour + 2) % 24}"
    ) as bot:
        bot.ask("/subscribe 种桑养蚕")
        reindexed(bot, OLD, SILK)
        reindexed(bot, OLD, SILK)  # by now an alert would have been sent
        assert len(own_server.texts()) == 1
        bot.process.kill()
    own_server.forget()
    with started(own_server, tmp_path) as bot:
        assert texts(own_server, 1) == [SILK_ALERT]
        reindexed(bot, OLD, SILK)  # by now it is marked as sent
        bot.process.kill()
    own_server.forget()
    with started(own_server, tmp_path) as bot:
        assert bot.ask("/subscriptions")[0].startswith("已订阅的主题：\n1. 种桑养蚕")


@pytest.mark.parametrize("fault", ["bad gateway", "dropped", "flood"])
def test_alert_survives_a_passing_fault(
    own_server: TelegramServer, tmp_path: Path, fault: str
) -> None:
    with watching(own_server, tmp_path, OLD) as bot:
        bot.ask("/subscribe 种桑养蚕")
        own_server.inject("sendMessage", fault)
        reindexed(bot, OLD, SILK)
        assert texts(own_server, 2)[1] == SILK_ALERT


def test_chat_that_blocked_the_bot_is_forgotten(own_server: TelegramServer, tmp_path: Path) -> None:
    with watching(own_server, tmp_path, OLD) as bot:
        bot.ask("/subscribe 种桑养蚕")
        own_server.inject("sendMessage", "blocked")
        reindexed(bot, OLD, SILK)
        bot.wait_for_log(f"chat {READER} takes no alerts: its subscriptions are removed", WAIT_S)
        assert bot.ask("/subscriptions", replies=2)[1].startswith("这里还没有订阅主题")


def test_many_articles_are_one_digest_in_a_group(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    group = {"id": -5, "type": "group", "title": "编辑部"}
    with watching(own_server, tmp_path, OLD, QABOT_LANG="zh") as bot:
        # Whoever subscribes decides on the language of the alerts.
        bot.ask("/subscribe@qabot_test_bot 水库", chat=group, language_code="en")
        bot.ask("/subscribe@qabot_test_bot 种桑养蚕", chat=group, language_code="en", replies=2)
        dams = [printed(f"d{n}", f"水库{n}", "修水库。", day=n + 1) for n in range(24)]
        reindexed(bot, OLD, *dams, SILK)
        digest = texts(own_server, 3)[2]
    assert own_server.texts()[2]["chat_id"] == "-5"
    assert digest.startswith("25 new articles on your topics:\n\n<b>水库 (24)</b>\n· <a href=")
    assert "\n\n<b>种桑养蚕 (1)</b>\n· <a href=" in digest
    assert digest.endswith("\n\nAnd 5 more; ask a question to find them.")


def test_topics_are_kept_listed_and_given_up(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path) as bot:

        def said(text: str) -> str:
            own_server.forget()
            return bot.ask(text)[0]

        assert said("/subscribe").startswith("请在命令后面写上主题")
        assert said("/subscribe 的！").startswith("“的！”里没有可以查找的词")
        assert said(f"/subscribe {'水' * 61}").startswith("主题太长了，最多 60 个字")
        assert said("/unsubscribe").startswith("这里还没有订阅主题")
        assert said("/subscribe  <b>&  水库").startswith(
            "好，档案里一有关于“&lt;b&gt;&amp; 水库”的"
        )
        assert said("/subscribe 種桑養蠶").startswith("好，档案里一有关于“種桑養蠶”的")
        assert said("/subscribe 种桑养蚕").startswith("已经订阅过“種桑養蠶”了")
        assert said("/subscribe 渔船").startswith("好，")
        for topic in ("ALL", "全部", "１"):  # which /unsubscribe takes for something else
            assert said(f"/subscribe {topic}").startswith(f"“{topic}”不能作主题")
        listed = "1. &lt;b&gt;&amp; 水库\n2. 種桑養蠶\n3. 渔船\n\n"
        assert said("/subscriptions") == f"已订阅的主题：\n{listed}/unsubscribe 退订"
        assert said("/unsubscribe").startswith(f"退订哪一个？\n{listed}请发编号或主题")
        assert said("/unsubscribe 4").startswith(f"没有订阅过“4”。\n{listed}")
        assert said(f"/unsubscribe {'<' * 4000}").startswith(f"没有订阅过“{'&lt;' * 60}”。")
        assert said("/unsubscribe 2") == "好，不再通知“種桑養蠶”。"
        assert said("/unsubscribe <B>& 水庫") == "好，不再通知“&lt;b&gt;&amp; 水库”。"
        for number in range(19):
            assert said(f"/subscribe 第{number}号").startswith("好，")
        assert said("/subscribe 水库").startswith("这里已有 20 个主题，不能再多了")
        assert said("/unsubscribe ALL") == "好，所有主题都已退订。"
        assert said("/subscriptions").startswith("这里还没有订阅主题")
