"""Who may do what with the Telegram bot, and what they can tell it: a real process, a real server."""

from typing import Any

import pytest
import telegram_bot_process as archive
from telegram_client import Bot

from qabot.channels.telegram.menu import COMMANDS
from telegram_server.updates import READER, inline_query, message, press

pytest_plugins = ["telegram_fixtures"]

ADMIN = 7
STRANGER = 99
GROUP = {"id": -5, "type": "group", "title": "编辑部"}


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"QABOT_TELEGRAM_ALLOW": f"{READER},-5", "QABOT_TELEGRAM_ADMINS": str(ADMIN)}


def pressed(
    data: str, message_id: int, sender: int = READER, **message_fields: Any
) -> dict[str, Any]:
    """A press of a button under a message of the bot."""
    shown = message("…", sender=sender, **message_fields) | {"message_id": message_id}
    return press(data, shown, sender=sender)


def buttons(shown: dict[str, Any]) -> dict[str, str]:
    rows = shown["reply_markup"]["inline_keyboard"]
    return {button["text"]: button["callback_data"] for row in rows for button in row}


def test_administrator_is_allowed_without_being_on_the_list(bot: Bot) -> None:
    (shown,) = bot.ask(archive.FOUND, sender=ADMIN)
    assert "三亿立方米" in shown


def test_queries_of_strangers_are_answered_with_nothing(bot: Bot) -> None:
    bot.server.deliver(inline_query(archive.FOUND, sender=STRANGER), "inline_query")
    (answer,) = bot.server.wait_for("answerInlineQuery")
    assert answer | {"inline_query_id": ""} == {
        "inline_query_id": "",
        "results": [],
        "cache_time": "10",
        "is_personal": "true",
    }
    assert bot.press_data("1:s:k:5", sender=STRANGER) == "您不在名单上，请联系管理员。"
    assert bot.server.texts() == []


def test_everyone_in_an_allowed_group_may_press_its_buttons(bot: Bot) -> None:
    asked = message("/settings", chat=GROUP, sender=STRANGER)
    bot.server.deliver(asked)
    bot.server.wait_for_texts(chat=-5)
    bot.server.deliver(pressed("1:s:k:2", 1, sender=STRANGER, chat=GROUP), "callback_query")
    assert bot.server.wait_for_text("段数：2\n")["text"].startswith("这里的设置\n")


def test_commands_work_in_groups_as_well(bot: Bot) -> None:
    commands = COMMANDS.keys() - {"stats"}
    for command in commands:
        bot.server.deliver(message(f"/{command}@qabot_test_bot", chat=GROUP | {"id": -6}))
    answers = [shown["text"] for shown in bot.server.wait_for_texts(len(commands), chat=-6)]
    # Without topics, /subscriptions and /unsubscribe say the same.
    assert len(set(answers)) == len(commands) - 1


def test_flood_of_one_chat_does_not_slow_another(bot: Bot) -> None:
    for number in range(30):
        bot.server.deliver(message(f"{archive.SLOW}{number}"))
    bot.server.wait_for("sendChatAction")
    bot.server.deliver(message(archive.FOUND, sender=ADMIN))
    (shown,) = bot.server.wait_for_texts(chat=ADMIN)
    assert "三亿立方米" in shown["text"]
    flood = [call["text"] for call in bot.server.texts(chat=READER)]
    assert not any(text.startswith("想好了") for text in flood)  # its searches are held
    bot.release.touch()
    answer = "想好了"
    bot.server.wait_until(
        lambda: sum(call["text"].startswith(answer) for call in bot.server.texts()) == 4
    )


def test_settings_change_what_a_question_gets(bot: Bot) -> None:
    shown = bot.ask("/settings 段数 5")[0]
    assert shown.startswith("这里的设置\n段数：5\n语言：自动\n日期：不限\n\n可以按按钮改")
    shown = bot.ask("/settings dates 2020-01-01 2020-12-31", replies=2)[1]
    assert shown.startswith("这里的设置\n段数：5\n语言：自动\n日期：2020-01-01 至 2020-12-31\n")
    assert bot.ask(archive.WISHES, replies=3)[2] == "5 段，2020-01-01 至 2020-12-31"
    # Another chat has its own.
    bot.server.deliver(message(archive.WISHES, sender=ADMIN))
    (other,) = bot.server.wait_for_texts(chat=ADMIN)
    assert other["text"] == "1 段，None 至 None"
    bot.ask("/settings 日期 不限", replies=5)
    assert bot.ask(archive.WISHES, replies=6)[5] == "5 段，None 至 None"


