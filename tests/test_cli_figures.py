"""`qabot figures`, as scripts and people meet it."""

import json
from pathlib import Path
from typing import Any

import pytest
from archives import LIBRARY, ROWS
from command import Command
from parts import BigramEncoder, write_corpus

from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.settings import Settings

FIRST_HALF = "今年上半年，云桥镇茶叶产量达到1200多吨，同比增长5%。"
YEAR = "去年云桥镇茶叶产量为0.25万吨，茶园1.5万亩。"
OTHER = "云桥镇去年茶叶产量约2400吨，县里另有统计。"
TEA_ROWS = (
    {"id": "half", "title": "茶叶增产", "date": "2021-07-12", "text": FIRST_HALF},
    {"id": "year", "title": "茶叶丰收", "date": "2022-01-15", "text": YEAR},
    {"id": "year-again", "title": "茶叶又丰收", "date": "2022-03-15", "text": f"会上说：{YEAR}"},
    {"id": "other", "title": "另一种说法", "date": "2022-02-03", "text": OTHER},
)


@pytest.fixture
def qabot(tmp_path: Path, cache: Path, tokenizer: Tokenizer) -> Command:
    """The command in a folder with a small archive about tea and other things."""
    corpus = write_corpus(tmp_path / "corpus", [*ROWS, *TEA_ROWS])
    reindex(
        Settings(corpus=corpus, index=tmp_path / "index", cache=cache), BigramEncoder(), tokenizer
    )
    return Command(tmp_path, cache)


def found(qabot: Command, *words: str) -> dict[str, Any]:
    done = qabot("figures", *words, "--json")
    assert done.returncode == 0, done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    return data


def test_values_of_one_thing_stand_together_by_date_and_conflicts_are_shown(qabot: Command) -> None:
    (production,) = [
        one for one in found(qabot, "茶叶产量")["counted"] if one["figures"][0]["unit"] == "吨"
    ]
    told = [
        (f["value"], f["qualifiers"], f["from"], f["to"], f["article_id"])
        for f in production["figures"]
    ]
    assert told == [
        (1200, ["多"], "2021-01-01", "2021-06-30", "half"),
        (2500, [], "2021-01-01", "2021-12-31", "year"),
        (2400, ["约"], "2021-01-01", "2021-12-31", "other"),
    ]
    assert [f["repeats"] for f in production["figures"]] == [0, 1, 0]


def test_each_figure_is_a_quote_with_its_number_marked(qabot: Command) -> None:
    figures = [f for one in found(qabot, "茶叶")["counted"] for f in one["figures"]]
    assert [f["number"] for f in figures] == [*range(1, len(figures) + 1)]
    marked = {f["passage"][slice(*f["highlights"][0])] for f in figures}
    assert marked == {"1200多吨", "5%", "0.25万吨", "1.5万亩", "2400吨"}
    assert all(f["quote"] in f["passage"] for f in figures)


def test_area_is_told_in_the_unit_of_statistics_too(qabot: Command) -> None:
    (area,) = [
        f for one in found(qabot, "茶叶")["counted"] for f in one["figures"] if f["unit"] == "亩"
    ]
    assert (area["value"], area["compared"]) == (15_000, {"value": 1000, "unit": "公顷"})
    assert "15,000亩 = 1,000公顷" in qabot("figures", "茶叶").stdout


def test_period_and_most_limit_what_is_shown(qabot: Command) -> None:
    data = found(qabot, "茶叶产量", "--to", "2021-12-31")
    assert {f["article_id"] for one in data["counted"] for f in one["figures"]} == {"half"}
    data = found(qabot, "茶叶产量", "-n", "1", "--each", "2")
    (production,) = data["counted"]
    assert [f["value"] for f in production["figures"]] == [1200, 2400]
    assert (production["more"], data["more"]) == (1, 2)


def test_reprints_are_told_once(qabot: Command) -> None:
    assert LIBRARY.count("38万册") == 1
    books = [
        f for one in found(qabot, "图书馆")["counted"] for f in one["figures"] if f["unit"] == "册"
    ]
    assert [f["article_id"] for f in books] == ["library"]


def test_people_read_what_is_counted_then_number_date_quote_and_source(qabot: Command) -> None:
    lines = qabot("figures", "茶叶产量", "-n", "1").stdout.splitlines()
    assert lines[:3] == [
        "云桥镇茶叶产量",
        f"[1] 1,200吨 多 · 2021-01-01–2021-06-30  {FIRST_HALF}",
        "    —— 《茶叶增产》 · 2021-07-12 · news.jsonl · half",
    ]


@pytest.mark.parametrize(
    ("topic", "told"),
    [
        ("嘀嗒咕噜", "档案里没有关于“嘀嗒咕噜”的内容。"),
        ("老渡口", "段谈到“老渡口”，都没有说到数字。"),
    ],
)
def test_where_nothing_is_found_that_is_told(qabot: Command, topic: str, told: str) -> None:
    done = qabot("figures", topic)
    assert told in done.stdout
    assert done.returncode == 0
    assert found(qabot, topic)["counted"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("figures",), "TOPIC"),
        (("figures", " "), "没有可查的词"),
        (("figures", "茶叶", "--from", "2022-01-01", "--to", "2021-01-01"), "晚于截止日期"),
        (("figures", "茶叶", "-n", "0"), "0"),
        (("figures", "茶叶", "--each", "1"), "1"),
    ],
)
def test_bad_input_is_a_usage_error(qabot: Command, words: tuple[str, ...], told: str) -> None:
    done = qabot(*words)
    assert done.returncode == 2
    assert told in done.stderr


def test_help_has_examples_in_both_languages(qabot: Command) -> None:
    assert "例：\n    qabot figures 粮食产量" in qabot("figures", "--help").stdout
    english = qabot("figures", "--help", env={"QABOT_LANG": "en"}).stdout
    assert "Examples:\n    qabot figures 粮食产量" in english
