"""How the nearest passages differ from what a question takes for granted."""

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
    text, day = row["text"], row.get("date")
    passage = Passage(
        id=f"{article_id}#0",
        article_id=article_id,
        title=row["title"],
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
    asked = analyse(question, tokenizer, date(2026, 11, 29))
    found = Found(asked, (asked,), {}, [hit(article_id)], expansions=names)
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


def test_in_english(tokenizer: Tokenizer) -> None:
    speak("en")
    said = differs("云桥镇5座桥什么时候完工", "bridge", tokenizer)
    assert said == "The question says 5座; the nearest passage has 3座."
