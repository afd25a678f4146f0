"""`qabot who`, as scripts and people meet it."""

import json

import pytest
from command import Command

pytest_plugins = ["command_fixtures"]


def test_office_with_its_quote_and_source(qabot: Command) -> None:
    done = qabot("who", "周明华")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "周明华 · 2021-06-18 – 2021-06-20 · 2 段\n\n"
        "2021-06-18 – 2021-06-20  馆长 · 1 篇\n"
        "[1] 馆长周明华说，新馆每周二闭馆。\n"
        "    —— 《县图书馆新馆开放》 · 2021-06-18 · news.jsonl · library\n"
        "[2] 馆长周明华说，新馆每周二闭馆。\n"
        "    —— 《新馆开放》 · 2021-06-20 · news.jsonl · library-reprint\n"
    )


def test_json_of_a_traditional_text(qabot: Command) -> None:
    found = json.loads(qabot("who", "范闻笙院长", "--json").stdout)
    assert (found["name"], found["found"], found["passages"], found["read"]) == (
        "范闻笙",
        True,
        1,
        1,
    )
    ((office,),) = [person["offices"] for person in found["persons"]]
    assert (office["office"], office["from"], office["to"], office["articles"]) == (
        "院長",
        "2023-12-13",
        "2023-12-13",
        1,
    )
    assert office["first"]["quote"] == "院長范聞笙說，新院區有病床六百張。"
    passage = office["first"]["passage"]
    assert [passage[start:end] for start, end in office["first"]["highlights"]] == ["院長范聞笙"]


def test_period(qabot: Command) -> None:
    found = json.loads(qabot("who", "周明华", "--from", "2021-06-19", "--json").stdout)
    assert found["first"]["date"] == "2021-06-20"


def test_unknown_name_is_told_with_the_nearest(qabot: Command) -> None:
    done = qabot("who", "周明花")
    assert done.returncode == 0
    assert done.stdout == "档案里没有“周明花”。相近的名字：周明华\n"
    assert json.loads(qabot("who", "周明花", "--json").stdout)["nearest"] == ["周明华"]


def test_word_without_an_office(qabot: Command) -> None:
    done = qabot("who", "水库")
    assert "没有一处写明职务。" in done.stdout
    assert "青龙水库1月26日下闸蓄水" in done.stdout


@pytest.mark.parametrize("typed", ["", "王", "。"])
def test_bad_names_are_usage_errors(qabot: Command, typed: str) -> None:
    done = qabot("who", typed)
    assert done.returncode == 2
    assert "qabot who 周明华" in done.stderr


def test_help_has_examples(qabot: Command) -> None:
    assert "qabot who 周明华" in qabot("who", "--help").stdout
