"""The `qabot` command as scripts meet it: a real process, its output, its exit status."""

import json
import signal
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from typing import Any

import pytest
from archives import BRIDGE, BRIDGE_MORE, HERON, LIBRARY, RESERVOIR, ROWS, TEA
from command import Command, only_line
from parts import write_corpus

from qabot.indexing.manifest import describe_files
from qabot.indexing.pointer import current_build

pytest_plugins = ["command_fixtures"]

QUESTION = "青龙水库总投资多少？"
CITATION_TYPES = {
    "number": int,
    "article_id": str,
    "title": str,
    "date": (str, type(None)),
    "source": str,
    "url": (str, type(None)),
    "passage": str,
    "quote": str,
    "highlights": list,
    "score": float,
    "file": str,
    "lines": list,
    "also_in": list,
}


def check_citations(citations: list[dict[str, Any]]) -> None:
    """Hold citations against the contract and against the archive."""
    texts = {row["id"]: row["text"] for row in ROWS}
    assert [citation["number"] for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        assert list(citation) == list(CITATION_TYPES)
        for key, kind in CITATION_TYPES.items():
            assert isinstance(citation[key], kind), key  # type: ignore[arg-type]
        assert citation["passage"] in texts[citation["article_id"]]
        assert citation["quote"] in citation["passage"]
        ends = [0]
        for start, end in citation["highlights"]:
            assert ends[-1] <= start < end <= len(citation["passage"])
            ends.append(end)


def test_ask_prints_passages_and_sources(qabot: Command) -> None:
    done = qabot("ask", QUESTION, "-k", "1")
    assert (
        done.stdout == f"[1] {RESERVOIR}\n    —— 《青龙水库下闸蓄水》 · 2022-01-27 · news.jsonl\n\n"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ask_answers_each_line_of_standard_input_in_order(qabot: Command) -> None:
    lines = "云桥镇便民桥总投资多少？\n\n  \n你好\r\n茶坪头采鲜叶每斤多少元？"
    done = qabot("ask", "-k", "1", stdin=lines.encode())
    no_word = "问题里没有可以查找的词。请写出人名、地名或事情。"
    assert done.stdout == (
        f"? 云桥镇便民桥总投资多少？\n[1] {BRIDGE}\n    {BRIDGE_MORE}\n"
        "    —— 《云桥镇修好三座便民桥》 · 2021-03-05 · news.jsonl\n\n"
        f"? \n{no_word}\n?   \n{no_word}\n"
        "? 你好\n这像是打招呼，不是要查的问题。请问一件报纸上可能写到的事，例如人名、地点、数字。\n"
        f"? 茶坪头采鲜叶每斤多少元？\n[1] {TEA}\n    —— 《茶坪春茶开采》 · 2024-03-21 · 茶坪周报 · https://example.org/tea\n\n"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_ask_json_keeps_its_contract_whatever_is_asked(qabot: Command) -> None:
    questions = [
        QUESTION,
        "",
        "？！……",
        "😀",
        "\x00\x07\x1b[31m",
        "水" * 10_000,
        "珠穆朗玛峰",
        "糖醋排骨怎么做才不腥？",
        '"\\',
        "濕地數到１８４５隻白鷺",
    ]
    stdin = "\n".join(questions).encode() + b"\n\xff\xfe\n"
    done = qabot("ask", "-", "--json", stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [*questions, "\ufffd\ufffd"]
    for answer in answers:
        keys = ["question", "found", "reason", "answer", "value", "probability", "elapsed_ms"]
        assert list(answer) in ([*keys, "citations"], [*keys, "citations", "related"])
        assert answer["probability"] is None or 0 <= answer["probability"] <= 1
        assert isinstance(answer["elapsed_ms"], float)
        assert answer["elapsed_ms"] > 0
        check_citations(answer["citations"])
        check_citations(answer.get("related", []))
        assert answer["found"] == bool(answer["citations"]) == (answer["reason"] is None)
        if answer["answer"] is not None:
            assert answer["answer"] in answer["citations"][0]["quote"]
    assert answers[0]["citations"][0]["article_id"] == "reservoir"
    assert answers[0]["citations"][0]["date"] == "2022-01-27"
    assert [answer["found"] for answer in answers[1:5]] == [False] * 4
    assert answers[6]["reason"] == "档案里没有出现过“珠穆朗玛峰”。"
    assert answers[7]["found"] is False
    assert answers[9]["citations"][0]["passage"] == HERON


def test_ask_in_a_period_and_in_english(qabot: Command) -> None:
    done = qabot(
        "ask", QUESTION, "--from", "1999-01-01", "--to", "1999-12-31", env={"QABOT_LANG": "en"}
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == "The archive has nothing on this in that period (undated articles do not count).\n"
    )


def test_ask_takes_k_from_the_settings(qabot: Command) -> None:
    (qabot.folder / "qabot.toml").write_text("k = 2\n", "utf-8")
    done = qabot("ask", "图书馆新馆和青龙水库的总投资是多少？", "--json")
    assert [c["number"] for c in json.loads(done.stdout)["citations"]] == [1, 2]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("ask", "x", "-k", "0"), "'-k'"),
        (("ask", "x", "-k", "51"), "'-k'"),
        (("ask", "x", "-k", "many"), "'many'"),
        (("ask", "x", "--from", "2021-02-30"), "“2021-02-30”"),
        (("ask", "x", "--to", "gestern"), "“gestern”"),
        (("ask", "x", "--from", "2021-02-03", "--to", "2021-02-02"), "2021-02-03 晚于"),
        (("chat", "--from", "2021-2"), "“2021-2”不是日期，应为 YYYY-MM-DD"),
        (("chat", "--from", "2021-02-03", "--to", "2021-02-02"), "2021-02-02"),
        (("ask", "x", "y"), "y"),
        (("asks",), "'asks'"),
        (("--nonsense",), "--nonsense"),
        (("read",), "PATH"),
        (("read", "no-such-file.txt"), "no-such-file.txt"),
        (("article",), "ID"),
        (("eval",), "DIR"),
    ],
)
def test_wrong_usage_is_told_with_status_2(
    empty: Command, words: tuple[str, ...], named: str
) -> None:
    done = empty(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [("ask", QUESTION), ("ask", QUESTION, "--json"), ("ask",), ("chat",), (), ("article", "x")],
)
def test_without_an_index_one_line_names_reindex(empty: Command, words: tuple[str, ...]) -> None:
    done = empty(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert only_line(done.stderr) == "qabot: index 里还没有索引。 请运行：qabot reindex"


def test_error_is_in_english_if_so_chosen_and_whole_with_debug(empty: Command) -> None:
    done = empty("ask", "x", env={"QABOT_LANG": "en"})
    assert only_line(done.stderr) == "qabot: There is no index in index. Run: qabot reindex"
    assert "Traceback" in empty("--debug", "ask", "x").stderr


def test_flag_goes_before_environment_before_toml(empty: Command) -> None:
    assert "qabot: index 里" in empty("ask", "x").stderr
    (empty.folder / "qabot.toml").write_text('index = "from-toml"\n', "utf-8")
    assert "from-toml 里" in empty("ask", "x").stderr
    assert "from-env 里" in empty("ask", "x", env={"QABOT_INDEX": "from-env"}).stderr
    assert (
        "from-flag 里"
        in empty("ask", "x", "--index", "from-flag", env={"QABOT_INDEX": "from-env"}).stderr
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QABOT_K", "abc"),
        ("QABOT_K", "0"),
        ("QABOT_FUSION", "best"),
        ("QABOT_PASSAGE_CHARS", "5"),
        ("QABOT_BM25_WEIGHT", "-1"),
    ],
)
def test_environment_value_that_cannot_be_used_is_named(
    empty: Command, name: str, value: str
) -> None:
    done = empty("ask", "x", env={name: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert name in only_line(done.stderr)
    assert repr(value) in done.stderr


@pytest.mark.parametrize("content", ["k = \n", "k = 'many'\n", "\ufffe\x00"])
def test_broken_toml_is_named(empty: Command, content: str) -> None:
    (empty.folder / "qabot.toml").write_text(content, "utf-8")
    done = empty("ask", "x")
    assert (done.returncode, done.stdout) == (1, "")
    assert "qabot.toml" in only_line(done.stderr)


@pytest.mark.parametrize(
    ("name", "value"), [("QABOT_USER_DICT", "missing.txt"), ("QABOT_CACHE", "/dev/null/cache")]
)
def test_path_that_cannot_be_used_is_named(qabot: Command, name: str, value: str) -> None:
    done = qabot("ask", QUESTION, env={name: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert value in only_line(done.stderr)


def test_reindex_builds_reports_and_then_reuses(empty: Command) -> None:
    write_corpus(empty.folder / "corpus", ROWS[:2])
    done = empty("reindex")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert rows[:-1] == [
        ["文件", "1"],
        ["文章", "2"],
        ["段落", "2"],
        ["新增", "2"],
        ["沿用", "0"],
        ["移除", "0"],
        ["重复文章", "0"],
        ["转载文章", "0"],
        ["跳过", "0"],
    ]
    assert rows[-1][0] == "用时（秒）"
    assert done.stderr.splitlines() == ["读取：1", "切分：2", "向量化：2", "写入：2"]

    again = empty("reindex", "--json")
    assert again.returncode == 0
    report = json.loads(again.stdout)
    seconds, folder = report.pop("seconds"), report.pop("index")
    assert 0 < seconds < 60
    assert (empty.folder / folder / "manifest.json").exists()
    assert report == {
        "files": 1,
        "articles": 2,
        "passages": 2,
        "new": 0,
        "reused": 2,
        "removed": 0,
        "duplicates": 0,
        "reprints": 0,
        "aliases": 0,
        "skipped": [],
        "changed": False,
    }


def test_reindex_follows_the_corpus_until_it_is_interrupted(qabot: Command) -> None:
    corpus = qabot.folder / "corpus"
    with qabot.start("reindex", "--watch", "--json") as process:
        assert process.stdout and process.stderr
        first = json.loads(process.stdout.readline())
        assert (first["articles"], first["changed"]) == (len(ROWS), False)
        assert any("正在守候 corpus" in line.decode() for line in process.stderr)
        write_corpus(corpus, [{"title": "东溪桥通车", "text": "东溪桥长九十米。"}], "more.jsonl")
        second = json.loads(process.stdout.readline())
        assert (second["articles"], second["new"]) == (len(ROWS) + 1, 1)
        (corpus / "more.jsonl").unlink()
        third = json.loads(process.stdout.readline())
        assert (third["articles"], third["removed"]) == (len(ROWS), 1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130


def test_reindex_tells_what_it_could_not_read_and_exits_with_1(qabot: Command) -> None:
    (qabot.folder / "corpus" / "picture.txt").write_bytes(bytes(range(256)) * 8)
    done = qabot("reindex", "--json")
    assert done.returncode == 1
    assert [skipped["where"] for skipped in json.loads(done.stdout)["skipped"]] == ["picture.txt"]
    table = qabot("reindex")
    assert table.returncode == 1
    last_lines = table.stdout.splitlines()[-2:]
    assert last_lines[0] == "语料没有变化，索引已是最新。"
    assert last_lines[1].startswith("跳过 picture.txt：不是文本文件")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ((), "没有语料目录 corpus"),
        (("--corpus", "."), "没有可以索引的文章"),
        (("--corpus", "nowhere"), "没有语料目录 nowhere"),
    ],
)
def test_reindex_without_articles_is_an_error(
    empty: Command, words: tuple[str, ...], named: str
) -> None:
    done = empty("reindex", *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert named in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_read_json_gives_one_line_a_file(empty: Command) -> None:
    (empty.folder / "桥.txt").write_text(
        "云桥镇修好三座便民桥\n\n云桥镇三座便民桥昨日完工。\n", "utf-8"
    )
    write_corpus(empty.folder, ROWS[:2])
    done = empty("read", "桥.txt", "news.jsonl", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(page["page"], list(page)) for page in pages] == [
        ("桥.txt", ["page", "articles"]),
        ("news.jsonl", ["page", "articles"]),
    ]
    (article,) = pages[0]["articles"]
    promised = {"id", "title", "subtitle", "author", "date", "paragraphs", "captions"}
    assert promised <= set(article)
    assert article["title"] == "云桥镇修好三座便民桥"
    assert article["paragraphs"] == ["云桥镇三座便民桥昨日完工。"]
    assert [(a["id"], a["date"], a["paragraphs"]) for a in pages[1]["articles"]] == [
        ("bridge", "2021-03-05", [BRIDGE, BRIDGE_MORE]),
        ("library", "2021-06-18", [LIBRARY]),
    ]


def test_read_goes_on_after_a_file_that_cannot_be_read(empty: Command) -> None:
    folder = empty.folder / "pages"
    write_corpus(folder, ROWS[:1])
    (folder / "a.txt").write_bytes(bytes(range(256)) * 8)
    done = empty("read", "pages", "--json")
    assert done.returncode == 1
    broken, good = (json.loads(line) for line in done.stdout.splitlines())
    assert (broken["page"], broken["articles"], broken["skipped"][0]["where"]) == (
        "a.txt",
        [],
        "a.txt",
    )
    assert [article["id"] for article in good["articles"]] == ["bridge"]


def test_read_of_articles_has_their_facts_and_no_blocks(empty: Command) -> None:
    write_corpus(empty.folder, ROWS[:1])
    (page,) = map(json.loads, empty("read", "news.jsonl", "--json", "--blocks").stdout.splitlines())
    assert page["blocks"] == []
    (article,) = page["articles"]
    facts = ("newspaper", "page_number", "date_estimated", "places")
    assert [article[fact] for fact in facts] == ["", "", False, []]


def test_sidecar_of_articles_is_refused(empty: Command) -> None:
    write_corpus(empty.folder, ROWS[:1])
    done = empty("read", "news.jsonl", "--sidecar")
    assert (done.returncode, done.stdout) == (1, "")
    assert "news.jsonl" in done.stderr


def test_sidecar_is_printed_of_one_page_only(empty: Command) -> None:
    for name in ("a.txt", "b.txt"):
        (empty.folder / name).write_text("桥通了\n\n灯也亮了，村民都来看。\n", "utf-8")
    done = empty("read", "a.txt", "b.txt", "--sidecar")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--sidecar" in done.stderr
    assert "lines = " in empty("read", "a.txt", "--sidecar").stdout


@pytest.mark.parametrize("words", [("--blocks",), ("--json", "--sidecar")])
def test_read_flags_that_do_not_go_together(empty: Command, words: tuple[str, ...]) -> None:
    done = empty("read", ".", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert words[-1] in done.stderr


def test_article_prints_the_whole(qabot: Command) -> None:
    done = qabot("article", "bridge")
    assert done.stdout == (
        f"云桥镇修好三座便民桥\n2021-03-05 · news.jsonl · bridge\n\n{BRIDGE}\n\n{BRIDGE_MORE}\n"
    )
    data = json.loads(qabot("article", "tea", "--json").stdout)
    assert (data["id"], data["source"], data["url"], data["paragraphs"]) == (
        "tea",
        "茶坪周报",
        "https://example.org/tea",
        [TEA],
    )


@pytest.mark.parametrize("article_id", ["nobody", b"\xff\xfe", "😀", ""])
def test_unknown_article_is_an_error_that_names_it(qabot: Command, article_id: str | bytes) -> None:
    done = qabot("article", article_id)
    shown = article_id if isinstance(article_id, str) else article_id.decode("utf-8", "replace")
    assert (done.returncode, done.stdout) == (1, "")
    assert only_line(done.stderr).startswith(f"qabot: 档案里没有编号为“{shown}”的文章。")


def test_raw_lines_of_an_article_that_has_none_is_an_error(qabot: Command) -> None:
    done = qabot("article", "bridge", "--raw")
    assert (done.returncode, done.stdout) == (1, "")
    assert only_line(done.stderr) == (
        "qabot: 文章 bridge 来自 news.jsonl，没有版面原文。 请去掉 --raw：qabot article bridge"
    )


def test_raw_lines_are_those_of_the_page(empty: Command) -> None:
    write_corpus(empty.folder / "corpus", ROWS[:1])
    assert empty("reindex").returncode == 0
    # A page under the article, as a reader of pages puts it there.
    build = current_build(empty.folder / "index")
    with closing(sqlite3.connect(build / "articles.sqlite")) as store:
        page = "云桥日报\n云桥镇修好三座便民桥\n老渡口\n" + BRIDGE
        store.execute(
            "INSERT INTO pages VALUES (?, ?, 1)", ("news.jsonl", zlib.compress(page.encode()))
        )
        store.execute("UPDATE articles SET lines = '2,4'")
        store.commit()
    manifest = build / "manifest.json"
    files = {name: entry for name, entry in describe_files(build).items() if name != manifest.name}
    manifest.write_text(
        json.dumps(json.loads(manifest.read_text("utf-8")) | {"files": files}), "utf-8"
    )
    done = empty("article", "bridge", "--raw")
    assert done.stdout == f"     2 云桥镇修好三座便民桥\n     ⋮\n     4 {BRIDGE}\n"
    assert json.loads(empty("article", "bridge", "--raw", "--json").stdout) == {
        "id": "bridge",
        "file": "news.jsonl",
        "lines": [{"line": 2, "text": "云桥镇修好三座便民桥"}, {"line": 4, "text": BRIDGE}],
    }


def test_interrupt_while_lines_are_answered_exits_with_130(qabot: Command) -> None:
    with qabot.start("ask", "-", "--json") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["found"] is True
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read().strip() == b""


def test_reader_that_leaves_is_no_fault(qabot: Command) -> None:
    with qabot.start("ask", "-") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(f"{QUESTION}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline().decode() == f"? {QUESTION}\n"
        process.stdout.close()
        process.stdin.write(f"{QUESTION}\n".encode() * 200)
        process.stdin.close()
        process.wait(60)
        assert process.stderr.read() == b""


def test_lines_of_a_chat_are_one_conversation(qabot: Command) -> None:
    lines = "云桥镇便民桥在哪儿？\n总投资呢？\n\n总投资呢？\n"
    done = qabot("ask", "--chat", "-k", "1", stdin=lines.encode())
    assert (done.returncode, done.stderr) == (0, "")
    first, _, second = done.stdout.partition("—— 新的对话 ——\n")
    assert f"? 总投资呢？\n理解为：云桥镇便民桥总投资是多少？\n[1] {BRIDGE}\n" in first
    assert "? 总投资呢？\n" in second
    assert "理解为" not in second


def test_json_of_a_chat_tells_what_was_understood(qabot: Command) -> None:
    lines = "云桥镇便民桥在哪儿？\n总投资呢？\n  \n总投资呢？\n"
    done = qabot("ask", "-", "--chat", "--json", stdin=lines.encode())
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["question"], a["understood"]) for a in answers] == [
        ("云桥镇便民桥在哪儿？", None),
        ("总投资呢？", "云桥镇便民桥总投资是多少？"),
        ("总投资呢？", None),
    ]
    assert answers[1]["citations"][0]["article_id"] == "bridge"


def test_without_chat_every_line_stands_alone(qabot: Command) -> None:
    done = qabot("ask", "-", "--json", stdin="云桥镇便民桥在哪儿？\n总投资呢？\n".encode())
    assert not any("understood" in json.loads(line) for line in done.stdout.splitlines())


def test_chat_in_a_period(qabot: Command) -> None:
    done = qabot("chat", "--to", "1999-12-31", stdin=f"{QUESTION}\n/to\n{QUESTION}\n".encode())
    assert (done.returncode, done.stderr) == (0, "")
    refused, _, answered = done.stdout.partition("不限日期。\n")
    assert "[1] " not in refused
    assert "[1] " in answered


def test_chat_from_a_pipe_answers_without_a_prompt(qabot: Command) -> None:
    done = qabot("chat", stdin=f"{QUESTION}\n/source 1\n/quit\n{QUESTION}\n".encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(f"[1] {RESERVOIR}\n") == 1
    assert f"2022-01-27 · news.jsonl · reservoir\n\n{RESERVOIR}\n" in done.stdout
    assert "问>" not in done.stdout


def test_asking_never_imports_torch(qabot: Command) -> None:
    program = (
        "import sys\n"
        "from qabot import cli\n"
        f"sys.argv[1:] = ['ask', {QUESTION!r}]\n"
        "try:\n    cli.main()\n"
        "except SystemExit as exit:\n    assert not exit.code, exit.code\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers', 'onnx', 'telegram'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=qabot.folder,
        env=qabot.env,
        timeout=60,
        check=True,
    )
    lines = done.stdout.decode().splitlines()
    assert lines[0] == f"[1] {RESERVOIR}"
    assert lines[-1] == "[]"
