import codecs
import io
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from archives import BRIDGE, BRIDGE_MORE, LIBRARY, RESERVOIR
from parts import write_corpus
from rich.console import Console

from qabot.bot import QABot
from qabot.channels.repl import Repl
from qabot.channels.terminal import make_console
from qabot.errors import IndexMissingError
from qabot.indexing.encoder import Encoder
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.searching import Period
from qabot.settings import Settings

WELCOME = "请输入问题，回车提问。/help 看命令，/quit 退出。\n"
HINT = "/more 看更多段落，/source 1 看全文\n"


def screen_of(bot: QABot, lines: list[str], page: int = 1) -> str:
    """Run a session to its end and return all that was printed."""
    stream = io.StringIO()

    def opened() -> QABot:
        return bot

    Repl(make_console(stream), opened, page).run(iter(lines))
    return stream.getvalue()


@pytest.fixture
def one_citation(small_settings: Settings) -> QABot:
    """A bot that cites one passage."""
    return QABot(small_settings.model_copy(update={"k": 1}))


def test_session_prints_this_screen(one_citation: QABot) -> None:
    more = one_citation.ask("青龙水库总投资多少？").more
    assert more[0].number == 2
    second = more[0].passage
    about = " · ".join(
        part
        for part in (
            f"《{second.title}》",
            second.published.isoformat() if second.published else "",
            second.source,
        )
        if part
    )
    # Which passage comes second is the score's to say, and some were printed twice.
    twice = "；".join(f"{p.source} {p.published}" for p in more[0].also_in)
    also = f"    另见：{twice}\n" if twice else ""
    screen = screen_of(
        one_citation,
        [
            "  青龙水库总投资多少？\n",
            "\n",
            "/more\n",
            "/source 1\n",
            "/source 99\n",
            "/source\n",
            "/nonsense\n",
            "/help\n",
            "/quit\n",
            "never asked\n",
        ],
    )
    body = second.text.replace("\n", "\n    ")
    assert screen == (
        WELCOME
        + f"[1] {RESERVOIR}\n    —— 《青龙水库下闸蓄水》 · 2022-01-27 · news.jsonl\n\n"
        + HINT
        + f"[2] {body}\n    —— {about}\n{also}\n"
        + f"青龙水库下闸蓄水\n2022-01-27 · news.jsonl · reservoir\n\n{RESERVOIR}\n"
        + "没有第 99 段（现有：1、2）。用法：/source 1\n"
        + "没有第 ? 段（现有：1、2）。用法：/source 1\n"
        + "没有命令 /nonsense。/help 看命令。\n"
        + "直接输入问题即可，例如：水库总投资多少？\n"
        + "可以接着追问，例如：那2018年呢？\n"
        + "/more      再看几段\n/source N  看第 N 段所在的全文\n"
        + "/from 2020-01-01  只看这一天及以后的文章；只打 /from 则不限\n"
        + "/to 2020-12-31    只看这一天及以前的文章；只打 /to 则不限\n"
        + "/new       忘掉前面的问题，开始新的对话\n/help      显示本说明\n"
        + "/quit      退出（也可以按 Ctrl-D）\n"
    )


def test_follow_up_is_understood_until_new(one_citation: QABot) -> None:
    screen = screen_of(
        one_citation, ["云桥镇便民桥在哪儿？", "总投资呢？", "/new", "总投资呢？", "/quit"]
    )
    understood = f"理解为：云桥镇便民桥总投资是多少？\n[1] {BRIDGE}\n"
    assert screen.count("理解为：") == 1
    assert understood in screen
    assert "已忘掉前面的问题，开始新的对话。\n" in screen.partition(understood)[2]


def test_new_before_any_question_is_told(one_citation: QABot) -> None:
    assert screen_of(one_citation, ["/new"]) == WELCOME + "已忘掉前面的问题，开始新的对话。\n"


IN_PERIOD = "青龙水库总投资多少？"  # printed on 2022-01-27


@pytest.mark.parametrize(
    ("typed", "told", "found"),
    [
        (["/from 2022-01-27"], "只看 2022-01-27 起的文章。", True),
        (["/from 2022-01-28"], "只看 2022-01-28 起的文章。", False),
        (["/to 2022-01-27"], "只看 2022-01-27 止的文章。", True),
        (["/to 2022-01-26"], "只看 2022-01-26 止的文章。", False),
        (["/from 2022-01-28", "/from"], "不限日期。", True),
        (["/to 2022-01-26", "/to"], "不限日期。", True),
        (["/from 2022-01-01", "/to 2022-01-31"], "只看 2022-01-01 起、2022-01-31 止的文章。", True),
        (["/from 2022-01-01", "/to 2022-01-31", "/from"], "只看 2022-01-31 止的文章。", True),
        (
            ["/from 27.1.2022"],
            "“27.1.2022”不是日期，应为 YYYY-MM-DD。用法：/from 2020-01-01",
            True,
        ),
        (
            ["/from 2022-01-01", "/to 2021-12-31"],
            "起始日期 2022-01-01 晚于截止日期 2021-12-31。用法：/to 2020-01-01",
            True,
        ),
    ],
)
def test_days_are_limited_by_from_and_to(
    one_citation: QABot, typed: list[str], told: str, found: bool
) -> None:
    before, _, after = screen_of(one_citation, [*typed, IN_PERIOD]).partition(f"{told}\n")
    assert before.startswith(WELCOME)
    assert (f"[1] {RESERVOIR}\n" in after) is found


