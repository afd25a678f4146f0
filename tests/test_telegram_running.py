"""How the Telegram bot keeps running: through kills, repeats, faults and a second start."""

import json
import signal
import socket
import sqlite3
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import telegram_bot_process as archive
from telegram_client import started

from telegram_server import TOKEN, TelegramServer
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]


def free_address() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def visit(address: str, path: str = "/healthz") -> tuple[int, str]:
    """Return status and body of a page, as soon as somebody listens there."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://{address}{path}", timeout=60) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as exc:
            return exc.code, exc.read().decode()
        except urllib.error.URLError:
            assert time.monotonic() < deadline, f"nobody listens at {address}"
            time.sleep(0.05)


def health(address: str) -> tuple[int, dict[str, Any]]:
    status, body = visit(address)
    return status, json.loads(body)


def texts(server: TelegramServer) -> list[str]:
    return [shown["text"] for shown in server.texts()]


def test_question_cut_off_by_a_kill_is_answered_once_in_the_same_message(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        own_server.deliver(message(archive.SLOW))
        own_server.wait_for("sendChatAction")
        # The next poll has told the server that the question arrived: it will not send it again.
        own_server.wait_for("getUpdates", 2)
        bot.process.kill()
        bot.process.wait(60)
    with started(own_server, tmp_path) as bot:
        bot.release.touch()
        assert bot.ask("/help", replies=2)[0] == f"想好了：{archive.SLOW}"
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    assert len(own_server.done("sendMessage")) == 2  # one placeholder, one help
    assert len(own_server.done("editMessageText")) == 1
    assert "going on with 1 updates" in bot.log()


def test_follow_up_after_a_restart_is_understood(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    group = {"id": -5, "type": "group", "title": "编辑部"}
    everywhere = {"QABOT_TELEGRAM_ALLOW": "*"}
    with started(own_server, tmp_path, **everywhere) as bot:
        bot.ask(archive.FOLLOWED)
        bot.ask(f"/ask {archive.FOLLOWED}", replies=2, chat=group)
        bot.process.send_signal(signal.SIGTERM)  # a kill could let the last question be asked again
        assert bot.process.wait(60) == 0
    with started(own_server, tmp_path, **everywhere) as bot:
        answer = bot.ask(archive.FOLLOW_UP, replies=3)[2]
        assert answer.startswith(f"理解为：{archive.FOLLOW_UP_WHOLE}\n\n")
        # Nothing tells which person of the group had asked.
        answer = bot.ask(f"/ask {archive.FOLLOW_UP}", replies=4, chat=group)[3]
        assert answer == archive.NOTHING


RELATIVE = "前一年呢？"
RELATIVE_SHOWN = "理解为：2019年青龙县粮食产量是多少？\n\n"


def test_follow_up_that_is_tried_again_is_understood_as_before(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        bot.ask(archive.FOLLOWED)
        own_server.inject("editMessageText", *["bad gateway"] * 6)
        own_server.deliver(message(RELATIVE))
        bot.wait_for_log("waits, Telegram was not reached")
        bot.ask(archive.FOUND, replies=2)  # it may be answered meanwhile
        assert own_server.wait_for_text("理解为：")["text"].startswith(RELATIVE_SHOWN)
        own_server.wait_for_texts(3)
        own_server.forget()
        bot.ask(archive.FOLLOWED)
        own_server.inject("editMessageText", "hung")
        own_server.deliver(message(RELATIVE))
        own_server.wait_until(lambda: any(call.fault == "hung" for call in own_server.calls))
        bot.process.kill()
        bot.process.wait(60)
    with started(own_server, tmp_path) as bot:
        assert own_server.wait_for_texts(2)[1]["text"].startswith(RELATIVE_SHOWN)
        answer = bot.ask(RELATIVE, replies=3)[2]  # and the next one goes on from there
        assert answer.startswith("理解为：2018年青龙县粮食产量是多少？\n\n")


def test_new_conversation_is_new_also_after_a_restart(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        bot.ask(archive.FOLLOWED)
        bot.ask("/new", replies=2)
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    with started(own_server, tmp_path) as bot:
        assert bot.ask(archive.FOLLOW_UP, replies=3)[2] == archive.NOTHING


def test_answer_that_had_begun_is_given_also_after_a_long_pause(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        own_server.deliver(message(archive.SLOW))
        own_server.wait_for("sendChatAction")
        bot.process.kill()
        bot.process.wait(60)
    with closing(sqlite3.connect(tmp_path / "telegram.sqlite")) as state, state:
        ((body,),) = state.execute("SELECT body FROM updates WHERE NOT done").fetchall()
        update = json.loads(body)
        update["message"]["date"] -= 3600
        state.execute("UPDATE updates SET body = ? WHERE NOT done", (json.dumps(update),))
    with started(own_server, tmp_path) as bot:
        bot.release.touch()
        (answer,) = own_server.wait_for_texts()
    assert answer["text"] == f"想好了：{archive.SLOW}"
    assert len(own_server.done("sendMessage")) == 1  # the placeholder


def test_questions_of_before_a_kill_do_not_count_against_new_ones(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    questions = [f"{archive.SLOW}{number}" for number in range(5)]
    for question in questions[:4]:  # as many as one chat may have open
        own_server.deliver(message(question))
    with started(own_server, tmp_path) as bot:
        own_server.wait_for("sendChatAction")
        bot.process.kill()
        bot.process.wait(60)
    own_server.deliver(message(questions[4]))
    with started(own_server, tmp_path) as bot:
        bot.ask("/help")  # all that came before it have come in
        bot.release.touch()
        own_server.wait_for_texts(6)
    answers = [f"想好了：{question}" for question in questions]
    assert [answer for answer in texts(own_server) if answer in answers] == answers


def test_what_killed_the_bot_three_times_is_given_up_with_an_apology_and_what_waited_is_not(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    own_server.deliver(message(archive.SLOW))
    own_server.deliver(message(archive.FOUND))  # waits for its turn
    for start in range(1, 4):
        with started(own_server, tmp_path) as bot:
            own_server.wait_for("sendChatAction", start)
            own_server.wait_for("getUpdates", start)
            bot.process.kill()
            bot.process.wait(60)
    with started(own_server, tmp_path) as bot:
        apology, answer = own_server.wait_for_texts(2)
        assert "given up after 3 tries" in bot.log()
    assert apology["text"].startswith("抱歉，程序出了错")
    assert "三亿立方米" in answer["text"]
    assert len(own_server.done("sendMessage")) == 2  # the placeholders


def test_parts_sent_before_a_kill_are_not_sent_again(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        whole = len(bot.ask(archive.LONG, replies=3))
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    before = own_server.texts()
    own_server.forget()
    own_server.inject("sendMessage", "", "", "hung")  # placeholder, second part, third
    own_server.deliver(message(archive.LONG))
    with started(own_server, tmp_path) as bot:
        own_server.wait_until(lambda: any(call.fault == "hung" for call in own_server.calls))
        bot.process.kill()
        bot.process.wait(60)
    with started(own_server, tmp_path):
        after = own_server.wait_for_texts(whole)
    assert [shown["text"] for shown in after] == [shown["text"] for shown in before]
    assert len(own_server.done("editMessageText")) == 1


def test_updates_that_come_again_and_out_of_order_are_answered_once(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path) as bot:
        bot.ask(archive.FOUND)
        bot.ask(archive.HOSTILE, replies=2)
        own_server.muddle()
        bot.ask("/help", replies=3)
        bot.ask("/new", replies=4)
        assert len(own_server.done("sendMessage")) == 4
        assert bot.log().count("came again: ignored") >= 2


def test_updates_in_reverse_are_all_answered(own_server: TelegramServer, tmp_path: Path) -> None:
    own_server.muddle()
    for question in (archive.FOUND, archive.HOSTILE, archive.NOT_FOUND):
        own_server.deliver(message(question))
    with started(own_server, tmp_path) as bot:
        own_server.wait_for_texts(3)
        bot.ask("/help", replies=4)
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0
    assert len(own_server.done("sendMessage")) == 4


def test_questions_that_wait_at_the_stop_are_answered_after_the_next_start(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    questions = [f"{archive.SLOW}{number}" for number in range(3)]
    with started(own_server, tmp_path) as bot:
        for question in questions:
            own_server.deliver(message(question))
        own_server.wait_for("sendChatAction")
        bot.ask("/help")  # all that came before it have come in
        bot.process.send_signal(signal.SIGTERM)
        bot.wait_for_log("Application is stopping")
        bot.release.touch()
        assert bot.process.wait(60) == 0
        assert "never awaited" not in bot.log()
        assert "Traceback" not in bot.log()
        first, _ = texts(own_server)
        assert first == f"想好了：{questions[0]}"
        assert len(own_server.done("sendMessage")) == 2
    with started(own_server, tmp_path):
        own_server.wait_for_texts(4)
    assert texts(own_server)[2:] == [f"想好了：{question}" for question in questions[1:]]
    assert len(own_server.done("sendMessage")) == 4


def test_second_bot_on_the_same_state_is_refused(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    with started(own_server, tmp_path) as first:
        own_server.wait_for("getUpdates")
        state = str(tmp_path / "telegram.sqlite")
        with started(own_server, other_folder, QABOT_TELEGRAM_STATE=state) as second:
            assert second.process.wait(60) == 1
            assert second.log().splitlines()[-1].startswith("error: 另一个 qabot telegram 正在使用")
        assert len(first.ask("/help")) == 1
    with started(own_server, other_folder, QABOT_TELEGRAM_STATE=state) as third:  # after a kill
        assert len(third.ask("/help", replies=2)) == 2


@pytest.mark.parametrize("fault", ["bad gateway", "dropped", "flood"])
def test_final_edit_survives_a_passing_fault(
    own_server: TelegramServer, tmp_path: Path, fault: str
) -> None:
    own_server.inject("editMessageText", fault)
    with started(own_server, tmp_path) as bot:
        assert "三亿立方米" in bot.ask(archive.FOUND)[0]
        assert "Traceback" not in bot.log()
    edits = [call.fault for call in own_server.calls if call.method == "editMessageText"]
    assert edits == [fault, None]
    assert len(own_server.done("sendMessage")) == 1


def test_answer_outlives_an_outage(own_server: TelegramServer, tmp_path: Path) -> None:
    own_server.inject("editMessageText", *["bad gateway"] * 6)  # one more than there are tries
    with started(own_server, tmp_path) as bot:
        (answer,) = bot.ask(archive.FOUND)
        assert "Traceback" not in bot.log()
        assert "waits, Telegram was not reached" in bot.log()
    assert "三亿立方米" in answer
    assert len(own_server.done("sendMessage")) == 1  # the placeholder: no apology
    with closing(sqlite3.connect(tmp_path / "telegram.sqlite")) as state:
        ((answer_id,),) = state.execute("SELECT id FROM answers").fetchall()
    (shown,) = own_server.texts()
    assert answer_id in shown["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]


def test_answer_that_cannot_be_shown_is_not_counted(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    own_server.inject("editMessageText", "unparsable", "unparsable")
    with started(own_server, tmp_path, QABOT_TELEGRAM_ADMINS=str(READER)) as bot:
        (apology,) = bot.ask(archive.FOUND)
        assert apology.startswith("抱歉，程序出了错")
        own_server.forget()
        assert "提问：今天 0，7 天 0" in bot.ask("/stats")[0]


def test_flood_in_one_chat_holds_up_no_other(own_server: TelegramServer, tmp_path: Path) -> None:
    own_server.inject("editMessageText", "long flood")
    with started(own_server, tmp_path, QABOT_TELEGRAM_ALLOW="*") as bot:
        own_server.deliver(message(archive.FOUND))
        own_server.wait_until(lambda: any(call.fault for call in own_server.calls))
        bot.ask("/help", sender=5)
        own_server.wait_for_texts(2)
        assert "Traceback" not in bot.log()
    methods = [call.method for call in own_server.calls if call.method != "getUpdates"]
    assert methods[-3:] == ["editMessageText", "sendMessage", "editMessageText"]


def test_server_that_is_down_is_said_after_some_tries(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(
        own_server, tmp_path, QABOT_TELEGRAM_API_URL=f"http://{free_address()}/{TOKEN}"
    ) as bot:
        assert bot.process.wait(120) == 1
        last = bot.log().splitlines()[-1]
    assert last.startswith("error: 连不上 Telegram（http://127.0.0.1:")
    assert last.endswith("请检查网络和 QABOT_TELEGRAM_API_URL。")


def test_server_that_comes_up_late_is_waited_for(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    own_server.inject("getMe", "dropped", "bad gateway")
    with started(own_server, tmp_path) as bot:
        assert len(bot.ask("/help")) == 1


def test_poller_that_hears_nothing_stops_the_bot(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    own_server.inject("getUpdates", *["hung"] * 99)
    with started(own_server, tmp_path, PATIENCE_S="4") as bot:
        assert bot.process.wait(60) == 1
        log = bot.log()
    told = "秒没有收到 Telegram 对轮询的回应，轮询已经停了。"
    assert log.count(told) == 1
    assert log.splitlines()[-1].startswith("error: 已有 ")


def test_token_revoked_while_the_bot_runs_stops_it(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path, PATIENCE_S="30") as bot:
        bot.ask("/help")
        own_server.inject("getUpdates", *["unknown token"] * 99)
        own_server.deliver(message("/help"))  # ends the poll that was under way
        assert bot.process.wait(60) == 1
        assert bot.log().splitlines()[-1].startswith("error: Telegram 不认")


def test_health_and_metrics_tell_what_the_bot_does(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    address = free_address()
    with started(own_server, tmp_path, QABOT_TELEGRAM_MONITOR=address) as bot:
        bot.ask(archive.FOUND)
        bot.ask(archive.NOT_FOUND, replies=2)
        bot.ask(archive.BROKEN, replies=3)
        own_server.deliver(message(archive.SLOW))
        own_server.wait_for("sendChatAction", 4)
        status, told = health(address)
        assert status == 200
        assert 0 <= told.pop("last_poll_age_s") < 100
        assert told.pop("index_age_s") > 50_000_000
        assert told == {
            "status": "ok",
            "index_built_at": "2024-05-06T07:08:09+00:00",
            "waiting": 1,
        }
        status, figures = visit(address, "/metrics")
        assert status == 200
        lines = figures.splitlines()
        for line in (
            "qabot_questions_total 2.0",
            "qabot_refusals_total 1.0",
            "qabot_answer_seconds_count 2.0",
            'qabot_errors_total{where="update"} 1.0',
            'qabot_errors_total{where="polling"} 0.0',
            "qabot_updates_waiting 1.0",
        ):
            assert line in lines
        (age,) = (line.split()[1] for line in lines if line.startswith("qabot_index_age_seconds "))
        assert float(age) > 50_000_000
        assert visit(address, "/")[0] == 404
        (tmp_path / "index").rmdir()
        status, told = health(address)
        assert (status, told["status"], told["index_age_s"]) == (503, "no index", None)
        assert "qabot_index_age_seconds NaN" in visit(address, "/metrics")[1]


def test_health_is_bad_before_the_bot_gives_up(own_server: TelegramServer, tmp_path: Path) -> None:
    address = free_address()
    own_server.inject("getUpdates", *["hung"] * 99)
    with started(own_server, tmp_path, PATIENCE_S="30", QABOT_TELEGRAM_MONITOR=address) as bot:
        assert health(address)[0] == 200
        deadline = time.monotonic() + 60
        while (answer := health(address))[0] == 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert answer[0] == 503
        assert answer[1]["status"] == "no polls"
        assert bot.process.poll() is None


def test_address_in_use_is_named(own_server: TelegramServer, tmp_path: Path) -> None:
    taken = own_server.url.removeprefix("http://")
    with started(own_server, tmp_path, QABOT_TELEGRAM_MONITOR=taken) as bot:
        assert bot.process.wait(60) == 1
        assert (
            bot.log()
            .splitlines()[-1]
            .startswith(f"error: 不能在 QABOT_TELEGRAM_MONITOR 的 {taken} 上监听")
        )


def test_token_may_stand_in_a_file(own_server: TelegramServer, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", "utf-8")
    file.chmod(0o644)
    with started(
        own_server, tmp_path, QABOT_TELEGRAM_TOKEN="", QABOT_TELEGRAM_TOKEN_FILE=str(file)
    ) as bot:
        assert len(bot.ask("/help")) == 1
        assert f"令牌文件 {file} 人人可读" in bot.log()
        file.chmod(0o600)
    own_server.forget()
    with started(
        own_server, tmp_path, QABOT_TELEGRAM_TOKEN="", QABOT_TELEGRAM_TOKEN_FILE=str(file)
    ) as bot:
        assert len(bot.ask("/help")) == 1
        assert "人人可读" not in bot.log()


@pytest.mark.parametrize("token", ["4242:AAsecret -of-the-bot", "AAsecret-of-the-bot", "4242:"])
def test_token_of_another_form_is_refused_and_not_shown(
    own_server: TelegramServer, tmp_path: Path, token: str
) -> None:
    file = tmp_path / "token"
    file.write_text(token, "utf-8")
    for environ, where in (
        ({"QABOT_TELEGRAM_TOKEN": token}, "QABOT_TELEGRAM_TOKEN"),
        ({"QABOT_TELEGRAM_TOKEN": "", "QABOT_TELEGRAM_TOKEN_FILE": str(file)}, str(file)),
    ):
        with started(own_server, tmp_path, **environ) as bot:
            assert bot.process.wait(60) == 1
            assert bot.log().splitlines()[-1].startswith(f"error: {where} 里的内容不是令牌")
            assert "AAsecret" not in bot.log()


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), ("\n", "文件是空的"), (b"\xff", "codec")]
)
def test_token_file_that_holds_none_is_named(
    own_server: TelegramServer, tmp_path: Path, content: str | bytes | None, reason: str
) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with started(
        own_server, tmp_path, QABOT_TELEGRAM_TOKEN="", QABOT_TELEGRAM_TOKEN_FILE=str(file)
    ) as bot:
        assert bot.process.wait(60) == 1
        last = bot.log().splitlines()[-1]
    assert last.startswith(f"error: 令牌文件 {file} 读不出令牌：")
    assert reason in last


def test_updates_that_cannot_be_kept_come_again(own_server: TelegramServer, tmp_path: Path) -> None:
    address = free_address()
    failed = "an update could not be kept, Telegram is to send it again: database is locked"

    def lock() -> sqlite3.Connection:
        """Keep the bot from writing, once all is done, as a program that copies the file might."""
        state = sqlite3.connect(tmp_path / "telegram.sqlite", isolation_level=None)
        while state.execute("SELECT 1 FROM updates WHERE NOT done").fetchall():
            time.sleep(0.02)
        state.execute("BEGIN IMMEDIATE")
        return state

    with started(own_server, tmp_path, QABOT_TELEGRAM_MONITOR=address) as bot:
        bot.ask(archive.FOUND)
        with closing(lock()):
            own_server.deliver(message("/help"))
            bot.wait_for_log(failed)
            status, told = health(address)
            assert (status, told["status"]) == (503, "no state")
        own_server.wait_for_texts(2)
        assert health(address)[0] == 200
        with closing(lock()):
            own_server.deliver(message("/new"))
            own_server.wait_until(lambda: bot.log().count(failed) > 1)
            bot.process.send_signal(signal.SIGTERM)
            assert bot.process.wait(60) == 0
        assert "Traceback" not in bot.log()
    with started(own_server, tmp_path):
        assert len(own_server.wait_for_texts(3)) == 3
    assert len(own_server.done("sendMessage")) == 3
