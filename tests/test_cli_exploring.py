"""`qabot latest`, `on` and `between`, as scripts and people meet them."""

import json

import pytest
from archives import ROWS
from command import Command

pytest_plugins = ["command_fixtures"]

NEWEST = ["tea", "hospital", "heron", "reservoir", "library-reprint", "library", "bridge"]


def ids(qabot: Command, *words: str) -> list[str]:
    done = qabot(*words, "--json")
    assert done.returncode == 0, done.stderr
    return [article["article_id"] for article in json.loads(done.stdout)["articles"]]


def test_latest_lists_dated_articles_the_newest_first(qabot: Command) -> None:
    assert ids(qabot, "latest") == NEWEST
    assert ids(qabot, "latest", "-n", "2") == NEWEST[:2]
    assert ids(qabot, "latest", "-n", "2", "--to", "2022-12-31") == NEWEST[2:4]


def test_latest_shows_title_source_and_id(qabot: Command) -> None:
    done = qabot("latest", "-n", "2")
    assert done.stdout == (
        "2024-03-21\n  茶坪春茶开采 · 茶坪周报 · tea\n"
        "2023-12-13\n  縣人民醫院搬進新院區 · news.jsonl · hospital\n"
    )


def test_json_has_all_that_is_known_of_an_article(qabot: Command) -> None:
    (tea,) = json.loads(qabot("on", "2024-03-21", "--json").stdout)["articles"]
    row = next(row for row in ROWS if row["id"] == "tea")
    assert tea == {
        "article_id": "tea",
        "title": row["title"],
        "date": row["date"],
        "source": row["source"],
        "url": row["url"],
    }


def test_day_and_period(qabot: Command) -> None:
    assert ids(qabot, "on", "2021-06-18") == ["library"]
    assert ids(qabot, "between", "2021-06-18", "2022-01-27") == NEWEST[3:6]


def test_empty_period_tells_what_the_archive_covers(qabot: Command) -> None:
    done = qabot("on", "1999-01-01")
    assert done.stdout == "档案里没有这段时间的文章；现有 2021-03-05 至 2024-03-21。\n"
    assert done.returncode == 0
    assert ids(qabot, "on", "1999-01-01") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("on", "2021-02-30"), "“2021-02-30”不是日期"),
        (("on",), "DAY"),
        (("between", "2022-01-01", "2021-01-01"), "2022-01-01 晚于截止日期 2021-01-01"),
        (("latest", "-n", "0"), "0"),
    ],
)
def test_bad_days_are_usage_errors(qabot: Command, words: tuple[str, ...], told: str) -> None:
    done = qabot(*words)
    assert done.returncode == 2
    assert told in done.stderr


def test_without_an_index_the_remedy_is_told(empty: Command) -> None:
    done = empty("latest", "--index", "none")
    assert done.returncode == 1
    assert "qabot reindex --index none" in done.stderr
