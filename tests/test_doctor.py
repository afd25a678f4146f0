"""`qabot doctor` in installations that are whole, and in broken ones."""

import json
import os
import pty
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from archives import ROWS
from command import QABOT, Command
from parts import write_corpus

from qabot.doctor import archive, machine
from qabot.errors import SettingsError
from qabot.findings import Check, Examined, Finding, State, examine, ok, warning
from qabot.indexing.encoder.packaged import NAME
from qabot.indexing.pointer import current_build
from qabot.settings import Settings
from telegram_server import TOKEN, TelegramServer

pytest_plugins = ["command_fixtures"]

ORDER = [
    "python",
    "packages",
    "locale",
    "terminal",
    "fonts",
    "memory",
    "settings",
    "threads",
    "disk",
    "dictionary",
    "model",
    "reader",
    "index",
    "corpus",
    "telegram",
]


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer().running() as server:
        yield server


def findings(
    command: Command, *words: str, status: int, env: Mapping[str, str] | None = None
) -> dict[str, dict[str, Any]]:
    """Run `qabot doctor --json` and return what it found, by name."""
    done = command("doctor", "--json", *words, env=env)
    assert done.returncode == status, done.stdout + done.stderr
    data = json.loads(done.stdout)
    assert data["ok"] == (status == 0)
    return {one["name"]: one for one in data["checks"]}


def test_check_that_raises_is_a_fault_and_costs_the_others_nothing() -> None:
    def ours(_: None) -> Finding:
        raise SettingsError("坏了。", "请修。")

    def foreign(_: None) -> Finding:
        raise ValueError("two\nlines")

    def not_installed(_: None) -> Finding:
        raise ModuleNotFoundError("No module named 'faiss'")

    checks = [
        Check("a", "甲", "A", ours),
        Check("b", "乙", "B", foreign),
        Check("c", "丙", "C", not_installed),
        Check("d", "丁", "D", lambda _: None),
        Check("e", "戊", "E", lambda _: ok("好")),
    ]
    assert list(examine(checks, None)) == [
        Examined("a", "甲", Finding(State.FAULT, "坏了。", "请修。")),
        Examined(
            "b",
            "乙",
            Finding(State.FAULT, "ValueError: two lines", "请看完整的调用栈：qabot --debug doctor"),
        ),
        Examined(
            "c",
            "丙",
            Finding(
                State.FAULT,
                "ModuleNotFoundError: No module named 'faiss'",
                "请重新安装：pip install --force-reinstall qabot",
            ),
        ),
        Examined("e", "戊", Finding(State.OK, "好")),
    ]


def test_whole_installation_has_no_fault(qabot: Command) -> None:
    found = findings(qabot, status=0)
    assert [*found] == ORDER
    assert {name for name, one in found.items() if one["state"] == "warning"} <= {
        "fonts",
        "memory",
        "packages",
    }
    assert found["index"]["told"].startswith(f"index：{len(ROWS)} 篇文章，{len(ROWS)} 段，建于 ")
    assert found["corpus"]["told"] == "corpus：1 个文件，索引已是最新"
    assert found["telegram"]["told"] == "没有设置令牌（只有 qabot telegram 要用）"


def test_lines_are_for_people(qabot: Command) -> None:
    (qabot.folder / "index" / "CURRENT").unlink()
    done = qabot("doctor")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    at = lines.index("故障    索引       index 里还没有索引。")
    assert lines[at + 1] == "        -> 请运行：qabot reindex"
    assert "正常    终端       输出不在终端上" in lines


def test_remedy_names_the_index_that_was_named(empty: Command) -> None:
    found = findings(empty, "--index", "my index", status=1, env={"QABOT_LANG": "en"})
    assert found["index"] == {
        "name": "index",
        "state": "fault",
        "told": "There is no index in my index.",
        "remedy": "Run: qabot reindex --index 'my index'",
    }
    assert found["corpus"]["state"] == "fault"
    assert found["corpus"]["told"] == "There is no corpus folder corpus."


