"""Inline mode: answers to what is typed after the bot's name in any chat."""

import asyncio
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import telegram_bot_process as archive
from telegram_client import Bot

from qabot.channels.telegram.inline import inline_results
from qabot.channels.telegram.lookups import Lookups
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.searches import Searches
from qabot.indexing.manifest import Manifest
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.types import Answer
from telegram_server.updates import inline_query

pytest_plugins = ["telegram_fixtures"]

LINK = '<a href="https://t.me/qabot_test_bot?start=a_a">'


def type_inline(bot: Bot, text: str, answers: int = 1) -> dict[str, Any]:
    """Type a query, wait for so many answers in all, return the one to this."""
    query = inline_query(text)
    bot.server.deliver(query, "inline_query")
    given = bot.server.wait_for("answerInlineQuery", answers)
    (answer,) = (call for call in given if call["inline_query_id"] == query["id"])
    return answer


def test_results_are_quotes_with_their_source(bot: Bot) -> None:
    answer = type_inline(bot, archive.FOUND)
    assert (answer["cache_time"], answer["is_personal"]) == ("60", "true")
    assert [result["id"] for result in answer["results"]] == ["1", "2", "3"]
    assert answer["results"][0] == {
        "type": "article",
        "id": "1",
        "title": "水库蓄水 · 2020-05-06",
        "description": "水库蓄水三亿立方米。",
        "input_message_content": {
            "message_text": "<blockquote>水库蓄水<b>三亿立方米</b>。</blockquote>\n"
            f"—— {LINK}水库蓄水</a> · 2020-05-06 · page-1.txt",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }


def test_there_are_ten_results_at_most(bot: Bot) -> None:
    results = type_inline(bot, archive.MANY)["results"]
    assert [result["id"] for result in results] == [str(number) for number in range(1, 11)]


def test_empty_query_and_refusal_have_a_button(bot: Bot) -> None:
    hint = type_inline(bot, "  ")
    assert hint["results"] == []
    assert hint["button"] == {"text": "请接着输入问题，在档案里查找", "start_parameter": "inline"}
    refusal = type_inline(bot, archive.NOT_FOUND, answers=2)
    assert refusal["results"] == []
    assert refusal["button"] == {"text": "档案里没有找到", "start_parameter": "inline"}


def test_markup_and_endless_quotes_are_no_problem(bot: Bot) -> None:
    (hostile,) = type_inline(bot, archive.HOSTILE)["results"]
    assert hostile["title"] == "<script>& · 2020-05-06"
    assert hostile["input_message_content"]["message_text"] == (
        "<blockquote><b>a &lt; b</b></blockquote>\n"
        f"—— {LINK}&lt;script&gt;&amp;</a> · 2020-05-06 · page-1.txt"
    )
    assert len(type_inline(bot, archive.ASTRAL, answers=2)["results"]) == 1


def test_slow_search_is_answered_with_nothing_and_kept_for_the_next_time(bot: Bot) -> None:
    slow = type_inline(bot, archive.SLOW)
    assert (slow["results"], slow["cache_time"]) == ([], "0")
    assert slow["button"]["text"] == "还在查找，请稍等，再改动一个字"
    bot.release.touch()
    assert type_inline(bot, archive.SLOW, answers=2)["button"]["text"] == "档案里没有找到"


def test_days_chosen_in_the_private_chat_count(bot: Bot) -> None:
    assert type_inline(bot, archive.FOUND)["results"]
    bot.ask("/settings 日期 最早 2020-05-05")
    assert type_inline(bot, archive.FOUND, answers=2)["results"] == []
    bot.ask("/settings 日期 不限", replies=2)
    assert type_inline(bot, archive.FOUND, answers=3)["results"]


def test_query_that_is_too_old_is_no_error(bot: Bot) -> None:
    errors = bot.log().count("ERROR:")
    bot.server.inject("answerInlineQuery", "too old")
    bot.server.deliver(inline_query(archive.FOUND), "inline_query")
    bot.wait_for_log("a query was not answered: Query is too old")
    assert type_inline(bot, archive.FOUND)["results"]
    assert bot.log().count("ERROR:") == errors


def test_failure_stays_in_the_log(bot: Bot) -> None:
    bot.server.deliver(inline_query(archive.BROKEN), "inline_query")
    bot.wait_for_log("RuntimeError: no answer from")
    assert type_inline(bot, archive.FOUND)["results"]


def test_follow_ups_of_the_chat_are_untouched(bot: Bot) -> None:
    bot.ask(archive.FOLLOWED)
    type_inline(bot, archive.FOUND)
    assert bot.ask(archive.FOLLOW_UP, replies=2)[1].startswith(f"理解为：{archive.FOLLOW_UP_WHOLE}")


def test_long_titles_and_quotes_are_cut() -> None:
    found = archive.citation("昨天\n下雨。" * 200, "昨天\n下雨。" * 200, title="标题" * 200)
    nameless = replace(found, passage=replace(found.passage, title="", published=date(2020, 5, 7)))
    long, short = inline_results(Answer(question="?", citations=(found, nameless)), link=str)
    assert long.title == "标题" * 49 + "标… · 2020-05-06"
    assert long.description is not None
    assert long.description.startswith("昨天 下雨。昨天 下雨。")
    assert len(long.description) == 200
    assert short.title == "page-1.txt · 2020-05-07"


class CountingArchive(archive.SmallArchive):
    """Notes what it is asked; questions that begin with SLOW wait for `release`."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.asked: list[str] = []
        self.periods: list[Period] = []
        self.built_at = "1"
        self.release = threading.Event()

    @property
    def manifest(self) -> Manifest:
        return replace(archive.MANIFEST, built_at=self.built_at)

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        self.asked.append(question)
        self.periods.append(period)
        if question.startswith(archive.SLOW):
            self.release.wait(20)
        return Answer(question=question, reason="没有。")


def lookups(
    counting: CountingArchive, rate: RateLimit | None = None, budget_s: float = 20
) -> Lookups:
    return Lookups(Searches(counting), counting, rate, budget_s=budget_s, most_kept=2)


def test_answers_are_kept_by_question_and_build() -> None:
    counting = CountingArchive()

    async def run() -> None:
        found = lookups(counting)
        for question in ("水库", "水庫 ", "桥", "水库", "路", "桥"):  # 路 takes the place of 桥
            assert await found.find(1, question) is not None
        counting.built_at = "2"
        await found.find(2, "桥")

    asyncio.run(run())
    assert counting.asked == ["水库", "桥", "路", "桥", "桥"]


def test_answer_of_other_days_is_another_one() -> None:
    counting = CountingArchive()
    days = Period(date(2020, 1, 1))

    async def run() -> None:
        found = lookups(counting)
        for period in (ALWAYS, days, ALWAYS, days):
            await found.find(1, "水库", period)

    asyncio.run(run())
    assert counting.periods == [ALWAYS, days]


def test_only_the_latest_question_of_a_person_waits() -> None:
    counting = CountingArchive()

    async def run() -> list[Answer | None]:
        found = lookups(counting)
        typed = []
        for rest in ("", "一", "一二", "一二三"):
            typed.append(asyncio.create_task(found.find(1, archive.SLOW + rest)))
            await asyncio.sleep(0.1)
        assert await found.find(2, "水库") is not None  # another person has the other place
        counting.release.set()
        return await asyncio.gather(*typed)

    answers = asyncio.run(run())
    assert [answer is not None for answer in answers] == [True, False, False, True]
    assert counting.asked == [archive.SLOW, "水库", f"{archive.SLOW}一二三"]


def test_nobody_waits_longer_than_the_budget() -> None:
    counting = CountingArchive()

    async def run() -> None:
        found = lookups(counting, budget_s=0.2)
        assert await found.find(1, archive.SLOW) is None
        assert await found.find(1, "水库") is None  # behind the first, which goes on
        counting.release.set()
        while len(found._kept) < 1:
            await asyncio.sleep(0.02)
        assert found._waiting == {}

    asyncio.run(run())
    assert counting.asked == [archive.SLOW]


def test_typing_is_limited_and_what_is_known_is_free() -> None:
    counting = CountingArchive()

    async def run() -> list[bool]:
        found = lookups(counting, RateLimit(a_person=1))
        return [await found.find(1, question) is not None for question in ("水库", "水库", "桥")]

    assert asyncio.run(run()) == [True, True, False]
