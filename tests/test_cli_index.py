"""`qabot index` and `qabot stats` as scripts meet them."""

import gzip
import json
import shutil
import tarfile

import pytest
from archives import ROWS
from command import Command, only_line

from qabot.indexing.pointer import current_build

pytest_plugins = ["command_fixtures"]


def test_contents_are_told(qabot: Command) -> None:
    done = qabot("index")
    assert (done.returncode, done.stderr) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in done.stdout.splitlines() if line[:1].strip())
    assert rows["文章"] == "8"
    assert rows["段落"] == "8"
    assert rows["日期"] == "2021-03-05 至 2024-03-21，1,113 天里有 7 天；无日期 1 篇"
    assert rows["茶坪周报"] == "1"
    assert rows["（未注明）"] == "7"
    assert rows["建于"].endswith("，不到一小时前")


def test_contents_as_json(qabot: Command) -> None:
    done = qabot("index", "--json")
    data = json.loads(done.stdout)
    build = current_build(qabot.folder / "index")
    assert (done.returncode, data["build"], data["articles"]) == (0, build.name, len(ROWS))
    assert (data["from"], data["to"], data["days"]) == ("2021-03-05", "2024-03-21", 1113)
    assert (data["undated"], data["days_covered"], data["earlier"]) == (1, 7, [])
    assert data["sources"] == {"": 7, "茶坪周报": 1}
    assert sum(data["bytes"].values()) > 0
    assert [*data["bytes"]] == ["articles", "vectors", "words", "other", "earlier", "cache"]


@pytest.mark.parametrize(
    "words",
    [
        ("index",),
        ("index", "check"),
        ("index", "export", "-"),
        ("index", "backup", "x.tar"),
        ("stats",),
    ],
)
def test_without_an_index_one_line_names_reindex(empty: Command, words: tuple[str, ...]) -> None:
    done = empty(*words, "--index", "no index")
    assert (done.returncode, done.stdout) == (1, "")
    assert only_line(done.stderr) == (
        "qabot: no index 里还没有索引。 请运行：qabot reindex --index 'no index'"
    )
    assert [*empty.folder.iterdir()] == []


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--json", "check"), "--json"),
        (("--index", "x", "check"), "--index"),
        (("export",), "FILE"),
        (("export", "."), "'.'"),
        (("backup", "index.zip"), "index.zip"),
        (("backup", "index.tar.zst"), "index.tar.zst"),
        (("restore",), "FILE"),
        (("repair",), "repair"),
        (("copy", "--from", "index", "--to", "index"), "--from"),
    ],
)
def test_wrong_usage_is_told_with_status_2(
    empty: Command, words: tuple[str, ...], named: str
) -> None:
    done = empty("index", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_check_tells_what_is_wrong_and_what_to_do(qabot: Command) -> None:
    done = qabot("index", "check", "--json")
    data = json.loads(done.stdout)
    assert (done.returncode, data["ok"]) == (0, True)
    assert [one["name"] for one in data["checks"]] == [
        "files",
        "database",
        "lengths",
        "vectors",
        "postings",
        "texts",
        "lines",
    ]
    file = current_build(qabot.folder / "index") / "sparse-rows.npy"
    file.write_bytes(file.read_bytes()[:-4] + b"\xff\xff\xff\x7f")
    done = qabot("index", "check", "--index", "index")
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    name = file.relative_to(qabot.folder)
    size = file.stat().st_size
    assert lines[:2] == [
        f"故障    文件       索引文件 {name} 损坏（现有 {size} 字节，应有 {size} 字节）。",
        "        -> 请运行：qabot reindex --index index",
    ]
    assert "正常    数据库     SQLite 完好，引用都在" in lines


def test_export_to_standard_output_and_to_a_file(qabot: Command) -> None:
    done = qabot("index", "export", "-")
    assert (done.returncode, done.stderr) == (0, "导出：8\n")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == [row["id"] for row in ROWS]
    assert [line["text"] for line in lines] == [row["text"] for row in ROWS]
    done = qabot("index", "export", "all.jsonl.gz")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "导出：8\n8 篇文章已写入 all.jsonl.gz。\n"
    packed = gzip.decompress((qabot.folder / "all.jsonl.gz").read_bytes()).decode()
    assert [json.loads(line) for line in packed.splitlines()] == lines
    done = qabot("index", "export", "nowhere/all.jsonl")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("qabot: nowhere/all.jsonl 写不进去：")


def test_export_whose_reader_leaves_is_no_fault(qabot: Command) -> None:
    with qabot.start("index", "export", "-") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.wait(60) in (0, 1)
        assert b"Traceback" not in process.stderr.read()


def test_backup_and_restore(qabot: Command) -> None:
    index = qabot.folder / "index"
    before = {file.name: file.read_bytes() for file in current_build(index).iterdir()}
    done = qabot("index", "backup", "index.tar.gz")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1].endswith("的索引已备份到 index.tar.gz。")
    with tarfile.open(qabot.folder / "index.tar.gz") as archive:
        assert len(archive.getnames()) == len(before) + 1
    shutil.rmtree(index)
    done = qabot("index", "restore", "index.tar.gz")
    assert (done.returncode, done.stdout) == (0, "")
    folder = current_build(index)
    assert done.stderr.splitlines()[-1] == (f"索引已恢复到 {folder.relative_to(qabot.folder)}。")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert "7.26亿元" in qabot("ask", "青龙水库总投资多少？", "-k", "1").stdout


def test_restore_of_something_else_is_refused_in_one_line(qabot: Command) -> None:
    (qabot.folder / "news.tar").write_text("不是备份", "utf-8")
    for name in ("news.tar", "missing.tar"):
        done = qabot("index", "restore", name, env={"QABOT_LANG": "en"})
        assert (done.returncode, done.stdout) == (1, "")
        assert only_line(done.stderr).startswith(f"qabot: {name} cannot be used as a backup: ")
        assert done.stderr.endswith("Take another backup, or run qabot reindex.\n")
    assert qabot("index").returncode == 0
