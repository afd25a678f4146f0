"""A group becomes a supergroup: a real process, a real server."""

from pathlib import Path
from typing import Any

import pytest
import telegram_bot_process as archive
from telegram_archive import printed
from telegram_client import started
from test_telegram_alerts import OLD, reindexed, watching

from telegram_server import SUPERGROUP, TelegramServer
from telegram_server.updates import READER, message

GROUP = -7
ALLOWED = {"QABOT_TELEGRAM_ALLOW": f"{READER},{GROUP},{SUPERGROUP}"}

pytest_plugins = ["telegram_fixtures"]


def in_group(text: str = "", **fields: Any) -> dict[str, Any]:
    return message(text, chat={"id": GROUP, "type": "group", "title": "编辑部"}, **fields)


def in_supergroup(text: str = "", **fields: Any) -> dict[str, Any]:
    chat = {"id": SUPERGROUP, "type": "supergroup", "title": "编辑部"}
    return message(text, chat=chat, **fields)


OF_OLD = in_group(migrate_to_chat_id=SUPERGROUP)
OF_NEW = in_supergroup(migrate_from_chat_id=GROUP)


@pytest.mark.parametrize("told", [[OF_OLD, OF_NEW], [OF_NEW, OF_OLD], [OF_NEW]])
def test_wishes_and_topics_move_once(
    own_server: TelegramServer, tmp_path: Path, told: list[dict[str, Any]]
) -> None:
    with started(own_server, tmp_path, **ALLOWED) as bot:
        bot.server.deliver(in_group("/settings 段数 2"))
        bot.server.deliver(in_group("/subscribe 水库"))
        own_server.wait_for_texts(2)
        for update in told:
            bot.server.deliver(update)
        bot.wait_for_log(f"group {GROUP} is now {SUPERGROUP}, with its wishes and topics")
        bot.server.deliver(in_supergroup(f"/ask {archive.MANY}"))
        bot.server.deliver(in_supergroup("/subscriptions"))
        answer, topics = sorted(
            shown["text"] for shown in own_server.wait_for_texts(2, chat=SUPERGROUP)
        )
        assert answer.count("三亿立方米") == 2
        assert topics.startswith("已订阅的主题：\n1. 水库")
        bot.server.deliver(in_group("/subscriptions"))
        assert own_server.wait_for_text("还没有订阅主题")["chat_id"] == str(GROUP)
        assert bot.log().count(f"is now {SUPERGROUP}") == 1


def test_what_the_supergroup_has_already_stays(own_server: TelegramServer, tmp_path: Path) -> None:
    with started(own_server, tmp_path, **ALLOWED) as bot:
        for update in (
            in_group("/settings 段数 2"),
            in_group("/subscribe 水库"),
            in_group("/subscribe 粮食"),
            in_supergroup("/settings 段数 4"),
            in_supergroup("/subscribe 水库"),
        ):
            bot.server.deliver(update)
        own_server.wait_for_texts(5)
        bot.server.deliver(OF_OLD)
        bot.wait_for_log(f"group {GROUP} is now {SUPERGROUP}")
        own_server.forget()
        bot.server.deliver(in_supergroup("/settings"))
        bot.server.deliver(in_supergroup("/subscriptions"))
        topics, wishes = sorted(shown["text"] for shown in own_server.wait_for_texts(2))
        assert "段数：4\n" in wishes
        assert [line[:1] for line in topics.splitlines()[1:3]] == ["1", "2"]
        assert {line[3:] for line in topics.splitlines()[1:3]} == {"水库", "粮食"}


def test_operator_is_told_of_the_id_that_the_list_lacks(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path, QABOT_TELEGRAM_ALLOW=str(GROUP)) as bot:
        bot.server.deliver(OF_OLD)
        bot.wait_for_log(
            f"WARNING:qabot.channels.telegram.supergroups:group {GROUP} is now {SUPERGROUP}: "
            f"to let it ask as before, put {SUPERGROUP} into QABOT_TELEGRAM_ALLOW\n"
        )
        bot.server.deliver(OF_NEW)
        assert bot.ask("/help", chat={"id": GROUP, "type": "group", "title": "编辑部"})
        assert bot.log().count("QABOT_TELEGRAM_ALLOW") == 1


def test_answer_that_meets_a_supergroup_is_owned_up_to_there(
    own_server: TelegramServer, tmp_path: Path
) -> None:
    with started(own_server, tmp_path, **ALLOWED) as bot:
        bot.server.deliver(in_group("/subscribe 水库"))
        own_server.wait_for_texts(1)
        own_server.inject("editMessageText", "supergroup")
        bot.server.deliver(in_group(f"/ask {archive.FOUND}"))
        (apology,) = own_server.wait_for_texts(1, chat=SUPERGROUP)
        assert apology["text"].startswith("抱歉，程序出了错")
        bot.server.deliver(in_supergroup("/subscriptions"))
        own_server.wait_for_text("1. 水库")
        assert "Traceback" not in bot.log()


def test_waiting_alert_goes_to_the_supergroup(own_server: TelegramServer, tmp_path: Path) -> None:
    with watching(own_server, tmp_path, OLD, **ALLOWED) as bot:
        bot.server.deliver(in_group("/subscribe 水库"))
        own_server.wait_for_texts(1)
        own_server.inject("sendMessage", "supergroup")
        reindexed(bot, OLD, printed("dam", "水库蓄水"))
        (alert,) = own_server.wait_for_texts(1, chat=SUPERGROUP)
        assert "水库蓄水" in alert["text"]
        assert len(own_server.texts()) == 2
