"""What a topic is searched for by, and the passages that are about it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from parts import BigramEncoder, write_corpus

from qabot.exploring.topic import Topics
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.searching.engines import opener_of
from qabot.settings import Settings

ROWS = [
    ("bridge", "2020-05-01", "港珠澳大桥通车", "大桥全长55公里，王亚平到场。"),
    ("flights", "2021-02-03", "嫦娥五号返回", "嫦娥五号带回月球样品1731克。"),
    ("teacher", "2021-12-09", "王亚平太空授课", "航天员在空间站讲课。"),
    ("bureau", "2022-03-01", "发改委谈物价", "国家发展改革委说，物价平稳。"),
    ("other", "2022-04-01", "亚平与王先生", "亚平和王先生到了港口，珠宝店开张，澳门有大桥。"),
    ("prices", "2022-05-01", "菜价回落", "本市菜价下降，物价平稳。"),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer) -> Engine:
    """Six short articles."""
    home = tmp_path_factory.mktemp("topics")
    rows = [
        {"id": name, "date": day, "title": title, "text": text} for name, day, title, text in ROWS
    ]
    corpus = write_corpus(home / "corpus", rows)
    settings = Settings(corpus=corpus, index=home / "index", cache=cache)
    reindex(settings, BigramEncoder(), tokenizer)
    opener = opener_of(settings)
    return opener.open(opener.newest())


@pytest.fixture(scope="module")
def topics(engine: Engine, tokenizer: Tokenizer) -> Topics:
    return Topics(engine, tokenizer)


@pytest.fixture(scope="module")
def about(engine: Engine, topics: Topics) -> Callable[..., list[str]]:
    """Gives the articles about a topic."""

    def articles(topic: str, period: Period = ALWAYS) -> list[str]:
        keys = topics.about(topics.understand(topic), period).keys.tolist()
        return [passage.article_id for passage in engine.passages(keys, period)]

    return articles


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("港珠澳大桥", ["bridge"]),  # all of its characters stand in another article
        ("王亚平", ["bridge", "teacher"]),
        ("嫦娥5号", ["flights"]),
        ("嫦娥五号", ["flights"]),
        ("物价", ["bureau", "prices"]),
        ("发改委的物价", ["bureau"]),
        ("国家发展和改革委员会", ["bureau"]),
        ("王亚平授课", ["teacher"]),  # by the title
    ],
)
def test_all_passages_about_a_topic(
    about: Callable[..., list[str]], topic: str, found: list[str]
) -> None:
    assert about(topic) == found


def test_parts_of_a_topic(topics: Topics) -> None:
    assert list(topics.understand("王亚平的太空授课").forms) == ["王亚平", "太空", "授课"]
    assert list(topics.understand("嫦娥五号样品").forms) == ["嫦娥5号", "样品"]


def test_period(about: Callable[..., list[str]]) -> None:
    assert about("王亚平", Period(date(2021, 1, 1))) == ["teacher"]
    assert about("王亚平", Period(None, date(2019, 1, 1))) == []


def test_commonest_words_go_where_no_passage_has_all(topics: Topics) -> None:
    topic = topics.understand("港珠澳大桥月球王亚平")
    assert topic.forms == {}
    assert set(topic.left_out) == {"港珠澳大桥", "月球", "王亚平"}
    assert topics.understand("嫦娥五号月球样品物价").left_out == ("物价",)


@pytest.mark.parametrize("text", ["", "  ", "？！", "的"])
def test_nothing_to_search_for(topics: Topics, text: str) -> None:
    assert topics.understand(text).forms == {}


def test_word_that_sounds_like_what_was_typed(topics: Topics) -> None:
    topic = topics.understand("雾价")
    assert topic.corrections == {"雾价": "物价"}
    assert list(topic.forms) == ["物价"]


def test_of_reprints_one_is_read_whole(tmp_path: Path, cache: Path, tokenizer: Tokenizer) -> None:
    paragraphs = [
        f"石门渡口的第{number}棵柳树下，老人讲了一段从前的事，{'孩子们坐着听。' * 25}"
        for number in ("一", "二")
    ]
    rows = [
        {"id": name, "date": day, "title": "石门渡口", "text": "\n".join(paragraphs)}
        for name, day in (("first", "2021-01-02"), ("again", "2021-01-05"))
    ]
    rows[1]["text"] += "他笑了。"
    settings = Settings(
        corpus=write_corpus(tmp_path / "corpus", rows), index=tmp_path / "index", cache=cache
    )
    reindex(settings, BigramEncoder(), tokenizer)
    opener = opener_of(settings)
    topics = Topics(opener.open(opener.newest()), tokenizer)
    topic = topics.understand("石门渡口")
    about = topics.about(topic, ALWAYS)
    assert len(about.keys) == 4
    assert [p.id for p in topics.read(topic, about, ALWAYS)] == ["first#0", "first#1"]
