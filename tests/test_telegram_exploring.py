"""The exploring commands as people meet them in Telegram: a real process, a real index, messages in and out."""

import signal
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from exploring_archive import START, build
from telegram_client import Bot, started

from qabot.channels.fonts import chinese_font
from qabot.language.words import Tokenizer
from telegram_server import TelegramServer
from telegram_server.checks import TelegramHTML
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]

GROUP = -5
GROUP_CHAT = {"id": GROUP, "type": "group", "title": "编辑部"}
LINK = "https://t.me/qabot_test_bot?start="
NEWEST = "2022-07-04"
OLDEST = "2020-05-07"


@pytest.fixture(scope="module")
def environ(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> dict[str, str]:
    """The archive of the bridge."""
    settings = build(tmp_path_factory.mktemp("explored"), cache, tokenizer)
    return {
        "QABOT_INDEX": str(settings.index),
        "QABOT_CACHE": str(cache),
        "QABOT_TELEGRAM_ALLOW": f"{READER},{GROUP}",
    }


@pytest.fixture
def bot(running: Bot, server: TelegramServer) -> Iterator[Bot]:
    server.forget()
    yield running
    assert server.problems == []
    assert "ERROR:qabot" not in running.log()


@pytest.mark.parametrize(
    ("command", "title", "quoted"),
    [
        ("/figures 青柳河大桥", "数字 · 青柳河大桥", "全长<b>860米</b>，"),
        ("/who 阮阿九", "其人 · 阮阿九", "<b>阮阿九</b>"),
        ("/related joined", "与此有关", "桥面会师"),
        ("/topics 2022-07", "比平时突出的词", "<b>白石沟山洪</b>过后"),
        ("/latest 青柳河大桥", "最新的文章 · 青柳河大桥", "通车一年，日均过车三千辆"),
        ("/on 2021-06-30", "文章 · 2021-06-30", f'• <a href="{LINK}a_opened">青柳河大桥通车</a>'),
        (
            "/between 2021-06 2021-07",
            "文章 · 2021-06-01 至 2021-07-31",
            f'• <a href="{LINK}a_opened-reprint">大桥今天通车</a>',
        ),
    ],
)
def test_command_is_answered(bot: Bot, command: str, title: str, quoted: str) -> None:
    (text,) = bot.ask(command)
    assert text.startswith(f"<b>{title}</b>\n\n")
    assert quoted in text


def test_timeline_comes_with_its_plot(bot: Bot) -> None:
    pytest.importorskip("matplotlib")
    asked = message("/timeline 青柳河大桥", language_code="en")
    bot.server.deliver(asked)
    if chinese_font() is None:
        bot.server.wait_for_texts(2)
    *_, shown = bot.server.wait_for_texts()
    assert shown["text"].startswith("<b>Timeline · 青柳河大桥</b>")
    assert START.removeprefix("青柳河大桥") in shown["text"]
    replies = {"message_id": asked["message_id"], "allow_sending_without_reply": True}
    assert shown["reply_parameters"] == replies
    if chinese_font() is not None:
        (sent,) = bot.server.done("sendPhoto")
        assert sent["photo"].startswith(b"\x89PNG")
        assert sent["reply_parameters"] == replies


def test_plot_of_characters_where_a_chat_takes_no_pictures(bot: Bot) -> None:
    bot.server.inject("sendPhoto", "no pictures")
    try:
        plot, timeline = bot.ask("/timeline 青柳河大桥", replies=2)
    finally:
        bot.server._faults["sendPhoto"].clear()  # there may be no picture to send
    assert plot.startswith("每月有几段说到它（每行一年，1 至 12 月，行末为全年）：\n<pre>2020 ")
    assert timeline.startswith("<b>来龙去脉 · 青柳河大桥</b>")


def test_pages_are_turned(bot: Bot) -> None:
    (first,) = bot.ask("/latest")
    assert first.startswith(f"<b>最新的文章</b>\n\n<b>{NEWEST}</b>\n")
    bot.wait_for_buttons("最新", [["1/2", "›"]])
    bot.press("最新", "›")
    assert bot.server.wait_for_text(OLDEST)["text"].startswith("<b>最新的文章</b>\n\n")
    bot.wait_for_buttons("最新", [["‹", "2/2"]])
    bot.press("最新", "‹")
    assert bot.server.wait_for_text(NEWEST)["text"] == first
    assert len(bot.server.texts()) == 1


def test_buttons_of_an_earlier_version_turn_pages(bot: Bot) -> None:
    bot.ask("/latest")
    bot.press_data("1:l::9999:0", "最新")  # the last one, where there are fewer by now
    bot.server.wait_for_text(OLDEST)
    bot.wait_for_buttons("最新", [["‹", "2/2"]])


def test_button_of_an_unknown_request_is_too_old(bot: Bot) -> None:
    bot.ask("/latest")
    assert bot.press_data("1:e:nobody-knows:1:0", "最新") == "这个按钮太旧了，请重新提问。"


def test_group_asks_for_a_timeline(bot: Bot) -> None:
    text = bot.ask("/latest@qabot_test_bot 青柳河大桥", sender=7, chat=GROUP_CHAT)[0]
    assert text.startswith("<b>最新的文章 · 青柳河大桥</b>")
    (shown,) = bot.server.texts(GROUP)
    assert shown["text"] == text


def test_related_replies_to_an_answer(bot: Bot) -> None:
    quoted = [{"type": "text_link", "offset": 0, "length": 2, "url": f"{LINK}a_joined"}]
    answer = answered("大桥", entities=quoted)
    (text,) = bot.ask("/related", reply_to_message=answer)
    assert f'<a href="{LINK}a_joined">青柳河大桥合龙</a>' in text.split("\n\n")[1]


def test_related_to_nothing_tells_how(bot: Bot) -> None:
    (text,) = bot.ask("/related", reply_to_message=answered("没有链接"))
    assert text.startswith("请用 /related 回复我的一个答案")


def answered(text: str, **fields: Any) -> dict[str, Any]:
    """Return a message of the bot."""
    return message(text, **fields) | {"from": {"id": 7, "is_bot": True, "first_name": "Fixture"}}


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/timeline", "请把主题写在后面，例如：<code>/timeline 雄安新区</code>"),
        (
            "/figures ？",
            "“？”里没有可查的词。\n请把主题写在后面，例如：<code>/figures 粮食产量</code>",
        ),
        ("/who 王", "“王”不像一个人的全名，请写 2 到 40 个字。\n请把名字写在后面"),
        ("/on", "请写上日期，例如：<code>/on 2021-01-18</code>"),
        ("/on <昨天>", "“&lt;昨天&gt;”不是日期，应为 YYYY-MM-DD。\n请写上日期"),
        ("/between 2021 2020", "起始日期 2021-01-01 晚于截止日期 2020-12-31。\n请写上起止两天"),
        ("/topics 春天", "“春天”不是日期，应为 YYYY-MM-DD。\n可以写一段时间"),
        ("/on " + "<" * 3000, "“&lt;&lt;"),
    ],
)
def test_wrong_use_is_told_the_right_one(bot: Bot, command: str, told: str) -> None:
    (text,) = bot.ask(command)
    assert text.startswith(told)


