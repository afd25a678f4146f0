"""`qabot index copy`: an archive moved from one engine to the other."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qabot.cli.options import INDEX, help_of, settings_of
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.indexing.milvus.sync import SyncReport

_ENGINES = click.Choice(["index", "milvus"])


@click.command(
    help=help_of(
        "在索引目录和 Milvus 之间复制档案，双向都行；中断后再运行会接着复制，完成后一步切换。",
        "Copy an archive between the index folder and Milvus, either way; an interrupted copy goes on when run "
        "again, and takes over in one step when it is complete.",
        "qabot index copy --from index --to milvus",
        "qabot index copy --from milvus --to index",
    )
)
@click.option(
    "--from",
    "origin",
    type=_ENGINES,
    required=True,
    help=say("从哪里：索引目录或 Milvus。", "Where from: the index folder, or Milvus."),
)
@click.option(
    "--to",
    "target",
    type=_ENGINES,
    required=True,
    help=say("到哪里。", "Where to."),
)
@INDEX
def copy(origin: str, target: str, index: Path | None) -> None:
    """Copy one way."""
    if origin == target:
        raise click.UsageError(
            say("--from 和 --to 不能相同。", "--from and --to name the same engine.")
        )
    from qabot.channels.progress import progress_bars
    from qabot.channels.terminal import make_console
    from qabot.indexing.milvus.connection import Connection
    from qabot.indexing.milvus.restore import copy_to_index
    from qabot.indexing.milvus.sync import publish

    settings = settings_of(index=index)
    connection = Connection(settings)
    with progress_bars(make_console(sys.stderr)) as progress:
        if target == "index":
            folder = copy_to_index(settings, connection, progress)
            told = say(f"索引已复制到 {folder}。", f"The archive is now in {folder}.")
        else:
            told = sync_line(publish(settings, connection, progress))
    click.echo(told)


def sync_line(report: "SyncReport") -> str:
    """Tell in one line what was sent to the server."""
    return say(
        f"Milvus 上的 {report.generation} 已生效：写入 {report.sent} 行，删除 {report.removed} 行。",
        f"{report.generation} is in force on Milvus: {report.sent} rows sent, {report.removed} removed.",
    )
