"""`qabot timeline`, `qabot topics`, `qabot related`: how things went on, and what belongs together."""

import sys
from datetime import date
from pathlib import Path

import click

from qabot.cli.exploring import MOST, opened, topic_of
from qabot.cli.options import FROM, INDEX, JSON, TO, period_between, print_json, typed_text
from qabot.cli.reading import no_article
from qabot.messages import say


@click.command(
    help=say(
        "一个主题的来龙去脉：按日期引出原文，附每月出现多少的小图。\n\n"
        "\b\n例：\n  qabot timeline 嫦娥五号\n  qabot timeline 英国脱欧 --from 2019-01-01 --to 2019-12-31 -n 40",
        "How a topic went on: dated quotes in order, and a small plot of how often it appears a month.\n\n"
        "\b\nExamples:\n  qabot timeline 嫦娥五号\n  qabot timeline 英国脱欧 --from 2019-01-01 --to 2019-12-31 -n 40",
    )
)
@click.argument("topic", nargs=-1, required=True)
@MOST
@FROM
@TO
@INDEX
@JSON
def timeline(
    topic: tuple[str, ...],
    most: int,
    first: date | None,
    last: date | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """Show how a topic went on."""
    from qabot.channels.exploring.machine import timeline_json
    from qabot.channels.exploring.timelines import print_timeline
    from qabot.channels.terminal import make_console

    typed, period = topic_of(topic), period_between(first, last)
    with opened(index) as explorer:
        found = explorer.timeline(typed, period, most)
    if as_json:
        print_json(timeline_json(typed, found))
    else:
        print_timeline(make_console(sys.stdout), typed, found)


@click.command(
    help=say(
        "一段时间里比平时突出的词，每个引一句；不给日期，就看档案最后 30 天。\n\n"
        "\b\n例：\n  qabot topics\n  qabot topics --from 2020-01-20 --to 2020-02-20",
        "Words that stand out in a period, each with a quote; without dates, in the archive's last 30 days.\n\n"
        "\b\nExamples:\n  qabot topics\n  qabot topics --from 2020-01-20 --to 2020-02-20",
    )
)
@MOST
@FROM
@TO
@INDEX
@JSON
def topics(
    most: int, first: date | None, last: date | None, index: Path | None, as_json: bool
) -> None:
    """Show what stands out in a period."""
    from qabot.channels.exploring.machine import topical_json
    from qabot.channels.exploring.topics import print_topical
    from qabot.channels.terminal import make_console

    period = period_between(first, last)
    with opened(index) as explorer:
        found = explorer.topical(period, most)
        covers = explorer.covers()
    if as_json:
        print_json(topical_json(found))
    else:
        print_topical(make_console(sys.stdout), found, covers)


@click.command(
    help=say(
        "与一篇文章有关的：同一件事、此前和此后的报道、转载及其改动。\n\n"
        "\b\n例：\n  qabot related a1b2c3\n  qabot related a1b2c3 -n 5 --json",
        "What belongs to an article: the same event, earlier and later reports, reprints and their changes.\n\n"
        "\b\nExamples:\n  qabot related a1b2c3\n  qabot related a1b2c3 -n 5 --json",
    )
)
@click.argument("article_id", metavar="ID")
@MOST
@INDEX
@JSON
def related(article_id: str, most: int, index: Path | None, as_json: bool) -> None:
    """Show what belongs to an article."""
    from qabot.channels.exploring.machine import related_json
    from qabot.channels.exploring.related import print_related
    from qabot.channels.terminal import make_console

    article_id = typed_text(article_id)
    with opened(index) as explorer:
        found = explorer.related(article_id, most)
    if found is None:
        raise no_article(article_id)
    if as_json:
        print_json(related_json(found))
    else:
        print_related(make_console(sys.stdout), found)
