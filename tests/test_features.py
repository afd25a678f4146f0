from datetime import date

import pytest

from qabot.language.words import Tokenizer
from qabot.searching.features import Sought, features_of, filled
from qabot.searching.question import analyse
from qabot.types import Hit, Passage

TODAY = date(2026, 11, 25)


def hit(text: str, *, title: str = "水库开工", day: date | None = None, cosine: float = 0.9) -> Hit:
    passage = Passage(
        id="a#0",
        article_id="a",
        title=title,
        text=text,
        start=0,
        end=len(text),
        source="日报",
        published=day,
    )
    return Hit(passage=passage, score=cosine, cosine=cosine, bm25=10 * cosine)


def figures(tokenizer: Tokenizer, question: str, *hits: Hit) -> list[dict[str, float]]:
    asked = analyse(question, tokenizer, TODAY)
    return features_of(Sought(asked, dict.fromkeys(tokenizer.words(asked.text), 1.0)), hits)


def test_words_names_and_form_of_the_answering_sentence_count(tokenizer: Tokenizer) -> None:
    good, bad = figures(
        tokenizer,
        "青龙水库总投资多少亿元？",
        hit("青龙水库总投资7.26亿元。乡亲们都来了。"),
        hit("白马水库的投资已经到位。", cosine=0.8),
    )
    assert (good["form"], bad["form"]) == (1.0, 0.0)
    assert good["sentence coverage"] > 0.7 > bad["sentence coverage"]
    assert good["coverage with form"] == good["coverage"]
    assert bad["coverage with form"] == 0.0
    assert (good["fused behind best"], bad["fused behind best"]) == pytest.approx((0.0, -0.1))
    assert (good["bm25 to best"], bad["bm25 to best"]) == pytest.approx((1.0, 8 / 9))


def test_time_of_the_question_is_met_in_the_text_or_by_the_day_of_print(
    tokenizer: Tokenizer,
) -> None:
    said, printed, missed, undated = figures(
        tokenizer,
        "2019年粮食产量是多少？",
        hit("2019年粮食产量为13277亿斤。", day=date(2021, 1, 1)),
        hit("全年粮食产量为13277亿斤。", day=date(2020, 1, 17)),
        hit("2012年粮食产量为11791亿斤。", day=date(2013, 1, 18)),
        hit("粮食产量为11791亿斤。"),
    )
    names = ("time said", "time printed", "time missed")
    assert [tuple(row[name] for name in names) for row in (said, printed, missed, undated)] == [
        (1.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
        (0.0, 0.0, 1.0),
        (0.0, 0.0, 0.0),
    ]


def test_unknown_words_weigh_as_much_as_the_rarest() -> None:
    assert filled({"水库": 2.0, "哥斯拉": None, "投资": 1.0}) == {
        "水库": 2.0,
        "哥斯拉": 2.0,
        "投资": 1.0,
    }
    assert filled({"哥斯拉": None}) == {"哥斯拉": 1.0}


def test_caption_is_a_label(tokenizer: Tokenizer) -> None:
    caption, sentence = figures(
        tokenizer, "水库在哪里", hit("水库全景 李明 摄"), hit("水库在城北。")
    )
    assert (caption["label"], sentence["label"]) == (1.0, 0.0)
