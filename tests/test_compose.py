import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.answering import compose
from qabot.searching import Found
from qabot.searching.question import Asked, Question
from qabot.types import Answer, Citation, Hit, Passage, Reading, Span

QUESTION = "青龙水库总投资多少？"
FORM = re.compile(r"\d亿元")
WEIGHTS: dict[str, float | None] = {"青龙": 2.0, "水库": 1.0, "投资": 1.0, "总投资": 1.5}
TEXT = "青龙水库开工。青龙水库总投资7.26亿元。"


def hit(name: str, text: str, score: float = 1.0) -> Hit:
    passage = Passage(
        id=f"{name}#0",
        article_id=name,
        title=name,
        text=text,
        start=0,
        end=len(text),
        source="日报",
        published=date(2021, 1, 18),
    )
    return Hit(passage=passage, score=score, cosine=0.95, bm25=9.0)


def found(
    hits: Iterable[Hit],
    weights: dict[str, float | None] = WEIGHTS,
    form: re.Pattern[str] | None = FORM,
    expansions: dict[str, tuple[str, ...]] | None = None,
) -> Found:
    question = Question(
        raw=QUESTION,
        text=QUESTION,
        asked=Asked.NUMBER,
        form=form,
        unit="亿元",
        names=(),
        figures=(),
        times=(),
        parts=(QUESTION,),
        newest=False,
    )
    return Found(question, (question,), weights, list(hits), expansions=expansions or {})


def composed(*hits: Hit, k: int = 3, weights: dict[str, float | None] = WEIGHTS) -> Answer:
    return compose(QUESTION, found(hits, weights), k=k, in_period=False)


def test_citation_holds_passage_quote_and_marks() -> None:
    answer = composed(hit("a", TEXT, 1.5))
    (citation,) = answer.citations
    assert citation == Citation(
        number=1,
        passage=hit("a", TEXT).passage,
        quote="青龙水库总投资7.26亿元。",
        highlights=((7, 20),),
        score=1.5,
    )
    assert TEXT[7:20] == "青龙水库总投资7.26亿元"
    assert (answer.question, answer.text, answer.reason, answer.more, answer.related) == (
        QUESTION,
        None,
        None,
        (),
        (),
    )


def test_hits_beyond_k_are_kept_for_more_and_numbered_on() -> None:
    answer = composed(*(hit(name, f"{TEXT}{name}") for name in "abcde"), k=2)
    assert [(c.number, c.passage.article_id) for c in answer.citations] == [(1, "a"), (2, "b")]
    assert [(c.number, c.passage.article_id) for c in answer.more] == [(3, "c"), (4, "d"), (5, "e")]


def test_duplicates_are_folded_into_the_better_one() -> None:
    full_width = TEXT.replace("7.26", "７.２６").replace("龙", "龍")
    answer = composed(
        hit("a", TEXT), hit("reprint", full_width), hit("part", TEXT[7:]), hit("b", f"{TEXT}又及。")
    )
    assert [(c.number, c.passage.article_id) for c in answer.citations] == [(1, "a"), (2, "b")]
    assert answer.more == ()


def test_two_passages_of_one_article_are_both_cited() -> None:
    answer = composed(hit("a", TEXT), hit("a", "青龙水库移民217户。"))
    assert [c.passage.text for c in answer.citations] == [TEXT, "青龙水库移民217户。"]


def test_refusal_offers_the_nearest_passages_as_related() -> None:
    far = [hit(name, f"河边开了{name}。") for name in "一二三四"]
    weak = [Hit(passage=h.passage, score=h.score, cosine=0.1, bm25=None) for h in far]
    answer = composed(*weak)
    assert not answer.found
    assert (answer.citations, answer.more) == ((), ())
    assert [(c.number, c.passage.article_id) for c in answer.related] == [
        (1, "一"),
        (2, "二"),
        (3, "三"),
    ]


def test_greeting_gets_no_related_passages() -> None:
    answer = compose("你好", found([hit("a", TEXT)], {"你好": None}), k=3, in_period=False)
    assert (answer.found, answer.related) == (False, ())


def test_nothing_found_has_a_reason() -> None:
    answer = composed()
    assert (answer.found, answer.related) == (False, ())
    assert answer.reason


@given(
    texts=st.lists(
        st.text("青龙水库投资多７8.。\n😀", min_size=1, max_size=60).filter(str.strip), max_size=6
    ),
    question=st.text(max_size=20),
    k=st.integers(1, 5),
)
def test_any_answer_quotes_its_passages(texts: list[str], question: str, k: int) -> None:
    hits = [hit(str(number), text) for number, text in enumerate(texts)]
    answer = compose(question, found(hits, form=None), k=k, in_period=False)
    cited = (*answer.citations, *answer.more, *answer.related)
    assert [citation.number for citation in cited] == list(range(1, len(cited) + 1))
    assert len(answer.citations) <= k
    for citation in cited:
        assert citation.quote in citation.passage.text
        assert all(0 <= s < e <= len(citation.passage.text) for s, e in citation.highlights)


