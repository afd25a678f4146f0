"""The prompt on a real pseudo-terminal, and what stands on its screen."""

import base64
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from archives import BRIDGE, RESERVOIR, TEA
from screens import Terminal

from qabot.settings import Settings

SIZES = [(80, 24), (40, 20)]
# Answers take seconds here: the bot waits in the middle of the second question.
SLOW_ANSWER = """
import sys, time
from pathlib import Path
from qabot import bot, cli

class Slow(bot.QABot):
    def ask(self, question, *args, **kwargs):
        if "青龙" in question:
            Path("asked").touch()
            time.sleep(3.0)
        return super().ask(question, *args, **kwargs)

bot.QABot = Slow
sys.argv[1:] = ["chat", "--index", sys.argv[1]]
cli.main()
"""
# A bot that takes seconds to open, as a model on a cold disk does: it shows whether the prompt waits.
SLOW_START = """
import sys, time
from pathlib import Path
from qabot import cli
from qabot.cli import asking
from qabot.errors import IndexDamagedError

def slow(settings):
    time.sleep(3.0)
    Path("opened").touch()
    return opened(settings)

opened, asking._open_bot = asking._open_bot, slow
sys.argv[1:] = ["chat", "--index", sys.argv[1]]
cli.main()
"""
BROKEN = SLOW_START.replace("touch()", 'touch(); raise IndexDamagedError("the index is broken")')

Chat = Callable[..., Terminal]


@pytest.fixture
def chat(small_settings: Settings, tmp_path: Path, cache: Path) -> Iterator[Chat]:
    """Starts `qabot chat` over the small archive on a terminal; with a history of this test's own."""
    own_cache = tmp_path / "cache"
    own_cache.mkdir()
    for kept in cache.iterdir():
        if kept.name != "chat_history":
            (own_cache / kept.name).symlink_to(kept)
    started: list[Terminal] = []

    def start(
        *arguments: str, size: tuple[int, int] = (80, 24), program: str = "", **environment: str
    ) -> Terminal:
        index = str(small_settings.index)
        command = (
            ["-c", program, index]
            if program
            else ["-m", "qabot", "chat", "--index", index, *arguments]
        )
        started.append(
            Terminal(command, tmp_path, size, {"QABOT_CACHE": str(own_cache), **environment})
        )
        return started[-1]

    yield start
    for terminal in started:
        terminal.close()


@pytest.mark.parametrize("size", SIZES)
def test_answer_stands_on_the_screen_with_its_words_marked(
    chat: Chat, size: tuple[int, int]
) -> None:
    terminal = chat(size=size, QABOT_K="1")
    terminal.wait_for("8 篇")
    terminal.wait_until(
        lambda: any(
            line.startswith(" 8 篇 2021-03-05～2024-03-21 · 不限日期")
            for line in terminal.lines()[-2:]
        ),
        "line of what is in force at the bottom",
    )
    terminal.press("春茶每斤卖多少钱？\r")
    terminal.wait_for("╰─")
    terminal.settle()
    lines = terminal.lines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("╭─ [1] ─"))
    end = next(n for n, line in enumerate(lines) if line.startswith("╰─"))
    panel = lines[begin + 1 : end]
    assert all(line.startswith("│ ") for line in panel)
    shown = "".join(line.removeprefix("│ ") for line in panel)
    assert shown.startswith(TEA)
    assert "《茶坪春茶开采》 · 2024-03-21 · 茶坪周报" in shown.replace("·2", "· 2")
    assert any("85元" in run for run in terminal.marked(bold=True, fg="brown"))
    # The link, for terminals that take links.
    assert b";https://example.org/tea\x1b\\" in terminal.raw
    assert lines[begin - 1] == "问> 春茶每斤卖多少钱？"


@pytest.mark.parametrize("size", SIZES)
def test_commands_and_titles_are_completed(chat: Chat, size: tuple[int, int]) -> None:
    terminal = chat(size=size)
    terminal.wait_for("8 篇")
    terminal.press("/so")
    terminal.wait_for("看第 N 段所在的全文")
    terminal.press("\t")
    terminal.press(" 修好")  # in the middle of a title
    terminal.wait_for("云桥镇修好三座便民桥")
    terminal.press("\t\r")
    terminal.wait_for("2021-03-05 · news.jsonl · bridge")
    terminal.wait_until(lambda: BRIDGE in terminal.all().replace("\n", ""), "article")
    terminal.press("青龙")  # in a question, by its beginning
    terminal.wait_for("青龙水库下闸蓄水")


