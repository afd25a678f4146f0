"""The commands of the prompt. A new one is one entry here."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.repl import actions, candidates
from qabot.channels.repl.command import Command, Commands
from qabot.channels.repl.session import Session
from qabot.messages import say

_DAY = ("2020-01-01", "2020-01-01")
_PASSAGE = ("N", "N")
_FILE = ("文件", "FILE")


def _help(session: Session, _: str) -> None:
    """Print what can be typed."""
    print_help(session.console)


COMMANDS = Commands(
    (
        Command(name="/more", run=actions.more, help=("再看几段", "show further passages")),
        Command(
            name="/source",
            run=actions.source,
            argument=("N 或标题", "N or title"),
            help=("看第 N 段所在的全文", "show the whole article of passage N"),
            completes=candidates.articles,
        ),
        Command(
            name="/open",
            run=actions.open_,
            argument=("N 或标题", "N or title"),
            help=("在单独一屏里翻看全文，从引文看起", "page through it, from the quote on"),
            completes=candidates.articles,
        ),
        Command(
            name="/copy",
            run=actions.copy_,
            argument=_PASSAGE,
            help=("复制第 N 段的引文和出处", "copy the quote of passage N with its source"),
            completes=candidates.passages,
        ),
        Command(
            name="/from",
            run=actions.begin_with,
            argument=_DAY,
            help=(
                "只看这一天及以后的文章；只打 /from 则不限",
                "only articles from this day on; /from alone: no limit",
            ),
            completes=candidates.days,
        ),
        Command(
            name="/to",
            run=actions.end_with,
            argument=_DAY,
            help=(
                "只看这一天及以前的文章；只打 /to 则不限",
                "only articles up to this day; /to alone: no limit",
            ),
            completes=candidates.days,
        ),
        Command(
            name="/save",
            run=actions.save,
            argument=_FILE,
            help=(
                "把对话存成 Markdown，出处作脚注",
                "save it all as Markdown, sources as footnotes",
            ),
            completes=candidates.files,
        ),
        Command(
            name="/save!",
            run=actions.save_over,
            argument=_FILE,
            help=("同上，可覆盖已有的文件", "the same, also over a file that is there"),
            completes=candidates.files,
        ),
        Command(
            name="/lang",
            run=actions.language,
            argument=("zh|en", "zh|en"),
            help=("提示用中文或英文", "messages in Chinese or English"),
            completes=candidates.languages,
        ),
        Command(
            name="/new",
            run=actions.new,
            help=("忘掉前面的问题，开始新的对话", "forget the questions so far"),
        ),
        Command(name="/help", run=_help, help=("显示本说明", "show this"), aliases=("/?", "/h")),
        Command(
            name="/quit",
            run=actions.leave,
            help=("退出（也可以按 Ctrl-D）", "leave (Ctrl-D does, too)"),
            aliases=("/exit", "/q"),
        ),
    )
)


def print_help(console: Console) -> None:
    """Print what can be typed, one command a row."""
    console.print(
        Text(
            say(
                "直接输入问题即可，例如：水库总投资多少？\n可以接着追问，例如：那2018年呢？",
                "Type a question, in Chinese for a Chinese archive.\n"
                "Follow up as you like, for example: 那2018年呢？",
            )
        )
    )
    rows = [(command.usage, say(*command.help)) for command in COMMANDS]
    if console.is_terminal:
        table = Table.grid(Column(style="cyan", no_wrap=True), Column(), padding=(0, 2, 0, 0))
        for usage, about in rows:
            table.add_row(Text(usage), Text(about))
        console.print(table)
        return
    wide = max(cell_len(usage) for usage, _ in rows) + 2
    for usage, about in rows:
        console.print(Text(usage + " " * (wide - cell_len(usage)) + about))
