import asyncio
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Chat, Message, Update, User
from telegram.error import NetworkError

from qabot.answering.refusal import is_aside
from qabot.channels.telegram.access import Access
from qabot.channels.telegram.asked import argument_of, is_thanks
from qabot.channels.telegram.faults import Faults
from qabot.channels.telegram.gate import language_of
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.preferences import _PRESSED
from qabot.channels.telegram.rate import Buckets, Once, RateLimit, Wait
from qabot.channels.telegram.secrecy import LINE, Veil
from qabot.channels.telegram.sending import passes
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.errors import SettingsError
from qabot.messages import Language


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("value", "access"),
    [
        ("", Access()),
        (" , ", Access()),
        ("42", Access(ids=frozenset({42}))),
        ("42, -100123  7，8", Access(ids=frozenset({42, -100123, 7, 8}))),
        ("*", Access(everyone=True)),
    ],
)
def test_access_is_read_from_the_setting(value: str, access: Access) -> None:
    assert Access.parse(value) == access


@pytest.mark.parametrize("value", ["@name", "42;43", "4.2", "--1", "**"])
def test_access_refuses_what_is_no_id(value: str) -> None:
    with pytest.raises(SettingsError, match="QABOT_TELEGRAM_ALLOW"):
        Access.parse(f"1 {value}")


def test_access_fails_closed() -> None:
    assert not Access().allows(1, 2)
    assert Access.parse("2").allows(1, 2)
    assert not Access.parse("2").allows(1, 3)
    assert Access.parse("*").allows(1)


def test_administrators_are_always_allowed() -> None:
    access = Access.parse("2", "7, 8")
    assert access == Access(ids=frozenset({2}), admins=frozenset({7, 8}))
    assert access.allows(8)
    assert not access.allows(9)
    assert Access.parse("", "7").allows(7, -5)


@pytest.mark.parametrize("value", ["*", "-5", "@name"])
def test_administrators_are_users(value: str) -> None:
    with pytest.raises(SettingsError, match="QABOT_TELEGRAM_ADMINS"):
        Access.parse("", value)


def test_bucket_gives_a_burst_then_one_at_a_time() -> None:
    clock = Clock()
    rate = Buckets(20, clock=clock)
    assert [rate.take(1) for _ in range(20)] == [0.0] * 20
    assert rate.take(1) == pytest.approx(3)
    assert rate.take(2) == 0  # another person's is untouched
    clock.now += 2
    assert rate.take(1) == pytest.approx(1)  # being refused costs nothing
    clock.now += 1
    assert rate.take(1) == 0
    assert rate.take(1) == pytest.approx(3)
    clock.now += 60
    assert [rate.take(1) for _ in range(20)] == [0.0] * 20


def test_limit_of_all_spares_the_allowance_of_a_person() -> None:
    clock = Clock()
    rate = RateLimit(a_person=2, of_all=3, clock=clock)
    assert [rate.take(1) for _ in range(2)] == [None] * 2
    assert rate.take(1) == Wait(30)
    assert rate.take(2) is None
    assert rate.take(2) == rate.take(3) == Wait(20, of_all=True)
    clock.now += 20
    assert rate.take(2) is None  # being refused with all others cost nothing
    assert rate.take(2) == Wait(10)


def test_bucket_forgets_those_with_a_full_allowance() -> None:
    clock = Clock()
    rate = Buckets(1, clock=clock)
    for user in range(1000):
        rate.take(user)
    clock.now += 61
    rate.take(1000)
    assert rate._full_at == {1000: clock.now + 60}
    assert rate.take(1000) == pytest.approx(60)


def test_crowd_of_which_nobody_can_be_forgotten_is_looked_through_seldom() -> None:
    clock = Clock()
    rate = Buckets(1, clock=clock)
    for user in range(1500):
        rate.take(user)
    clock.now += 61
    for user in range(1500, 2002):
        rate.take(user)
    assert len(rate._full_at) == 2002
    rate.take(2002)
    assert len(rate._full_at) == 503