def test_settings_are_changed_by_buttons(bot: Bot) -> None:
    bot.ask("/settings 段数 4")
    bot.ask("/settings 日期 2020-01-01", replies=2)
    shown = bot.server.texts()[1]
    assert buttons(shown) == {
        "1": "1:s:k:1",
        "2": "1:s:k:2",
        "3": "1:s:k:3",
        "✓ 4": "1:s:k:4",
        "5": "1:s:k:5",
        "✓ 自动": "1:s:l:auto",
        "中文": "1:s:l:zh",
        "English": "1:s:l:en",
        "不限日期": "1:s:d",
    }
    ((_, message_id),) = list(bot.server.messages)[1:]
    for number, data in enumerate(("1:s:k:1", "1:s:l:en", "1:s:d"), 1):
        for _ in range(2):  # as people do where nothing seems to happen
            bot.server.deliver(pressed(data, message_id), "callback_query")
        shown = bot.server.wait_for("editMessageText", number)[-1]
    bot.server.wait_for("answerCallbackQuery", 6)
    assert len(bot.server.done("editMessageText")) == 3
    assert bot.server.idle_edits == 0
    assert shown["text"].startswith("Settings here\nPassages: 1\nLanguage: English\nDates: any\n\n")
    assert "✓ 1" in buttons(shown)
    assert "✓ English" in buttons(shown)
    assert "All days" not in buttons(shown)
    # The chosen language goes before that of the app.
    assert bot.ask("/help", replies=3)[2].startswith("I look for answers")
    assert bot.ask("/settings 语言 auto", replies=4)[3].startswith("这里的设置\n段数：1\n")


def test_button_pressed_too_late_still_does_its_work(bot: Bot) -> None:
    bot.ask("/settings 段数 3")
    ((_, message_id),) = list(bot.server.messages)
    bot.server.inject("answerCallbackQuery", "too old")
    bot.server.deliver(pressed("1:s:k:2", message_id), "callback_query")
    assert bot.server.wait_for_text("段数：2\n")["text"].startswith("这里的设置\n")


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("<b>", "没有“&lt;b&gt;”这项设置。"),
        ("\ud83d x", "没有“?”这项设置。"),
        ("段数 6", "段数是 1 到 5。"),
        ("语言 fr", "语言是 zh、en 或 auto。"),
        ("日期", "日期是起止两天，或“不限”。"),
        ("日期 &昨天", "“&amp;昨天”不是日期，应为 YYYY-MM-DD。"),
        ("日期 2021-01-01 2020-01-01", "起始日期 2021-01-01 晚于截止日期 2020-01-01。"),
    ],
)
def test_setting_that_cannot_be_is_explained(bot: Bot, typed: str, wrong: str) -> None:
    (shown,) = bot.ask(f"/settings {typed}")
    assert shown.startswith(f"{wrong}\n\n可以按按钮改，也可以发：\n<code>/settings 段数 3</code>")


def test_feedback_is_kept_and_told_to_administrators(bot: Bot) -> None:
    assert bot.ask("/feedback")[0].startswith("请把意见写在命令后面")
    bot.server.forget()
    bot.server.deliver(message("/feedback 字太小 <3\n看不清"))
    bot.server.wait_for_texts(2)
    assert [(call["chat_id"], call["text"]) for call in bot.server.texts()] == [
        (str(READER), "谢谢，意见已记下。"),
        (str(ADMIN), f"{READER} 的意见：\n字太小 &lt;3\n看不清"),
    ]
    for number in range(6):
        bot.server.deliver(message(f"/feedback 第{number}条"))
    bot.server.wait_for_texts(7, chat=READER)
    bot.server.deliver(message("/feedback 完"))
    bot.server.wait_for_texts(8, chat=READER)
    told = bot.server.wait_for_texts(5, chat=ADMIN)
    assert len(told) == 5  # and of three no word


def test_statistics_are_for_administrators(bot: Bot) -> None:
    assert bot.ask("/stats")[0].startswith("没有这个命令。")
    bot.server.deliver(message("/feedback 请加上 <地图>"))
    bot.server.wait_for_texts(2, chat=READER)
    bot.server.deliver(message("/stats", sender=ADMIN))
    bot.server.deliver(message("/help", sender=ADMIN))
    shown = next(
        call["text"]
        for call in bot.server.wait_for_texts(2, chat=ADMIN)
        if call["text"].startswith("档案：")
    )
    assert shown.startswith("档案：1,234 篇文章，56,789 段\n索引：建于 2024-05-06 ")
    assert "请加上 &lt;地图&gt;" in shown
