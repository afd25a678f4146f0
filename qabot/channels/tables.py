"""What a reindex did, as a table."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qabot.indexing.report import BuildReport
from qabot.messages import say
from qabot.types import Skipped

_SHOWN_SKIPPED = 20


def print_report(console: Console, report: BuildReport) -> None:
    """Print what a reindex did, as a table."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(justify="right")
    rows = (
        (say("文件", "files"), report.files),
        (say("文章", "articles"), report.articles),
        (say("段落", "passages"), report.passages),
        (say("新增", "new"), report.new),
        (say("沿用", "reused"), report.reused),
        (say("移除", "removed"), report.removed),
        (say("重复文章", "duplicate articles"), report.duplicates),
        (say("转载文章", "reprinted articles"), report.reprints),
        (say("跳过", "skipped"), len(report.skipped)),
        (say("用时（秒）", "seconds"), f"{report.seconds:.1f}"),
    )
    for name, value in rows:
        table.add_row(name, str(value))
    console.print(table)
    if not report.changed:
        console.print(
            Text(
                say("语料没有变化，索引已是最新。", "Nothing has changed; the index is up to date.")
            )
        )
    print_skipped(console, report.skipped)


def print_skipped(console: Console, skipped: tuple[Skipped, ...]) -> None:
    """Print what could not be read and why; of many, the first."""
    for item in skipped[:_SHOWN_SKIPPED]:
        console.print(
            Text(say("跳过 ", "skipped ") + f"{item.where}：{item.reason}", style="yellow")
        )
    if len(skipped) > _SHOWN_SKIPPED:
        more = len(skipped) - _SHOWN_SKIPPED
        console.print(
            Text(
                say(f"…… 另有 {more} 处，用 --json 看全部", f"… and {more} more; --json shows all"),
                style="yellow",
            )
        )
