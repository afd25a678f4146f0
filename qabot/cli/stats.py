"""`qabot stats`: the archive by month and source, and what it lacks."""

import sys
from pathlib import Path

import click

from qabot.cli.options import INDEX, JSON, help_of, print_json, remedy_named, settings_of
from qabot.messages import say


@click.command(
    help=help_of(
        "按月、按来源统计档案，并指出最长的空缺（没有文章的日子）；--plot 画成图，需要 qabot[plot]。",
        "Count the archive by month and by source, and tell the longest gaps, days without an article; --plot draws "
        "it, which needs qabot[plot].",
        "qabot stats",
        "qabot stats --json",
        "qabot stats --plot stats.svg",
    )
)
@INDEX
@click.option(
    "--plot",
    "picture",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=say("画成图：.svg 或 .png。", "Draw it: .svg or .png."),
)
@JSON
def stats(index: Path | None, picture: Path | None, as_json: bool) -> None:
    """Print, or draw, what the archive covers."""
    form = picture.suffix[1:].lower() if picture else ""
    if picture and form not in ("svg", "png"):
        raise click.BadParameter(
            say(
                f"{picture.name} 应以 .svg 或 .png 结尾。",
                f"{picture.name} must end in .svg or .png.",
            ),
            param_hint="--plot",
        )
    from qabot.channels.statistics import plot_statistics, print_statistics, statistics_json
    from qabot.channels.terminal import make_console
    from qabot.indexing.index import open_build
    from qabot.indexing.keeping.coverage import coverage_of
    from qabot.indexing.pointer import current_build

    settings = settings_of(index=index)
    with remedy_named(index):
        build = open_build(current_build(settings.index))
        try:
            coverage = coverage_of(build.store)
        finally:
            build.close()
    if picture:
        plot_statistics(picture, form, coverage, settings.cache)
        click.echo(say(f"图在 {picture}。", f"The picture is {picture}."), err=True)
    if as_json:
        print_json(statistics_json(coverage))
    elif not picture:
        print_statistics(make_console(sys.stdout), coverage)
