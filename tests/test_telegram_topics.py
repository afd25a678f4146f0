"""What an article must hold to be about a topic, what counts as new, and when the hours are quiet."""

from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from parts import BigramEncoder, record, write_corpus
from telegram_archive import printed, publish
from telegram_bot_process import ARTICLES, ChangingArchive

from qabot.channels.telegram.alerts.digest import compose
from qabot.channels.telegram.alerts.news import News, compare
from qabot.channels.telegram.alerts.quiet import QuietHours
from qabot.channels.telegram.alerts.topics import Topics, first_sentence, topic_words
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.state.alerts import Alert
from qabot.channels.telegram.state.subscriptions import Subscription
from qabot.errors import SettingsError
from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.settings import Settings


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("種桑養蠶", {"种桑养蚕"}),
        ("ＡＩ 和 水庫的水", {"ai", "水库", "水"}),
        ("姚元荣", {"姚元荣"}),
        ("姚 元荣", {"姚", "元荣"}),
        ("第一号水库", {"第1号", "水库"}),
        ("蚕", {"蚕"}),
        ("的！？", set()),
        ("\u200b", set()),
    ],
)
def test_words_of_a_topic(tokenizer: Tokenizer, topic: str, words: set[str]) -> None:
    assert topic_words(topic, tokenizer) == words


@pytest.mark.parametrize(
    ("topic", "title", "text", "is_about"),
    [
        ("种桑养蚕", "農村", "農民種桑養蠶。", True),
        ("種桑養蠶", "种桑养蚕", "一句。", True),
        ("水库 扩建", "扩建开工", "昨天，水库来了人。", True),
        ("水库 扩建", "开工", "昨天，水库来了人。", False),
        ("姚元荣", "人物", "姚家荣归，元月开会。", False),
        ("AI", "新闻", "He said it.", False),
        ("AI", "新闻", "He said AI。", True),
        ("第1", "新闻", "第十二届。", False),
        ("第1", "新闻", "第十二届，第一天。", True),
    ],
)
def test_article_is_about_a_topic_whose_words_it_has(
    tokenizer: Tokenizer, topic: str, title: str, text: str, is_about: bool
) -> None:
    wish = Subscription(chat=1, topic=topic, user=1, language="zh")
    found = [*Topics([wish], tokenizer).about(printed("a", title, text))]
    assert found == ([wish] if is_about else [])


def test_topic_without_words_is_about_nothing(tokenizer: Tokenizer) -> None:
    wish = Subscription(chat=1, topic="的", user=1, language="zh")
    assert [*Topics([wish], tokenizer).about(printed("a", "的", "的。"))] == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("下雨了。水庫滿了。水库要扩建！水库扩建好。", "水库要扩建！"),
        ("下雨了。扩建了。水库满了。", "扩建了。"),
        ("下雨了。", ""),
    ],
)
def test_sentence_with_all_words_goes_before_one_with_any(text: str, sentence: str) -> None:
    assert first_sentence(printed("a", "", text), frozenset(("水库", "扩建"))) == sentence


def test_compare_finds_new_articles(tmp_path: Path, tokenizer: Tokenizer) -> None:
    archive = ChangingArchive(tmp_path / "release", tokenizer)
    publish(
        tmp_path / ARTICLES,
        [printed(id_, id_) for id_ in ("kept", "new", "corrected")],
        {"before": "corrected"},
    )
    assert compare(archive, {"kept", "before", "gone"}) == News(
        fresh=["corrected", "new"], replaced=["before"], new=["new"]
    )
    # Nothing is fresh: nothing is looked up.
    assert compare(archive, {"kept", "new", "corrected", "before"}) == News([], [], [])


