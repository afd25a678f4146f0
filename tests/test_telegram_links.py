"""Codes that links and buttons carry, what is kept behind them, and what buttons there are."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import telegram_articles as articles
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from qabot.channels.telegram.article_view import article_pages
from qabot.channels.telegram.callbacks import MOST, SUBJECT_CHARS, Action, Press, parse
from qabot.channels.telegram.keyboards import (
    Position,
    answer_keyboard,
    page_keyboard,
    with_votes,
)
from qabot.channels.telegram.links import Links, linked_payload
from qabot.channels.telegram.state.answers import ShownAnswer, ShownAnswers, ShownPassage
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.votes import Tally, Votes
from qabot.types import Answer, Article, Printing
from telegram_server.checks import units

LONGEST = "x" * 62


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(tmp_path / "state.sqlite")) as database:
        yield database


@pytest.fixture
def links(database: Database) -> Links:
    return Links(database, lambda: "qabot_test_bot")


@pytest.mark.parametrize("article_id", ["0123456789abcdef", "a", "-_", LONGEST])
def test_plain_id_stands_in_its_link(links: Links, article_id: str) -> None:
    assert links.payload(article_id) == f"a_{article_id}"
    assert links.url(article_id) == f"https://t.me/qabot_test_bot?start=a_{article_id}"
    assert links.article_id(f"a_{article_id}") == article_id


@pytest.mark.parametrize("article_id", ["日报/1", "a b", "", "x" * 63, "a\n", "<&>", "'; --"])
def test_other_id_has_a_code_that_is_kept(
    links: Links, database: Database, article_id: str
) -> None:
    payload = links.payload(article_id)
    assert len(payload) == 24
    assert payload.startswith("h_")
    assert links.payload(article_id) == payload
    assert Links(database, str).article_id(payload) == article_id


def test_payload_for_a_button_is_shorter(links: Links) -> None:
    payload = links.payload(LONGEST, SUBJECT_CHARS)
    assert payload.startswith("h_")
    assert links.article_id(payload) == LONGEST


@pytest.fixture(scope="module")
def no_links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Links]:
    with closing(Database(tmp_path_factory.mktemp("links") / "state.sqlite")) as database:
        yield Links(database, str)


@given(payload=st.text(max_size=70) | st.from_regex("[ah]_[a-z0-9_-]{0,64}", fullmatch=True))
def test_payload_that_we_never_made(no_links: Links, payload: str) -> None:
    plain = payload[2:] if payload.startswith("a_") else None
    assert no_links.article_id(payload) in (None, plain)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("https://t.me/some_bot?start=a_x", "a_x"),
        ("http://T.ME/some_bot?start=a_x", "a_x"),
        ("telegram.me/some_bot?start=a_x", "a_x"),
        ("https://t.me/some_bot?start=", ""),
        ("https://t.me/some_bot", "https://t.me/some_bot"),
        ("a_x", "a_x"),
    ],
)
def test_payload_of_a_link(text: str, payload: str) -> None:
    assert linked_payload(text) == payload


@given(
    press=st.builds(
        Press,
        st.sampled_from(Action),
        st.from_regex(rf"[A-Za-z0-9_-]{{0,{SUBJECT_CHARS}}}", fullmatch=True),
        st.integers(0, MOST),
        st.integers(-999, 999),
    )
)
def test_press_comes_back_and_fits(press: Press) -> None:
    data = press.encode()
    assert data.isascii()
    assert len(data) <= 64
    assert parse(data) == press


@pytest.mark.parametrize(
    "data", [None, "", "1:m", "2:m:x:0:0", "1:z:x:0:0", "1:m:x:0:0:0", "1:m:水:0:0"]
)
def test_other_data_is_no_press(data: str | None) -> None:
    assert parse(data) is None


def test_answer_comes_back_from_the_database(database: Database) -> None:
    answers = ShownAnswers(database, lambda: 1000.0)
    answer = articles.answer()
    shown = answers.add(42, answer, "<b>…</b>")
    assert answers.get(shown.id, 42) == shown
    assert answers.get(shown.id, 43) is None
    assert answers.get("", 42) is None
    assert (shown.found, shown.cited, shown.message) == (True, 1, "<b>…</b>")
    assert database.rows("SELECT chat, at, question, found, text FROM answers") == [
        (42, 1000.0, articles.WHERE, 1, "青龙县")
    ]
    for number, (kept, citation) in enumerate(
        zip(shown.passages, (*answer.citations, *answer.more), strict=True), 1
    ):
        again = kept.cite(citation.passage, number)
        assert (again.number, again.quote, again.highlights, again.also_in) == (
            number,
            citation.quote,
            citation.highlights,
            citation.also_in,
        )


def test_follow_up_is_kept_whole(database: Database) -> None:
    answer = Answer(question="那2018年呢？", understood="2018年产量多少？", reason="没有。")
    shown = ShownAnswers(database).add(42, answer, "没有。")
    assert (shown.found, shown.passages, shown.cited) == (False, (), 0)
    assert database.rows("SELECT question FROM answers") == [("2018年产量多少？",)]


def test_passage_is_known_by_its_text(database: Database) -> None:
    passages = articles.passages_of(articles.RESERVOIRS)
    kept = ShownPassage.of(articles.answer().citations[0])
    assert kept.find(passages) == 1
    assert kept.find(passages[1:]) == 0  # also where it has another number by now
    assert kept.find(articles.passages_of(articles.RESERVOIRS, whole=True)) is None
    assert kept.find([]) is None
    assert kept.also_in == (Printing(article_id="x", source="晚报", file="x.txt"),)


def test_votes_of_several_people(database: Database) -> None:
    votes = Votes(database)
    answer_id = ShownAnswers(database).add(42, articles.answer(), "…").id
    assert votes.of(answer_id) == Tally()
    assert votes.toggle(answer_id, 1, good=True)
    assert votes.toggle(answer_id, 2, good=True)
    assert votes.toggle(answer_id, 3, good=False)
    assert votes.of(answer_id) == Tally(good=2, bad=1)
    assert votes.toggle(answer_id, 2, good=False)
    assert not votes.toggle(answer_id, 1, good=True)
    assert votes.of(answer_id) == Tally(good=0, bad=2)


def texts(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in keyboard.inline_keyboard] if keyboard else []


def shown_answer(passages: int, cited: int) -> ShownAnswer:
    kept = ShownPassage(article_id="a", checksum=0, quote=(0, 1), highlights=())
    return ShownAnswer(
        id="abcdefgh", found=True, passages=(kept,) * passages, cited=cited, message="…"
    )


@pytest.mark.parametrize(
    ("passages", "cited", "position", "rows"),
    [
        (1, 1, Position(), [["全文"]]),
        (1, 1, Position(before=True), [["上文", "全文"]]),
        (3, 3, Position(after=True), [["下文", "全文"]]),
        (5, 3, Position(), [["更多段落 2"], ["全文"]]),
        (5, 3, Position(3), [["↩ 返回", "4/5", "›"], ["全文"]]),
        (5, 3, Position(4), [["↩ 返回", "‹", "5/5"], ["全文"]]),
        (5, 3, Position(4, -1, after=True), [["↩ 返回"], ["下文", "全文"]]),
        (0, 0, Position(), []),
    ],
)
def test_keyboard_of_an_answer(
    passages: int, cited: int, position: Position, rows: list[list[str]]
) -> None:
    keyboard = answer_keyboard(shown_answer(passages, cited), position, Tally())
    assert texts(keyboard) == [*rows, ["👍", "👎"]]


def test_keyboard_tells_the_votes() -> None:
    shown = shown_answer(2, 1)
    keyboard = answer_keyboard(shown, Position(), Tally(good=1))
    assert texts(keyboard)[-1] == ["👍 ✓", "👎"]
    again = with_votes(keyboard, shown.id, Tally(good=3, bad=1))
    assert texts(again) == [*texts(keyboard)[:-1], ["👍 ✓3", "👎 ✓"]]
    assert with_votes(again, shown.id, Tally(good=1)) == keyboard


def test_keyboard_of_pages() -> None:
    assert page_keyboard(Action.ARTICLE, "a_x", 0, 1) is None
    rows = [texts(page_keyboard(Action.ARTICLE, "a_x", page, 3)) for page in range(3)]
    assert rows == [[["1/3", "›"]], [["‹", "2/3", "›"]], [["‹", "3/3"]]]


def test_article_pages_hold_everything_and_end_with_paragraphs() -> None:
    pages = article_pages(articles.LONG)
    assert len(pages) == 3
    assert all(units(page) <= 3000 for page in pages)
    head, *blocks = "\n\n".join(pages).split("\n\n")
    assert head == "<b>水库纪事</b>\npage-3.txt"
    assert blocks == [*articles.LONG.paragraphs, "图为水库。", "○ 通讯员 江海"]


def test_article_of_nothing_is_one_page() -> None:
    empty = Article(id="x", title=" ", paragraphs=(" ",), source="")
    assert article_pages(empty) == ["<b>（无标题）</b>"]
