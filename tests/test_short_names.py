"""Short names that articles explain: found, kept apart, and searched for."""

import pytest
from parts import BigramEncoder, write_corpus

from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.language.normal import normal_form
from qabot.language.short_names import short_names, unambiguous
from qabot.language.words import Tokenizer
from qabot.searching import Searcher
from qabot.searching.engines.embedded import EmbeddedEngine
from qabot.settings import Settings


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "记者从临水县乡村振兴投资有限公司（以下简称“临乡投”）获悉",
            [("临水县乡村振兴投资有限公司", "临乡投")],
        ),
        ("发展和改革委员会（以下简称：发改委）表示", [("发展和改革委员会", "发改委")]),
        ("由中国中央电视台(简称“央视”)播出", [("中国中央电视台", "央视")]),
        ("由中央電視臺（下稱「央視」）播出", [("中央电视台", "央视")]),
        (
            "省人社厅（简称‘省厅’）、市教育局（简称“教育局”）",
            [("省人社厅", "省厅")],
        ),
        ("按照《关于加强管理的意见》（以下简称《意见》）", []),
        ("大山建设有限公司（以下简称公司）", []),
        ("美国食品药品监督管理局（下称“FDA”）", []),
        ("青龙河（全长20公里）", []),
        ("", []),
    ],
)
def test_short_names(text: str, pairs: list[tuple[str, str]], tokenizer: Tokenizer) -> None:
    assert list(short_names(normal_form(text), tokenizer)) == pairs


def test_a_short_name_of_several_things_is_none() -> None:
    pairs = [
        ("临水县水务公司", "临水务"),
        ("水务公司", "临水务"),
        ("城建集团", "城建"),
        ("城市建设局", "城建"),
    ]
    assert unambiguous(pairs) == pairs[:2]


def test_whoever_asks_by_a_short_name_finds_the_full_one(
    settings: Settings, tokenizer: Tokenizer
) -> None:
    texts = {
        "full": "临水县乡村振兴投资有限公司昨日发行债券三亿元。",
        "explained": "临水县乡村振兴投资有限公司（以下简称“临乡投”）今天开业。",
        "other": "山水县文化旅游投资有限公司昨日发行债券五亿元。",
        **{f"rain{n}": f"本月{n}日全县下雨，农民{n}点收工。" for n in range(1, 8)},
    }
    write_corpus(
        settings.corpus,
        [{"id": name, "title": "", "text": text} for name, text in texts.items()],
    )
    reindex(settings, BigramEncoder(), tokenizer)
    index = open_build(current_build(settings.index))
    assert index.short_names == [("临水县乡村振兴投资有限公司", "临乡投")]
    engine = EmbeddedEngine(index)
    bm25 = settings.model_copy(update={"fusion": "bm25"})
    found = Searcher(bm25, engine, BigramEncoder(), tokenizer).search("临乡投发行债券多少", 3)
    assert found.expansions == {"临乡投": ("临水县乡村振兴投资有限公司",)}
    ranked = [hit.passage.article_id for hit in found.hits]
    assert ranked.index("full") < ranked.index("other")
