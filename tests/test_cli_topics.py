"""`qabot timeline`, `latest TOPIC`, `topics` and `related`, as scripts and people meet them."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import Command
from exploring_archive import FERRY_CUT, FERRY_END, LATER, START, build

from qabot.language.words import Tokenizer


@pytest.fixture(scope="module")
def qabot(tmp_path_factory: pytest.TempPathFactory, cache: Path, tokenizer: Tokenizer) -> Command:
    """The command in a folder with the archive of the bridge and its index."""
    home = tmp_path_factory.mktemp("topics")
    build(home, cache, tokenizer)
    return Command(home, cache)


def printed(qabot: Command, *words: str) -> Any:
    done = qabot(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_timeline_as_json(qabot: Command) -> None:
    found = printed(qabot, "timeline", "青柳河大桥", "-n", "2")
    assert (found["topic"], found["found"], found["more"]) == ("青柳河大桥", True, 3)
    assert found["searched"] == {"青柳河": ["青柳河"], "大桥": ["大桥"]}
    assert found["months"][0] == {"month": "2020-05", "passages": 1}
    assert found["months"][-1] == {"month": "2022-06", "passages": 1}
    first, last = found["entries"]
    assert (first["day"], first["named"], first["reports"]) == (
        "2020-05-07",
        ["2020-05-06", "2020-05-06"],
        1,
    )
    assert (first["number"], first["quote"], first["article_id"]) == (1, START, "start")
    assert last["quote"] == LATER


def test_timeline_for_people(qabot: Command) -> None:
    done = qabot("timeline", "青柳河", "大桥", "-n", "2", "--to", "2020-12-31")
    assert done.stdout == (
        "每月有几段说到它（每行一年，1 至 12 月，行末为全年）：\n"
        "2020 ····█······· 1\n"
        "\n"
        f"[1] 2020-05-07（文中：2020-05-06）  {START}\n"
        "    —— 《青柳河大桥开工》 · 2020-05-07 · news.jsonl · start\n"
    )


def test_timeline_tells_how_many_more_there_are(qabot: Command) -> None:
    assert "另有 4 天没有列出" in qabot("timeline", "青柳河大桥", "-n", "1").stdout


def test_topic_that_is_not_there(qabot: Command) -> None:
    assert qabot("timeline", "魔法少女").stdout == "档案里没有关于“魔法少女”的内容。\n"
    done = qabot("timeline", "青柳河大桥", "--from", "2023-01-01")
    assert (
        done.stdout
        == "这段时间没有关于“青柳河大桥”的内容；档案里有 2020-05-07 至 2022-06-30 的。\n"
    )
    found = printed(qabot, "latest", "青柳河隧道爆破")
    assert (found["found"], found["covers"], found["citations"]) == (False, None, [])
    assert "青柳河" in found["related"][0]["quote"]


def test_latest_about_a_topic(qabot: Command) -> None:
    found = printed(qabot, "latest", "青柳河大桥", "-n", "1")
    assert [citation["quote"] for citation in found["citations"]] == [LATER]
    assert qabot("latest", "青柳河大桥", "-n", "1").stdout == (
        f"[1] 2022-06-30  {LATER}\n    —— 《大桥通车一年》 · 2022-06-30 · news.jsonl · later\n"
    )


def test_topics_of_a_period(qabot: Command) -> None:
    words = ("topics", "--from", "2022-06-25", "--to", "2022-07-31")
    found = printed(qabot, *words)
    assert (found["from"], found["to"], found["articles"]) == ("2022-06-25", "2022-07-31", 5)
    assert found["words"][0]["word"] == "白石沟山洪"
    assert found["words"][0]["headlines"] == 4
    head, first, *_ = qabot(*words).stdout.splitlines()
    assert head == "2022-06-25 至 2022-07-31，5 篇："
    assert first.startswith("[1] 白石沟山洪  白石沟山洪过后第")


def test_topics_of_days_without_articles(qabot: Command) -> None:
    done = qabot("topics", "--from", "1999-01-01", "--to", "1999-02-01")
    assert done.stdout == "档案里没有这段时间的文章；现有 2020-05-07 至 2022-07-04。\n"


def test_related_articles_by_their_days(qabot: Command) -> None:
    found = printed(qabot, "related", "joined")
    assert [citation["article_id"] for citation in found["event"]] == ["again"]
    assert [citation["article_id"] for citation in found["earlier"]] == ["start"]
    assert found["article"]["title"] == "青柳河大桥合龙"
    text = qabot("related", "joined").stdout
    assert text.startswith(
        "青柳河大桥合龙\n2021-03-02 · news.jsonl · joined\n\n同一件事\n[1] 2021-03-03"
    )


def test_related_quotes_what_is_changed_in_a_reprint(qabot: Command) -> None:
    (reprint,) = printed(qabot, "related", "ferry")["reprints"]
    assert (reprint["article_id"], reprint["date"], reprint["title"]) == (
        "ferry-reprint",
        "2020-09-03",
        "撑船四十年",
    )
    (change,) = reprint["changes"]
    assert (change["own"]["quote"], change["other"]["quote"]) == (FERRY_END, FERRY_CUT)
    assert qabot("related", "ferry").stdout.endswith(
        "\n另见：news.jsonl 2020-09-03\n题为《撑船四十年》\n"
        f"[1] 此篇  {FERRY_END}\n    —— 《石门渡口》 · 2020-09-01 · news.jsonl · ferry\n"
        f"[2] 转载  {FERRY_CUT}\n    —— 《撑船四十年》 · 2020-09-03 · news.jsonl · ferry-reprint\n"
    )


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("timeline",), 2, "TOPIC"),
        (("timeline", "  "), 2, "没有可查的词"),
        (("latest", "？！"), 2, "没有可查的词"),
        (("timeline", "大桥", "-n", "0"), 2, "0"),
        (("timeline", "大桥", "--from", "2022-01-02", "--to", "2022-01-01"), 2, "晚于截止日期"),
        (("topics", "--from", "2022-13-01"), 2, "“2022-13-01”不是日期"),
        (
            ("related", "nobody"),
            1,
            "没有编号为“nobody”的文章。 编号在每行末尾，请运行：qabot latest",
        ),
        (("related",), 2, "ID"),
    ],
)
def test_bad_input_is_told(qabot: Command, words: tuple[str, ...], status: int, told: str) -> None:
    done = qabot(*words)
    assert done.returncode == status
    assert told in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["timeline", "latest", "topics", "related"])
def test_help_has_examples_in_both_languages(qabot: Command, name: str) -> None:
    assert f"例：\n    qabot {name}" in qabot(name, "--help").stdout
    english = qabot(name, "--help", env={"QABOT_LANG": "en"}).stdout
    assert f"Examples:\n    qabot {name}" in english


@pytest.mark.parametrize("name", ["timeline", "figures", "latest", "who", "related"])
def test_no_escape_sequence_that_was_typed_reaches_the_terminal(qabot: Command, name: str) -> None:
    done = qabot(name, "\x1b[2J火星\x1b]0;x\x07\u202e基地")
    shown = done.stdout + done.stderr
    assert "[2J火星 ]0;x 基地" in " ".join(shown.split())
    assert all(c.isprintable() or c == "\n" for c in shown)


@pytest.mark.parametrize(
    "words", [("timeline", "大桥"), ("latest",), ("stats",), ("who", "周明华")]
)
def test_output_without_chinese_is_english_with_the_rest_escaped(
    qabot: Command, words: tuple[str, ...]
) -> None:
    done = qabot(*words, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii()
    assert words[0] != "timeline" or "Passages about it by month" in done.stdout


def test_json_is_the_same_in_any_encoding(qabot: Command) -> None:
    ascii_only = qabot("latest", "大桥", "--json", env={"PYTHONIOENCODING": "latin-1"})
    assert json.loads(ascii_only.stdout) == json.loads(qabot("latest", "大桥", "--json").stdout)


def test_topic_typed_in_a_locale_without_utf_8(qabot: Command) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert qabot("timeline", "大桥", env=env).stdout == qabot("timeline", "大桥").stdout
    assert qabot("who", "周明华", env=env).stdout == qabot("who", "周明华").stdout