def test_corrected_article_of_a_real_index_is_not_new(
    settings: Settings, tokenizer: Tokenizer
) -> None:
    def build(title: str, *files: str) -> Archive:
        write_corpus(settings.corpus, [record(1)])
        for file in files:
            text = f"{title}\n\n{file}昨天上午下闸蓄水，总库容六千八百万立方米。\n\n移民一百二十户搬进新房。\n"
            (settings.corpus / f"{file}.txt").write_text(text, "utf-8")
        reindex(settings, BigramEncoder(), tokenizer)
        return cast(Archive, open_build(current_build(settings.index)).store)

    before = build("水库蓄水", "青龙水库")
    known = before.article_ids()
    after = build("青龙水库下闸蓄水", "青龙水库", "白鹤水库")
    news = compare(after, known)
    assert len(news.fresh) == 2
    assert {*news.replaced} == known - after.article_ids()
    (new,) = (after.article(id_) for id_ in news.new)
    assert new is not None
    assert new.text.startswith("白鹤水库")


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("22-7", {22, 23, 0, 1, 2, 3, 4, 5, 6}),
        (" 0 – 6 ", {0, 1, 2, 3, 4, 5}),
        ("12-14", {12, 13}),
        ("20-24", {20, 21, 22, 23}),
        ("", set()),
    ],
)
def test_quiet_hours(value: str, hours: set[int]) -> None:
    quiet = QuietHours.parse(value)
    moments = [datetime(2024, 5, 6, hour, 59).astimezone() for hour in range(24)]
    assert {moment.hour for moment in moments if quiet.hold(moment)} == hours


@pytest.mark.parametrize("value", ["22", "22-", "22:00-7:00", "7-7", "0-24", "22-25", "-1-7", "x"])
def test_unusable_quiet_hours_are_refused_with_the_remedy(value: str) -> None:
    with pytest.raises(SettingsError, match="QABOT_TELEGRAM_QUIET") as raised:
        QuietHours.parse(value)
    assert repr(value) in raised.value.message
    assert "22-7" in raised.value.hint


class TestDigest:
    @pytest.fixture
    def archive(self, tmp_path: Path, tokenizer: Tokenizer) -> Archive:
        articles = [printed(f"w{n}", f"水库{n}", "修水库。", day=n + 1) for n in range(30)]
        publish(
            tmp_path / ARTICLES,
            [*articles, printed("f", "", "渔船\n回港。"), printed("x", "<x>" * 90, "鱼&" * 150)],
        )
        return ChangingArchive(tmp_path / "release", tokenizer)

    @staticmethod
    def compose(archive: Archive, *alerts: tuple[str, str]) -> list[str]:
        return compose(
            archive,
            [Alert(1, article, topic, 1, "zh") for article, topic in alerts],
            lambda id_: f"https://x/?a&{id_}",
        )

    def test_few_articles_have_a_sentence_each(self, archive: Archive) -> None:
        speak("en")
        assert self.compose(archive, ("w1", "水庫"), ("gone", "水庫"), ("f", "渔船 回港")) == [
            "2 new articles on your topics:\n\n"
            '<a href="https://x/?a&amp;w1"><b>水库1</b></a>\n2020-05-02 · 青龙日报\n修水库。\nTopic: 水庫\n\n'
            '<a href="https://x/?a&amp;f"><b>渔船 回港。</b></a>\n2020-05-01 · 青龙日报\n渔船\nTopic: 渔船 回港'
        ]

    def test_long_titles_and_sentences_are_clipped(self, archive: Archive) -> None:
        (text,) = self.compose(archive, ("x", "鱼"))
        assert f"<b>{'&lt;x&gt;' * 26}&lt;…</b>" in text
        assert f"\n{'鱼&amp;' * 99}鱼…\n主题：鱼" in text

    def test_many_are_titles_by_topic_and_no_topic_is_crowded_out(self, archive: Archive) -> None:
        (text,) = self.compose(archive, *((f"w{n}", "水库") for n in range(30)), ("f", "渔船"))
        lines = text.splitlines()
        assert lines[:4] == [
            "您订阅的主题有 31 篇新文章：",
            "",
            "<b>水库（30 篇）</b>",
            '· <a href="https://x/?a&amp;w18">水库18</a> · 2020-05-19 · 青龙日报',
        ]
        assert lines[-4:] == [
            "<b>渔船（1 篇）</b>",
            '· <a href="https://x/?a&amp;f">渔船 回港。</a> · 2020-05-01 · 青龙日报',
            "",
            "另有 11 篇未列出，可以直接提问查找。",
        ]
        assert text.count("<a ") == 20

    def test_articles_that_are_gone_make_no_message(self, archive: Archive) -> None:
        assert self.compose(archive, ("gone", "水库")) == []