@pytest.mark.parametrize("size", SIZES)
def test_pager_begins_with_the_marked_quote_and_leads_back(
    chat: Chat, size: tuple[int, int]
) -> None:
    terminal = chat(size=size)
    terminal.wait_for("8 篇")
    terminal.press("云桥镇便民桥总投资多少？\r")
    terminal.wait_for("/source 1 看全文")
    terminal.settle()
    before = [line for line in terminal.lines() if line.startswith(("│", "╭", "╰"))]
    terminal.press("/open 1\r")
    terminal.wait_for("q 返回")
    terminal.settle()
    lines = terminal.lines()
    assert lines[0] == "云桥镇修好三座便民桥"
    assert lines[1] == "2021-03-05 · news.jsonl · bridge"
    assert "".join(terminal.marked(bold=True, fg="brown")).strip() == BRIDGE
    terminal.resize(60, 20)
    terminal.settle()
    assert "".join(terminal.marked(bold=True, fg="brown")).strip() == BRIDGE
    terminal.resize(*size)
    terminal.press("q")
    terminal.settle(1.0)
    after = terminal.lines()
    assert "q 返回" not in terminal.all()
    assert [line for line in after if line.startswith(("│", "╭", "╰"))][-3:] == before[-3:]
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0


def test_history_is_kept_between_sessions_and_for_its_owner_only(
    chat: Chat, tmp_path: Path
) -> None:
    first = chat()
    first.wait_for("问>")
    first.press("/to 2022-01-01\r")
    first.wait_for("只看 2022-01-01 止的文章。")
    first.press("\x04")
    assert first.exit_status() == 0
    kept = tmp_path / "cache" / "chat_history"
    assert "+/to 2022-01-01\n" in kept.read_text("utf-8")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    second = chat()
    second.wait_for("问>")
    second.press("\x1b[A\r")
    second.wait_for("只看 2022-01-01 止的文章。")
    second.wait_until(lambda: "只看 …～2022-01-01" in second.lines()[-2], "days in force")


def test_history_that_cannot_be_written_stops_nothing(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "cache" / "chat_history").mkdir()
    terminal = chat()
    terminal.wait_for("问>")
    terminal.press("/to\r")
    terminal.wait_for("不限日期。")
    terminal.press("/quit\r")
    assert terminal.exit_status() == 0


def test_ctrl_c_in_the_middle_of_an_answer_leads_back_to_the_prompt(
    chat: Chat, tmp_path: Path
) -> None:
    terminal = chat(program=SLOW_ANSWER, QABOT_K="1")
    terminal.wait_for("8 篇")
    terminal.press("青龙水库总投资多少？\r")
    terminal.wait_until((tmp_path / "asked").exists, "question that reaches the bot")
    terminal.press("\x03")
    terminal.wait_for("已中断。", within_s=2.5)
    terminal.press("云桥镇便民桥总投资多少？\r")
    terminal.wait_for("386万元")
    assert RESERVOIR not in terminal.all().replace("\n", "")
    terminal.press("half a line")
    terminal.wait_for("half a line")
    terminal.press("\x03")  # clears the line
    terminal.wait_until(lambda: "half a line" not in terminal.all(), "empty line")
    terminal.press("\x03")
    assert terminal.exit_status() == 130
    assert "Traceback" not in terminal.all()


def test_window_that_changes_in_the_middle_of_an_answer_is_filled_as_it_is_then(
    chat: Chat, tmp_path: Path
) -> None:
    terminal = chat(program=SLOW_ANSWER, QABOT_K="1")
    terminal.wait_for("8 篇")
    terminal.press("青龙水库总投资多少？\r")
    terminal.wait_until((tmp_path / "asked").exists, "question that reaches the bot")
    terminal.resize(40, 20)
    terminal.press("typed ahead")
    terminal.wait_for("╰─")
    terminal.wait_for("问> typed ahead")
    terminal.settle()
    assert terminal.all().count("typed ahead") == 1
    assert next(line for line in terminal.lines() if line.startswith("╰─")) == "╰" + "─" * 38
    assert terminal.lines()[-1].startswith(" 8 篇")
    terminal.press("\x15青龙水库总投资多少？\r")
    terminal.settle(1.0)
    terminal.press("\x04")  # in mid-answer: it counts at the next prompt
    assert terminal.exit_status() == 0


@pytest.mark.parametrize(
    ("keys", "status"),
    [("\x04", 0), ("\x03", 130), ("/quit\r", 0)],
    ids=["ctrl-d", "ctrl-c", "quit"],
)
def test_prompt_is_there_before_the_bot_and_can_be_left(
    chat: Chat, tmp_path: Path, keys: str, status: int
) -> None:
    terminal = chat(program=SLOW_START)
    terminal.wait_for("问>")
    terminal.wait_until(
        lambda: "正在加载" in "".join(terminal.lines()[-2:]), "line below the prompt"
    )
    assert not (tmp_path / "opened").exists()
    terminal.press(keys)
    assert terminal.exit_status() == status
    assert (tmp_path / "opened").exists()
    assert "Traceback" not in terminal.all()


