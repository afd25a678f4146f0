"""`qabot ask`, `qabot chat` and `qabot telegram`: questions to the archive."""

import logging
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qabot.cli.options import (
    FROM,
    INDEX,
    JSON,
    TO,
    help_of,
    period_between,
    remedy_named,
    settings_of,
)
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.bot import QABot
    from qabot.settings import Settings


@click.command(
    help=help_of(
        "回答一个问题；QUESTION 为 - 或从管道输入时，一行一问，逐行作答。",
        "Answer a question; with - or from a pipe, one question a line, one answer each, in order.",
        'qabot ask "云泊水库总投资多少？"',
        'qabot ask "云泊水库总投资多少？" -k 1 --from 2023-01-01 --json',
        "qabot ask --json - < questions.txt",
        "qabot ask --chat - < dialogue.txt",
    )
)
@click.argument("question", required=False)
@INDEX
@JSON
@click.option(
    "-k",
    type=click.IntRange(min=1, max=50),
    help=say("最多引用几段（默认 3）。", "Most passages (default 3)."),
)
@FROM
@TO
@click.option(
    "--chat",
    "in_chat",
    is_flag=True,
    help=say(
        "各行是一段对话，可以追问（那2018年呢？）；空行开始新的对话。",
        "The lines are one conversation with follow-ups; an empty line starts a new one.",
    ),
)
def ask(
    question: str | None,
    index: Path | None,
    as_json: bool,
    k: int | None,
    first: date | None,
    last: date | None,
    in_chat: bool,
) -> None:
    """Answer one question, or one for each line of standard input."""
    if question is None and sys.stdin.isatty():
        raise click.UsageError(
            say(
                '缺少问题，例如：qabot ask "水库总投资多少？"',
                'No question. For example: qabot ask "水库总投资多少？"',
            )
        )
    from qabot.channels.terminal import make_console
    from qabot.cli.lines import Asking

    period = period_between(first, last)
    with remedy_named(index):
        bot = _open_bot(settings_of(index=index))
    asking = Asking(
        bot=bot,
        console=make_console(sys.stdout),
        k=k,
        period=period,
        as_json=as_json,
        in_chat=in_chat,
    )
    if question is not None and question != "-":
        asking.one(question)
    elif not asking.lines(_stdin_lines()):
        raise SystemExit(1)


@click.command(
    help=help_of(
        "打开对话，连续提问。",
        "Ask at a prompt.",
        "qabot chat",
        "qabot chat --from 2023-01-01 --to 2023-12-31",
    )
)
@INDEX
@FROM
@TO
def chat(index: Path | None = None, first: date | None = None, last: date | None = None) -> None:
    """Run the REPL."""
    from qabot.channels.repl import COMMANDS, Repl, lines_for, require_chinese
    from qabot.channels.terminal import make_console
    from qabot.indexing.pointer import current_build

    require_chinese(sys.stdout)
    period = period_between(first, last)
    settings = settings_of(index=index)
    if settings.engine == "embedded":
        with remedy_named(index):
            current_build(settings.index)
    by_hand = sys.stdin.isatty()
    console = make_console(sys.stdout)
    repl = Repl(console, lambda: _open_bot(settings), settings.k, period, by_hand=by_hand)
    with closing(lines_for(repl.session, COMMANDS, settings.cache / "chat_history")) as lines:
        repl.run(lines)
    if not by_hand and not repl.complete:
        raise SystemExit(1)  # scripts look at nothing else


@click.command(
    help=help_of(
        "运行 Telegram 机器人；令牌取自环境变量 QABOT_TELEGRAM_TOKEN，或 QABOT_TELEGRAM_TOKEN_FILE 指明的文件。",
        "Run the Telegram bot; the token comes from QABOT_TELEGRAM_TOKEN, or the file named in QABOT_TELEGRAM_TOKEN_FILE.",
        "QABOT_TELEGRAM_TOKEN_FILE=telegram-token QABOT_TELEGRAM_ALLOW=123456789 qabot telegram",
    )
)
@INDEX
def telegram(index: Path | None) -> None:
    """Run the bot until it is stopped."""
    from qabot.channels.telegram import run
    from qabot.channels.telegram.secrecy import LINE

    settings = settings_of(index=index)
    # An operator sees the bot come and go, and when.
    logging.getLogger("qabot").setLevel(logging.INFO)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(LINE)
    run(settings, lambda: _open_bot(settings))


def _open_bot(settings: "Settings") -> "QABot":
    from qabot.bot import QABot

    return QABot(settings)


def _stdin_lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
