"""Other words for those of a question, and what they weigh in the sparse leg."""

from importlib import resources

import pytest

from qabot.indexing.sparse import SparseBuilder, term_id
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.coverage import best_sentence_share, covered_words, forms_of
from qabot.searching.sparse_question import SYNONYM_WEIGHT, sparse_weights
from qabot.searching.synonyms import Synonyms, own_lines, synonyms_of


def expansions(tokenizer: Tokenizer, question: str) -> dict[str, tuple[str, ...]]:
    text = normal_form(question)
    return Synonyms(own_lines()).expansions(text, tokenizer.tokens(text))


@pytest.mark.parametrize(
    ("question", "name", "other"),
    [
        ("发改委说了什么", "发改委", "国家发展和改革委员会"),
        ("国家发展改革委说了什么", "国家发展改革委", "发改委"),
        ("社科院的報告", "社科院", "中国社会科学院"),
        ("2020年ＧＤＰ增速", "gdp", "国内生产总值"),
        ("国内生产总值增速", "国内生产总值", "gdp"),
        ("我国外储规模", "外储", "外汇储备"),
        ("上合组织成员", "上合组织", "上海合作组织"),
        ("第四届进博会", "进博会", "中国国际进口博览会"),
        ("工资涨多少", "涨", "上升"),
        ("他是哪年去世的", "去世", "逝世"),
        ("一共花多少钱", "花", "投入"),
        ("第一季度产量", "第1季度", "q1"),
        ("计程车起步价", "计程车", "出租车"),
    ],
)
def test_expansions_name_what_it_is_also_called(
    tokenizer: Tokenizer, question: str, name: str, other: str
) -> None:
    assert other in expansions(tokenizer, question)[name]


def test_expansions_of_the_longest_name_only(tokenizer: Tokenizer) -> None:
    assert set(expansions(tokenizer, "中国人民银行")) == {"中国人民银行"}


@pytest.mark.parametrize("question", ["其中德国最多", "中央行动计划", "鲜花盛开的村庄", ""])
def test_expansions_leave_parts_of_other_words_alone(tokenizer: Tokenizer, question: str) -> None:
    found = expansions(tokenizer, question)
    assert not {"中德", "央行", "花", "开"} & set(found)


def test_direction_of_a_group(tokenizer: Tokenizer) -> None:
    synonyms = Synonyms(["花 > 投入 耗资", "北京 京"])
    found = synonyms.expansions("花北京投入京", tokenizer.tokens("花北京投入京"))
    assert found == {"花": ("投入", "耗资"), "北京": ("京",), "京": ("北京",)}


def test_every_line_of_the_file_says_something(tokenizer: Tokenizer) -> None:
    text = resources.files("qabot.language").joinpath("abbreviations.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) == len(set(lines))
    for line in lines:
        left, _, right = normal_form(line).partition(">")
        words = [*left.split(), *right.split()]
        assert len(set(words)) == len(words) >= 2, line
        for word in words:
            assert tokenizer.words(word), f"{word} has nothing to search for: {line}"
        for word in left.split():
            assert word in expansions(tokenizer, word), f"{word} is never met: {line}"


PASSAGES = [
    "国家发展改革委公布煤价",
    "村里的煤价",
    "发改委三个字的报道",
    "水库蓄水",
    "水库开工",
    "水渠开工",
    "便民桥开工",
    "学校开学",
]


def test_weights_of_terms_and_synonyms(tokenizer: Tokenizer) -> None:
    builder = SparseBuilder()
    for passage in PASSAGES:
        builder.add(tokenizer.terms(passage))
    leg = builder.build()
    text = "发改委的煤价"
    synonyms = Synonyms(["发改委 国家发展改革委 国家发展和改革委员会"])
    others = synonyms.expansions(text, tokenizer.tokens(text))
    found = sparse_weights(text, others, tokenizer, leg.idf_of)
    idf = {
        word: leg.idf_of(word) or 0.0 for word in ("发改委", "煤价", "国家", "发展", "改革", "委")
    }
    assert found[term_id("发改委")] == pytest.approx(idf["发改委"])
    assert found[term_id("煤价")] == pytest.approx(idf["煤价"])
    # 国家发展改革委 stands there in full: together its words weigh a share of the name's own weight.
    full = [found[term_id(word)] for word in ("国家", "发展", "改革", "委")]
    assert sum(full) == pytest.approx(SYNONYM_WEIGHT * idf["发改委"])
    # 国家发展和改革委员会 does not.
    assert term_id("委员会") not in found
    plain = leg.weighted_scores(sparse_weights(text, {}, tokenizer, leg.idf_of))
    assert (leg.weighted_scores(found) > plain).tolist() == [True] + [False] * 7


def test_synonym_of_an_unknown_word_leads_to_the_passage(tokenizer: Tokenizer) -> None:
    builder = SparseBuilder()
    for passage in ("老院长病逝", "水库开工", "学校开学"):
        builder.add(tokenizer.terms(passage))
    leg = builder.build()
    text = "谁去世了"
    found = sparse_weights(text, expansions(tokenizer, text), tokenizer, leg.idf_of)
    assert leg.weighted_scores(found).argmax() == 0
    assert leg.weighted_scores(sparse_weights(text, {}, tokenizer, leg.idf_of)).tolist() == [
        0,
        0,
        0,
    ]


def test_synonym_covers_its_word() -> None:
    others = {"去世": ("逝世",), "国家发改委": ("国家发展改革委", "委")}
    forms = forms_of(["去世", "昨日", "院长"], others)
    assert forms == {"去世": ("去世", "逝世"), "昨日": ("昨日",), "院长": ("院长",)}
    assert covered_words("他于昨日逝世", forms) == {"去世", "昨日"}
    assert [*synonyms_of("发改委", others)] == ["国家发展改革委"]
    weights = {"去世": 3.0, "院长": 1.0}
    assert best_sentence_share("院长来了。他逝世了。", weights, forms_of(weights, others)) == 0.75
    assert covered_words("村委会", forms_of(["发改委"], others)) == set()