def test_session_begins_with_the_days_that_it_was_given(one_citation: QABot) -> None:
    stream = io.StringIO()
    period = Period(None, date(2022, 1, 26))
    Repl(make_console(stream), lambda: one_citation, 1, period).run(
        iter([IN_PERIOD, "/to", IN_PERIOD])
    )
    refused, _, answered = stream.getvalue().partition("不限日期。\n")
    assert f"[1] {RESERVOIR}\n" not in refused
    assert f"[1] {RESERVOIR}\n" in answered


def test_more_ends_when_all_is_shown(small_bot: QABot) -> None:
    answer = small_bot.ask("总投资多少？")
    screen = screen_of(small_bot, ["总投资多少？", *["/more"] * 3], page=50)
    shown = [f"[{citation.number}] " in screen for citation in (*answer.citations, *answer.more)]
    assert shown == [True] * len(shown)
    assert screen.endswith("没有更多段落了。\n" * 2)


def test_refusal_forgets_what_was_shown_before(small_bot: QABot) -> None:
    screen = screen_of(small_bot, ["云桥镇便民桥总投资多少？", "你好", "/source 1", "/more"])
    assert f"[1] {BRIDGE}\n    {BRIDGE_MORE}\n" in screen
    assert screen.endswith("没有第 1 段（现有：-）。用法：/source 1\n没有更多段落了。\n")


@pytest.mark.parametrize("leave", ["/quit", "/exit", "/q", " /quit "])
def test_session_ends_at(small_bot: QABot, leave: str) -> None:
    assert screen_of(small_bot, [leave, "总投资多少？"]) == WELCOME


def test_session_ends_with_its_lines(small_bot: QABot) -> None:
    assert screen_of(small_bot, []) == WELCOME


def test_article_that_a_new_index_lacks_is_said_to_be_gone(
    own_settings: Settings, encoder: Encoder, tokenizer: Tokenizer
) -> None:
    bot = QABot(own_settings)

    def lines() -> Iterator[str]:
        yield "青龙水库总投资多少？"
        write_corpus(
            own_settings.corpus,
            [{"id": "library", "title": "县图书馆新馆开放", "date": "2021-06-18", "text": LIBRARY}],
        )
        reindex(own_settings, encoder, tokenizer)
        yield "/source 1"

    stream = io.StringIO()
    Repl(make_console(stream), lambda: bot, 3).run(lines())
    assert stream.getvalue().endswith("索引更新后，这篇文章已不在档案里。\n")


@pytest.mark.parametrize("lines", [["总投资多少？"], ["/quit"], []])
def test_index_that_cannot_be_opened_is_an_error_even_if_nobody_asks(lines: list[str]) -> None:
    def fail() -> QABot:
        raise IndexMissingError("no index in nowhere")

    with pytest.raises(IndexMissingError, match="nowhere"):
        Repl(Console(file=io.StringIO()), fail, 3).run(iter(lines))


# A chat whose bot takes seconds to open, as a model on a cold disk does: it shows whether the prompt waits.
# It takes the terminal that it was given as its own, so that Ctrl-C reaches it.
SLOW = """
import fcntl, sys, termios, time
from pathlib import Path
from qabot import cli
from qabot.cli import asking

def slow(settings):
    time.sleep(2.0)
    Path("opened").touch()

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
asking._open_bot = slow
sys.argv[1:] = ["chat"]
cli.main()
"""


class Terminal:
    """A Python program on a terminal of its own.

    A new process and not a fork: a fork of this one, with its threads, may wait for a lock for ever.
    """

    def __init__(self, folder: Path, program: str) -> None:
        self.screen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._end, inner = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            start_new_session=True,
        )
        os.close(inner)

    def wait_for(self, text: str) -> None:
        """Read until a text has appeared on the screen."""
        while text not in self.screen:
            assert self._read(), f"{text!r} is not on the screen: {self.screen!r}"

    def press(self, keys: bytes) -> None:
        """Type keys."""
        os.write(self._end, keys)

    def exit_status(self) -> int:
        """Read the rest of the screen and return the exit status."""
        while self._read():
            pass
        return self.process.wait(20)

    def _read(self) -> bool:
        """Read what has come; return False at the end, or if nothing comes for a long time."""
        if not select.select([self._end], [], [], 20)[0]:
            return False
        try:
            data = os.read(self._end, 4096)
        except OSError:  # so Linux reports the end of a terminal
            return False
        self.screen += self._decoder.decode(data)
        return bool(data)

    def close(self) -> None:
        """End the process if it is still there."""
        self.process.kill()
        self.process.wait()
        os.close(self._end)


@pytest.fixture
def terminal(own_settings: Settings) -> Iterator[Terminal]:
    terminal = Terminal(own_settings.index.parent, SLOW)
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("keys", "status"),
    [(b"\x04", 0), (b"\x03", 130), (b"/quit\r", 0)],
    ids=["ctrl-d", "ctrl-c", "quit"],
)
def test_prompt_is_there_before_the_bot_and_can_be_left(
    terminal: Terminal, own_settings: Settings, keys: bytes, status: int
) -> None:
    terminal.wait_for("问> ")
    opened = own_settings.index.parent / "opened"
    assert not opened.exists()
    assert WELCOME.strip() in terminal.screen
    # readline misses a signal that comes between the prompt and its first wait for a key.
    time.sleep(0.5)
    terminal.press(keys)
    assert terminal.exit_status() == status
    assert opened.exists()
    assert "Traceback" not in terminal.screen
