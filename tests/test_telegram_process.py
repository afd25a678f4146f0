"""How the Telegram bot starts, what keeps it from starting, and how it ends."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import telegram_bot_process as archive
from telegram_client import message, started
from telegram_server import TOKEN, TelegramServer


@pytest.fixture
def own_server() -> Iterator[TelegramServer]:
    """A server for a test that starts a bot of its own: two bots would take each other's poll."""
    with TelegramServer().running() as server:
        yield server
        assert server.problems == []


def test_menus_are_set_at_the_start(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path):
        own_server.wait_for("getUpdates")
    english, chinese = own_server.done("setMyCommands")
    assert english["commands"][0] == {
        "command": "ask",
        "description": "Ask in a group: /ask question",
    }
    assert chinese["commands"][0] == {"command": "ask", "description": "在群里提问：/ask 问题"}
    assert (english.get("language_code"), chinese["language_code"]) == (None, "zh")


def test_start_without_menus_or_readers(own_server: TelegramServer, tmp_path: Path) -> None:
    own_server.inject("setMyCommands", "bad gateway")
    with started(own_server, tmp_path, QABOT_TELEGRAM_ALLOW="", QABOT_LANG="en") as bot:
        (refusal,) = bot.ask(archive.FOUND, language_code="fr")
        assert refusal.startswith("Hello, I only answer people on a list")
        assert "QABOT_TELEGRAM_ALLOW is empty" in bot.log()
        assert "the command menu was not set" in bot.log()


def test_questions_in_a_hurry_are_slowed_down(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path, QABOT_TELEGRAM_RATE="on") as bot:
        for _ in range(21):
            bot.server.deliver(message(archive.FOUND))
        replies = [call["text"] for call in own_server.wait_for_texts(21)]
    assert sum("三亿立方米" in reply for reply in replies) == 20
    assert sum(reply.startswith("您问得有点快，请过 ") for reply in replies) == 1


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
        ({"QABOT_TELEGRAM_API_URL": "here"}, "error: QABOT_TELEGRAM_API_URL 的值 'here' 不是网址"),
    ],
)
def test_unusable_setting_is_named(
    own_server: TelegramServer, tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    with started(own_server, tmp_path, **environ) as bot:
        assert bot.process.wait(60) == 1
        assert bot.log().splitlines()[-1].startswith(line)
