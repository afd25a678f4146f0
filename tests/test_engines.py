"""What every engine must do: the embedded one here, the one on Milvus where QABOT_MILVUS_URI names a server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from archives import LIBRARY, ROWS, TEA
from milvus_archives import NAMED, OLD_ID, PRINTINGS, STORY, URI, archive, day
from parts import BigramEncoder

from qabot.indexing.index import Index, open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.sparse import term_id
from qabot.language.words import Tokenizer
from qabot.searching import Period, Searcher
from qabot.searching.engine import ALWAYS, Engine, LegHits
from qabot.searching.engines import opener_of
from qabot.searching.sparse_question import sparse_weights
from qabot.settings import Settings
from qabot.types import Passage

ENGINES = ["embedded", *(["milvus"] if URI else [])]
QUESTIONS = (
    "青龙水库总投资多少亿元？",
    "图书馆新馆藏书多少？",
    "县医院什么时候开诊？",
    "临乡投注册资本多少？",
    "春茶每斤卖多少钱？",
    "几千名村民见证了什么？",
)
PERIODS = (
    ALWAYS,
    Period(day("2020-03-02"), day("2020-12-31")),
    Period(day("2021-06-19"), None),
    Period(None, day("2020-03-10")),
    Period(day("2020-03-10"), day("2020-03-14")),
)


@pytest.fixture(scope="module")
def settings(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Settings:
    return archive(tmp_path_factory.mktemp("engines"), cache, tokenizer)


@pytest.fixture(scope="module")
def index(settings: Settings) -> Iterator[Index]:
    index = open_build(current_build(settings.index))
    yield index
    index.close()


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Settings) -> Engine:
    own = settings.model_copy(update={"engine": request.param})
    if own.engine == "milvus":
        from qabot.indexing.milvus.connection import Connection
        from qabot.indexing.milvus.sync import publish

        publish(own, Connection(own))
    opener = opener_of(own)
    return opener.open(opener.newest())


def story_of(index: Index) -> Passage:
    """Return the passage that was printed three times."""
    (story,) = (p for p in index.store.passages(index.store.keys.tolist()) if p.text == STORY)
    return story


def best(engine: Engine, question: str, period: Period, tokenizer: Tokenizer) -> list[LegHits]:
    weights = sparse_weights(question, {}, tokenizer, engine.idf)
    return [*engine.search(BigramEncoder().encode_question(question), weights, 5, period)]


def test_manifest_is_that_of_the_build(engine: Engine, index: Index) -> None:
    assert replace(engine.manifest, files={}) == replace(index.manifest, files={})
    assert engine.manifest.articles == len(ROWS) + 2


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("period", PERIODS)
def test_legs_find_what_all_scores_say(
    engine: Engine, index: Index, tokenizer: Tokenizer, question: str, period: Period
) -> None:
    texts = index.store.searched_texts(range(len(index.store.keys)))
    vector = BigramEncoder().encode_question(question)
    weights = sparse_weights(question, {}, tokenizer, index.sparse.idf_of)
    allowed = np.array(
        [
            period.holds(passage.published)
            or any(
                period.holds(printing.published) and printing.article_id == passage.article_id
                for printing in index.store.printings([passage.article_id]).get(
                    passage.article_id, ()
                )
            )
            for passage in index.store.passages(index.store.keys.tolist())
        ]
    )
    expected = (
        BigramEncoder().encode_passages(texts) @ vector,
        index.sparse.weighted_scores(weights),
    )
    for found, scores, least in zip(
        best(engine, question, period, tokenizer), expected, (-2.0, 0.0), strict=True
    ):
        rows = np.flatnonzero(allowed & (scores > least))
        top = np.sort(scores[rows])[::-1][:5]
        np.testing.assert_allclose(found.scores, top, rtol=1e-5)
        by_key = dict(zip(index.store.keys.tolist(), scores.tolist(), strict=True))
        np.testing.assert_allclose([by_key[k] for k in found.keys.tolist()], top, rtol=1e-5)
        assert set(found.keys.tolist()) <= set(index.store.keys[rows].tolist())


def test_legs_are_left_out(engine: Engine) -> None:
    dense, sparse = engine.search(None, {term_id("水库"): 1.0}, 5, ALWAYS)
    assert len(dense.keys) == 0
    assert len(sparse.keys) > 0
    dense, sparse = engine.search(BigramEncoder().encode_question("水库"), {}, 5, ALWAYS)
    assert (len(dense.keys), len(sparse.keys)) == (5, 0)


def test_unknown_word_finds_nothing(engine: Engine) -> None:
    assert engine.idf("航天飞机") is None
    assert len(engine.search(None, {term_id("航天飞机"): 1.0}, 5, ALWAYS)[1].keys) == 0


def test_idf_is_that_of_the_build(engine: Engine, index: Index) -> None:
    for word in ("水库", "图书馆", "茶坪"):
        assert engine.idf(word) == pytest.approx(index.sparse.idf_of(word), rel=1e-6)


def test_passages_come_in_the_order_asked_for(engine: Engine, index: Index) -> None:
    keys = index.store.keys[::-1].tolist()
    assert engine.passages(keys, ALWAYS) == index.store.passages(keys)
    assert engine.passages([], ALWAYS) == []


@pytest.mark.parametrize(
    ("period", "file", "printed", "lines"),
    [
        (ALWAYS, PRINTINGS[0], "2020-03-01", ((3, 3),)),
        (Period(day("2020-03-02"), day("2020-12-31")), PRINTINGS[1], "2020-03-09", ((5, 5),)),
        (Period(day("2020-03-10"), day("2020-12-31")), PRINTINGS[2], "2020-03-15", ((4, 4),)),
    ],
)
def test_passage_is_shown_as_printed_in_the_period(
    engine: Engine,
    index: Index,
    period: Period,
    file: str,
    printed: str,
    lines: tuple[tuple[int, int], ...],
) -> None:
    key = index.store.keys[index.store.passages(index.store.keys.tolist()).index(story_of(index))]
    (passage,) = engine.passages([int(key)], period)
    assert (passage.text, passage.file, passage.published, passage.lines) == (
        STORY,
        file,
        day(printed),
        lines,
    )


def test_reprints_share_a_group(engine: Engine, index: Index) -> None:
    keys = index.store.keys.tolist()
    by_article: dict[str, int] = dict(
        zip(
            (passage.article_id for passage in index.store.passages(keys)),
            engine.groups(keys),
            strict=True,
        )
    )
    assert by_article["library"] == by_article["library-reprint"] > 0
    assert [group for id_, group in by_article.items() if not id_.startswith("library")] == [0] * (
        len(by_article) - 2
    )


def test_printings_of_articles(engine: Engine, index: Index) -> None:
    ids = sorted(index.store.article_ids())
    assert engine.printings(ids, ALWAYS) == index.store.printings(ids)
    story = story_of(index).article_id
    found = engine.printings([story, "tea"], Period(day("2020-03-10"), None))
    assert [printing.file for printing in found[story]] == [PRINTINGS[2]]
    assert [p.article_id for p in engine.printings(["library"], ALWAYS)["library"]] == [
        "library-reprint"
    ]


def test_covers_and_short_names(engine: Engine) -> None:
    assert engine.covers() == (date(2019, 5, 6), date(2024, 3, 21))
    assert engine.short_names() == [("临水县乡村振兴投资有限公司", "临乡投")]


def test_people(engine: Engine, index: Index) -> None:
    assert engine.people("", 10) == index.store.people("", 10)
    assert dict(engine.people("周", 10)) == {"周明华": 2}
    assert engine.people("周明", 1) == [("周明华", 2)]
    assert engine.people("没有", 10) == []
    assert engine.people_of(["library", "tea", "library-reprint", "no such"]) == {
        "library": ["周明华"],
        "library-reprint": ["周明华"],
    }


def test_article_by_its_id_and_an_earlier_one(engine: Engine, index: Index) -> None:
    for id_ in index.store.article_ids():
        assert engine.article(id_) == index.store.article(id_)
    article = engine.article(OLD_ID)
    assert article is not None
    assert (article.id, article.text) == ("named", NAMED)
    assert engine.article("no such") is None
    assert engine.article("") is None


def test_passages_of_an_article(engine: Engine) -> None:
    assert [(p.id, p.text) for p in engine.passages_of("tea")] == [("tea#0", TEA)]
    assert [p.id for p in engine.passages_of(OLD_ID)] == ["named#0"]
    assert engine.passages_of("no such") == []


def test_raw_lines(engine: Engine, index: Index) -> None:
    assert engine.raw_lines(story_of(index).article_id) == [(1, "水库下闸"), (3, STORY)]
    assert engine.raw_lines("tea") == []
    assert engine.raw_lines("no such") == []


def test_headlines_and_all_ids(engine: Engine, index: Index) -> None:
    assert [line.article_id for line in engine.headlines(ALWAYS, 3)] == ["tea", "hospital", "heron"]
    for period in PERIODS:
        every = index.store.headlines(period.first, period.last, -1)
        assert engine.headlines(period) == every
        assert engine.headlines(period, 2) == every[:2]
    assert engine.article_ids() == index.store.article_ids()


def test_passages_that_have_all_of_some_words(engine: Engine, index: Index) -> None:
    everything = index.store.passages(index.store.keys.tolist())

    def ids(*words: str, period: Period = ALWAYS) -> list[str]:
        found = engine.having(words, period)
        assert found.days.tolist() == sorted(found.days.tolist())
        return [passage.id for passage in engine.passages(found.keys.tolist(), period)]

    assert sorted(ids("水库")) == sorted(p.id for p in everything if "水库" in p.title + p.text)
    assert ids("水库", "蓄水", "村民") == [story_of(index).id]
    assert ids("水库", "村民", period=Period(day("2020-03-10"), None)) == [story_of(index).id]
    assert ids("水库", "村民", period=Period(day("2021-01-01"), None)) == []
    assert ids("水库", "没有这个词") == ids("没有这个词") == ids() == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_searcher_finds_the_same(
    engine: Engine, settings: Settings, tokenizer: Tokenizer, question: str
) -> None:
    opener = opener_of(settings)
    expected = opener.open(opener.newest())
    for period in PERIODS:
        hits = [
            [
                replace(hit, score=0.0, cosine=None, bm25=None, probability=None)
                for hit in Searcher(settings, one, BigramEncoder(), tokenizer)
                .search(question, 10, period)
                .hits
            ]
            for one in (engine, expected)
        ]
        assert hits[0] == hits[1]


def test_search_finds_the_library(engine: Engine, settings: Settings, tokenizer: Tokenizer) -> None:
    found = Searcher(settings, engine, BigramEncoder(), tokenizer).search(
        "图书馆新馆总投资多少？", 1
    )
    assert found.hits[0].passage.text == LIBRARY