def test_what_was_done_is_not_done_again_for_a_while() -> None:
    clock = Clock()
    once = Once(clock)
    assert [once.first("a", 10), once.first("a", 10), once.first("b", 10)] == [True, False, True]
    clock.now += 10
    assert [once.first("a", 10), once.first("a", 10)] == [True, False]
    once.forget("a")
    assert [once.first("a", 10), once.first("a", 10)] == [True, False]
    for number in range(998):
        once.first(number, 5)
    clock.now += 6
    once.first("c", 5)
    assert set(once._until) == {"a", "c"}


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh"), ("zh", "zh"), ("en-GB", "en"), ("de", "en"), ("", None), (None, None)],
)
def test_language_is_that_of_the_app_or_english(code: str | None, language: Language) -> None:
    assert language_of(User(1, "读者", is_bot=False, language_code=code)) == language


def test_language_of_nobody_is_not_known() -> None:
    assert language_of(None) is None


@pytest.mark.parametrize("data", ["1:s:d\n", "1:s:k:5\n", "1:s:k:55"])
def test_button_data_with_something_behind_it_is_none_of_ours(data: str) -> None:
    assert _PRESSED.match(data) is None


@pytest.mark.parametrize("text", ["谢谢！", "你好", "？？", "😀", "\u200b", "thanks"])
def test_talk_that_asks_nothing(text: str) -> None:
    assert is_aside(text)
    assert is_thanks(text) == (text in ("谢谢！", "thanks"))


@pytest.mark.parametrize("text", ["水库蓄水多少？", "2018", "谢谢，水库蓄水多少？"])
def test_talk_that_asks(text: str) -> None:
    assert not is_aside(text)


def test_conflicts_are_lasting_if_three_come_within_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    faults = Faults(Inbox(Database(tmp_path / "state.sqlite")), Metrics(), lambda *_: None, clock)
    seen = []
    for pause_s in (0, 40, 40, 19, 61):
        clock.now += pause_s
        seen.append(faults.is_lasting_conflict())
    assert seen == [False, False, False, True, False]


def test_update_is_postponed_for_ten_minutes_and_not_if_it_is_done(tmp_path: Path) -> None:
    clock = Clock()
    inbox = Inbox(Database(tmp_path / "state.sqlite"), clock)
    failing, done = Update(1), Update(2)

    async def postponed() -> list[bool]:
        for update in (failing, done):
            await inbox.put(update)
        inbox.done(2)
        seen = [inbox.postpone(done)]
        for pause_s in (0, 20, 579, 1):
            clock.now += pause_s
            seen.append(inbox.postpone(failing))
        return seen

    assert asyncio.run(postponed()) == [False, True, True, True, False]
    assert inbox.is_postponed(1)
    assert not inbox.is_postponed(2)


def test_token_is_redacted_in_message_trace_and_stack() -> None:
    try:
        raise ValueError("https://host/bot12%3AAAsecret/getMe")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, __file__, 1, "at %s", ("bot12:AAsecret",), sys.exc_info()
        )
    record.stack_info = "Stack: 12:AAsecret"
    assert Veil("12:AAsecret").filter(record)
    line = LINE.format(record)
    assert "AAsecret" not in line
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ERROR x: at bot12:\[secret\]\nTraceback", line)
    assert "https://host/bot12%3A[secret]/getMe" in line
    assert line.endswith("Stack: 12:[secret]")


def test_lone_surrogate_behind_a_command_is_replaced() -> None:
    # SQLite takes none, and a remark or a topic with one would be lost.
    message = Message(
        1, datetime.now(UTC), Chat(1, "private"), text="/feedback  \ud800 很好\n谢谢 "
    )
    assert argument_of(message) == "? 很好\n谢谢"


def test_what_we_could_not_write_into_a_call_is_no_outage() -> None:
    def failed(cause: Exception) -> NetworkError:
        error = NetworkError(f"Unknown error in HTTP implementation: {cause!r}")
        error.__cause__ = cause
        return error

    assert passes(failed(OSError("no route")))
    assert not passes(failed(UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed")))
