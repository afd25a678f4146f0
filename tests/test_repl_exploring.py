"""The commands at the prompt that look around in the archive: through a pipe, and on a pseudo-terminal."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command import Command
from exploring_archive import AGAIN, FERRYMAN, JOINED, LATER, ROWS, START
from parts import write_corpus
from rich.console import Console
from screens import Terminal

from qabot.bot import QABot
from qabot.channels.exploring.timelines import print_timeline
from qabot.channels.repl import COMMANDS
from qabot.channels.repl.candidates import completions
from qabot.channels.repl.session import Session
from qabot.channels.repl.table import print_help
from qabot.exploring.timeline import Timeline
from qabot.exploring.topic import Topic
from qabot.indexing.encoder import Encoder
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.settings import Settings

Asked = Callable[..., str]

# The server that holds the archive fails at the first command.
FAILS_ONCE = """
import sys
from qabot import cli
from qabot.errors import EngineError
from qabot.exploring import Explorer

def fail(*_):
    Explorer.timeline = works
    raise EngineError("the server does not answer")

works, Explorer.timeline = Explorer.timeline, fail
sys.argv[1:] = ["chat"]
cli.main()
"""
SLOW = """
import sys, time
from pathlib import Path
from qabot import cli
from qabot.exploring import Explorer

def slow(*arguments):
    Path("asked").touch()
    time.sleep(3.0)
    return works(*arguments)