def test_archive_that_cannot_be_opened_ends_the_prompt_with_the_reason(chat: Chat) -> None:
    terminal = chat(program=BROKEN)
    terminal.wait_for("问>")
    assert terminal.exit_status() == 1
    assert "qabot: the index is broken" in terminal.all()


def test_quote_goes_to_the_terminal_or_to_the_program_that_keeps_the_clipboard(
    chat: Chat, tmp_path: Path
) -> None:
    bare = {name: "" for name in ("DISPLAY", "WAYLAND_DISPLAY", "SSH_CONNECTION", "SSH_TTY")}
    copied = f"{BRIDGE}\n—— 《云桥镇修好三座便民桥》 · 2021-03-05 · news.jsonl\n"
    terminal = chat(PATH="/nonexistent", **bare)
    terminal.wait_for("8 篇")
    terminal.press("云桥镇便民桥总投资多少？\r")
    terminal.wait_for("/source 1 看全文")
    terminal.press("/copy 1\r")
    terminal.wait_for("第 1 段的引文和出处已交给终端")
    data = base64.b64encode(copied.encode())
    assert b"\x1b]52;c;" + data + b"\x07" in terminal.raw
    xclip = tmp_path / "xclip"
    xclip.write_text(f"#!/bin/sh\nexec cat > {tmp_path}/clip\n", "utf-8")
    xclip.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"
    other = chat(PATH=path, **{**bare, "DISPLAY": ":99"})
    other.wait_for("8 篇")
    other.press("云桥镇便民桥总投资多少？\r")
    other.wait_for("/source 1 看全文")
    other.press("/copy 1\r")
    other.wait_for("第 1 段的引文和出处已复制。")
    assert (tmp_path / "clip").read_text("utf-8") == copied


def test_dumb_terminal_gets_plain_lines_and_an_article_without_a_pager(chat: Chat) -> None:
    terminal = chat(TERM="dumb")
    terminal.wait_for("问>")
    terminal.press("云桥镇便民桥总投资多少？\n")
    terminal.wait_for("/source 1 看全文")
    terminal.press("/open 1\n")
    terminal.wait_for("2021-03-05 · news.jsonl · bridge")
    terminal.press("\x04")
    assert terminal.exit_status() == 0
    assert b"\x1b" not in terminal.raw


def test_without_colour_the_answering_words_are_bold(chat: Chat) -> None:
    terminal = chat(NO_COLOR="1", QABOT_LANG="en")
    terminal.wait_for("8 articles")
    terminal.press("春茶每斤卖多少钱？\r")
    terminal.wait_for("/source 1 for")
    terminal.settle()
    assert any("85元" in run for run in terminal.marked(bold=True))
    colours = {f"\x1b[{code}m".encode() for code in (31, 33, 36)} | {b";36", b";33"}
    assert not [code for code in colours if code in terminal.raw]
    assert "ask>" in terminal.all()


@pytest.mark.parametrize(
    ("environment", "status", "told"),
    [
        ({"LC_ALL": "C", "LANG": "C"}, 0, "问>"),
        (
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            1,
            "qabot: The output has the encoding ascii, which cannot show Chinese.",
        ),
        (
            {"PYTHONIOENCODING": "latin-1"},
            1,
            "qabot: The output has the encoding iso8859-1, which cannot show Chinese.",
        ),
    ],
    ids=["C", "ascii", "latin-1"],
)
def test_locale_without_utf_8_is_one_or_is_told(
    chat: Chat, environment: dict[str, str], status: int, told: str
) -> None:
    terminal = chat(size=(100, 24), **environment)
    terminal.wait_for(told)
    if not status:
        terminal.press("/quit\r")
    assert terminal.exit_status() == status


def test_pipe_needs_no_prompt_and_may_close(small_settings: Settings, tmp_path: Path) -> None:
    program = (
        "import atexit, sys; from qabot import cli; "
        "atexit.register(lambda: print('prompt_toolkit' in sys.modules, file=sys.stderr)); "
        f"sys.argv[1:] = ['chat', '--index', {str(small_settings.index)!r}]; cli.main()"
    )
    chat = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert chat.stdin and chat.stdout and chat.stderr
    chat.stdin.write("春茶每斤卖多少钱？\n".encode())
    chat.stdin.flush()
    first = chat.stdout.readline().decode()
    chat.stdout.close()
    chat.stdin.write("云桥镇便民桥总投资多少？\n".encode() * 20)
    chat.stdin.close()
    assert first.startswith("请输入问题")
    assert chat.wait(60) == 1
    told = chat.stderr.read().decode()
    chat.stderr.close()
    assert told == "False\n"


def test_terminal_that_is_closed_ends_the_session(chat: Chat) -> None:
    terminal = chat()
    terminal.wait_for("8 篇")
    os.killpg(terminal.process.pid, signal.SIGHUP)
    assert terminal.exit_status() in (-signal.SIGHUP, 0, 1, 129)
    assert "Traceback" not in terminal.all()
