"""`qabot figures`: the numbers said about a topic."""

import sys
from datetime import date
from pathlib import Path

import click

from qabot.cli.exploring import opened, topic_of
from qabot.cli.options import FROM, INDEX, JSON, TO, period_between, print_json
from qabot.messages import say


@click.command(
    help=say(
        "关于一个主题说过的数字：换算成同样的写法，按数的是什么归在一起，按日期排列，各附原句；"
        "说法不一的都列出，不作评判。\n\n"
        "\b\n例：\n  qabot figures 粮食产量\n  qabot figures 雄安新区 -n 5 --each 20\n"
        "  qabot figures 进博会 --from 2023-01-01 --to 2023-12-31",
        "The numbers said about a topic: written alike, put together by what they count, ordered by date, each with "
        "its sentence; where they differ all are shown, and none is judged.\n\n"
        "\b\nExamples:\n  qabot figures 粮食产量\n  qabot figures 雄安新区 -n 5 --each 20\n"
        "  qabot figures 进博会 --from 2023-01-01 --to 2023-12-31",
    )
)
@click.argument("topic", nargs=-1, required=True)
@click.option(
    "-n",
    "most",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help=say("最多列出几样被数的东西。", "Most things that are counted."),
)
@click.option(
    "--each",
    type=click.IntRange(min=2),
    default=6,
    show_default=True,
    help=say("每样最多列出几个数。", "Most figures of each of them."),
)
@FROM
@TO
@INDEX
@JSON
def figures(
    topic: tuple[str, ...],
    most: int,
    each: int,
    first: date | None,
    last: date | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """Show the numbers said about a topic."""
    from qabot.channels.exploring.figures import print_figures
    from qabot.channels.exploring.machine import figures_json
    from qabot.channels.terminal import make_console

    typed, period = topic_of(topic), period_between(first, last)
    with opened(index) as explorer:
        found = explorer.figures(typed, period, most=most, each=each)
    if as_json:
        print_json(figures_json(typed, found))
    else:
        print_figures(make_console(sys.stdout), typed, found)
