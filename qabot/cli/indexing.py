"""`qabot reindex`: the index brought up to date."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from qabot.cli.copying import sync_line
from qabot.cli.options import INDEX, JSON, help_of, print_json, settings_of
from qabot.errors import QABotError
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.indexing.milvus.connection import Connection
    from qabot.indexing.milvus.sync import SyncReport
    from qabot.indexing.report import BuildReport, Progress
    from qabot.settings import Settings


# Seconds after which a run of --watch that failed is tried again.
_AGAIN_S = 60.0


class Run(Protocol):
    """Brings the index up to date once."""

    def __call__(self, *, full: bool) -> "BuildReport":
        """Report what was done."""


@click.command(
    help=help_of(
        "让索引跟上语料：只读有变化的文件，完成后一步切换。",
        "Bring the index up to date with the corpus: only files that changed are read.",
        "qabot reindex",
        "qabot reindex --corpus news --index news-index",
        "qabot reindex --watch",
    )
)
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say(
        "报纸文本所在的目录（QABOT_CORPUS，默认 corpus）。",
        "Folder of news text (QABOT_CORPUS, default corpus).",
    ),
)
@INDEX
@click.option(
    "--full",
    is_flag=True,
    help=say("全部重新读取、重新向量化。", "Read and embed everything anew."),
)
@click.option(
    "--watch",
    is_flag=True,
    help=say(
        "守候语料目录，一有变化就更新，直到 Ctrl-C。",
        "Follow the corpus: update whenever something changes there, until Ctrl-C.",
    ),
)
@JSON
def reindex(
    corpus: Path | None, index: Path | None, full: bool, watch: bool, as_json: bool
) -> None:
    """Build the index; exit status 1 if something could not be read."""
    from qabot.indexing.encoder import load_encoder
    from qabot.language.words import Tokenizer

    settings = settings_of(corpus=corpus, index=index)
    connection = _connection(settings)
    encoder = load_encoder(settings)
    tokenizer = Tokenizer(settings.user_dict, settings.cache)

    def run(*, full: bool) -> "BuildReport":
        from qabot.channels.progress import progress_bars
        from qabot.channels.terminal import make_console
        from qabot.indexing.reindex import reindex as build

        with progress_bars(make_console(sys.stderr)) as progress:
            report = build(settings, encoder, tokenizer, full=full, progress=progress)
            sent = _send(settings, connection, progress) if connection else None
        if sent and (report.changed or sent.sent or sent.removed):
            click.echo(sync_line(sent), err=True)
        return report

    if watch:
        _follow(settings, run, full=full, as_json=as_json)
        return
    report = run(full=full)
    _print(report, as_json=as_json)
    if any(skipped.failed for skipped in report.skipped):
        raise SystemExit(1)


def _connection(settings: "Settings") -> "Connection | None":
    """Connect to the server that is to have the index, before hours are spent on making it."""
    if settings.engine != "milvus":
        return None
    from qabot.indexing.milvus.connection import Connection

    return Connection(settings)


def _send(settings: "Settings", connection: "Connection", progress: "Progress") -> "SyncReport":
    from qabot.indexing.milvus.sync import publish

    return publish(settings, connection, progress)


def _follow(settings: "Settings", run: "Run", *, full: bool, as_json: bool) -> None:
    """Run at once, and again whenever the corpus changes.

    What goes wrong is told, once until something else goes wrong, and tried again: a disk or a server may be there
    again in a minute, the next change of the corpus may be tomorrow's.
    """
    from qabot.cli.failing import error_line, print_error
    from qabot.indexing.watching import changes

    first, told, tried = True, "", 0.0
    for changed in changes(settings.corpus, settings.index):
        if not changed and not (told and time.monotonic() - tried >= _AGAIN_S):
            continue
        try:
            report = run(full=full and first)
        except QABotError as exc:
            if changed or error_line(exc) != told:
                print_error(exc)
            told, tried = error_line(exc), time.monotonic()
        else:
            if first or report.changed or told:
                _print(report, as_json=as_json)
            told = ""
        if first:
            click.secho(
                say(
                    f"正在守候 {settings.corpus}，Ctrl-C 结束。",
                    f"Following {settings.corpus}; Ctrl-C ends it.",
                ),
                err=True,
            )
        first = False


def _print(report: "BuildReport", *, as_json: bool) -> None:
    from qabot.channels.machine import report_json
    from qabot.channels.tables import print_report
    from qabot.channels.terminal import make_console

    if as_json:
        print_json(report_json(report))
    else:
        print_report(make_console(sys.stdout), report)
