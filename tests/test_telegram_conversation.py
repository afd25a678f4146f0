"""What the bot takes for a question, in private and in groups, and what becomes of its placeholder."""

from itertools import count
from typing import Any

import pytest
import telegram_bot_process as archive
from telegram_client import Bot

from telegram_server.checks import TelegramHTML, units
from telegram_server.updates import READER, message

pytest_plugins = ["telegram_fixtures"]

NAME = "@qabot_test_bot"
BOT = {"id": 7, "is_bot": True, "first_name": "Fixture"}
NEIGHBOUR = {"id": 55, "is_bot": False, "first_name": "邻居"}
_groups = count(5)
HINT = "请把问题写在后面，例如：/ask 水库能蓄多少水？"
ANSWER = "三亿立方米"


def said(text: str, by: dict[str, Any] = NEIGHBOUR, **fields: Any) -> dict[str, Any]:
    """An earlier message in the group, as Telegram repeats it in the reply to it."""
    return message(text, **fields) | {"from": by}


def entity(text: str, part: str, kind: str = "mention", **fields: Any) -> dict[str, Any]:
    """An entity over a part of a text, counted as Telegram counts."""
    offset = units(text[: text.index(part)])
    return {"type": kind, "offset": offset, "length": units(part), **fields}


def mentioning(text: str, **fields: Any) -> dict[str, Any]:
    """A message that mentions the bot."""
    return message(text, entities=[entity(text, NAME)], **fields)


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {"QABOT_TELEGRAM_ALLOW": f"{READER},{NEIGHBOUR['id']}"}


@pytest.fixture
def group() -> dict[str, Any]:
    """A group of its own for each test: more than 20 calls a minute into one have to wait."""
    return {"id": -next(_groups), "type": "supergroup", "title": "编辑部"}


@pytest.mark.parametrize("command", ["/ask", f"/ask{NAME}", "/ASK"])
def test_ask_is_answered_everywhere(bot: Bot, group: dict[str, Any], command: str) -> None:
    asked = message(f"{command} {archive.FOUND}", chat=group)
    bot.server.deliver(asked)
    (shown,) = bot.server.wait_for_texts()
    assert ANSWER in shown["text"]
    assert shown["chat_id"] == str(group["id"])
    assert shown["reply_parameters"]["message_id"] == asked["message_id"]
    assert ANSWER in bot.ask(f"{command} {archive.FOUND}", replies=2)[1]


def test_ask_alone_takes_the_question_of_the_message_it_replies_to(
    bot: Bot, group: dict[str, Any]
) -> None:
    others = f"{NAME} {archive.FOUND}"
    for earlier in (
        said(archive.FOUND),
        said(others, entities=[entity(others, NAME)]),
        said(f"/ask {archive.FOUND}"),
    ):
        bot.server.forget()
        (answer,) = bot.ask("/ask", chat=group, reply_to_message=earlier)
        assert ANSWER in answer


def test_ask_alone_takes_the_part_that_was_marked(bot: Bot, group: dict[str, Any]) -> None:
    earlier = said(f"听说要放水。{archive.FOUND}")
    marked = {"text": archive.FOUND, "position": 6}
    (answer,) = bot.ask("/ask", chat=group, reply_to_message=earlier, quote=marked)
    assert ANSWER in answer


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reply_to_message": said("", photo=[])},
        {"reply_to_message": said(archive.FOUND, BOT)},  # what the bot itself said asks nothing
    ],
)
def test_ask_without_any_question_gets_a_hint(
    bot: Bot, group: dict[str, Any], fields: dict[str, Any]
) -> None:
    (hint,) = bot.ask("/ask", chat=group, **fields)
    assert hint.startswith(HINT)
    assert bot.server.done("editMessageText") == []


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME} {archive.FOUND}",
        f"{archive.FOUND}{NAME}",
        f"{NAME.upper()}\n{archive.FOUND}",
        f"水库{NAME}蓄水多少？",
    ],
)
def test_mention_is_taken_out_of_the_question(bot: Bot, group: dict[str, Any], text: str) -> None:
    name = NAME if NAME in text else NAME.upper()
    (answer,) = bot.ask(text, chat=group, entities=[entity(text, name)])
    assert ANSWER in answer


def test_mention_behind_astral_signs_is_taken_out_whole(bot: Bot, group: dict[str, Any]) -> None:
    bot.release.touch()
    text = f"{archive.SLOW}😀𠮷 {NAME} 多少？"
    (answer,) = bot.ask(text, chat=group, entities=[entity(text, NAME)])
    assert answer == f"想好了：{archive.SLOW}😀𠮷  多少？"


