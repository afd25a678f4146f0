"""The Telegram bot as people meet it: a real process, a real server, messages in and out."""

import time

import pytest
import telegram_bot_process as archive
from telegram_client import Bot

from qabot.channels.telegram.menu import COMMANDS
from telegram_server import TOKEN
from telegram_server.checks import TelegramHTML
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]

STRANGER = 99
LINK = '<a href="https://t.me/qabot_test_bot?start=a_a">'
FOUND = f"<blockquote>水库蓄水<b>三亿立方米</b>。</blockquote>\n〔1〕{LINK}水库蓄水</a> · 2020-05-06 · page-1.txt"


def test_start_and_help_tell_how_to_ask(bot: Bot) -> None:
    (help_zh,) = bot.ask("/help")
    assert help_zh.startswith("我在报纸档案里查找答案")
    assert bot.ask("/start", replies=2)[1] == "您好！" + help_zh
    assert bot.ask("/help", replies=3, language_code="en-GB")[2].startswith("I look for answers")


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"stats"}))
def test_every_command_of_the_menus_is_there(bot: Bot, name: str) -> None:
    (answer,) = bot.ask(f"/{name}")
    assert not answer.startswith("没有这个命令")


def test_question_is_answered_with_its_source(bot: Bot) -> None:
    asked = message(archive.FOUND)
    bot.server.deliver(asked)
    (shown,) = bot.server.wait_for_texts()
    placeholder, answer = (
        call for call in bot.server.calls if call.method.endswith(("Message", "Text"))
    )
    assert placeholder.params["text"] == "正在查找……"
    assert answer.method == "editMessageText"
    assert [button["text"] for button in shown.pop("reply_markup")["inline_keyboard"][-1]] == [
        "👍",
        "👎",
    ]
    assert shown | {"message_id": ""} == {
        "chat_id": str(READER),
        "message_id": "",
        "text": FOUND,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {
            "message_id": asked["message_id"],
            "allow_sending_without_reply": True,
        },
    }


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("谢谢！", "不客气，请接着问。"),
        ("你好", "您好，我在。"),
        ("？？？", "请直接把问题打字发给我，"),
    ],
)
def test_small_talk_gets_a_plain_reply(bot: Bot, typed: str, said: str) -> None:
    (shown,) = bot.ask(typed)
    assert shown.startswith(said)
    assert "reply_markup" not in bot.server.texts()[0]
    assert bot.server.done("editMessageText") == []
    assert len(bot.server.done("sendMessage")) == 1


def test_blanks_get_the_hint_how_to_ask(bot: Bot) -> None:
    assert bot.ask(" \n\u3000") == ["请直接把问题打字发给我，例如：水库能蓄多少水？"]
    assert bot.ask("/ask", replies=2)[1].startswith("请把问题写在后面")


def test_typing_is_shown_as_long_as_the_answer_is_looked_for(bot: Bot) -> None:
    bot.server.deliver(message(archive.SLOW))
    typing = {"chat_id": str(READER), "action": "typing"}
    assert bot.server.wait_for("sendChatAction", 2) == [typing] * 2
    bot.release.touch()
    bot.server.wait_for_texts()


def test_follow_up_is_understood_from_the_same_chat_until_new(bot: Bot) -> None:
    bot.ask(archive.FOLLOWED)
    assert bot.ask(archive.FOLLOW_UP, replies=2)[1] == (
        f"理解为：{archive.FOLLOW_UP_WHOLE}\n\n档案里没有。"
    )
    assert bot.ask("/new", replies=3)[2] == "好，前面的问题我已忘掉。请问新的问题。"
    assert bot.ask(archive.FOLLOW_UP, replies=4)[3] == "档案里没有。"


def test_new_waits_for_the_question_before_it(bot: Bot) -> None:
    for text in (archive.SLOW, "/new"):
        bot.server.deliver(message(text))
    bot.server.wait_for("sendChatAction")
    bot.ask("/help")  # does not wait
    bot.release.touch()
    replies = [call["text"] for call in bot.server.wait_for_texts(3)]
    assert replies[0] == f"想好了：{archive.SLOW}"
    assert replies[2] == "好，前面的问题我已忘掉。请问新的问题。"


def test_text_that_looks_like_html_stays_text(bot: Bot) -> None:
    assert bot.ask(archive.HOSTILE) == [
        f"<blockquote><b>a &lt; b</b></blockquote>\n〔1〕{LINK}&lt;script&gt;&amp;</a> · 2020-05-06 · page-1.txt"
    ]


def test_not_found_gives_reason_and_nearest(bot: Bot) -> None:
    assert bot.ask(archive.NOT_FOUND) == [
        "档案里没有“月球”。\n\n下面的段落只是内容相近，并不能回答这个问题：\n\n"
        f"<blockquote>水库蓄水三亿立方米。</blockquote>\n〔1〕{LINK}水库蓄水</a> · 2020-05-06 · page-1.txt"
    ]


@pytest.mark.parametrize(("question", "parts"), [(archive.LONG, 3), (archive.ASTRAL, 4)])
def test_long_answer_comes_whole_in_parts(bot: Bot, question: str, parts: int) -> None:
    texts = bot.ask(question, replies=parts)
    assert len(texts) == parts
    (cited,) = archive.answers()[question].citations
    shown = "".join(TelegramHTML(text).text for text in texts).replace("\n", "")
    assert shown == cited.passage.text.replace("\n", "") + "〔1〕水库蓄水 · 2020-05-06 · page-1.txt"
    quoting = ["reply_parameters" in call for call in bot.server.texts()]
    assert quoting == [True] + [False] * (parts - 1)


