import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from archives import BRIDGE, ROWS
from parts import BigramEncoder, write_corpus
from rank_bm25 import BM25Okapi

from qabot.bot import QABot
from qabot.indexing.index import Index, open_build
from qabot.indexing.passages import searched_text
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching import Period, Searcher
from qabot.searching.engines.embedded import EmbeddedEngine
from qabot.settings import Settings
from qabot.types import Hit

QUESTION = "青龙水库总投资多少亿元？"


@pytest.fixture(scope="module")
def settings(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Settings:
    """The small archive, indexed with the light encoder."""
    home = tmp_path_factory.mktemp("searcher")
    settings = Settings(
        corpus=write_corpus(home / "corpus", ROWS), index=home / "index", cache=cache
    )
    reindex(settings, BigramEncoder(), tokenizer)
    return settings


@pytest.fixture(scope="module")
def index(settings: Settings) -> Index:
    return open_build(current_build(settings.index))


@pytest.fixture(scope="module")
def searcher(settings: Settings, index: Index, tokenizer: Tokenizer) -> Searcher:
    return Searcher(settings, EmbeddedEngine(index), BigramEncoder(), tokenizer)


def without_reprint(found: Mapping[str, float], expected: Mapping[str, float]) -> dict[str, float]:
    """Leave out the one of two equal articles that stands behind the other."""
    folded = set(expected) - set(found)
    assert len(folded) == 1
    assert folded < {"library#0", "library-reprint#0"}
    return {id_: score for id_, score in expected.items() if id_ not in folded}


def article_ids(hits: Sequence[Hit]) -> set[str]:
    """The articles that were found, and those that stand behind them."""
    return {hit.passage.article_id for hit in hits} | {
        printing.article_id for hit in hits for printing in hit.also_in
    }


def texts_in_row_order(index: Index) -> list[str]:
    return index.store.searched_texts(range(index.manifest.passages))


def test_cosine_of_each_hit_equals_brute_force(searcher: Searcher, index: Index) -> None:
    encoder = BigramEncoder()
    cosines = encoder.encode_passages(texts_in_row_order(index)) @ encoder.encode_question(
        normal_form(QUESTION)
    )
    expected = {index.store.passages([row])[0].id: cosine for row, cosine in enumerate(cosines)}
    hits = searcher.search(QUESTION, 50).hits
    found = {hit.passage.id: hit.cosine for hit in hits if hit.cosine is not None}
    assert found == pytest.approx(without_reprint(found, expected), abs=1e-6)


def test_bm25_of_each_hit_equals_rank_bm25(
    searcher: Searcher, index: Index, tokenizer: Tokenizer
) -> None:
    question = "2022年1月青龙水库多少亿元？"  # nothing in it has another name
    texts = [tokenizer.terms(normal_form(text)) for text in texts_in_row_order(index)]
    scores = BM25Okapi(texts).get_scores(tokenizer.terms(normal_form(question)))
    expected = {
        index.store.passages([row])[0].id: score for row, score in enumerate(scores) if score > 0
    }
    hits = searcher.search(question, 50).hits
    scored = {hit.passage.id: hit.bm25 for hit in hits if hit.bm25 is not None}
    assert scored == pytest.approx(without_reprint(scored, expected), abs=1e-4)
    assert "reservoir#0" in scored
    assert len(expected) == 7


def test_hits_carry_the_passage_as_printed(searcher: Searcher) -> None:
    (hit,) = searcher.search("云桥镇便民桥总投资", 1).hits
    row = ROWS[0]
    assert (hit.passage.id, hit.passage.title, hit.passage.published) == (
        "bridge#0",
        row["title"],
        date(2021, 3, 5),
    )
    assert hit.passage.text == row["text"][hit.passage.start : hit.passage.end]
    assert BRIDGE in hit.passage.text


def test_weights_name_the_words_in_order_and_the_unknown_ones(
    searcher: Searcher, index: Index
) -> None:
    found = searcher.search("青龙水库的鲸鱼", 3)
    assert list(found.weights) == ["青龙", "水库", "鲸鱼"]
    assert found.weights["鲸鱼"] is None
    assert found.weights["水库"] == index.sparse.idf_of("水库")


def test_k_is_the_most_hits(searcher: Searcher) -> None:
    everything = searcher.search(QUESTION, 50).hits
    assert searcher.search(QUESTION, 2).hits == everything[:2]
    probabilities = [hit.probability or 0.0 for hit in everything]
    assert probabilities == sorted(probabilities, reverse=True)


@pytest.mark.parametrize(
    ("period", "ids"),
    [
        (Period(date(2022, 1, 27), date(2022, 5, 10)), {"reservoir", "heron"}),
        (Period(first=date(2023, 12, 13)), {"hospital", "tea"}),
        (Period(last=date(2021, 3, 5)), {"bridge"}),
        (Period(date(2021, 6, 19), date(2021, 6, 20)), {"library-reprint"}),
        (Period(date(2020, 1, 1), date(2020, 12, 31)), set()),
        (Period(date(2022, 1, 2), date(2022, 1, 1)), set()),
        (Period(first=date.min, last=date.max), {row["id"] for row in ROWS} - {"ferry"}),
        (Period(), {row["id"] for row in ROWS}),
    ],
)
@pytest.mark.parametrize("fusion", ["dense", "bm25", "zscore", "rrf"])
def test_period_holds_in_both_legs_and_leaves_undated_articles_out(
    settings: Settings,
    index: Index,
    tokenizer: Tokenizer,
    fusion: str,
    period: Period,
    ids: set[str],
) -> None:
    legged = settings.model_copy(update={"fusion": fusion})
    searcher = Searcher(legged, EmbeddedEngine(index), BigramEncoder(), tokenizer)
    # A word of every article, so that the sparse leg finds them all.
    question = "云桥镇 图书馆 青龙 白鹭 醫院 春茶 渡口"
    hits = searcher.search(question, 50, period).hits
    assert article_ids(hits) == ids
    if fusion == "bm25":
        assert all(hit.cosine is None for hit in hits)
    if fusion == "dense":
        assert all(hit.bm25 is None for hit in hits)


def test_leg_alone_ranks_by_its_own_score(
    settings: Settings, index: Index, tokenizer: Tokenizer
) -> None:
    for fusion in ("dense", "bm25"):
        legged = settings.model_copy(update={"fusion": fusion})
        hits = (
            Searcher(legged, EmbeddedEngine(index), BigramEncoder(), tokenizer)
            .search(QUESTION, 50)
            .hits
        )
        scores = [hit.cosine if fusion == "dense" else hit.bm25 for hit in hits]
        assert None not in scores
        assert scores == sorted(scores, key=lambda score: -(score or 0.0))
        assert [hit.score for hit in hits] == scores


def test_candidates_limit_each_leg(settings: Settings, index: Index, tokenizer: Tokenizer) -> None:
    narrow = settings.model_copy(update={"candidates": 1})
    searcher = Searcher(narrow, EmbeddedEngine(index), BigramEncoder(), tokenizer)
    (hit,) = searcher.search("志愿者在河口湿地数白鹭", 1).hits
    assert (hit.passage.id, hit.cosine is None, hit.bm25 is None) == ("heron#0", False, False)


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \t\n\u3000",
        "？！。，……——",
        "😀🎉",
        "\x00\x07\x1b",
        "\ud800\udfff",
        "\u200b\ufeff",
        "的吗呢",
    ],
)
def test_question_without_words_finds_nothing(searcher: Searcher, question: str) -> None:
    found = searcher.search(question, 3)
    assert (found.weights, found.hits) == ({}, [])