def test_markup_in_a_topic_is_text(bot: Bot) -> None:
    (text,) = bot.ask("/latest <b>&青柳河大桥</a>")
    assert TelegramHTML(text).text.startswith("最新的文章 · <b>&青柳河大桥</a>\n\n")


def test_days_of_the_chat_apply(bot: Bot) -> None:
    bot.ask("/settings 日期 2021-03-01 2021-03-31")
    text = bot.ask("/latest", replies=2)[1]
    assert text.startswith("<b>最新的文章 · 2021-03-01 至 2021-03-31</b>\n\n<b>2021-03-15</b>")
    assert bot.ask("/on 2021-06-30", replies=3)[2].startswith("<b>文章 · 2021-06-30</b>")
    bot.ask("/settings 日期 不限", replies=4)


def test_pages_are_turned_after_a_restart(
    own_server: TelegramServer, environ: dict[str, str], tmp_path: Path
) -> None:
    with started(own_server, tmp_path, **environ) as bot:
        bot.ask("/between 2020 2022")
        data, shown = bot.data("文章", "›"), bot.shown("文章")
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    with started(own_server, tmp_path, **environ) as bot:
        bot.press_data(data, "文章")
        text = own_server.wait_for_text(OLDEST)["text"]
        assert text.startswith("<b>文章 · 2020-01-01 至 2022-12-31</b>")
        assert bot.shown("文章")["message_id"] == shown["message_id"]


def test_exploring_counts_as_a_question(
    own_server: TelegramServer, environ: dict[str, str], tmp_path: Path
) -> None:
    with started(own_server, tmp_path, **{**environ, "QABOT_TELEGRAM_RATE": "on"}) as bot:
        # On a slow machine, some of the twenty of a minute have come back by then.
        told = (bot.ask("/on 2021-06-30", number)[-1] for number in range(1, 27))
        asked = list(takewhile(lambda text: not text.startswith("您问得有点快"), told))
    assert 20 <= len(asked) < 26
