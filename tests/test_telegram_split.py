import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_bot_process import citation

from qabot.channels.telegram.links import Links
from qabot.channels.telegram.render import render_answer, render_citation
from qabot.channels.telegram.split import MESSAGE_UNITS, Run, split, to_html, to_plain
from qabot.channels.telegram.state.database import Database
from qabot.messages import speak
from qabot.types import Answer, Citation, Printing
from telegram_server.checks import TelegramHTML, units

ALPHABET = "水库a <>&\"'😀𠮷\n\n。！”/b;"
LINKS = st.sampled_from(["", "", "https://t.me/b?start=a_1", "https://x/?a=<b>&c=\"'"])
RUNS = st.lists(
    st.builds(Run, st.text(ALPHABET, max_size=60), st.booleans(), LINKS, st.booleans()),
    max_size=12,
)


def link(article_id: str) -> str:
    return f"https://t.me/b?start=a_{article_id}"


def rendered(citation: Citation) -> list[str]:
    return render_answer(Answer(question="?", citations=(citation,)), link)


@settings(deadline=None)
@given(runs=RUNS, limit=st.integers(110, 300))
def test_split_keeps_text_marks_and_limit(runs: list[Run], limit: int) -> None:
    parts = split(runs, limit)
    assert [(c, run.tags) for part in parts for run in part for c in run.text] == [
        (c, run.tags) for run in runs for c in run.text
    ]
    for part in parts:
        markup = to_html(part)
        shown = TelegramHTML(markup)
        assert shown.problem == ""
        assert shown.text == to_plain(markup) == "".join(run.text for run in part)
        assert 0 < units(markup) <= limit


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("一二三", ["一二三"]),
        ("一段一段。\n\n二段。\n三行三行三", ["一段一段。\n\n", "二段。\n三行三行三"]),
        ("一行。二句。\n二行。二句三四", ["一行。二句。\n", "二行。二句三四"]),
        (
            "一\n\n二三四五六七，八九。十十",
            ["一\n\n二三四五六七，八九。", "十十"],
        ),  # no stub of one
        ("他说：“一句。”二句三四五六", ["他说：“一句。”", "二句三四五六"]),
        ("one two threes", ["one two ", "threes"]),
        ("😀" * 9, ["😀" * 6, "😀" * 3]),
        ("&&&&", ["&&", "&&"]),
    ],
)
def test_split_ends_where_a_reader_would(text: str, parts: list[str]) -> None:
    assert [run.text for part in split([Run(text)], 13) for run in part] == parts


def test_tags_are_closed_and_opened_anew_at_a_cut() -> None:
    messages = [to_html(part) for part in split([Run("一二三"), Run("四" * 12, bold=True)], 17)]
    assert messages == [f"一二三<b>{'四' * 7}</b>", f"<b>{'四' * 5}</b>"]
    runs = [Run("一" * 30, quoted=True), Run("二" * 30, True, "https://x/?a&b", True), Run("三")]
    messages = [to_html(part) for part in split(runs, 100)]
    assert len(messages[0]) == 100
    assert messages == [
        f'<blockquote>{"一" * 30}<a href="https://x/?a&amp;b"><b>{"二" * 5}</b></a></blockquote>',
        f'<blockquote><a href="https://x/?a&amp;b"><b>{"二" * 25}</b></a></blockquote>三',
    ]


def test_what_neighbours_share_stays_open() -> None:
    runs = [Run("a", quoted=True), Run("b", bold=True, quoted=True), Run("c", quoted=True)]
    assert to_html(runs) == "<blockquote>a<b>b</b>c</blockquote>"
    assert to_plain(to_html([Run("<a>", link='"><b>')])) == "<a>"


def test_render_quotes_with_the_answering_words_in_bold() -> None:
    # The quote comes twice; the one with the mark counts. What is marked outside it is left out.
    text = "蓄水三亿。昨天下雨。蓄水三亿。"
    cited = citation(text, "蓄水三亿。", (5, 7), (10, 11), (12, 14))
    (message,) = rendered(replace(cited, highlights=((10, 11), (12, 14))))
    quote = "<blockquote><b>蓄</b>水<b>三亿</b>。</blockquote>\n"
    source = '〔1〕<a href="https://t.me/b?start=a_a">水库蓄水</a> · 2020-05-06 · page-1.txt'
    assert message == quote + source
    (message,) = rendered(replace(cited, quote="昨天下雨。", highlights=((3, 7), (12, 14))))
    assert message.startswith("<blockquote><b>昨天</b>下雨。</blockquote>\n")