@pytest.mark.parametrize(
    ("content", "told"), [("k = \n", "qabot.toml 读不出来"), ("colour = 1\n", "没有 colour 这项")]
)
def test_with_broken_settings_the_machine_is_looked_at(
    empty: Command, content: str, told: str
) -> None:
    (empty.folder / "qabot.toml").write_text(content, "utf-8")
    found = findings(empty, status=1)
    assert [*found] == ORDER[: ORDER.index("settings") + 1]
    assert told in found["settings"]["told"]
    assert "qabot.toml" in found["settings"]["remedy"] or "文件" in found["settings"]["remedy"]


def test_damaged_index_another_model_and_dictionary_are_faults(
    own_settings: Settings, tmp_path: Path
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("便民桥 100 n\n\n种桑养蚕\n", "utf-8")
    with_words = own_settings.model_copy(update={"user_dict": words})
    assert archive.dictionary(with_words) == ok(f"{words}，2 行")
    (other,) = examine([Check("index", "", "", archive.index)], with_words)
    assert other.finding == Finding(
        State.FAULT, "索引是用另一份词典建立的。", "请运行：qabot reindex"
    )
    file = current_build(own_settings.index) / "dates.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    (damaged,) = examine([Check("index", "", "", archive.index)], own_settings)
    assert damaged.finding.state is State.FAULT
    assert str(file) in damaged.finding.told
    assert damaged.finding.remedy == "请运行：qabot reindex"


def test_user_dictionary_that_cannot_be_read_is_a_fault(qabot: Command) -> None:
    (qabot.folder / "words.txt").write_bytes("种桑".encode("gb18030"))
    found = findings(qabot, status=1, env={"QABOT_USER_DICT": "words.txt"})
    assert found["dictionary"]["state"] == "fault"
    assert found["dictionary"]["told"].startswith("用户词典 words.txt 读不出来")
    assert found["dictionary"]["remedy"] == "请改正 QABOT_USER_DICT，文件须为 UTF-8。"
    assert found["model"]["state"] == "ok"


def test_corpus_that_is_newer_than_the_index_is_a_warning(own_settings: Settings) -> None:
    more = own_settings.corpus / "more.jsonl"
    write_corpus(own_settings.corpus, [{"title": "东溪桥通车", "text": "桥长九十米。"}], more.name)
    found = archive.corpus(own_settings)
    corpus = own_settings.corpus
    told = "比索引新：新增 {}、改动 {}、消失 {} 个文件"
    assert found == warning(f"{corpus} {told.format(1, 0, 0)}", "请运行：qabot reindex")
    more.unlink()
    news = corpus / "news.jsonl"
    later = time.time() + 60
    os.utime(news, (later, later))
    assert archive.corpus(own_settings) == warning(
        f"{corpus} {told.format(0, 1, 0)}", "请运行：qabot reindex"
    )
    news.unlink()
    assert archive.corpus(own_settings) == warning(
        f"{corpus} {told.format(0, 0, 1)}", "请运行：qabot reindex"
    )
    corpus.rmdir()
    gone = archive.corpus(own_settings)
    assert gone
    assert (gone.state, gone.told) == (
        State.WARNING,
        f"没有语料目录 {corpus}；已有的索引照样能用",
    )


def test_model_is_made_and_made_anew_where_it_is_damaged(
    own_settings: Settings, tmp_path: Path
) -> None:
    settings = own_settings.model_copy(update={"cache": tmp_path / "cache"})
    folder = settings.cache / "models" / NAME
    assert archive.model(settings) == ok(f"{folder}（刚刚生成）")
    assert archive.model(settings) == ok(str(folder))
    file = folder / "model.onnx"
    content = file.read_bytes()
    file.write_bytes(content[:-100] + bytes(100))
    assert archive.model(settings) == ok(f"{folder}（原来的已损坏，刚刚重新生成）")
    assert file.read_bytes() == content


def test_model_that_embeds_otherwise_is_a_fault(
    own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_KNOWN_TEXT", "今天天气怎么样？")
    found = archive.model(own_settings)
    assert found.state is State.FAULT
    assert "已知文字的向量不对（余弦 0.8" in found.told


def test_model_that_is_not_there_is_a_fault(qabot: Command) -> None:
    found = findings(qabot, status=1, env={"QABOT_MODEL": "no-such-folder/model"})
    assert found["model"]["state"] == "fault"
    assert "no-such-folder/model" in found["model"]["told"]
    assert "QABOT_MODEL=packaged" in found["model"]["remedy"]
    assert found["index"]["state"] == "fault"


def test_package_of_another_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    asked = ["click>=999", "no-such-package-of-qabot>=1", "rich>=1", "nothing>=1; extra == 'dev'"]
    monkeypatch.setattr(metadata, "requires", lambda _: asked)
    found = machine.packages(None)
    click = metadata.version("click")
    assert found == Finding(
        State.FAULT,
        f"click 要 >=999，现为 {click}；no-such-package-of-qabot 要 >=1，现为 没有安装",
        "pip install 'click>=999' 'no-such-package-of-qabot>=1'",
    )


def test_package_that_cannot_be_imported_is_a_fault(qabot: Command) -> None:
    broken = qabot.folder / "broken"
    broken.mkdir()
    for name in ("onnxruntime", "jieba", "rich"):
        (broken / f"{name}.py").write_text("raise ImportError('libgomp.so.1: cannot open')\n")
    path = f"{broken}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    found = findings(qabot, status=1, env={"PYTHONPATH": path})
    assert [*found] == ORDER
    broken_ones = {name for name, one in found.items() if one["state"] == "fault"}
    assert broken_ones == {"threads", "dictionary", "model", "reader", "index", "corpus"}
    assert found["dictionary"]["told"] == "ImportError: libgomp.so.1: cannot open"
    assert found["dictionary"]["remedy"] == "请重新安装：pip install --force-reinstall qabot"


def test_output_that_is_not_utf_8_is_a_fault_told_in_english(qabot: Command) -> None:
    env = {"PYTHONIOENCODING": "ascii", "NO_COLOR": "1"}
    done = qabot("doctor", env=env)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    at = lines.index("fault   encoding   output ascii, file names utf-8")
    assert lines[at + 1] == (
        "        -> unset PYTHONIOENCODING; export LC_ALL=C.UTF-8 PYTHONUTF8=1"
    )
    assert done.stdout.isascii()


def _on_terminal(qabot: Command, *words: str, status: int, **env: str) -> str:
    """Run a command on a pseudo-terminal and return all that it shows."""
    reading, writing = pty.openpty()
    process = subprocess.Popen(
        [QABOT, *words], stdout=writing, stderr=writing, cwd=qabot.folder, env=qabot.env | env
    )
    os.close(writing)
    chunks = []
    try:
        while chunk := os.read(reading, 1 << 16):
            chunks.append(chunk)
    except OSError:  # Linux tells so that the other side is closed
        pass
    os.close(reading)
    assert process.wait(60) == status
    return b"".join(chunks).decode()


def test_an_error_has_a_colour_unless_none_is_wanted(qabot: Command) -> None:
    words = ("latest", "--index", "none")
    assert "\x1b[31mqabot: " in _on_terminal(qabot, *words, status=1, TERM="xterm")
    plain = _on_terminal(qabot, *words, status=1, TERM="xterm", NO_COLOR="1")
    assert plain.startswith("qabot: ")
    assert "\x1b" not in plain


def test_narrow_terminal_is_a_warning_and_colours_follow_the_environment(qabot: Command) -> None:
    def shown(**env: str) -> str:
        return _on_terminal(qabot, "doctor", status=0, **env)

    wide = shown(TERM="xterm", COLUMNS="80", LINES="24")
    assert "80 列 24 行，有颜色" in wide
    assert "\x1b[32m" in wide
    narrow = shown(TERM="xterm", COLUMNS="30", LINES="20", NO_COLOR="1")
    assert "30 列 20 行，没有颜色" in narrow
    assert "请把窗口拉宽到 40 列以上。" in narrow
    assert "\x1b" not in narrow


def test_full_disk_and_little_memory_are_told(
    own_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = 10 * 2**20

    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _: Usage)  # type: ignore[attr-defined]
    found = archive.disk(own_settings)
    assert (found.state, found.told) == (State.FAULT, "索引处剩 0.0 GB，缓存处剩 0.0 GB")
    assert "QABOT_CACHE" in found.remedy
    monkeypatch.setattr(machine, "_free_bytes", lambda: 100 * 2**20)
    little = machine.memory(None)
    assert (little.state, little.told) == (State.WARNING, "可用 0.1 GB")
    assert "QABOT_THREADS=1" in little.remedy


def test_more_threads_than_cores_are_a_warning(own_settings: Settings) -> None:
    found = archive.threads(own_settings.model_copy(update={"threads": 4096}))
    assert found.state is State.WARNING
    assert found.told.startswith("4096 个线程")


def telegram(qabot: Command, status: int, **env: str) -> dict[str, Any]:
    """Return what is found of Telegram; no token may be shown by any of it."""
    named = {f"QABOT_TELEGRAM_{name.upper()}": value for name, value in env.items()}
    done = qabot("--debug", "doctor", "--json", env=named)
    assert done.returncode == status, done.stdout + done.stderr
    assert TOKEN.partition(":")[2] not in done.stdout + done.stderr
    (data,) = (json.loads(line) for line in done.stdout.splitlines())
    (found,) = (one for one in data["checks"] if one["name"] == "telegram")
    return dict(found)


def test_telegram_that_takes_the_token(qabot: Command, server: TelegramServer) -> None:
    found = telegram(qabot, 0, token=TOKEN, api_url=server.url, allow="*")
    assert (found["state"], found["told"]) == ("ok", "令牌有效，机器人是 @qabot_test_bot")
    assert server.problems == []


def test_telegram_bot_that_nobody_may_ask_is_a_warning(
    qabot: Command, server: TelegramServer
) -> None:
    found = telegram(qabot, 0, token=TOKEN, api_url=server.url)
    assert found["state"] == "warning"
    assert found["told"].endswith("但还没有人可以提问")
    assert "QABOT_TELEGRAM_ALLOW" in found["remedy"]


def test_token_file_that_everyone_may_read_is_a_warning(
    qabot: Command, server: TelegramServer
) -> None:
    file = qabot.folder / "token"
    file.write_text(TOKEN)
    file.chmod(0o644)
    found = telegram(qabot, 0, token_file="token", api_url=server.url, allow="*")
    assert (found["state"], found["remedy"]) == ("warning", "请运行：chmod 600 token")


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"token": "no token"}, "QABOT_TELEGRAM_TOKEN 里的内容不是令牌"),
        ({"token_file": "nowhere"}, "令牌文件 nowhere 读不出令牌"),
        ({"token": TOKEN, "api_url": "http://127.0.0.1:9"}, "连不上 Telegram"),
        ({"token": TOKEN, "api_url": "nonsense"}, "连不上 Telegram"),
    ],
)
def test_telegram_that_cannot_work_is_a_fault(
    qabot: Command, env: dict[str, str], told: str
) -> None:
    found = telegram(qabot, 1, **env)
    assert found["state"] == "fault"
    assert found["told"].startswith(told)
    assert found["remedy"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [("unknown token", "Telegram 不认"), ("bad gateway", "连不上 Telegram")],
)
def test_telegram_that_refuses_is_a_fault(
    qabot: Command, server: TelegramServer, fault: str, told: str
) -> None:
    server.inject("getMe", fault)
    found = telegram(qabot, 1, token=TOKEN, api_url=server.url)
    assert found["state"] == "fault"
    assert found["told"].startswith(told)


def test_milvus_that_is_not_there_is_a_fault(qabot: Command) -> None:
    env = {
        "QABOT_ENGINE": "milvus",
        "QABOT_MILVUS_URI": "http://127.0.0.1:9",
        "QABOT_MILVUS_TIMEOUT_S": "1",
    }
    found = findings(qabot, status=1, env=env)
    assert [*found] == [*ORDER, "milvus"]
    assert found["milvus"]["state"] == "fault"
    assert found["milvus"]["remedy"]