def test_stranger_is_told_their_id(bot: Bot) -> None:
    (refusal,) = bot.ask(archive.FOUND, sender=STRANGER)
    assert f"<code>{STRANGER}</code>" in refusal
    assert "水库" not in refusal
    assert f"stranger {STRANGER} in chat {STRANGER}: to let them in, add the id" in bot.log()


def test_message_without_text_gets_a_hint(bot: Bot) -> None:
    location = {"latitude": 39.9, "longitude": 116.4}
    assert bot.ask("", location=location) == [
        "我只看得懂文字，请把问题打字发给我。/help 有使用说明。"
    ]
    assert bot.ask("/weather", replies=2)[1].startswith("没有这个命令。")


def test_stranger_in_a_group_is_refused_only_where_the_bot_is_meant(bot: Bot) -> None:
    group = {"id": -5, "type": "group", "title": "编辑部"}
    bot.server.deliver(message(archive.FOUND, chat=group, sender=STRANGER))
    bot.server.deliver(message("/help@another_bot", chat=group, sender=STRANGER))
    (refusal,) = bot.ask("/help", chat=group, sender=STRANGER)
    assert f"<code>{STRANGER}</code>" in refusal
    assert bot.ask("/help@qabot_test_bot", chat=group, replies=2)[1].startswith("我在报纸档案里")
    bot.ask(archive.HOSTILE, replies=3)
    assert [call["chat_id"] for call in bot.server.done("sendMessage")] == ["-5", "-5", str(READER)]


def test_what_is_no_new_message_is_ignored(bot: Bot) -> None:
    errors = bot.log().count("ERROR:")
    channel = {"id": -6, "type": "channel", "title": "快讯"}
    bot.server.deliver(message(archive.FOUND), kind="edited_message")
    bot.server.deliver(message(archive.FOUND, chat=channel), kind="channel_post")
    bot.server.deliver(message(message_auto_delete_timer_changed={"message_auto_delete_time": 9}))
    bot.server.deliver(message(archive.FOUND, date=int(time.time()) - 11 * 60))
    # Answers keep the order of questions in a chat: one to those before would come first.
    (text,) = bot.ask(archive.HOSTILE)
    assert text.startswith("<blockquote><b>a &lt; b</b>")
    assert bot.log().count("ERROR:") == errors


@pytest.mark.parametrize("fault", ["bad gateway", "dropped", "flood"])
def test_answer_survives_a_passing_fault(bot: Bot, fault: str) -> None:
    bot.server.inject("sendMessage", fault)
    assert "三亿立方米" in bot.ask(archive.FOUND)[0]
    assert [c.fault for c in bot.server.calls if c.method == "sendMessage"] == [fault, None]


def test_polling_survives_a_passing_fault(bot: Bot) -> None:
    bot.server.inject("getUpdates", "bad gateway", "conflict")
    bot.ask("/help")  # ends the poll that was under way
    assert "三亿立方米" in bot.ask(archive.FOUND, replies=2)[1]


def test_refused_html_is_sent_as_plain_text(bot: Bot) -> None:
    bot.server.inject("editMessageText", "unparsable")
    assert bot.ask(archive.HOSTILE) == ["a < b\n〔1〕<script>& · 2020-05-06 · page-1.txt"]
    assert "parse_mode" not in bot.server.texts()[0]


def test_reader_who_blocked_the_bot_is_no_error(bot: Bot) -> None:
    bot.server.inject("sendMessage", "blocked")
    bot.server.deliver(message(archive.FOUND))
    bot.wait_for_log(f"INFO:qabot.channels.telegram.sending:chat {READER} no longer takes messages")
    assert bot.server.texts() == []


def test_help_is_answered_while_questions_wait(bot: Bot) -> None:
    groups = [{"id": -number, "type": "group", "title": "编辑部"} for number in (11, 12, 13)]
    for number in range(4):
        bot.server.deliver(message(f"{archive.SLOW}{number}"))
    for group in groups:
        bot.server.deliver(message(f"/ask {archive.SLOW}", chat=group))
    bot.server.wait_for("sendMessage", 4)  # a placeholder in each chat: all searches are held
    (reply,) = bot.ask("/help")
    assert reply.startswith("我在报纸档案里查找答案")
    bot.release.touch()
    replies = [shown["text"] for shown in bot.server.wait_for_texts(5, chat=READER)]
    assert [reply for reply in replies if reply.startswith("想好了")] == [
        f"想好了：{archive.SLOW}{number}" for number in range(4)
    ]
    bot.server.wait_for_texts(8)


def test_fault_is_owned_up_to_and_the_token_stays_secret(bot: Bot) -> None:
    (apology,) = bot.ask(archive.BROKEN)
    error_id = apology.partition("<code>")[2].partition("</code>")[0]
    log = bot.log()
    assert f"error {error_id} in update" in log
    assert "RuntimeError: no answer from" in log
    assert TOKEN.partition(":")[2] not in log
    quiet = [line for line in log.splitlines() if not line.startswith("DEBUG:")]
    assert not any(archive.BROKEN in line for line in quiet)
    assert "[secret]" in log  # something did try to write it
