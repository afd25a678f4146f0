"""Timelines, the newest articles about a topic, what stands out, what belongs together; and how they are drawn."""

from datetime import date
from pathlib import Path

import pytest
from exploring_archive import AGAIN, JOINED, LATER, START, build

from qabot.channels.exploring.plot import plot_lines
from qabot.exploring import Explorer
from qabot.exploring.telling import best_telling
from qabot.exploring.timeline import Timeline
from qabot.exploring.topic import Topic
from qabot.language.words import Tokenizer
from qabot.searching.engine import Period
from qabot.searching.engines import opener_of
from qabot.types import Citation, Passage


@pytest.fixture(scope="module")
def explorer(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer
) -> Explorer:
    """Looks around in the archive of the bridge."""
    settings = build(tmp_path_factory.mktemp("timeline"), cache, tokenizer)
    opener = opener_of(settings)
    return Explorer(settings, opener.open(opener.newest()), tokenizer)


def days(timeline: Timeline) -> list[str]:
    return [entry.day.isoformat() for entry in timeline.entries]


def marked(citation: Citation) -> list[str]:
    return [citation.passage.text[start:end] for start, end in citation.highlights]


def test_entries_are_quotes_by_day(explorer: Explorer) -> None:
    entries = explorer.timeline("青柳河大桥").entries
    assert [(entry.citation.number, entry.citation.quote) for entry in entries] == [
        (1, START),
        (2, "县领导到东岭镇走访，先后看了学校、医院、青柳河大桥和敬老院。"),
        (3, JOINED),
        (4, "青柳河大桥今天通车，过河只要两分钟。"),
        (5, LATER),
    ]
    assert marked(entries[0].citation) == ["青柳河大桥"]


def test_reports_of_one_event_are_one_entry(explorer: Explorer) -> None:
    joined = explorer.timeline("青柳河大桥").entries[2]
    assert (joined.day, joined.until, joined.reports) == (date(2021, 3, 2), date(2021, 3, 3), 2)
    assert joined.citation.passage.article_id == "joined"
    assert AGAIN not in joined.citation.quote


def test_day_that_the_quote_names(explorer: Explorer) -> None:
    start, _, joined, opened, _ = explorer.timeline("青柳河大桥").entries
    assert start.named == (date(2020, 5, 6), date(2020, 5, 6))
    assert joined.named == (date(2021, 3, 1), date(2021, 3, 1))
    assert opened.named is None


def test_of_many_the_entries_that_matter_stay(explorer: Explorer) -> None:
    timeline = explorer.timeline("青柳河大桥", most=3)
    assert days(timeline) == ["2020-05-07", "2021-06-30", "2022-06-30"]
    assert timeline.more == 2


def test_period_and_counts_by_month(explorer: Explorer) -> None:
    period = Period(date(2021, 1, 1), date(2021, 6, 30))
    timeline = explorer.timeline("青柳河大桥", period)
    assert days(timeline) == ["2021-01-20", "2021-03-02", "2021-06-30"]
    assert timeline.months == (
        (date(2021, 1, 1), 1),
        (date(2021, 2, 1), 0),
        (date(2021, 3, 1), 2),
        (date(2021, 4, 1), 0),
        (date(2021, 5, 1), 0),
        (date(2021, 6, 1), 1),
    )


def test_nothing_in_the_period_tells_where_there_is_something(explorer: Explorer) -> None:
    absence = explorer.timeline("青柳河大桥", Period(date(2023, 1, 1))).absence
    assert absence is not None
    assert absence.covers == (date(2020, 5, 7), date(2022, 6, 30))
    assert absence.near == ()


def test_unknown_topic_offers_what_is_near(explorer: Explorer) -> None:
    timeline = explorer.timeline("青柳河隧道爆破")
    assert timeline.entries == ()
    assert timeline.absence is not None
    assert timeline.absence.covers is None
    assert [citation.number for citation in timeline.absence.near] == [1, 2, 3]
    assert all("青柳河" in citation.quote for citation in timeline.absence.near)


def test_nothing_is_near_words_that_the_archive_never_has(explorer: Explorer) -> None:
    absence = explorer.timeline("魔法少女").absence
    assert absence is not None
    assert (absence.covers, absence.near) == (None, ())


def test_latest_about_a_topic(explorer: Explorer) -> None:
    latest = explorer.latest("青柳河大桥", most=2)
    assert [citation.passage.article_id for citation in latest.citations] == [
        "later",
        "opened-reprint",
    ]
    assert [citation.number for citation in latest.citations] == [1, 2]
    assert explorer.latest("魔法少女").absence is not None


def test_words_that_stand_out_in_a_period(explorer: Explorer) -> None:
    topical = explorer.topical(Period(date(2022, 6, 25), date(2022, 7, 31)))
    assert topical.articles == 5
    flood = topical.words[0]
    assert (flood.word, flood.headlines) == ("白石沟山洪", 4)
    assert flood.citation.quote.startswith("白石沟山洪过后")
    assert flood.times == pytest.approx(25 / 5, rel=0.2)


def test_nothing_stands_out_in_the_whole_archive(explorer: Explorer) -> None:
    assert explorer.topical(Period(date(2020, 1, 1), date(2023, 1, 1))).words == ()


def test_without_a_period_the_last_days_of_the_archive(explorer: Explorer) -> None:
    assert explorer.topical().period == Period(date(2022, 6, 4), date(2022, 7, 4))


def test_what_belongs_to_an_article(explorer: Explorer) -> None:
    related = explorer.related("joined")
    assert related is not None
    parts = (related.event, related.earlier, related.later)
    found = [[citation.passage.article_id for citation in part] for part in parts]
    assert found[0] == ["again"]
    assert found[1] == ["start"]
    assert "later" in found[2]
    assert not {"flood-1", "market-3"} & {article_id for part in found for article_id in part}
    assert [citation.number for part in parts for citation in part] == list(
        range(1, 1 + sum(map(len, found)))
    )


def test_unknown_article_has_nothing_related(explorer: Explorer) -> None:
    assert explorer.related("nobody") is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("要闻两则\n大桥合龙\n两岸工人在桥面会师。", "两岸工人在桥面会师。"),  # under its heading
        ("今天的主要内容有大桥合龙：\n菜价回落。\n大桥合龙了。", "大桥合龙了。"),
        ("大桥合龙\n菜价回落\n水库蓄水。", "大桥合龙"),  # nothing but a headline
        ("大桥合龙（记者 唐牧 摄）\n昨天上午大桥合龙。", "昨天上午大桥合龙。"),  # no caption
        ("合龙的大桥（唐牧 摄）", "合龙的大桥（唐牧 摄）"),  # but for want of others
    ],
)
def test_sentence_that_tells_best(text: str, quote: str) -> None:
    passage = Passage(
        id="a#0", article_id="a", title="快讯", text=text, start=0, end=len(text), source="日报"
    )
    topic = Topic("大桥", {"大桥": ("大桥",)}, {"大桥": 1.0})
    telling = best_telling(topic, passage)
    assert telling is not None
    assert telling.quote == quote


def test_plot_has_a_line_a_year() -> None:
    months = [(date(2020, 11, 1), 1), (date(2020, 12, 1), 8), (date(2021, 1, 1), 0)]
    assert [*plot_lines(months)] == ["2020 ··········▁█ 9", "2021 ············ 0"]
    assert [*plot_lines(months, encoding="ascii")] == ["2020 ..........29 9", "2021 ............ 0"]
    assert [*plot_lines([])] == []
