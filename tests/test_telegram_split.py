from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_bot_process import citation
from telegram_checks import TelegramHTML, units

from qabot.channels.telegram.render import render_answer
from qabot.channels.telegram.split import MESSAGE_UNITS, Run, split, to_html, to_plain
from qabot.messages import speak
from qabot.types import Answer, Printing

ALPHABET = "水库a <>&\"'😀𠮷\n\n。！”/b;"
RUNS = st.lists(st.builds(Run, st.text(ALPHABET, max_size=60), st.booleans()), max_size=12)


@settings(deadline=None)
@given(runs=RUNS, limit=st.integers(20, 200))
def test_split_keeps_text_marks_and_limit(runs: list[Run], limit: int) -> None:
    parts = split(runs, limit)
    assert [(c, run.bold) for part in parts for run in part for c in run.text] == [
        (c, run.bold) for run in runs for c in run.text
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
        ("一段。\n\n二段。\n三行三行三", ["一段。\n\n", "二段。\n三行三行三"]),
        ("一行。二句。\n二行。二句三四", ["一行。二句。\n", "二行。二句三四"]),
        ("他说：“一句。”二句三四五六", ["他说：“一句。”", "二句三四五六"]),
        ("one two threes", ["one two ", "threes"]),
        ("😀" * 9, ["😀" * 6, "😀" * 3]),
        ("&&&&", ["&&", "&&"]),
    ],
)
def test_split_ends_where_a_reader_would(text: str, parts: list[str]) -> None:
    # The reserve of 7 for tags leaves 13 units.
    assert [run.text for part in split([Run(text)], 20) for run in part] == parts


def test_bold_is_closed_and_opened_anew_at_a_cut() -> None:
    messages = [to_html(part) for part in split([Run("一二三"), Run("四" * 12, bold=True)], 24)]
    assert messages == [f"一二三<b>{'四' * 7}</b>", f"<b>{'四' * 5}</b>"]


def test_render_marks_the_quote_where_no_words_are_known() -> None:
    cited = citation("昨天下雨。蓄水三亿。", "蓄水三亿。", title="")
    assert render_answer(Answer(question="?", citations=(cited,))) == [
        "昨天下雨。<b>蓄水三亿。</b>\n〔1〕2020-05-06 · page-1.txt"
    ]


def test_render_tells_lines_and_further_printings() -> None:
    cited = citation("昨天下雨。", "昨天下雨。")
    passage = replace(cited.passage, source="日报", file="a<b>.txt", lines=((12, 14), (20, 20)))
    printings = tuple(
        Printing(article_id="a", source=source, file=source, published=date(2020, 5, day))
        for source, day in (("晚报&早报", 7), ("周报", 8), ("月报", 9), ("年报", 10))
    )
    cited = replace(cited, passage=passage, also_in=printings)
    assert render_answer(Answer(question="?", citations=(cited,))) == [
        "<b>昨天下雨。</b>\n〔1〕水库蓄水 · 2020-05-06 · 日报 · a&lt;b&gt;.txt 第 12–14、20 行\n"
        "另见：晚报&amp;早报 2020-05-07；周报 2020-05-08；月报 2020-05-09 等 4 处"
    ]


def test_render_sends_no_blank_message() -> None:
    blank = "\n" * (2 * MESSAGE_UNITS)
    cited = citation(f"前{blank}后", "前", (0, 1))
    assert render_answer(Answer(question="?", citations=(cited,))) == [
        "<b>前</b>",
        "后\n〔1〕水库蓄水 · 2020-05-06 · page-1.txt",
    ]


def test_render_speaks_english() -> None:
    speak("en")
    try:
        related = (citation("昨天下雨。", "昨天下雨。"),)
        (message,) = render_answer(Answer(question="?", reason="No.", related=related))
    finally:
        speak(None)
    assert message.startswith("No.\n\nThese passages come near, but do not answer the question:")
