"""`qabot reindex`: the index brought up to date."""

import sys
from pathlib import Path

import click

from qabot.cli.options import INDEX, JSON, print_json, settings_of
from qabot.messages import say


@click.command(
    help=say(
        "让索引跟上语料：只处理有变化的部分，完成后一步切换。",
        "Bring the index up to date with the corpus.",
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
@click.option("--full", is_flag=True, help=say("全部重新向量化。", "Embed everything anew."))
@JSON
def reindex(corpus: Path | None, index: Path | None, full: bool, as_json: bool) -> None:
    """Build the index; exit status 1 if something could not be read."""
    from qabot.channels.machine import report_json
    from qabot.channels.progress import progress_bars
    from qabot.channels.tables import print_report
    from qabot.channels.terminal import make_console
    from qabot.indexing.encoder import load_encoder
    from qabot.indexing.reindex import reindex as build
    from qabot.language.words import Tokenizer

    settings = settings_of(corpus=corpus, index=index)
    tokenizer = Tokenizer(settings.user_dict, settings.cache)
    with progress_bars(make_console(sys.stderr)) as progress:
        report = build(settings, load_encoder(settings), tokenizer, full=full, progress=progress)
    if as_json:
        print_json(report_json(report))
    else:
        print_report(make_console(sys.stdout), report)
    if any(skipped.failed for skipped in report.skipped):
        raise SystemExit(1)
