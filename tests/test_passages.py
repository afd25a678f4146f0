"""Articles cut into passages: nothing dropped, nothing twice, cut where people would cut."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import article

from qabot.indexing.passages import searched_body, searched_text, split_article
from qabot.language.normal import normal_form
from qabot.types import Article, Place

_LINES = st.lists(
    st.text(
        st.sampled_from("水库总投资，。！？；：”’） \u3000\ud800😀")
        | st.characters(exclude_characters="\n"),
        max_size=60,
    ),
    max_size=6,
).map(tuple)
_ARTICLES = st.builds(article, captions=_LINES, credits=_LINES).flatmap(
    lambda made: _LINES.map(
        lambda lines: article(*lines, captions=made.captions, credits=made.credits)
    )
)


@given(_ARTICLES, st.integers(1, 50))
def test_passages_cover_the_article_once_and_in_order(written: Article, max_chars: int) -> None:
    passages = split_article(written, max_chars)
    end = 0
    for number, passage in enumerate(passages):
        assert passage.id == f"a#{number}"
        assert passage.text == written.text[passage.start : passage.end] == passage.text.strip()
        assert 0 < len(passage.text) <= max_chars
        assert passage.start >= end
        assert not written.text[end : passage.start].strip()
        end = passage.end
    assert not written.text[end:].strip()


@given(_ARTICLES, st.integers(1, 50))
def test_no_passage_mixes_body_and_captions(written: Article, max_chars: int) -> None:
    body = len("\n".join(written.paragraphs))
    assert all(p.end <= body or p.start >= body for p in split_article(written, max_chars))


@pytest.mark.parametrize(
    ("paragraphs", "max_chars", "expected"),
    [
        pytest.param(
            ["水库开工。", "总投资三亿元。"],
            20,
            ["水库开工。\n总投资三亿元。"],
            id="short paragraphs share",
        ),
        pytest.param(
            ["水库开工了。", "总投资三亿元。明年完工。"],
            14,
            ["水库开工了。", "总投资三亿元。明年完工。"],
            id="a paragraph that fits is not cut to fill the one before",
        ),
        pytest.param(
            ["水库今天开工。总投资三亿元。明年完工。"],
            14,
            ["水库今天开工。总投资三亿元。", "明年完工。"],
            id="cut at a sentence's end",
        ),
        pytest.param(
            ["水库今天在栖川河畔开工，总投资三亿元，明年完工。"],
            19,
            ["水库今天在栖川河畔开工，总投资三亿元，", "明年完工。"],
            id="a long sentence at a clause's end",
        ),
        pytest.param(
            ["一二三四五六七八九十"],
            4,
            ["一二三四", "五六七八", "九十"],
            id="without any end, at the limit",
        ),
        pytest.param(
            ["他说：“开工。”众人鼓掌。"],
            8,
            ["他说：“开工。”", "众人鼓掌。"],
            id="closing marks stay",
        ),
        pytest.param(["", "  ", "水库", ""], 10, ["水库"], id="blank paragraphs go"),
        pytest.param([], 10, [], id="no text"),
        pytest.param([" \u3000"], 10, [], id="white space only"),
    ],
)
def test_cuts(paragraphs: list[str], max_chars: int, expected: list[str]) -> None:
    assert [passage.text for passage in split_article(article(*paragraphs), max_chars)] == expected


def test_heading_stays_with_the_paragraph_below() -> None:
    written = article(
        "水库今天开工，众人鼓掌。", "投资", "总投资三亿元。", "移民", "一百户移民搬进了新房。"
    )
    assert [passage.text for passage in split_article(written, 16)] == [
        "水库今天开工，众人鼓掌。",
        "投资\n总投资三亿元。",
        "移民\n一百户移民搬进了新房。",
    ]


def test_captions_and_credits_do_not_mix_with_the_body() -> None:
    written = article("水库开工。", captions=("图为水库。",), credits=("张三 摄",))
    assert [passage.text for passage in split_article(written, 100)] == [
        "水库开工。",
        "图为水库。\n张三 摄",
    ]


def test_passages_carry_what_a_citation_needs() -> None:
    written = Article(
        id="a7",
        title="水库",
        paragraphs=("开工。",),
        source="日报",
        published=date(2021, 1, 18),
        url="http://x/7",
    )
    (passage,) = split_article(written, 100)
    assert (passage.id, passage.article_id, passage.title, passage.source) == (
        "a7#0",
        "a7",
        "水库",
        "日报",
    )
    assert (passage.published, passage.url, passage.start, passage.end) == (
        date(2021, 1, 18),
        "http://x/7",
        0,
        3,
    )


@pytest.mark.parametrize(
    ("title", "subtitle", "published", "expected"),
    [
        ("水库", "——纪实", "2021-01-18", "水库 ——纪实 2021-01-18\n开工。"),
        ("水库", "", None, "水库\n开工。"),
        ("", "", "2021-01-18", "2021-01-18\n开工。"),
        ("", "", None, "开工。"),
    ],
)
def test_searched_text(title: str, subtitle: str, published: str | None, expected: str) -> None:
    assert searched_text(title, subtitle, published, "开工。") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "水库今天上午开工，水库今天上午开工，总投资三亿元。",
            "水库今天上午开工,总投资3亿元。",
            id="side by side",
        ),
        pytest.param(
            "水库今天上午开工，总投资三亿元。\n水库今天上午开工。明年完工。",
            "水库今天上午开工,总投资3亿元。\n明年完工。",
            id="later, with another mark",
        ),
        pytest.param(
            "水庫今天上午開工！水库今天上午开工",
            "水库今天上午开工!",
            id="equal in normal form only",
        ),
        pytest.param("甲组第一，乙组第二，甲组第一。", "甲组第1,乙组第2,甲组第1。", id="too short"),
        pytest.param(
            "一季度增长5.1%，二季度增长5.1%，三季度增长5.2%。",
            "一季度增长5.1%,二季度增长5.1%,三季度增长5.2%。",
            id="merely alike",
        ),
        pytest.param(
            "优秀奖名单如下\n张三\n李四\n张三", "优秀奖名单如下\n张三\n李四\n张三", id="a list"
        ),
    ],
)
def test_repeated_clauses_are_searched_once(text: str, expected: str) -> None:
    assert searched_body(text) == normal_form(expected)


@given(_LINES.map("\n".join))
def test_searched_body_of_what_is_searched_is_the_same(text: str) -> None:
    once = searched_body(text)
    assert searched_body(once) == once


def test_repeated_clauses_stay_in_the_passage() -> None:
    text = "水库今天上午开工，水库今天上午开工，总投资三亿元。"
    assert [passage.text for passage in split_article(article(text), 100)] == [text]


def test_passages_lead_back_to_the_lines_of_their_pieces() -> None:
    # The first paragraph was broken at a column's end and goes on in line 20; the third wraps over two lines.
    written = article(
        "水库今天开工，众人鼓掌。总投资三亿元。",
        "明年完工。",
        "一百户移民搬进了新房。",
        places=(
            (Place(10, 22, 12, 12), Place(80, 87, 20, 20)),
            (Place(23, 28, 13, 13),),
            (Place(30, 42, 15, 16),),
        ),
        file="栖川日报.txt",
        estimated=True,
    )
    first, second, third = split_article(written, 14)
    assert [first.text, second.text] == ["水库今天开工，众人鼓掌。", "总投资三亿元。\n明年完工。"]
    assert [p.lines for p in (first, second, third)] == [
        ((12, 12),),
        ((20, 20), (13, 13)),
        ((15, 16),),
    ]
    assert (first.file, first.estimated) == ("栖川日报.txt", True)