@pytest.mark.parametrize("reason", [None, ""])
def test_answer_has_citations_or_a_reason(reason: str | None) -> None:
    citations = composed(hit("a", TEXT)).citations
    with pytest.raises(ValueError, match="either citations or a reason"):
        Answer(question="q", reason=reason)
    with pytest.raises(ValueError, match="either citations or a reason"):
        Answer(question="q", reason="x", citations=citations)


def test_citation_refuses_a_quote_or_marks_that_are_not_in_the_passage() -> None:
    passage = hit("a", TEXT).passage
    with pytest.raises(ValueError, match="quote is not in passage a#0"):
        Citation(number=1, passage=passage, quote="长江", highlights=(), score=1.0)
    for span in ((-1, 2), (3, 3), (0, len(TEXT) + 1)):
        with pytest.raises(ValueError, match="highlights outside passage a#0"):
            Citation(number=1, passage=passage, quote=TEXT, highlights=(span,), score=1.0)


def read(name: str, text: str, *answers: str, probability: float = 0.9) -> Hit:
    """A hit whose reader found these answers, the first one best."""
    spans = tuple(
        Span(text.index(answer), text.index(answer) + len(answer), 5.0 - at)
        for at, answer in enumerate(answers)
    )
    reading = Reading(relevance=2.0, spans=spans, null=-3.0)
    return replace(hit(name, text), probability=probability, reading=reading)


def test_answer_is_what_the_reader_found_with_its_value() -> None:
    answer = composed(read("a", TEXT, "7.26亿元"))
    assert (answer.text, answer.value, answer.probability) == ("7.26亿元", "726000000元", 0.9)
    (citation,) = answer.citations
    assert citation.quote == "青龙水库总投资7.26亿元。"
    assert citation.score == 0.9
    assert TEXT[14:20] == "7.26亿元"
    assert any(start <= 14 and end >= 20 for start, end in citation.highlights)


def test_answer_with_the_form_asked_for_goes_before_a_better_one_without() -> None:
    assert composed(read("a", TEXT, "青龙水库", "7.26亿元")).text == "7.26亿元"


def test_answer_without_the_form_stands_where_none_has_it() -> None:
    assert composed(read("a", "青龙水库由省里出钱。", "省里")).text == "省里"


def test_quote_begins_with_the_sentence_that_says_who() -> None:
    text = "王小明1958年生于青石镇。他2021年出任馆长。馆里有藏书三万册。"
    answer = composed(read("a", text, "2021年"))
    assert answer.citations[0].quote == "王小明1958年生于青石镇。他2021年出任馆长。"


def test_probability_is_that_of_the_best_passage_wherever_it_stands() -> None:
    newest = read("a", TEXT, "7.26亿元", probability=0.8)
    best = read("b", f"{TEXT}又及。", "7.26亿元", probability=0.9)
    answer = composed(newest, best, hit("c", "青龙水库移民217户。"), k=1)
    assert (answer.citations[0].score, answer.probability) == (0.8, 0.9)
    refused = composed(replace(newest, probability=0.001), replace(best, probability=0.002))
    assert (refused.found, refused.probability) == (False, 0.002)


def test_word_that_the_archive_lacks_is_marked_by_what_stands_for_it() -> None:
    text = "水库今年开工。老院长上月病逝，享年90岁。"
    weights: dict[str, float | None] = {"水库": 1.0, "去世": None, "鲸鱼": None}
    search = found([hit("a", text)], weights, form=None, expansions={"去世": ("病逝",)})
    assert search.findable == {"水库": 1.0, "去世": 1.0}
    (citation,) = compose("谁去世了？", search, k=1, in_period=False).citations
    assert [text[start:end] for start, end in citation.highlights] == ["水库", "病逝"]


def test_improbable_passages_are_refused_and_named_as_related() -> None:
    answer = composed(read("a", TEXT, "7.26亿元", probability=0.001))
    assert not answer.found
    assert (answer.text, answer.value, answer.probability) == (None, None, 0.001)
    assert answer.reason == "档案里有相关内容，但没有找到这个问题的答案。"
    assert [c.passage.article_id for c in answer.related] == ["a"]


@pytest.mark.parametrize(
    ("parts", "unanswered", "k", "cited"),
    [
        ((0, 1, 0, 1), (), 1, 2),
        ((0, 1, 0, 1), (), 3, 3),
        ((0, 1, 2, 0, 1), ("?",), 1, 2),
        ((0, 0, 1), (), 1, 1),  # the best passage answers both
        ((0, 1, 2), (), 1, 3),
        ((0,), (), 1, 1),
    ],
)
def test_every_answered_part_is_cited(
    parts: tuple[int, ...], unanswered: tuple[str, ...], k: int, cited: int
) -> None:
    hits = [
        replace(hit(str(at), f"青龙水库总投资{at}亿元。"), part=part)
        for at, part in enumerate(parts)
    ]
    several = replace(found(hits), asked=found(()).asked * (max(parts) + 1), unanswered=unanswered)
    answer = compose(QUESTION, several, k=k, in_period=False)
    assert [c.number for c in answer.citations] == list(range(1, cited + 1))
    assert [c.number for c in answer.more] == list(range(cited + 1, len(parts) + 1))
