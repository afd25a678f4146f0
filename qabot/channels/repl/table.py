"""The commands of the prompt. A new one is one entry here."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.repl import actions, candidates, exploring
from qabot.channels.repl.command import Command, Commands, Wording
from qabot.channels.repl.session import Session
from qabot.messages import say

_DAY = ("2020-01-01", "2020-01-01")
_PASSAGE = ("N", "N")
_FILE = ("文件", "FILE")
_TOPIC = ("主题", "TOPIC")


def _help(session: Session, _: str) -> None:
    """Print what can be typed."""
    print_help(session.console)


_ASKING = (
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
)

_EXPLORING = (
    Command(
        name="/timeline",
        run=exploring.timeline,
        argument=_TOPIC,
        help=("主题的来龙去脉，按日期引原文", "how a topic went on, in dated quotes"),
        completes=candidates.names,
    ),
    Command(
        name="/figures",
        run=exploring.figures,
        argument=_TOPIC,
        help=("关于主题说过的数字", "the numbers said about a topic"),
        completes=candidates.names,
    ),
    Command(
        name="/who",
        run=exploring.who,
        argument=("姓名", "NAME"),
        help=("一个人的职务，按日期", "the offices of a person, by date"),
        completes=candidates.people,
    ),
    Command(
        name="/related",
        run=exploring.related,
        argument=("N 或标题", "N or title"),
        help=(
            "与第 N 段的文章有关的：同一件事、前后、转载",
            "what belongs to the article of passage N",
        ),
        completes=candidates.articles,
    ),
    Command(
        name="/topics",
        run=exploring.topics,
        help=("这些日子里突出的词", "words that stand out in these days"),
    ),
    Command(
        name="/latest",
        run=exploring.latest,
        argument=("[主题]", "[TOPIC]"),
        help=("最新的文章", "the newest articles"),
        completes=candidates.names,
    ),
    Command(
        name="/on",
        run=exploring.on,
        argument=("日期", "DAY"),
        help=("某一天的文章", "the articles of a day"),
        completes=candidates.days,
    ),
    Command(
        name="/between",
        run=exploring.between,
        argument=("日期 日期", "DAY DAY"),
        help=("两个日期之间的文章", "the articles from one day to another"),
        completes=candidates.two_days,
    ),
)

_SESSION = (
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

_GROUPS: tuple[tuple[Wording, tuple[Command, ...]], ...] = (
    (("答案", "Answers"), _ASKING),
    (("查看档案", "Looking around in the archive"), _EXPLORING),
    (("对话", "The session"), _SESSION),
)

COMMANDS = Commands([command for _, commands in _GROUPS for command in commands])


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
    for heading, commands in _GROUPS:
        console.print()
        console.print(Text(say(*heading), style="bold"))
        _print_rows(console, [(command.usage, say(*command.help)) for command in commands])


def _print_rows(console: Console, rows: Sequence[tuple[str, str]]) -> None:
    """Print usage and help beside each other; the columns of all groups begin at the same cell."""
    wide = max(cell_len(command.usage) for command in COMMANDS)
    if console.is_terminal:
        usages = Column(style="cyan", no_wrap=True, min_width=wide)
        table = Table.grid(usages, Column(overflow="fold"), padding=(0, 2, 0, 0))
        for usage, about in rows:
            table.add_row(Text(usage), Text(about))
        console.print(table)
        return
    for usage, about in rows:
        console.print(Text(usage + " " * (wide + 2 - cell_len(usage)) + about))
