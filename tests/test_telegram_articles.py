"""Articles by link and by id."""

import re
from collections.abc import Iterator

import pytest
import telegram_articles as articles
from telegram_client import Bot

from qabot.channels.telegram.wording import unknown_article
from telegram_server import TelegramServer
from telegram_server.updates import message

ARTICLE = (
    "<b>三座水库同时开工</b>\n今年内蓄水\n记者 林河\n2020-05-06 · page-1.txt\n\n"
    "青龙县天气晴好。\n\n青龙县水库昨天开工。\n\n白石镇水库也已开工。"
)
LINK = f"https://t.me/qabot_test_bot?start=a_{articles.RESERVOIRS.id}"

pytest_plugins = ["telegram_fixtures"]


@pytest.fixture
def bot(running: Bot, server: TelegramServer) -> Iterator[Bot]:
    server.forget()
    yield running
    assert server.problems == []
    assert "ERROR:qabot" not in running.log()


@pytest.mark.parametrize(
    "command",
    [
        f"/start a_{articles.RESERVOIRS.id}",
        "/start a_fedcba9876543210",  # the id that it had before a reindex
        f"/start@qabot_test_bot a_{articles.RESERVOIRS.id}",
        f"/article {articles.RESERVOIRS.id}",
        f"/article  a_{articles.RESERVOIRS.id} ",
        f"/article {LINK}",
        f"/article {LINK.removeprefix('https://')}",
        "/article fedcba9876543210",
    ],
)
def test_article_is_opened(bot: Bot, command: str) -> None:
    assert bot.ask(command) == [ARTICLE]


def test_citation_links_to_an_article_whose_id_fits_no_link(bot: Bot) -> None:
    bot.server.deliver(message(articles.WHERE))
    bot.server.wait_for_text("〔1〕")
    bot.press("〔1〕", "更多段落")
    cited = bot.server.wait_for_text("〔2〕")["text"]
    link = re.search(r'<a href="https://t\.me/qabot_test_bot\?start=(h_[A-Za-z0-9_-]{22})">', cited)
    assert link
    text = bot.ask(f"/start {link[1]}", replies=2)[1]
    assert text.startswith("<b>&lt;script&gt;&amp;头版</b>\n2020-05-05 · page-2.txt")
    assert bot.ask(f"/article {articles.HEADLINED.id}", replies=3)[2] == text


@pytest.mark.parametrize(
    "command",
    [
        "/start a_",
        "/start h_",
        "/start h_AAAAAAAAAAAAAAAAAAAAAA",
        "/start a_0123456789abcdee",
        f"/start {articles.RESERVOIRS.id}",
        f"/start A_{articles.RESERVOIRS.id}",
        "/start a_" + "x" * 62,
        "/start a_" + "x" * 63,
        "/start ' OR 1=1 --",
        "/start <script>alert(1)</script>",
        "/start a_../../etc/passwd",
        "/start \u202ea_long-1\u200b",
        "/start a_\0",
        "/start 水库",
        "/start " + "a" * 4000,
        "/article ' OR 1=1 --",
        "/article <b>",
        "/article \ud83d",
        "/article https://t.me/qabot_test_bot?start=",
        "/article https://example.org/?start=a_long-1",
    ],
)
def test_hostile_payload_leads_to_no_article(bot: Bot, command: str) -> None:
    (text,) = bot.ask(command)
    assert text in (unknown_article(), "请写上文章的编号或链接，例如：/article 3f2a9c0d1e4b5a67")


def test_start_and_article_without_more(bot: Bot) -> None:
    assert bot.ask("/start ")[0].startswith("您好！")
    assert bot.ask("/article", replies=2)[1].startswith("请写上文章的编号或链接")
    english = bot.ask("/start a_nothing", replies=3, language_code="en")[2]
    assert english.startswith("The archive has no such article")
    # The button above inline results leads here.
    assert bot.ask("/start inline", replies=4)[3].startswith("您好！")


def test_long_article_comes_in_pages(bot: Bot) -> None:
    assert bot.ask("/article long-1")[0].startswith("<b>水库纪事</b>\npage-3.txt\n\n第0段")
    bot.wait_for_buttons("第0段", [["1/3", "›"]])
    bot.press("第0段", "›")
    bot.server.wait_for_text("第14段")
    bot.wait_for_buttons("第14段", [["‹", "2/3", "›"]])