def test_mention_by_first_name_counts(bot: Bot, group: dict[str, Any]) -> None:
    text = f"小报 {archive.FOUND}"
    mention = entity(text, "小报", "text_mention", user=BOT)
    (answer,) = bot.ask(text, chat=group, entities=[mention])
    assert ANSWER in answer


def test_mention_alone_takes_the_question_of_the_message_it_replies_to(
    bot: Bot, group: dict[str, Any]
) -> None:
    bot.server.deliver(mentioning(NAME, chat=group) | {"reply_to_message": said(archive.FOUND)})
    (answer,) = bot.server.wait_for_texts()
    assert ANSWER in answer["text"]
    bot.server.deliver(mentioning(f"  {NAME} ", chat=group))
    assert bot.server.wait_for_texts(2)[1]["text"].startswith(HINT)


def test_reply_to_the_bot_is_a_question_and_may_follow_up(bot: Bot, group: dict[str, Any]) -> None:
    bot.ask(f"/ask {archive.FOLLOWED}", chat=group)
    bot.server.deliver(message(archive.FOLLOW_UP, chat=group, reply_to_message=said("…", BOT)))
    answers = bot.server.wait_for_texts(2)
    assert answers[1]["text"].startswith(f"理解为：{archive.FOLLOW_UP_WHOLE}\n\n")
    assert answers[1]["chat_id"] == str(group["id"])


def test_reply_to_an_answer_follows_up_on_that_one_whoever_writes_it(
    bot: Bot, group: dict[str, Any]
) -> None:
    bot.ask(f"/ask {archive.FOLLOWED}", chat=group)
    answer = bot.shown(ANSWER) | {"from": BOT}
    bot.ask(f"/ask {archive.FOUND}", 2, chat=group, sender=55)
    for number, sender in enumerate((55, READER), 3):
        shown = bot.ask(
            archive.FOLLOW_UP, number, chat=group, sender=sender, reply_to_message=answer
        )[-1]
        assert shown.startswith(f"理解为：{archive.FOLLOW_UP_WHOLE}\n\n")


def test_other_talk_in_a_group_is_ignored(bot: Bot, group: dict[str, Any]) -> None:
    mention_of_other = entity(f"@another_bot {archive.FOUND}", "@another_bot")
    stranger = entity("邻居", "邻居", "text_mention", user=NEIGHBOUR)
    for talk in (
        message(archive.FOUND, chat=group),
        message(f"/ask@another_bot {archive.FOUND}", chat=group),
        message(f"@another_bot {archive.FOUND}", chat=group, entities=[mention_of_other]),
        message("邻居", chat=group, entities=[stranger]),
        message(archive.FOUND, chat=group, reply_to_message=said(archive.FOUND)),
        message(f"{NAME} {archive.FOUND}", chat=group),  # no entity: a word in a code block
        message(chat=group, reply_to_message=said("…", BOT), photo=[]),
        mentioning(f"{NAME} {archive.FOUND}", chat=group) | {"via_bot": BOT},
        message(archive.FOUND, via_bot=BOT),
    ):
        bot.server.deliver(talk)
    assert ANSWER in bot.ask(archive.FOUND)[0]
    assert ANSWER in bot.ask(f"/ask {archive.FOUND}", chat=group, replies=2)[1]
    assert len(bot.server.done("sendMessage")) == 2


def test_question_of_one_person_does_not_complete_that_of_another(
    bot: Bot, group: dict[str, Any]
) -> None:
    bot.ask(f"/ask {archive.FOLLOWED}", chat=group)
    follow_up = f"/ask {archive.FOLLOW_UP}"
    assert bot.ask(follow_up, 2, chat=group, sender=55)[1] == archive.NOTHING
    assert bot.ask(follow_up, 3, chat=group)[2].startswith("理解为：")


def test_question_of_somebody_else_begins_a_new_conversation(
    bot: Bot, group: dict[str, Any]
) -> None:
    bot.ask(f"/ask {archive.FOLLOWED}", chat=group)
    own = message(archive.FOLLOW_UP)
    assert bot.ask("/ask", 2, chat=group, reply_to_message=own)[1].startswith("理解为：")
    of_other = said(archive.FOLLOW_UP)
    assert bot.ask("/ask", 3, chat=group, reply_to_message=of_other)[2] == archive.NOTHING