def test_render_marks_nothing_where_no_words_are_known() -> None:
    (message,) = rendered(citation("昨天下雨。蓄水三亿。", "蓄水三亿。", title=""))
    assert message == (
        "<blockquote>蓄水三亿。</blockquote>\n"
        '〔1〕<a href="https://t.me/b?start=a_a">（无标题）</a> · 2020-05-06 · page-1.txt'
    )


def test_render_tells_lines_and_further_printings() -> None:
    cited = citation("昨天下雨。", "昨天下雨。")
    passage = replace(cited.passage, source="日报", file="a<b>.txt", lines=((12, 14), (20, 20)))
    printings = tuple(
        Printing(article_id="a", source=source, file=source, published=date(2020, 5, day))
        for source, day in (("晚报&早报", 7), ("周报", 8), ("月报", 9), ("年报", 10))
    )
    cited = replace(cited, passage=passage, also_in=printings)
    assert rendered(cited) == [
        "<blockquote>昨天下雨。</blockquote>\n"
        '〔1〕<a href="https://t.me/b?start=a_a">水库蓄水</a> · 2020-05-06 · 日报 · a&lt;b&gt;.txt 第 12–14、20 行\n'
        "另见：晚报&amp;早报 2020-05-07；周报 2020-05-08；月报 2020-05-09 等 4 处"
    ]


def test_render_tells_how_it_was_understood_and_what_is_unanswered() -> None:
    cited = citation("昨天下雨。", "昨天下雨。")
    answer = Answer(
        question="?",
        citations=(cited, replace(cited, number=2)),
        understood="昨<天>下雨吗？",
        corrections={"夏雨": "下雨"},
        unanswered=("明天呢？",),
    )
    blocks = render_answer(answer, link)[0].split("\n\n")
    assert [block[:22] for block in blocks] == [
        "理解为：昨&lt;天&gt;下雨吗？",
        "“夏雨”也按同音的“下雨”查找。",
        "<blockquote>昨天下雨。</blo",
        "<blockquote>昨天下雨。</blo",
        "没有找到答案的部分：明天呢？",
    ]


def test_citation_stands_alone() -> None:
    cited = citation("昨天下雨。", "昨天下雨。", (2, 4))
    message = render_citation(replace(cited, number=2), link)
    assert re.findall("〔.〕|<b>.*?</b>", message) == ["<b>下雨</b>", "〔2〕"]
    assert "<b>" not in render_citation(cited, link, beside=True)


def test_render_sends_no_blank_message() -> None:
    text = "\n" * (2 * MESSAGE_UNITS)
    text = f"前{text}后"
    shown = [TelegramHTML(message).text.strip() for message in rendered(citation(text, text))]
    assert shown == ["前", "后\n〔1〕水库蓄水 · 2020-05-06 · page-1.txt"]


def test_render_speaks_english() -> None:
    speak("en")
    related = (citation("昨天下雨。", "昨天下雨。", (0, 2), title=""),)
    (message,) = render_answer(Answer(question="?", reason="No.", related=related), link)
    assert message.startswith(
        "No.\n\nThese passages come near, but do not answer the question:\n\n"
        "<blockquote>昨天下雨。</blockquote>\n"
    )
    assert ">(no title)</a>" in message


def test_link_carries_the_id_or_a_code_that_is_kept(tmp_path: Path) -> None:
    with closing(Database(tmp_path / "state.sqlite")) as database:
        links = Links(database, lambda: "qabot_test_bot")
        start = "https://t.me/qabot_test_bot?start="
        assert links.url("0a-_Z") == f"{start}a_0a-_Z"
        assert links.url("x" * 62) == f"{start}a_{'x' * 62}"
        assert database.rows("SELECT * FROM links") == []
        for article_id in ("x" * 63, "日报/1", "a b", ""):
            codes = {links.url(article_id) for _ in range(2)}
            ((code,),) = database.rows("SELECT code FROM links WHERE article = ?", (article_id,))
            assert codes == {f"{start}h_{code}"}
            assert re.fullmatch("[A-Za-z0-9_-]{22}", code)
