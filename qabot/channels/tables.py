"""What a reindex did and how an evaluation went, as tables."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from qabot.evaluating.evaluation import RANKS, Evaluation
from qabot.indexing.report import BuildReport
from qabot.messages import say
from qabot.types import Skipped

_SHOWN_SKIPPED = 20
_NO_RANKS = (None,) * len(RANKS)


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


def print_evaluation(console: Console, evaluation: Evaluation) -> None:
    """Print the figures of each leg and of both, as a table."""
    console.print(
        say(
            f"{evaluation.questions} 个问题，{evaluation.articles} 篇文章，{evaluation.passages} 个段落",
            f"{evaluation.questions} questions, {evaluation.articles} articles, {evaluation.passages} passages",
        )
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for figure in "RA":
        for rank in RANKS:
            table.add_column(f"{figure}@{rank}", justify="right")
    for title in ("MRR", "p50 ms", "p95 ms"):
        table.add_column(title, justify="right")
    for name, leg in evaluation.legs.items():
        shares = (*(leg.recall or _NO_RANKS), *(leg.answer or _NO_RANKS), leg.mrr)
        table.add_row(name, *map(_share, shares), f"{leg.p50_ms:.1f}", f"{leg.p95_ms:.1f}")
    console.print(table)
    console.print(
        say(
            "R@k：前 k 段里有正确文章；A@k：前 k 段里有答案；MRR：正确文章首次出现的名次倒数的平均",
            "R@k: the right article is among the first k passages; A@k: the answer is; MRR: of the right article",
        )
    )
    for label, share in (
        (say("该拒答的拒答了", "unanswerable, refused"), evaluation.refused),
        (say("不该拒答的拒答了", "answerable, refused"), evaluation.misrefused),
    ):
        if share is not None:
            console.print(f"{label}: {share:.3f}")


def _share(figure: float | None) -> str:
    return "-" if figure is None else f"{figure:.3f}"