def test_caption_is_a_question(bot: Bot, group: dict[str, Any]) -> None:
    photo = {"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}
    text = f"{NAME} {archive.FOUND}"
    caption: dict[str, Any] = {
        "photo": [photo],
        "caption": text,
        "caption_entities": [entity(text, NAME)],
    }
    assert ANSWER in bot.ask("", **caption)[0]
    assert ANSWER in bot.ask("", replies=2, chat=group, **caption)[1]
    bot.server.deliver(message(chat=group, photo=[photo], caption=archive.FOUND))
    assert ANSWER in bot.ask("", replies=3, photo=[photo], caption=archive.FOUND)[2]
    alone = {"photo": [photo], "caption": NAME, "caption_entities": [entity(NAME, NAME)]}
    assert bot.ask("", replies=4, chat=group, **alone)[3].startswith("我只看得懂文字，")
    assert len(bot.server.done("sendMessage")) == 4


def test_album_gets_one_reply(bot: Bot) -> None:
    photo = {"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}
    for album, captions in (("1", ["", "", ""]), ("2", [archive.FOUND, "", archive.FOUND])):
        for caption in captions:
            fields: dict[str, Any] = {"caption": caption} if caption else {}
            bot.server.deliver(message(photo=[photo], media_group_id=album, **fields))
    bot.ask("/help", replies=3)
    shown = [text["text"] for text in bot.server.texts()]
    assert sum(text.startswith("我只看得懂文字，") for text in shown) == 1
    assert sum(ANSWER in text for text in shown) == 1
    assert len(shown) == 3


def test_forwarded_text_is_a_question(bot: Bot) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "某人", "date": 1_700_000_000}
    assert ANSWER in bot.ask(archive.FOUND, forward_origin=origin)[0]


def test_one_passage_is_shown_or_one_for_each_answered_question(bot: Bot) -> None:
    assert "〔2〕" not in bot.ask(archive.FOUND)[0]
    bot.ask("/new", replies=2)
    several = bot.ask(archive.SEVERAL, replies=3)[2]
    assert "〔2〕" in several
    assert "〔3〕" not in several


def test_fifth_question_at_once_is_refused(bot: Bot, group: dict[str, Any]) -> None:
    for number in range(7):
        bot.server.deliver(message(f"{archive.SLOW}{number}"))
    refusal = "前面还有几个问题没有答完，后面的请等我答完再问。"
    (first,) = bot.server.wait_for_texts()
    assert first["text"] == refusal
    assert (
        ANSWER in bot.ask(f"/ask {archive.FOUND}", chat=group, replies=2)[1]
    )  # elsewhere nothing waits
    bot.release.touch()
    answers = [f"想好了：{archive.SLOW}{number}" for number in range(4)]
    texts = [shown["text"] for shown in bot.server.wait_for_texts(6)]
    assert [text for text in texts if text.startswith("想好了")] == answers
    assert texts.count(refusal) == 1  # one word for the whole burst
    assert ANSWER in bot.ask(archive.FOUND, replies=7)[6]  # and now there is room again


def test_question_does_not_count_any_more_once_its_answer_is_sent(bot: Bot) -> None:
    questions = [f"{archive.SLOW}{number}" for number in range(5)]
    bot.server.inject("editMessageText", "hung")
    for question in questions[:4]:
        bot.server.deliver(message(question))
    bot.server.wait_for("sendChatAction")
    bot.release.touch()
    bot.server.wait_until(lambda: "hung" in [call.fault for call in bot.server.calls])
    bot.server.deliver(message(questions[4]))
    shown = [call["text"] for call in bot.server.wait_for_texts(5)]
    assert shown == [f"想好了：{question}" for question in questions]


BAD = {
    "one sign": "水" * 1000,
    "marks": "？" * 1000,
    "right to left": "\u202e多少\u200f水\u200b库\u2066",
    "zero width": "\u200b\u200d\ufeff",
    "markup": "<script>alert(1)</script><b>&lt;",
    "half a pair": "水库\ud83d多少",
    "half a pair alone": "\ude00",
    "combining": "水" + "\u0301" * 900,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_odd_text_is_answered(bot: Bot, text: str) -> None:
    (answer,) = bot.ask(text)
    hints = ("您好，我在。", "请直接把问题打字发给我")
    assert answer.endswith(archive.NOTHING) or answer.startswith(hints)


@pytest.mark.parametrize(
    "entities",
    [
        [{"type": "mention", "offset": 1, "length": 15}],  # begins inside a pair
        [{"type": "mention", "offset": 0, "length": 1}],
        [{"type": "mention", "offset": 900, "length": 900}],
        [
            {"type": "bot_command", "offset": 2, "length": 1},
            {"type": "bold", "offset": 1, "length": 1},
        ],
    ],
)
def test_entities_that_cut_signs_in_two_are_no_error(
    bot: Bot, group: dict[str, Any], entities: list[dict[str, Any]]
) -> None:
    assert bot.ask(f"😀{NAME}", entities=entities) == [archive.NOTHING]
    bot.server.deliver(message(f"😀\ud83d{NAME}", chat=group, entities=entities))
    text = f"\ud83d😀{NAME} {archive.FOUND}"
    ours = {"type": "mention", "offset": 3, "length": len(NAME)}
    broken = {"type": "mention", "offset": 0, "length": 2}
    bot.ask(text, chat=group, entities=[broken, ours], replies=2)
    bot.ask("/help", replies=3)
    assert len(bot.server.texts()) == 3  # and no apology
    assert "😀" not in bot.server.texts()[1]["text"]


@pytest.mark.parametrize("text", ["水" * 4096, "？" * 4096, "问" * 1001, "😀" * 2048])
def test_very_long_text_is_asked_to_be_shorter(bot: Bot, text: str) -> None:
    assert bot.ask(text) == ["这段话太长了，请用一两句话来问，最多 1000 字。"]


def test_odd_messages_are_no_errors(bot: Bot, group: dict[str, Any]) -> None:
    errors = bot.log().count("ERROR:")
    sticker = {
        "file_id": "s",
        "file_unique_id": "u",
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
    }
    assert bot.ask("", sticker=sticker)[0].startswith("我只看得懂文字")
    bot.server.deliver(message("", sticker=sticker, chat=group))
    bot.server.deliver(mentioning(f"{NAME} {archive.FOUND}", chat=group), kind="edited_message")
    bot.server.deliver(
        message(archive.FOUND, chat=group | {"type": "channel"}), kind="channel_post"
    )
    bot.server.deliver(message(f"/ask {archive.FOUND}", chat=group), kind="edited_message")
    assert ANSWER in bot.ask(f"/ask {archive.FOUND}", chat=group, replies=2)[1]
    assert ANSWER in bot.ask(archive.FOUND, replies=3)[2]
    assert bot.log().count("ERROR:") == errors


def edits(bot: Bot) -> list[str | None]:
    """The faults that the edits met, in order; None for one that went through."""
    return [call.fault for call in bot.server.calls if call.method == "editMessageText"]


def test_placeholder_is_replaced_once(bot: Bot) -> None:
    bot.ask(archive.FOUND)
    bot.ask("/help", replies=2)
    assert edits(bot) == [None]
    assert len(bot.server.done("sendMessage")) == 2


def test_edit_that_changes_nothing_is_no_error(bot: Bot) -> None:
    bot.server.inject("editMessageText", "not modified")
    bot.server.deliver(message(archive.FOUND))
    bot.ask(archive.HOSTILE)
    assert edits(bot) == ["not modified", None]
    assert len(bot.server.done("sendMessage")) == 2  # the two placeholders: no apology


def test_answer_is_sent_anew_where_the_placeholder_is_gone(bot: Bot) -> None:
    bot.server.inject("editMessageText", "gone")
    asked = message(archive.FOUND)
    bot.server.deliver(asked)
    (answer,) = bot.server.wait_for_texts()
    assert ANSWER in answer["text"]
    assert answer["reply_parameters"]["message_id"] == asked["message_id"]
    assert edits(bot) == ["gone"]


def test_flood_control_of_the_answer_is_waited_for(bot: Bot) -> None:
    bot.server.inject("editMessageText", "flood")
    assert ANSWER in bot.ask(archive.FOUND)[0]
    assert edits(bot) == ["flood", None]


def test_long_answer_takes_one_edit_and_no_more(bot: Bot) -> None:
    texts = bot.ask(archive.LONG, replies=3)
    assert edits(bot) == [None]
    assert [len(TelegramHTML(text).text) <= 4096 for text in texts] == [True] * 3
    assert all(text.startswith("<blockquote>") for text in texts)


def test_all_parts_of_an_answer_stay_in_the_topic_of_the_question(
    bot: Bot, group: dict[str, Any]
) -> None:
    forum = group | {"is_forum": True}
    bot.ask(f"/ask {archive.LONG}", 3, chat=forum, message_thread_id=77, is_topic_message=True)
    sent = bot.server.done("sendMessage")
    assert [call["message_thread_id"] for call in sent] == ["77"] * 3
    # A reply in a group without topics has a thread as well.
    bot.server.forget()
    bot.ask(f"/ask {archive.HOSTILE}", chat=group, message_thread_id=77)
    assert "message_thread_id" not in bot.server.done("sendMessage")[0]
