"""Buttons under answers: further passages, those around, the whole article, votes."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import telegram_articles as articles
import telegram_bot_process as archive
from telegram_client import Bot, started

from telegram_server import SLOW, TelegramServer
from telegram_server.updates import READER, message, press

STRANGER = 99
GROUP = {"id": -5, "type": "group", "title": "编辑部"}
TOO_OLD = "这个按钮太旧了，请重新提问。"
FIRST = "昨天开工"
AT_FIRST = [["更多段落 3"], ["上文", "下文", "全文"], ["👍", "👎"]]

pytest_plugins = ["telegram_fixtures"]


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"QABOT_TELEGRAM_ALLOW": f"{READER},-5"}


@pytest.fixture
def bot(running: Bot, server: TelegramServer) -> Iterator[Bot]:
    """The bot, asked a question that has further passages."""
    server.forget()
    errors = running.log().count("ERROR:qabot")
    running.server.deliver(message(articles.WHERE))
    server.wait_for_text(FIRST)
    yield running
    assert server.problems == []
    assert running.log().count("ERROR:qabot") == errors


def shown(bot: Bot) -> str:
    """Return the text of the newest message."""
    return str(bot.server.texts()[-1]["text"])


def test_answer_has_buttons(bot: Bot) -> None:
    bot.wait_for_buttons(FIRST, AT_FIRST)
    data = [b["callback_data"] for row in markup(bot) for b in row]
    (answer_id,) = {code.split(":")[2] for code in data}
    assert re.fullmatch("[A-Za-z0-9_-]{8}", answer_id)
    assert all(code.isascii() and len(code) <= 64 for code in data)


def calls(bot: Bot, method: str) -> list[str | None]:
    """Return the faults that the calls of a method met."""
    return [call.fault for call in bot.server.calls if call.method == method]


def markup(bot: Bot) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = bot.server.texts()[-1]["reply_markup"]["inline_keyboard"]
    return rows


def test_further_passages_come_one_by_one_and_lead_back(bot: Bot) -> None:
    first = shown(bot)
    assert bot.press(FIRST, "更多段落") == ""
    assert "&lt; b &amp;&amp; c" in bot.server.wait_for_text("〔2〕")["text"]
    bot.wait_for_buttons("〔2〕", [["↩ 返回", "2/4", "›"], ["全文"], ["👍", "👎"]])
    bot.press("〔2〕", "›")
    assert "<b>第3段</b>" in bot.server.wait_for_text("〔3〕")["text"]
    assert bot.buttons("〔3〕")[0] == ["↩ 返回", "‹", "3/4", "›"]
    bot.press("〔3〕", "›")
    bot.server.wait_for_text("〔4〕")
    bot.wait_for_buttons("〔4〕", [["↩ 返回", "‹", "4/4"], ["上文", "全文"], ["👍", "👎"]])
    bot.press("〔4〕", "‹")
    bot.server.wait_for_text("〔3〕")
    bot.press("〔3〕", "↩")
    assert bot.server.wait_for_text(FIRST)["text"] == first
    bot.wait_for_buttons(FIRST, AT_FIRST)
    assert len(bot.server.done("sendMessage")) == 1  # the placeholder; all else were edits


def test_passages_before_and_after_in_the_article(bot: Bot) -> None:
    first = shown(bot)
    bot.press(FIRST, "上文")
    before = bot.server.wait_for_text("天气晴好")["text"]
    assert "<b>" not in before
    assert "〔" not in before  # the number of the passage that answers
    assert FIRST not in before
    bot.wait_for_buttons("天气晴好", [["↩ 返回"], ["下文", "全文"], ["👍", "👎"]])
    bot.press("天气晴好", "下文")
    bot.server.wait_for_text(FIRST)
    assert shown(bot) == first
    bot.press(FIRST, "下文")
    bot.server.wait_for_text("白石镇水库")
    bot.wait_for_buttons("白石镇水库", [["↩ 返回"], ["上文", "全文"], ["👍", "👎"]])
    bot.press("白石镇水库", "↩")
    bot.server.wait_for_text(FIRST)
    bot.wait_for_buttons(FIRST, AT_FIRST)


def test_whole_article_is_a_reply_to_the_answer(bot: Bot) -> None:
    ((_, answer_id),) = bot.server.messages
    bot.press(FIRST, "全文")
    article = bot.server.wait_for_texts(2)[1]
    assert article["text"] == (
        "<b>三座水库同时开工</b>\n今年内蓄水\n记者 林河\n2020-05-06 · page-1.txt\n\n"
        "青龙县天气晴好。\n\n青龙县水库昨天开工。\n\n白石镇水库也已开工。"
    )
    assert article["reply_parameters"]["message_id"] == answer_id
    assert "reply_markup" not in article  # one page
    bot.wait_for_buttons("〔1〕", AT_FIRST)


def test_whole_article_comes_once_for_a_button_pressed_twice(bot: Bot) -> None:
    further, under = bot.data(FIRST, "更多段落"), bot.shown(FIRST)
    queries = [press(bot.data(FIRST, "全文"), under) for _ in range(3)]
    for query in queries:
        bot.server.deliver(query, "callback_query")
    for query in queries:
        assert "text" not in bot.server.wait_for_response(query["id"])
    bot.server.deliver(press(further, under), "callback_query")
    bot.server.wait_for_text("〔2〕")
    bot.press("〔2〕", "全文")  # of another passage: another article
    bot.server.wait_for_text("<b>&lt;script&gt;")
    assert len(bot.server.texts()) == 3


def test_article_of_a_further_passage_is_turned_page_by_page(bot: Bot) -> None:
    bot.press_data(bot.data(FIRST, "更多段落").replace(":1:0", ":2:0"), FIRST)
    bot.server.wait_for_text("〔3〕")
    bot.press("〔3〕", "全文")
    first = bot.server.wait_for_text("<b>水库纪事</b>")["text"]
    assert first.startswith("<b>水库纪事</b>\npage-3.txt\n\n第0段水库。")
    assert first.endswith("水" * 194)
    bot.wait_for_buttons("第0段", [["1/3", "›"]])
    bot.press("第0段", "›")
    bot.server.wait_for_text("第20段")
    bot.wait_for_buttons("第20段", [["‹", "2/3", "›"]])
    bot.press("第20段", "›")
    last = bot.server.wait_for_text("○ 通讯员 江海")["text"]
    assert last.endswith("\n\n图为水库。\n\n○ 通讯员 江海")
    bot.wait_for_buttons("江海", [["‹", "3/3"]])
    bot.press("江海", "‹")
    bot.press(bot.server.wait_for_text("第20段")["text"][:9], "‹")
    assert bot.server.wait_for_text("<b>水库纪事</b>")["text"] == first
    assert len(bot.server.texts()) == 2


def test_article_with_an_id_that_no_button_can_carry(bot: Bot) -> None:
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")
    bot.press("〔2〕", "全文")
    text = bot.server.wait_for_text("<b>&lt;script&gt;")["text"]
    assert text.endswith("《水库》a &lt; b &amp;&amp; c 建成。")


def test_same_button_twice_is_no_error_and_one_edit(bot: Bot) -> None:
    data = bot.data(FIRST, "更多段落")
    under = bot.shown(FIRST)
    for _ in range(3):
        query = press(data, under)
        bot.server.deliver(query, "callback_query")
        assert "text" not in bot.server.wait_for_response(query["id"])
    bot.server.wait_for_text("〔2〕")
    assert bot.press("〔2〕", "2/4") == ""  # which page it is: nothing happens
    assert len(bot.server.done("editMessageText")) == 2  # the answer, the passage
    assert bot.server.idle_edits == 0


def test_last_press_wins_also_over_one_that_is_tried_again(bot: Bot) -> None:
    first, under = bot.data(FIRST, "更多段落"), bot.shown(FIRST)
    second = first.replace(":1:0", ":2:0")
    bot.server.inject("editMessageText", *["bad gateway"] * 6)  # one more than there are tries
    for data in (first, second):
        bot.server.deliver(press(data, under), "callback_query")
    bot.server.wait_for_text("〔3〕")
    bot.wait_for_log("waits, Telegram was not reached")
    time.sleep(6)  # the first one is tried again after five seconds
    assert "〔3〕" in shown(bot)
    assert len(bot.server.done("editMessageText")) == 2  # the answer, the passage


def test_press_waits_for_the_edit_before_it(bot: Bot) -> None:
    first, under = bot.data(FIRST, "更多段落"), bot.shown(FIRST)
    bot.server.inject("editMessageText", SLOW)
    for data in (first, first.replace(":1:0", ":2:0")):
        bot.server.deliver(press(data, under), "callback_query")
    bot.server.wait_for("editMessageText", 3)
    bot.server.wait_for_text("〔3〕")


def test_vote_beside_another_press_leaves_the_buttons_of_that_one(bot: Bot) -> None:
    presses = [bot.data(FIRST, label) for label in ("更多段落", "👍")]
    under = bot.shown(FIRST)
    bot.server.inject("editMessageText", SLOW)
    for data in presses:
        bot.server.deliver(press(data, under), "callback_query")
    bot.wait_for_buttons("〔2〕", [["↩ 返回", "2/4", "›"], ["全文"], ["👍 ✓", "👎"]])


def test_vote_that_cannot_be_marked_is_kept(bot: Bot) -> None:
    bot.server.inject("editMessageReplyMarkup", "unparsable")
    assert bot.press(FIRST, "👍") == "谢谢，记下了。"
    bot.wait_for_log("votes are not shown in chat")
    bot.press(FIRST, "更多段落")
    bot.wait_for_buttons("〔2〕", [["↩ 返回", "2/4", "›"], ["全文"], ["👍 ✓", "👎"]])
    assert len(bot.server.done("answerCallbackQuery")) == 2  # no apology besides


def test_press_is_answered_before_the_message_changes(bot: Bot) -> None:
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")
    methods = [call.method for call in bot.server.calls if call.method != "getUpdates"]
    assert methods[-2:] == ["answerCallbackQuery", "editMessageText"]


@pytest.mark.parametrize("fault", ["too old", "bad gateway", "dropped"])
def test_press_that_cannot_be_answered_is_done_all_the_same(bot: Bot, fault: str) -> None:
    bot.server.inject("answerCallbackQuery", fault)
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")


@pytest.mark.parametrize("fault", ["not modified", "flood", "bad gateway", "blocked"])
def test_edit_that_fails_is_no_error(bot: Bot, fault: str) -> None:
    bot.server.inject("editMessageText", fault)
    bot.press(FIRST, "更多段落")
    if fault in ("flood", "bad gateway"):  # it is done again
        bot.server.wait_for_text("〔2〕")
    else:
        bot.server.wait_until(lambda: calls(bot, "editMessageText") == [None, fault])
        assert FIRST in shown(bot)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "按钮",
        "more",
        "v1:more:abcdefgh:2",
        "0:m:{id}:1:0",
        "2:m:{id}:1:0",
        "1:m:{id}:1",
        "1:m:{id}:4:0",
        "1:m:{id}:9999:0",
        "1:m:{id}:1:-2",
        "1:m:{id}:0:999",
        "1:m:{id}:１:0",
        "1:m:AAAAAAAA:1:0",
        "1:m:' OR 1=1:1:0",
        "1:f:{id}:4:0",
        "1:f:AAAAAAAA:0:0",
        "1:v:AAAAAAAA:0:1",
        "1:a:a_nothing:0:0",
        "1:a:h_nothing:0:0",
        "1:a:m_long-1:0:0",
        "1:a::0:0",
        "1:x:{id}:0:0",
        "1:m:{id}:1:0\n",
    ],
)
def test_data_that_we_never_made(bot: Bot, data: str) -> None:
    before = dict(bot.server.messages)
    answer_id = bot.data(FIRST, "更多段落").split(":")[2]
    assert bot.press_data(data.replace("{id}", answer_id), FIRST) == TOO_OLD
    assert bot.server.messages == before


def test_answer_of_another_chat_is_not_given_away(bot: Bot) -> None:
    data = bot.data(FIRST, "更多段落")
    ((_, number),) = bot.server.messages
    elsewhere = {"message_id": number, "date": 1, "chat": GROUP, "text": "?"}
    query = press(data, elsewhere)
    bot.server.deliver(query, "callback_query")
    assert bot.server.wait_for_response(query["id"])["text"] == TOO_OLD


def test_press_without_a_message_or_under_one_that_is_gone(bot: Bot) -> None:
    more, good = bot.data(FIRST, "更多段落"), bot.data(FIRST, "👍")
    assert bot.press_data(more) == TOO_OLD
    gone = {"message_id": 1, "date": 0, "chat": {"id": READER, "type": "private"}}
    for data, words in ((more, TOO_OLD), (good, "谢谢，记下了。")):
        query = press(data, gone)
        bot.server.deliver(query, "callback_query")
        assert bot.server.wait_for_response(query["id"])["text"] == words


def test_strangers_press_in_vain(bot: Bot) -> None:
    data = bot.data(FIRST, "👍")
    assert bot.press_data(data, sender=STRANGER) == "您不在名单上，请联系管理员。"
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")
    assert bot.buttons("〔2〕")[-1] == ["👍", "👎"]


def test_vote_is_marked_changed_and_taken_back(bot: Bot) -> None:
    text = shown(bot)
    for label, words, row in (
        ("👍", "谢谢，记下了。", ["👍 ✓", "👎"]),
        ("👎", "谢谢，记下了。", ["👍", "👎 ✓"]),
        ("👎", "已经撤回。", ["👍", "👎"]),
    ):
        assert bot.press(FIRST, label) == words
        bot.wait_for_buttons(FIRST, [*AT_FIRST[:2], row])
    assert shown(bot) == text


def test_vote_stays_marked_under_other_passages(bot: Bot) -> None:
    bot.press(FIRST, "👍")
    bot.wait_for_buttons(FIRST, [*AT_FIRST[:2], ["👍 ✓", "👎"]])
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")
    assert bot.buttons("〔2〕")[-1] == ["👍 ✓", "👎"]
    bot.press("〔2〕", "👍")
    bot.wait_for_buttons("〔2〕", [["↩ 返回", "2/4", "›"], ["全文"], ["👍", "👎"]])
    bot.press("〔2〕", "↩")
    bot.server.wait_for_text(FIRST)
    bot.wait_for_buttons(FIRST, AT_FIRST)


def test_votes_of_several_in_a_group_are_counted(bot: Bot) -> None:
    bot.server.forget()
    bot.server.deliver(message(f"/ask {articles.WHERE}", chat=GROUP))
    bot.server.wait_for_text(FIRST)
    for sender, row in ((READER, ["👍 ✓", "👎"]), (STRANGER, ["👍 ✓2", "👎"])):
        assert bot.press(FIRST, "👍", sender) == "谢谢，记下了。"
        bot.wait_for_buttons(FIRST, [*AT_FIRST[:2], row])


def test_refusal_has_votes_only(bot: Bot) -> None:
    bot.server.deliver(message(archive.NOT_FOUND))
    bot.server.wait_for_text("档案里没有“月球”。")
    bot.wait_for_buttons("月球", [["👍", "👎"]])
    assert bot.press("月球", "👍") == "谢谢，记下了。"


def test_buttons_of_a_long_answer_are_under_its_last_part(bot: Bot) -> None:
    bot.server.forget()
    bot.server.deliver(message(articles.LENGTHY))
    first, last = bot.server.wait_for_texts(2, 20)
    assert "reply_markup" not in first
    assert last["reply_markup"]["inline_keyboard"][-1][0]["text"] == "👍"


def test_buttons_speak_english(bot: Bot) -> None:
    bot.server.forget()
    bot.server.deliver(message(articles.WHERE, language_code="en"))
    bot.server.wait_for_text(FIRST)
    bot.wait_for_buttons(FIRST, [["More (3)"], ["Before", "After", "Article"], ["👍", "👎"]])


def test_passages_gone_after_a_rebuild(bot: Bot) -> None:
    rebuilt = bot.release.with_name("rebuilt")
    first = shown(bot)
    bot.press(FIRST, "更多段落")
    bot.server.wait_for_text("〔2〕")  # an article of one passage, which is cut as before
    data = bot.data("〔2〕", "›")
    rebuilt.touch()
    try:
        assert bot.press_data(data, "〔2〕") == TOO_OLD
        assert bot.press("〔2〕", "↩") == ""  # the answer itself is kept
        assert bot.server.wait_for_text(FIRST)["text"] == first
        bot.wait_for_buttons(FIRST, [["更多段落 3"], ["全文"], ["👍", "👎"]])
        bot.press(FIRST, "全文")
        bot.server.wait_for_text("<b>三座水库同时开工</b>")
    finally:
        rebuilt.unlink()


def test_vote_counts_once_also_after_a_kill(tmp_path: Path) -> None:
    with TelegramServer().running() as server:
        with started(server, tmp_path) as bot:
            server.deliver(message(articles.WHERE))
            server.wait_for_text(FIRST)
            server.inject("answerCallbackQuery", "flood")  # the bot waits for a second
            bot.press(FIRST, "👍")
            bot.process.kill()
            bot.process.wait(20)
        with started(server, tmp_path) as bot:
            bot.press(FIRST, "更多段落")
            bot.wait_for_buttons("〔2〕", [["↩ 返回", "2/4", "›"], ["全文"], ["👍 ✓", "👎"]])
        assert server.problems == []


def test_presses_in_a_hurry_are_slowed_down(tmp_path: Path) -> None:
    with (
        TelegramServer().running() as server,
        started(server, tmp_path, QABOT_TELEGRAM_RATE="on") as bot,
    ):
        server.deliver(message(articles.WHERE))
        server.wait_for_text(FIRST)
        stay, setting = "1:n::0:0", "1:s:k:3"
        presses = [press(data, bot.shown(FIRST)) for data in [stay] * 149 + [setting]]
        for query in presses:
            server.deliver(query, "callback_query")
        words = [server.wait_for_response(query["id"], 60).get("text", "") for query in presses]
        assert words.count("") >= 60
        assert words[-1] == "您按得有点快，请稍等一会儿。"
        assert server.problems == []


def test_press_that_fails_is_owned_up_to(running: Bot) -> None:
    running.server.forget()
    running.server.deliver(message(articles.WHERE))
    running.server.wait_for_text(FIRST)
    broken = running.release.with_name("broken")
    broken.touch()
    try:
        words = running.press(FIRST, "更多段落")
    finally:
        broken.unlink()
    assert words.startswith("抱歉，程序出了错。请再试一次；如果还不行，请把编号 ")
    assert f"error {words.split('编号 ')[1][:8]} in update" in running.log()


def test_article_that_could_not_be_sent_may_be_asked_for_again(running: Bot) -> None:
    server = running.server
    server.forget()
    server.deliver(message(articles.WHERE))
    server.wait_for_text(FIRST)
    server.inject("sendMessage", "unparsable", "unparsable")
    running.press(FIRST, "全文")
    server.wait_until(lambda: calls(running, "sendMessage")[1:] == ["unparsable"] * 2)
    server.wait_for("answerCallbackQuery", 2)
    running.press(FIRST, "全文")
    assert len(server.wait_for_texts(2)) == 2


def test_buttons_work_after_a_restart(tmp_path: Path) -> None:
    with TelegramServer().running() as server:
        with started(server, tmp_path) as bot:
            server.deliver(message(articles.WHERE))
            server.wait_for_text(FIRST)
            bot.press(FIRST, "👍")
            server.wait_for("editMessageReplyMarkup")
            bot.process.kill()
            bot.process.wait(20)
        with started(server, tmp_path) as bot:
            bot.press(FIRST, "更多段落")
            server.wait_for_text("〔2〕")
            assert bot.buttons("〔2〕")[-1] == ["👍 ✓", "👎"]
            bot.press("〔2〕", "↩")
            server.wait_for_text(FIRST)
            assert bot.press(FIRST, "👍") == "已经撤回。"
            bot.press(FIRST, "全文")
            server.wait_for_text("<b>三座水库同时开工</b>")
            assert "ERROR:qabot" not in bot.log()
        assert server.problems == []
