"""The Telegram bot by webhook: the same answers, and nothing for those who do not know the secret."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import telegram_bot_process as archive
from telegram_client import WEBHOOK_SECRET, Bot, started
from test_telegram_running import free_address, health

from telegram_server import TOKEN, TelegramServer
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]


@pytest.fixture
def bot(own_server: TelegramServer, tmp_path: Path) -> Iterator[Bot]:
    """A bot that listens where its server sends to, with a monitor."""
    listen, monitor = free_address(), free_address()
    with started(
        own_server,
        tmp_path,
        PATIENCE_S="20",
        QABOT_TELEGRAM_WEBHOOK=f"http://{listen}/hook/a.b",
        QABOT_TELEGRAM_LISTEN=listen,
        QABOT_TELEGRAM_WEBHOOK_SECRET=WEBHOOK_SECRET,
        QABOT_TELEGRAM_MONITOR=monitor,
    ) as bot:
        # Its server listens only after it has told Telegram so.
        bot.wait_for_log("Application started")
        yield bot


def test_questions_are_answered_as_by_polling(own_server: TelegramServer, bot: Bot) -> None:
    (call,) = own_server.done("setWebhook")
    assert call["secret_token"] == WEBHOOK_SECRET
    assert call["drop_pending_updates"] == "false"
    assert bot.ask("/help")[0].startswith("我在报纸档案里查找答案")
    assert bot.ask(archive.FOUND, replies=2)[1].startswith(
        "<blockquote>水库蓄水<b>三亿立方米</b>。</blockquote>"
    )
    bot.ask(archive.FOLLOWED, replies=3)
    follow_up = bot.ask(archive.FOLLOW_UP, replies=4)[3]
    assert follow_up.startswith(f"理解为：{archive.FOLLOW_UP_WHOLE}")
    assert "<code>99</code>" in bot.ask(archive.FOUND, sender=99, replies=5)[4]
    assert bot.ask(archive.NOT_FOUND, replies=6)[5].startswith("档案里没有“月球”。")
    assert "编号" in bot.ask(archive.BROKEN, replies=7)[6]
    assert len(bot.ask(archive.LONG, replies=10)) == 10
    assert own_server.done("getUpdates") == []


def test_update_without_the_secret_does_nothing(own_server: TelegramServer, bot: Bot) -> None:
    update = {"update_id": 7, "message": message("/help")}
    assert own_server.send_to_webhook(update, secret="wrong") == 403
    assert own_server.send_to_webhook(update, secret=WEBHOOK_SECRET[:-1]) == 403
    assert own_server.texts() == []
    # Had it been taken, it would now be one that came again.
    assert own_server.send_to_webhook(update) == 200
    own_server.wait_for_texts(1)
    assert "came again" not in bot.log()


def test_updates_sent_again_or_out_of_order_are_answered_once(
    own_server: TelegramServer, bot: Bot
) -> None:
    updates = [
        {"update_id": number, "message": message(question)}
        for number, question in ((9, archive.FOUND), (7, archive.HOSTILE), (8, "/help"))
    ]
    for update in updates + updates[::-1]:
        assert own_server.send_to_webhook(update) == 200
    own_server.wait_for_texts(3)
    assert bot.ask("/new", replies=4)[3].startswith("好，")
    assert len(own_server.done("sendMessage")) == 4


def test_health_names_the_host_that_updates_are_sent_to(
    bot: Bot, own_server: TelegramServer
) -> None:
    (call,) = own_server.done("setWebhook")
    assert call["url"].endswith("/hook/a.b")
    environ = Path(f"/proc/{bot.process.pid}/environ").read_bytes().split(b"\0")
    (monitor,) = (
        value.decode().partition("=")[2] for value in environ if b"TELEGRAM_MONITOR" in value
    )
    status, told = health(monitor)
    assert status == 200
    assert told["webhook"] == "127.0.0.1"
    assert "last_poll_age_s" not in told


def test_kill_costs_no_answer_and_polling_takes_the_webhook_back(
    own_server: TelegramServer, bot: Bot, tmp_path: Path
) -> None:
    own_server.deliver(message(archive.SLOW))
    own_server.wait_for("sendChatAction")
    bot.process.kill()
    bot.process.wait(60)
    own_server.deliver(message("/help"))  # nobody listens: it stays with the server
    with started(own_server, tmp_path) as polling:
        polling.release.touch()
        shown = {call["text"][:3] for call in own_server.wait_for_texts(2)}
        assert shown == {"想好了", "我在报"}
        own_server.wait_for("deleteWebhook")
        polling.process.send_signal(signal.SIGTERM)
        assert polling.process.wait(60) == 0
    assert len(own_server.done("sendMessage")) == 2


def test_sigterm_ends_it_after_the_answer(own_server: TelegramServer, bot: Bot) -> None:
    own_server.deliver(message(archive.SLOW))
    own_server.wait_for("sendChatAction")
    bot.process.send_signal(signal.SIGTERM)
    bot.wait_for_log("Application is stopping")
    bot.release.touch()
    assert bot.process.wait(60) == 0
    assert [call["text"] for call in own_server.texts()] == [f"想好了：{archive.SLOW}"]


def test_webhook_that_another_program_takes_away_stops_the_bot(
    own_server: TelegramServer, bot: Bot, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with started(own_server, other):
        own_server.wait_for("getUpdates")
        assert bot.process.wait(60) == 1
    assert (
        bot.log()
        .splitlines()[-1]
        .startswith("error: 另一个程序改了这个机器人的 webhook（现在是 空的）")
    )


def test_secret_is_made_up_at_every_start(own_server: TelegramServer, tmp_path: Path) -> None:
    seen: set[str] = set()
    for _ in range(2):
        listen = free_address()
        with started(
            own_server,
            tmp_path,
            QABOT_TELEGRAM_WEBHOOK=f"http://{listen}/",
            QABOT_TELEGRAM_LISTEN=listen,
        ) as bot:
            bot.wait_for_log("Application started")
            secret = own_server.done("setWebhook")[-1]["secret_token"]
            assert len(secret) >= 32
            assert secret not in bot.log()
            bot.ask("/help", replies=len(seen) + 1)
            bot.process.kill()
            bot.process.wait(60)
        seen.add(secret)
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("environ", "line"),
    [
        ({"QABOT_TELEGRAM_WEBHOOK": "ftp://bot.example/x"}, "QABOT_TELEGRAM_WEBHOOK 的值 'ftp:"),
        ({"QABOT_TELEGRAM_WEBHOOK": "https://[bot/x"}, "QABOT_TELEGRAM_WEBHOOK 的值 'https://[bot"),
        (
            {
                "QABOT_TELEGRAM_WEBHOOK": "https://bot.example/x",
                "QABOT_TELEGRAM_WEBHOOK_SECRET": "not/allowed/in/a/secret",
            },
            "QABOT_TELEGRAM_WEBHOOK_SECRET 不能用",
        ),
        ({"QABOT_TELEGRAM_LISTEN": "localhost:http"}, "设置 telegram_listen 的值"),
    ],
)
def test_unusable_setting_is_named(
    own_server: TelegramServer, tmp_path: Path, environ: dict[str, str], line: str
) -> None:
    with started(own_server, tmp_path, **environ) as bot:
        assert bot.process.wait(60) == 1
        last = bot.log().splitlines()[-1]
        assert last.startswith(f"error: {line}")
        assert "not/allowed" not in bot.log()


def test_address_in_use_is_named(own_server: TelegramServer, tmp_path: Path) -> None:
    taken = own_server.url.removeprefix("http://")
    with started(
        own_server,
        tmp_path,
        QABOT_TELEGRAM_WEBHOOK=f"{own_server.url}/x",
        QABOT_TELEGRAM_LISTEN=taken,
    ) as bot:
        assert bot.process.wait(60) == 1
        assert (
            f"error: 不能在 QABOT_TELEGRAM_LISTEN 的 {taken} 上监听" in bot.log().splitlines()[-1]
        )


def test_webhook_that_telegram_does_not_take_is_said(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    own_server.inject("setWebhook", *["bad webhook"] * 9)
    with started(
        own_server,
        tmp_path,
        QABOT_TELEGRAM_WEBHOOK="http://bot.example/x",
        QABOT_TELEGRAM_LISTEN=free_address(),
    ) as bot:
        assert bot.process.wait(60) == 1
        last = bot.log().splitlines()[-1]
    assert last.startswith("error: Telegram 不接受 QABOT_TELEGRAM_WEBHOOK：Bad webhook: ip address")
    assert TOKEN not in last
    assert json.dumps(READER) not in last