@pytest.mark.parametrize(
    "question",
    [
        f"{QUESTION}\x00\x07",
        f"\u200b{QUESTION}😀",
        f"\ud800{QUESTION}\udfff",
        f"{QUESTION}{'。' * 10_000}",
        QUESTION * 900,
    ],
    ids=["control", "emoji", "surrogates", "punctuation", "long"],
)
def test_question_with_rubbish_in_it_finds_the_same(small_bot: QABot, question: str) -> None:
    assert small_bot.ask(question).citations[0].passage.article_id == "reservoir"


@pytest.mark.parametrize(
    ("plain", "others"),
    [
        (
            "湿地数到1845只白鹭",
            ["濕地數到１８４５隻白鷺", "湿地数到一千八百四十五只白鹭", "濕地數到一八四五隻白鷺"],
        ),
        ("县人民医院12日几时开诊", ["縣人民醫院１２日幾時開診", "县人民医院十二日几时开诊"]),
        ("茶坪春茶每斤85元", ["茶坪春茶每斤８５元", "茶坪春茶每斤八十五元"]),
    ],
)
def test_variants_find_the_same_passage_first(
    small_bot: QABot, plain: str, others: list[str]
) -> None:
    expected = small_bot.ask(plain).citations[0]
    for other in others:
        found = small_bot.ask(other).citations[0]
        assert (found.passage, found.quote, found.highlights) == (
            expected.passage,
            expected.quote,
            expected.highlights,
        )


def test_searched_text_holds_title_and_date(index: Index) -> None:
    texts = texts_in_row_order(index)
    assert texts[0] == searched_text(ROWS[0]["title"], "", ROWS[0]["date"], ROWS[0]["text"])
    assert [bool(re.search(r"\d{4}-\d\d-\d\d\n", text)) for text in texts].count(False) == 1
    assert np.array_equal(index.dates[:2], [20210305, 20210618])


