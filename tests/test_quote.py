import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qabot.answering.quote import choose_quote, highlights
from qabot.language.normal import normal_form
from qabot.searching.coverage import forms_of
from qabot.searching.question.asked import what_is_asked
from qabot.searching.question.form import form_of, unit_of

PASSAGE = (
    "青龙水库昨天下闸蓄水。工程2019年开工，总投资7.26亿元。\n"
    "馆长周明华说，新馆每周二闭馆。移民217户已经搬进新居。"
)


def form_asked(question: str) -> re.Pattern[str] | None:
    text = normal_form(question)
    asked = what_is_asked(text)
    return form_of(text, asked, unit_of(text, asked))


def quoted(question: str, text: str, weights: dict[str, float]) -> str:
    start, end = choose_quote(form_asked(question), text, weights, forms_of(weights))
    return text[start:end]


def marked(question: str, text: str, weights: dict[str, float]) -> list[str]:
    """Mark the whole text as if it were the quote, and return what is marked, as printed."""
    spans = highlights(form_asked(question), text, (0, len(text)), forms_of(weights))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("question", "weights", "quote"),
    [
        ("周明华说了什么", {"周明华": 2.0}, "馆长周明华说，新馆每周二闭馆。"),
        ("移民搬到哪里", {"移民": 2.0}, "移民217户已经搬进新居。"),
        ("水库的总投资多少", {"总投资": 2.0}, "工程2019年开工，总投资7.26亿元。"),
    ],
)
def test_quote_is_the_sentence_with_the_words_of_the_question(
    question: str, weights: dict[str, float], quote: str
) -> None:
    assert quoted(question, PASSAGE, weights) == quote


def test_quote_takes_the_neighbour_that_brings_what_it_lacks() -> None:
    weights = {"青龙": 1.0, "水库": 1.0, "总投资": 1.0}
    assert quoted("青龙水库总投资多少", PASSAGE, weights) == (
        "青龙水库昨天下闸蓄水。工程2019年开工，总投资7.26亿元。"
    )


def test_quote_of_a_question_for_a_figure_prefers_a_sentence_with_one() -> None:
    text = "水库正在施工。水库蓄水68万立方米。"
    assert quoted("水库蓄了多少水", text, {"水库": 1.0}) == "水库蓄水68万立方米。"
    assert quoted("水库怎么样", text, {"水库": 1.0}) == "水库正在施工。"


def test_quote_without_a_word_in_common_is_the_first_sentence() -> None:
    assert quoted("鲸鱼", PASSAGE, {}) == "青龙水库昨天下闸蓄水。"


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("总投资多少？", True),
        ("搬走几户？", True),
        ("什么时候开工？", True),
        ("哪一年修的？", True),
        ("哪年修的？", True),
        ("占百分之多少？", True),
        ("院长是谁？", False),
        ("为什么几乎没人来？", False),
        ("在哪里开工？", False),
    ],
)
def test_question_for_a_figure_is_recognised(question: str, asks: bool) -> None:
    assert (form_asked(question) is not None) is asks


@pytest.mark.parametrize(
    ("question", "fits", "fits_not"),
    [
        ("水库总投资多少？", "7.26亿元", "7.26亿立方米"),
        ("济川桥是哪一年造的？", "1867年", "1867米"),
        ("进度是百分之多少？", "64%", "64米"),
        ("搬走多少户？", "217户", "864人"),
    ],
)
def test_figure_must_have_the_form_asked_for(question: str, fits: str, fits_not: str) -> None:
    form = form_asked(question)
    assert form is not None
    assert form.search(fits)
    assert not form.search(fits_not)


@pytest.mark.parametrize(
    ("question", "text", "weights", "expected"),
    [
        ("水库在哪里", "青龙水库在青龙镇", {"青龙": 1.0, "水库": 1.0}, ["青龙水库", "青龙"]),
        ("醫院在哪裡", "縣人民醫院搬家", {"医院": 1.0}, ["醫院"]),
        ("ＡＢ厂在哪里", "ＡＢ厂搬家", {"ab": 1.0}, ["ＡＢ"]),
        ("看病多少人", "門診１３８６人次", {}, ["１３８６人"]),
        ("白鹭有多少", "数到一千八百四十五只白鹭", {"白鹭": 1.0}, ["一千八百四十五只白鹭"]),
        ("占百分之几", "占百分之六十，多数", {}, ["百分之六十"]),
        ("投资多少", "总投资7.26亿元。", {"投资": 1.0, "总投资": 1.0}, ["总投资7.26亿元"]),
        ("谁来了", "1200人来了", {}, []),
    ],
)
def test_highlights_are_words_of_the_question_and_figures_as_printed(
    question: str, text: str, weights: dict[str, float], expected: list[str]
) -> None:
    assert marked(question, text, weights) == expected


def test_highlights_stay_in_the_quote() -> None:
    text = "水库在上游。水库在下游。"
    assert highlights(None, text, (6, 12), forms_of(["水库"])) == ((6, 8),)


def test_what_stands_for_a_word_is_quoted_and_marked() -> None:
    text = "院長昨天來了。老院长上月病逝，享年90岁。"
    weights = {"院长": 1.0, "去世": 2.0}
    forms = forms_of(weights, {"去世": ("病逝", "逝")})
    start, end = choose_quote(None, text, weights, forms)
    assert text[start:end] == "老院长上月病逝，享年90岁。"
    spans = highlights(None, text, (start, end), forms)
    assert [text[s:e] for s, e in spans] == ["院长", "病逝"]


WORDS = st.sampled_from(
    [
        "水库",
        "总投资",
        "医院",
        "醫院",
        "１３８６",
        "一千八百",
        "8",
        "。",
        "！",
        "\n",
        "”",
        "，",
        "\u3000",
        "😀",
        "ｶﾞ",
        "é",
        "é",
    ]
)
TEXTS = st.lists(WORDS | st.characters(), min_size=1, max_size=40).map("".join).filter(str.strip)
QUESTIONS = st.sampled_from(["水库总投资多少", "醫院在哪", "几个人"]) | st.text(max_size=20)
WEIGHTS = st.dictionaries(
    st.sampled_from(["水库", "投资", "总投资", "医院", "1386", "1800", "8", "é"])
    | st.text(min_size=1, max_size=3).map(normal_form).filter(bool),
    st.floats(0.01, 10),
    max_size=6,
)


@given(question=QUESTIONS, text=TEXTS, weights=WEIGHTS)
@example(question="水库", text="\u3000水库。\n\n", weights={"水库": 1.0})
def test_quote_and_highlights_of_any_text_are_in_place(
    question: str, text: str, weights: dict[str, float]
) -> None:
    form = form_asked(question)
    start, end = choose_quote(form, text, weights, forms_of(weights))
    assert 0 <= start < end <= len(text)
    assert text[start:end] == text[start:end].strip() != ""
    spans = highlights(form, text, (start, end), forms_of(weights))
    assert all(start <= begin < stop <= end for begin, stop in spans)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))
    # Every word of the question that stands in the quote as printed is marked.
    for word in weights:
        if normal_form(word) == word and re.fullmatch("[水库投资医院]+", word):
            for match in re.finditer(word, text[start:end]):
                inside = (start + match.start(), start + match.end())
                assert any(b <= inside[0] and inside[1] <= e for b, e in spans)
