from datetime import date
from typing import cast

from qabot.language.words import Tokenizer
from qabot.searching.features import Sought
from qabot.searching.question import Question, analyse
from qabot.searching.ranking import newest_first, rank, reading_features
from qabot.searching.reader import BackgroundReader
from qabot.searching.score import scores
from qabot.types import Hit, Passage, Reading, Span

TODAY = date(2026, 11, 25)
TEXT = "全县有长者食堂34家，年底要增加到50家。"


def hit(
    name: str, probability: float | None = None, day: date | None = None, text: str = TEXT
) -> Hit:
    passage = Passage(
        id=f"{name}#0",
        article_id=name,
        title=name,
        text=text,
        start=0,
        end=len(text),
        source="日报",
        published=day,
    )
    return Hit(passage=passage, score=0.0, cosine=0.9, bm25=1.0, probability=probability)


def order(question: Question, *hits: Hit) -> list[str]:
    return [h.passage.article_id for h in newest_first(question, hits)]


def test_newest_of_equally_probable_figures_leads(tokenizer: Tokenizer) -> None:
    hits = (
        hit("2019", 0.90, date(2019, 1, 1)),
        hit("undated", 0.89),
        hit("2023", 0.88, date(2023, 1, 1)),
        hit("2025", 0.50, date(2025, 1, 1)),
    )
    how_many = analyse("全县有多少家长者食堂？", tokenizer, TODAY)
    assert order(how_many, *hits) == ["2023", "2019", "undated", "2025"]
    now = analyse("目前全县有多少家长者食堂？", tokenizer, TODAY)
    assert order(now, *hits) == ["2023", "2019", "undated", "2025"]
    then = analyse("2019年全县有多少家长者食堂？", tokenizer, TODAY)
    assert order(then, *hits) == ["2019", "undated", "2023", "2025"]
    why = analyse("为什么开长者食堂？", tokenizer, TODAY)
    assert order(why, *hits) == ["2019", "undated", "2023", "2025"]


def test_who_asks_for_now_gets_the_newest_of_less_equal_ones(tokenizer: Tokenizer) -> None:
    hits = (hit("2019", 0.9, date(2019, 1, 1)), hit("2023", 0.6, date(2023, 1, 1)))
    assert order(analyse("目前有多少家？", tokenizer, TODAY), *hits) == ["2023", "2019"]
    assert order(analyse("有多少家？", tokenizer, TODAY), *hits) == ["2019", "2023"]


def test_figures_of_a_reading(tokenizer: Tokenizer) -> None:
    question = analyse("全县有多少家长者食堂？", tokenizer, TODAY)
    readings = [
        Reading(2.0, (Span(TEXT.index("34"), TEXT.index("34") + 3, 4.0),), -2.0),
        Reading(-1.0, (Span(0, 2, 1.0),), 3.0),
        Reading(1.0, (), 3.0),
    ]
    good, bad, none = reading_features(question, [hit("a"), hit("b"), hit("c")], readings)
    assert good == {"relevance": 2.0, "span": 1.5, "span has form": 1.0}
    assert bad == {"relevance": -1.0, "span": -0.5, "span has form": 0.0}
    assert none == {"relevance": 1.0, "span": -5.0, "span has form": 0.0}


class FixedReader:
    """Stands for a reader that had time for the first few passages."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = [*readings]

    def read(self, *_: object) -> list[Reading]:
        return self.readings


def ranked(tokenizer: Tokenizer, *readings: Reading) -> list[Hit]:
    """Three hits that the legs find alike, of which the first were read."""
    question = analyse("全县有多少家长者食堂？", tokenizer, TODAY)
    hits = [hit(name) for name in "abc"]
    reader = cast("BackgroundReader", FixedReader(*readings))
    return rank(Sought(question, {"食堂": 3.0}), hits, scores(), reader, 0.0)


def test_what_was_read_leads_and_decides(tokenizer: Tokenizer) -> None:
    rejected = Reading(-8.0, (Span(0, 2, -9.0),), 9.0)
    first, *others = ranked(tokenizer, rejected)
    assert first.passage.article_id == "a"
    assert all(h.reading is None for h in others)
    assert (others[0].probability or 0.0) > (first.probability or 0.0)
    assert not scores().answered([first, *others])
    answers = Reading(8.0, (Span(TEXT.index("34"), TEXT.index("34") + 3, 9.0),), -9.0)
    best, second, _ = ranked(tokenizer, rejected, answers)
    assert [best.passage.article_id, second.passage.article_id] == ["b", "a"]
    assert scores().answered([best, second])


def test_newest_leads_only_if_it_is_likely_enough(tokenizer: Tokenizer) -> None:
    question = analyse("目前全县有多少家长者食堂？", tokenizer, TODAY)
    hits = [hit("2019", 0.4, date(2019, 1, 1)), hit("2023", 0.3, date(2023, 1, 1))]
    first = [newest_first(question, hits, least)[0].passage.article_id for least in (0.0, 0.35)]
    assert first == ["2023", "2019"]