works, Explorer.figures = Explorer.figures, slow
sys.argv[1:] = ["chat"]
cli.main()
"""


@pytest.fixture(scope="module")
def settings(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder, tokenizer: Tokenizer
) -> Settings:
    home = tmp_path_factory.mktemp("exploring")
    settings = Settings(
        corpus=write_corpus(home / "corpus", ROWS), index=home / "index", cache=cache
    )
    reindex(settings, encoder, tokenizer)
    return settings


@pytest.fixture
def asked(settings: Settings, tmp_path: Path, cache: Path) -> Asked:
    """Types lines into `qabot chat` through a pipe and returns what it prints behind its first line."""
    (tmp_path / "index").symlink_to(settings.index)
    qabot = Command(tmp_path, cache)

    def chat(*lines: str) -> str:
        done = qabot("chat", stdin="\n".join(lines).encode())
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.partition("\n")[2]

    return chat


def test_timeline_then_its_passages_by_number(asked: Asked) -> None:
    screen = asked("/to 2020-12-31", "/timeline 青柳河大桥", "/to", "/related 1", "/source 3")
    assert screen == (
        "只看 2020-12-31 止的文章。\n"
        "每月有几段说到它（每行一年，1 至 12 月，行末为全年）：\n"
        "2020 ····█······· 1\n\n"
        f"[1] 2020-05-07（文中：2020-05-06）  {START}\n"
        "    —— 《青柳河大桥开工》 · 2020-05-07 · news.jsonl · start\n"
        "不限日期。\n"
        "青柳河大桥开工\n2020-05-07 · news.jsonl · start\n\n此后\n"
        f"[1] 2021-03-02  {JOINED}\n"
        "    —— 《青柳河大桥合龙》 · 2021-03-02 · news.jsonl · joined\n"
        f"[2] 2021-03-03  {AGAIN}\n"
        "    —— 《青柳河大桥合龙》 · 2021-03-03 · news.jsonl · again\n"
        f"[3] 2022-06-30  {LATER}\n"
        "    —— 《大桥通车一年》 · 2022-06-30 · news.jsonl · later\n"
        f"大桥通车一年\n2022-06-30 · news.jsonl · later\n\n{LATER}\n"
    )


def test_figures_topics_and_people(asked: Asked) -> None:
    screen = asked("/figures 青柳河 大桥", "/topics", "/who 阮阿九", "/source 2")
    figures, _, rest = screen.partition("2022-06-04 至 2022-07-04，5 篇：\n")
    assert (
        f"全长\n[1] 860米 · 2020-05-06  {START}\n"
        "    —— 《青柳河大桥开工》 · 2020-05-07 · news.jsonl · start\n"
    ) in figures
    assert rest.startswith("[1] 白石沟山洪  白石沟山洪过后第4天，40户村民搬进安置点。\n")
    assert "阮阿九 · 2020-09-01 – 2020-09-03 · 2 段\n" in rest
    assert f"[1] {FERRYMAN}\n    —— 《石门渡口》 · 2020-09-01 · news.jsonl · ferry\n" in rest
    assert "\n撑船四十年\n2020-09-03 · news.jsonl · ferry-reprint\n" in rest


def test_days_in_force_limit_the_newest_articles_but_not_named_days(asked: Asked) -> None:
    screen = asked(
        "/to 2020-09-01", "/latest", "/on 2021-06-30", "/between 2021-07-01 2021-07-14", "/source 1"
    )
    assert screen == (
        "只看 2020-09-01 止的文章。\n"
        "2020-09-01\n  石门渡口 · news.jsonl · ferry\n"
        "2020-05-07\n  青柳河大桥开工 · news.jsonl · start\n"
        "/source 石门渡口 看全文\n"
        "2021-06-30\n  青柳河大桥通车 · news.jsonl · opened\n"
        "/source 青柳河大桥通车 看全文\n"
        "2021-07-01\n  大桥今天通车 · news.jsonl · opened-reprint\n"
        "/source 大桥今天通车 看全文\n"
        "没有第 1 段（现有：-）。用法：/source 1\n"
    )


def test_newest_about_a_topic_in_the_days_in_force(asked: Asked) -> None:
    assert asked("/from 2022-01-01", "/latest 青柳河大桥").endswith(
        f"[1] 2022-06-30  {LATER}\n    —— 《大桥通车一年》 · 2022-06-30 · news.jsonl · later\n"
    )
    assert asked("/from 2023-01-01", "/timeline 青柳河大桥").endswith(
        "这段时间没有关于“青柳河大桥”的内容；档案里有 2020-05-07 至 2022-06-30 的。\n"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("/timeline", "请写出主题。用法：/timeline 雄安新区"),
        ("/figures ？！", "请写出主题。用法：/figures 雄安新区"),
        ("/latest 。", "请写出主题。用法：/latest 雄安新区"),
        ("/who", "没有写名字。用法：/who 周明华"),
        ("/who 阮", "“阮”不像一个人的全名，请写 2 到 40 个字。用法：/who 周明华"),
        ("/related", "没有第 ? 段（现有：-）。用法：/related 1"),
        ("/related 7", "没有第 7 段（现有：-）。用法：/related 1"),
        ("/related 飞船", "档案里没有标题含“飞船”的文章。"),
        ("/topics 2021", "/topics 后面不写什么；日期用 /from 和 /to 限定。用法：/topics"),
        ("/on", "请写出 1 个日期。用法：/on 2021-01-18"),
        ("/on 昨天", "“昨天”不是日期，应为 YYYY-MM-DD。用法：/on 2021-01-18"),
        ("/between 2021-01-01", "请写出 2 个日期。用法：/between 2021-01-01 2021-01-31"),
        (
            "/between 2021-02-01 2021-01-01",
            "起始日期 2021-02-01 晚于截止日期 2021-01-01。用法：/between 2021-01-01 2021-01-31",
        ),
    ],
)
def test_wrong_argument_is_told_with_an_example(
    settings: Settings, line: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(Console(width=200), lambda: QABot(settings), page=3)
    name, _, argument = line.partition(" ")
    command = COMMANDS.named(name)
    assert command is not None
    command.run(session, argument)
    assert capsys.readouterr().out == f"{told}\n"
    assert not session.transcript


@pytest.mark.parametrize(
    ("prompt", "told"),
    [(True, "用 /from、/to 看一段。"), (False, "用 -n 多列，或用 --from、--to 看一段。")],
)
def test_what_was_left_out_is_told_in_words_of_the_prompt(
    prompt: bool, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    topic = Topic("大桥", {"大桥": ("大桥",)}, {"大桥": 1.0})
    print_timeline(Console(width=200), "大桥", Timeline(topic=topic, more=3), prompt=prompt)
    assert capsys.readouterr().out.endswith(f"另有 3 天没有列出；{told}\n")


def test_transcript_has_what_was_found(asked: Asked, tmp_path: Path) -> None:
    asked("/from 2022-06-01", "/latest 青柳河大桥", "/on 2020-05-07", "/who 王小明", "/save a.md")
    assert (tmp_path / "a.md").read_text("utf-8").split("\n\n")[1:] == [
        "## /latest 青柳河大桥",
        "*只看 2022-06-01 至 … 的文章*",
        f"> {LATER}[^1]",
        "## /on 2020-05-07",
        "- 《青柳河大桥开工》，2020-05-07 · news.jsonl",
        "## /who 王小明",
        "*只看 2022-06-01 至 … 的文章*",
        "*没有找到。*",
        "[^1]: 《大桥通车一年》，2022-06-30，news.jsonl\n",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/related 合龙", ["青柳河大桥合龙"]),
        ("/on 2022", ["2022-01-01", "2022-07-04"]),
        ("/between 2020-05-07 2022-07", ["2020-05-07 2022-07-04"]),
        ("/t", ["/to", "/timeline", "/topics"]),
    ],
)
def test_arguments_are_completed(settings: Settings, line: str, expected: list[str]) -> None:
    session = Session(Console(), lambda: QABot(settings), page=3)
    session.ready()
    assert [one.text for _, one in completions(session, COMMANDS, line)] == expected


def test_people_are_completed(small_bot: QABot) -> None:
    session = Session(Console(), lambda: small_bot, page=3)
    session.ready()
    assert [one.text for _, one in completions(session, COMMANDS, "/who 周")] == ["周明华"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_keeps_every_command_on_a_narrow_screen(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    speak("en" if language == "en" else "zh")
    print_help(Console(width=40, force_terminal=True, color_system=None))
    shown = capsys.readouterr().out
    assert [command.usage for command in COMMANDS if command.usage not in shown] == []
    assert "…" not in shown


def test_error_of_one_line_stops_no_other(
    settings: Settings, tmp_path: Path, cache: Path, asked: Asked
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILS_ONCE],
        input="/timeline 青柳河大桥\n/to 2020-12-31\n/timeline 青柳河大桥\n".encode(),
        capture_output=True,
        cwd=tmp_path,
        env=Command(tmp_path, cache).env,
        timeout=120,
    )
    assert done.stderr.decode() == ""
    assert done.returncode == 1
    _, told, after = done.stdout.decode().split("\n", 2)
    assert told == "the server does not answer"
    assert f"[1] 2020-05-07（文中：2020-05-06）  {START}\n" in after


def test_on_a_terminal_ctrl_c_leads_back_to_the_prompt_and_the_next_command_is_answered(
    asked: Asked, tmp_path: Path, cache: Path
) -> None:
    environment = {"QABOT_CACHE": str(cache)}
    terminal = Terminal(["-c", SLOW], tmp_path, (60, 30), environment)
    try:
        terminal.wait_for("25 篇")
        terminal.press("/figures 青柳河大桥\r")
        terminal.wait_until((tmp_path / "asked").exists, "command that reaches the archive")
        terminal.press("\x03")
        terminal.wait_for("已中断。", within_s=2.5)
        terminal.press("/latest 青柳河\r")
        terminal.wait_for("[1] 2022-06-30")
        terminal.wait_until(
            lambda: LATER in terminal.all().replace("\n", "").replace(" ", ""), "quote"
        )
        terminal.press("/source 1\r")
        terminal.wait_for("2022-06-30 · news.jsonl · later")
        terminal.press("/quit\r")
        assert terminal.exit_status() == 0
    finally:
        terminal.close()