def test_reprint_stands_behind_the_better_article(searcher: Searcher) -> None:
    hits = searcher.search("图书馆新馆总投资多少？", 50).hits
    libraries = [hit for hit in hits if hit.passage.article_id.startswith("library")]
    (hit,) = libraries
    (other,) = hit.also_in
    row = next(row for row in ROWS if row["id"] == other.article_id)
    assert {hit.passage.article_id, other.article_id} == {"library", "library-reprint"}
    assert (other.source, other.file, other.published, other.url) == (
        "news.jsonl",
        "news.jsonl",
        date.fromisoformat(row["date"]),
        None,
    )
    assert all(hit.also_in == () for hit in hits if hit not in libraries)


def test_only_reprints_of_the_period_are_named(searcher: Searcher) -> None:
    for first, last, id_ in (
        (date(2021, 6, 18), date(2021, 6, 19), "library"),
        (date(2021, 6, 20), date(2021, 6, 30), "library-reprint"),
    ):
        hit = searcher.search("图书馆新馆总投资多少？", 1, Period(first, last)).hits[0]
        assert (hit.passage.article_id, hit.also_in) == (id_, ())


STORY = "青龙水库昨天上午正式下闸蓄水，总库容六千八百万立方米，几千名村民在库边见证了这一刻。"


@pytest.fixture
def reprinted(
    settings: Settings, tokenizer: Tokenizer, tmp_path: Path
) -> Iterator[tuple[Index, Searcher]]:
    """An article in three newspapers, each time on other lines, beside the small archive."""
    corpus = write_corpus(tmp_path / "corpus", ROWS)
    for name, before in (
        ("日报_2020-03-01.txt", ""),
        ("晚报_2020-03-09.txt", "\n\n"),
        ("周报_2020-03-15.txt", "\n"),
    ):
        (corpus / name).write_text(f"{before}水库下闸\n\n{STORY}\n", "utf-8")
    own = settings.model_copy(update={"corpus": corpus, "index": tmp_path / "index"})
    reindex(own, BigramEncoder(), tokenizer)
    index = open_build(current_build(own.index))
    yield index, Searcher(own, EmbeddedEngine(index), BigramEncoder(), tokenizer)
    index.close()


@pytest.mark.parametrize(
    ("period", "cited", "others"),
    [
        (
            Period(),
            ("日报_2020-03-01.txt", date(2020, 3, 1), ((3, 3),)),
            ["晚报_2020-03-09.txt", "周报_2020-03-15.txt"],
        ),
        (
            Period(date(2020, 3, 2), date(2020, 12, 31)),
            ("晚报_2020-03-09.txt", date(2020, 3, 9), ((5, 5),)),
            ["周报_2020-03-15.txt"],
        ),
        (
            Period(date(2020, 3, 10), date(2020, 12, 31)),
            ("周报_2020-03-15.txt", date(2020, 3, 15), ((4, 4),)),
            [],
        ),
    ],
)
def test_printing_of_the_period_is_found_and_cited(
    reprinted: tuple[Index, Searcher],
    period: Period,
    cited: tuple[str, date, tuple[tuple[int, int], ...]],
    others: list[str],
) -> None:
    hit = reprinted[1].search("几千名村民在库边见证了什么？", 5, period).hits[0]
    passage = hit.passage
    assert passage.text == STORY
    assert passage.source == passage.file
    assert (passage.file, passage.published, passage.lines) == cited
    assert [printing.file for printing in hit.also_in] == others


def test_article_without_a_printing_in_the_period_is_not_found(
    reprinted: tuple[Index, Searcher],
) -> None:
    index, searcher = reprinted
    assert index.printings[:, 1].tolist() == [20200309, 20200315]
    between = Period(date(2020, 3, 10), date(2020, 3, 14))
    assert searcher.search("青龙水库总库容多少", 5, between).hits == []


def test_folding_leaves_room_for_others(
    settings: Settings, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    story = "青龙水库总投资7.26亿元，青龙水库昨天上午正式下闸蓄水，几千名村民在库边见证了这一刻，库区鞭炮齐鸣，歌声飘荡。"
    rows = [
        {
            "id": f"r{n}",
            "title": f"青龙水库下闸蓄水（{n}）",
            "date": f"2022-01-{n + 1:02}",
            "text": story,
        }
        for n in range(30)
    ]
    corpus = write_corpus(tmp_path / "corpus", [*rows, *ROWS])
    crowded = settings.model_copy(update={"corpus": corpus, "index": tmp_path / "index"})
    assert reindex(crowded, BigramEncoder(), tokenizer).reprints == 30
    index = open_build(current_build(crowded.index))
    hits = (
        Searcher(crowded, EmbeddedEngine(index), BigramEncoder(), tokenizer)
        .search(QUESTION, 5)
        .hits
    )
    index.close()
    assert len(hits) == 5
    stories = [hit for hit in hits if hit.passage.article_id.startswith("r") and hit.also_in]
    assert len(stories) == 1
    assert [p.published for p in stories[0].also_in] == sorted(
        date(2022, 1, n + 1) for n in range(30) if f"r{n}" != stories[0].passage.article_id
    )
