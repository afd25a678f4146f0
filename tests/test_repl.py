import io
from collections.abc import Iterator
from datetime import date

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
HELP = """\
直接输入问题即可，例如：水库总投资多少？
可以接着追问，例如：那2018年呢？

答案
/more               再看几段
/source N 或标题    看第 N 段所在的全文
/open N 或标题      在单独一屏里翻看全文，从引文看起
/copy N             复制第 N 段的引文和出处
/from 2020-01-01    只看这一天及以后的文章；只打 /from 则不限
/to 2020-01-01      只看这一天及以前的文章；只打 /to 则不限

查看档案
/timeline 主题      主题的来龙去脉，按日期引原文
/figures 主题       关于主题说过的数字
/who 姓名           一个人的职务，按日期
/related N 或标题   与第 N 段的文章有关的：同一件事、前后、转载
/topics             这些日子里突出的词
/latest [主题]      最新的文章
/on 日期            某一天的文章
/between 日期 日期  两个日期之间的文章

对话
/save 文件          把对话存成 Markdown，出处作脚注
/save! 文件         同上，可覆盖已有的文件
/lang zh|en         提示用中文或英文
/new                忘掉前面的问题，开始新的对话
/help               显示本说明
/quit               退出（也可以按 Ctrl-D）
"""
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
        + HELP
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
