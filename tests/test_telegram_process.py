"""How the Telegram bot starts, what keeps it from starting, and how it ends."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import telegram_bot_process as archive
from telegram_client import started

from telegram_server import TOKEN, TelegramServer
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]


def test_menus_are_set_at_the_start(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path, QABOT_TELEGRAM_ADMINS="7"):
        own_server.wait_for("getUpdates")
    menus = {
        (*sorted(map(str, call["scope"].values())), call.get("language_code")): call["commands"]
        for call in own_server.done("setMyCommands")
    }
    scopes = [("all_private_chats",), ("all_group_chats",), ("7", "chat")]
    names = [[command["command"] for command in menus[*scope, None]] for scope in scopes]
    private, groups, admin = names
    assert " ".join(private) == (
        "ask new timeline figures who related topics latest on between article subscribe unsubscribe subscriptions settings feedback help"
    )
    assert groups == private
    assert admin == [*private, "stats"]
    assert len(menus) == 6
    assert [[command["command"] for command in menus[*scope, "zh"]] for scope in scopes] == names
    assert menus["7", "chat", "zh"][-1] == {"command": "stats", "description": "统计"}
    assert menus["7", "chat", None][-1] == {"command": "stats", "description": "Statistics"}
    for method, name in (
        ("setMyDescription", "description"),
        ("setMyShortDescription", "short_description"),
    ):
        texts = {call.get("language_code"): call[name] for call in own_server.done(method)}
        assert "报纸档案里查找答案" in texts["zh"]
        assert "newspaper archive" in texts[None]


def test_first_search_is_over_before_the_first_message_is_fetched(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        own_server.wait_for("getUpdates")
        assert bot.log().count("asked: 水库能蓄多少水？") == 1


def test_start_without_menus_or_readers(own_server: TelegramServer, tmp_path: Path) -> None:
    own_server.inject("setMyCommands", "bad gateway")
    with started(own_server, tmp_path, QABOT_TELEGRAM_ALLOW="", QABOT_LANG="en") as bot:
        (refusal,) = bot.ask(archive.FOUND, language_code="fr")
        assert refusal.startswith("Hello, I only answer people on a list")
        assert "QABOT_TELEGRAM_ALLOW is empty" in bot.log()
        assert "a menu or description was not set" in bot.log()


def test_questions_in_a_hurry_are_slowed_down(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path, QABOT_TELEGRAM_RATE="on") as bot:
        for number in range(21):  # in many chats: one alone may not have so many waiting
            group = {"id": -100 - number, "type": "group", "title": "编辑部"}
            bot.server.deliver(message(f"/ask {archive.FOUND}", chat=group))
        replies = [call["text"] for call in own_server.wait_for_texts(21, timeout_s=60)]
    assert sum("三亿立方米" in reply for reply in replies) == 20
    assert sum(reply.startswith("您问得有点快，请过 ") for reply in replies) == 1


def test_all_together_are_slowed_down_as_well(own_server: TelegramServer, tmp_path: Path) -> None:
    everyone = {"QABOT_TELEGRAM_RATE": "on", "QABOT_TELEGRAM_ALLOW": "*"}
    with started(own_server, tmp_path, **everyone) as bot:
        for number in range(130):
            bot.server.deliver(message(archive.FOUND, sender=100 + number))
        replies = [call["text"] for call in own_server.wait_for_texts(130, timeout_s=90)]
    refused = sum(reply.startswith("现在提问的人很多，请过 ") for reply in replies)
    assert sum("三亿立方米" in reply for reply in replies) == 130 - refused
    assert 1 <= refused <= 10  # of all, some are let in while the others are answered


def test_sigterm_ends_it_after_the_answer(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path) as bot:
        own_server.deliver(message(archive.SLOW))
        own_server.wait_for("sendChatAction")
        bot.process.send_signal(signal.SIGTERM)
        own_server.wait_for("getUpdates", 2)  # the last poll, which confirms what was fetched
        assert own_server.texts() == []
        bot.release.touch()
        assert bot.process.wait(60) == 0
    assert [call["text"] for call in own_server.texts()] == [f"想好了：{archive.SLOW}"]


def test_ctrl_c_ends_it_after_the_answer(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path) as bot:
        own_server.deliver(message(archive.SLOW))
        own_server.wait_for("sendChatAction")
        bot.process.send_signal(signal.SIGINT)
        own_server.wait_for("getUpdates", 2)
        bot.release.touch()
        assert bot.process.wait(60) == 130
    assert [call["text"] for call in own_server.texts()] == [f"想好了：{archive.SLOW}"]


@pytest.mark.parametrize(
    ("method", "faults", "line"),
    [
        (
            "getUpdates",
            ["conflict"] * 9,
            "error: 另一个程序正在用同一个令牌接收消息（409 Conflict）。",
        ),
        ("getMe", ["unknown token"], "error: Telegram 不认 QABOT_TELEGRAM_TOKEN 里的令牌。"),
    ],
)
def test_what_cannot_be_recovered_from_is_said_once(
    own_server: TelegramServer, tmp_path: Path, method: str, faults: list[str], line: str
) -> None:
    own_server.inject(method, *faults)
    with started(own_server, tmp_path) as bot:
        assert bot.process.wait(60) == 1
        assert bot.log().splitlines()[-1].startswith(line)
        assert "Traceback" not in bot.log()
        assert TOKEN.partition(":")[2] not in bot.log()


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"QABOT_TELEGRAM_TOKEN": " "}, "error: 没有设置 QABOT_TELEGRAM_TOKEN"),
        ({"QABOT_TELEGRAM_ALLOW": "42, @me"}, "error: QABOT_TELEGRAM_ALLOW 里的 '@me' 不是"),
        ({"QABOT_TELEGRAM_ADMINS": "*"}, "error: QABOT_TELEGRAM_ADMINS 里的 '*' 不是"),
        ({"QABOT_TELEGRAM_QUIET": "night"}, "error: QABOT_TELEGRAM_QUIET 的值 'night' 不是一段"),
        ({"QABOT_TELEGRAM_API_URL": "here"}, "error: QABOT_TELEGRAM_API_URL 的值 'here' 不是网址"),
    ],
)
def test_unusable_setting_is_named(
    own_server: TelegramServer, tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    with started(own_server, tmp_path, **environ) as bot:
        assert bot.process.wait(60) == 1
        assert bot.log().splitlines()[-1].startswith(line)


def test_log_of_the_command_tells_the_time(tmp_path: Path) -> None:
    settings = {"QABOT_TELEGRAM_TOKEN": TOKEN, "QABOT_TELEGRAM_STATE": str(tmp_path / "state")}
    ended = subprocess.run(
        [sys.executable, "-m", "qabot", "telegram", "--index", str(tmp_path / "none")],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parent.parent)}
        | settings,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert ended.returncode == 1
    logged, *error = ended.stderr.splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WARNING qabot\.channels\.telegram: "
        r"QABOT_TELEGRAM_ALLOW 是空的.+",
        logged,
    )
    assert error[0].startswith("qabot: ")  # what all commands say at the end has none


def test_flood_of_messages_gets_one_friendly_word(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    stranger = 99
    with started(own_server, tmp_path, QABOT_TELEGRAM_RATE="on") as bot:
        own_server.wait_for("getUpdates")
        for _ in range(60):
            own_server.deliver(message("谢谢"))
        for _ in range(5):
            own_server.deliver(message("谢谢", sender=stranger))
        own_server.wait_for_texts(1, chat=stranger)
        shown = [text["text"] for text in own_server.wait_for_texts(31, chat=READER)]
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    assert sum(text.startswith("您问得有点快") for text in shown) == 1
    assert len(own_server.texts(stranger)) == 1
    assert "谢谢" not in shown
