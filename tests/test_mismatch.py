"""How the nearest passages differ from what a question takes for granted."""

from collections.abc import Mapping
from datetime import date

import pytest
from archives import ROWS

from qabot.answering.mismatch import mismatch
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.searching import Found
from qabot.searching.question import analyse
from qabot.types import Hit, Passage


def hit(article_id: str) -> Hit:
    """A whole article of the small archive as a passage."""
    row = next(row for row in ROWS if row["id"] == article_id)
    return passage_hit(row["title"], row["text"], row.get("date"))


def passage_hit(title: str, text: str, day: str | None = None) -> Hit:
    """A passage of its own article."""
    passage = Passage(
        id="a#0",
        article_id="a",
        title=title,
        text=text,
        start=0,
        end=len(text),
        source="page.txt",
        published=date.fromisoformat(day) if day else None,
    )
    return Hit(passage=passage, score=1.0)


def differs(
    question: str, article_id: str, tokenizer: Tokenizer, **names: tuple[str, ...]
) -> str | None:
    return differs_from(hit(article_id), question, tokenizer, names)


def differs_from(
    nearest: Hit, question: str, tokenizer: Tokenizer, others: Mapping[str, tuple[str, ...]]
) -> str | None:
    """Compare with a passage; every word of the question tells as much."""
    asked = analyse(question, tokenizer, date(2026, 11, 29))
    weights: dict[str, float | None] = dict.fromkeys(tokenizer.words(asked.text), 1.0)
    found = Found(asked, (asked,), weights, [nearest], expansions=others)
    return mismatch(found, found.hits)


@pytest.mark.parametrize(
    ("question", "article_id", "said"),
    [
        ("青龙水库投资8.5亿元用了几年", "reservoir", "问题里说的是“8.5亿元”，最接近的内容里是“7.26亿元”。"),
        ("云桥镇5座桥什么时候完工", "bridge", "问题里说的是“5座”，最接近的内容里是“3座”。"),
        ("图书馆馆长王建国说了什么", "library", "最接近的内容没有提到“王建国”。"),
        ("2018年云桥镇修了几座桥", "bridge", "最接近的内容说的不是2018年。"),
        ("2021年云桥镇修了几座桥", "bridge", None),
        ("周明华是谁", "library", None),
        ("摆渡人撑了多少年", "ferry", None),
    ],
)  # fmt: skip
def test_mismatch(question: str, article_id: str, said: str | None, tokenizer: Tokenizer) -> None:
    assert differs(question, article_id, tokenizer) == said


def test_another_word_for_a_name_is_the_name(tokenizer: Tokenizer) -> None:
    assert differs("县人民医院院长是谁", "hospital", tokenizer) is None
    assert differs("山里红医院院长是谁", "hospital", tokenizer) == "最接近的内容没有提到“山里红”。"
    known = {"山里红": ("县人民医院",)}
    assert differs("山里红医院院长是谁", "hospital", tokenizer, **known) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("镇里修好了三座桥。\n全县另建水塔九座。", "问题里说的是“5座”，最接近的内容里是“3座”。"),
        ("全县另建水塔九座。\n镇里修好了三座桥。", "问题里说的是“5座”，最接近的内容里是“3座”。"),
        ("镇里修好了桥。\n全县另建水塔九座。", None),
        ("全县另建水塔九座。", None),
    ],
)
def test_only_a_figure_of_what_is_asked_about_is_contrasted(
    text: str, said: str | None, tokenizer: Tokenizer
) -> None:
    nearest = passage_hit("简讯", text)
    assert differs_from(nearest, "修好了5座桥吗", tokenizer, {}) == said


def test_another_word_tells_which_figure_is_meant(tokenizer: Tokenizer) -> None:
    nearest = passage_hit("简讯", "水塔九座。\n便民桥3座。")
    others = {"桥梁": ("便民桥",)}
    assert (
        differs_from(nearest, "桥梁有5座吗", tokenizer, others)
        == "问题里说的是“5座”，最接近的内容里是“3座”。"
    )


def test_in_english(tokenizer: Tokenizer) -> None:
    speak("en")
    said = differs("云桥镇5座桥什么时候完工", "bridge", tokenizer)
    assert said == "The question says 5座; the nearest passage has 3座."
