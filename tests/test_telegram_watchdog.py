"""When the bot gives up, what it counts, and what its log may hold."""

import asyncio
import logging
import sqlite3
from pathlib import Path

import pytest
from telegram import Update

from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.polls import Polls
from qabot.channels.telegram.secrecy import Veil
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.webhook import Webhook
from qabot.errors import QABotError, SettingsError
from qabot.settings import Settings, load_settings


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_poller_is_dead_after_five_minutes_without_an_answer() -> None:
    clock = Clock()
    polls = Polls(clock=clock)
    seen = []
    for pause_s in (100, 1, 199, 1):
        clock.now += pause_s
        seen.append((polls.failing, asyncio.run(polls.look()) is not None))
    assert seen == [(False, False), (True, False), (True, False), (True, True)]
    assert "301" in str(asyncio.run(polls.look()))
    polls.note(502)  # an outage of the server is no fault of the poller
    assert not polls.failing
    assert asyncio.run(polls.look()) is None
    assert polls.age_s == 0


@pytest.mark.parametrize("status", [401, 404])
def test_refused_poll_is_a_reason_to_stop(status: int) -> None:
    polls = Polls(clock=Clock())
    polls.note(status)
    assert polls.failing
    assert isinstance(asyncio.run(polls.look()), SettingsError)


def test_metrics_of_two_bots_do_not_add_up() -> None:
    first, second = Metrics(), Metrics()
    first.answered(0.3, found=True)
    first.answered(3, found=False)
    second.failed("polling")
    lines = first.text(index_age_s=5, waiting=2).decode().splitlines()
    for line in (
        "qabot_questions_total 2.0",
        "qabot_refusals_total 1.0",
        'qabot_answer_seconds_bucket{le="0.5"} 1.0',
        'qabot_answer_seconds_bucket{le="4.0"} 2.0',
        'qabot_errors_total{where="polling"} 0.0',
        "qabot_index_age_seconds 5.0",
        "qabot_updates_waiting 2.0",
    ):
        assert line in lines


def test_updates_that_telegram_cannot_send_again_are_forgotten_while_it_runs(
    tmp_path: Path,
) -> None:
    clock = Clock()
    inbox = Inbox(Database(tmp_path / "state.sqlite"), clock)
    rows = sqlite3.connect(tmp_path / "state.sqlite")
    rows.execute("INSERT INTO updates (id, at, done) VALUES (1, ?, 1), (2, ?, 0)", (clock.now,) * 2)
    rows.commit()
    asyncio.run(inbox.put(Update(3)))
    assert inbox.waiting() == 2
    clock.now += 2 * 86_400 + 1
    asyncio.run(inbox.put(Update(4)))
    assert rows.execute("SELECT id FROM updates").fetchall() == [(4,)]


def test_error_that_holds_a_secret_leaves_without_it(caplog: pytest.LogCaptureFixture) -> None:
    veil = Veil("12:AAsecret", "")
    with pytest.raises(QABotError) as raised, veil.over_errors():
        raise ValueError("https://host/bot12:AAsecret/getMe")
    assert str(raised.value) == "ValueError: https://host/bot12:[secret]/getMe"
    assert raised.value.__suppress_context__
    (record,) = caplog.records
    assert veil.filter(record)
    assert "AAsecret" not in logging.Formatter().format(record)


def test_error_without_a_secret_leaves_as_it_is() -> None:
    error = SettingsError("12 is too few", "Take more.")
    with pytest.raises(SettingsError) as raised, Veil("12:AAsecret").over_errors():
        raise error
    assert raised.value is error


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [
        ("0.0.0.0:80", "0.0.0.0", 80),
        ("8443", "127.0.0.1", 8443),
        ("[::1]:8443", "::1", 8443),
        ("bot-1.local:1", "bot-1.local", 1),
    ],
)
def test_webhook_is_read_from_the_settings(listen: str, host: str, port: int) -> None:
    settings = load_settings(telegram_webhook="https://bot.example/a+b/", telegram_listen=listen)
    webhook = Webhook.parse(settings)
    assert webhook is not None
    assert (webhook.host, webhook.port, webhook.public_host) == (host, port, "bot.example")
    assert webhook.path == r"/a\+b"
    assert len(webhook.secret) >= 32
    assert webhook.secret not in repr(webhook)


def test_without_an_address_there_is_no_webhook() -> None:
    assert Webhook.parse(Settings()) is None


def test_official_server_takes_https_only() -> None:
    plain = {"telegram_webhook": "http://bot.example/x"}
    with pytest.raises(SettingsError, match="QABOT_TELEGRAM_WEBHOOK"):
        Webhook.parse(load_settings(**plain))
    assert Webhook.parse(load_settings(**plain, telegram_api_url="http://127.0.0.1:8081"))


@pytest.mark.parametrize("value", ["", ":80", "host", "host:", "host:0", "host:65536", "a b:80"])
@pytest.mark.parametrize("name", ["telegram_listen", "telegram_monitor"])
def test_where_to_listen_is_checked(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"QABOT_{name.upper()}", value)
    if (name, value) == ("telegram_monitor", ""):
        assert load_settings().telegram_monitor == ""
        return
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_webhook_secret_comes_from_the_environment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("qabot.toml").write_text('telegram_webhook_secret = "0123456789abcdef"\n', "utf-8")
    with pytest.raises(SettingsError, match="telegram_webhook_secret") as raised:
        load_settings()
    assert "QABOT_TELEGRAM_WEBHOOK_SECRET" in raised.value.hint
    assert "abcdef" not in str(raised.value)
