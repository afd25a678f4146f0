"""`qabot latest`, `qabot on`, `qabot between`: what the archive holds, without a question."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qabot.cli.options import (
    DAY,
    FROM,
    INDEX,
    JSON,
    TO,
    period_between,
    print_json,
    remedy_named,
    settings_of,
    typed_text,
)
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.exploring import Explorer
    from qabot.searching import Period

MOST = click.option(
    "-n",
    "most",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help=say("最多列出几条。", "Most entries."),
)


@click.command(
    help=say(
        "列出最新的文章，新的在前；给出主题，就只列关于它的文章，每篇引一句。\n\n"
        "\b\n例：\n  qabot latest\n  qabot latest 雄安新区\n  qabot latest -n 50 --to 2021-12-31",
        "List the newest articles, the newest first; with a topic only those about it, each with a quote.\n\n"
        "\b\nExamples:\n  qabot latest\n  qabot latest 雄安新区\n  qabot latest -n 50 --to 2021-12-31",
    )
)
@click.argument("topic", nargs=-1)
@MOST
@FROM
@TO
@INDEX
@JSON
def latest(
    topic: tuple[str, ...],
    most: int,
    first: date | None,
    last: date | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """List the newest articles, of all or about a topic."""
    period = period_between(first, last)
    if topic:
        _list_about(index, topic_of(topic), period, most, as_json=as_json)
    else:
        _list(index, period, most, as_json=as_json)


@click.command(
    help=say(
        "列出某一天的文章。\n\n\b\n例：\n  qabot on 2021-01-18",
        "List the articles of a day.\n\n\b\nExample:\n  qabot on 2021-01-18",
    )
)
@click.argument("day", type=DAY)
@INDEX
@JSON
def on(day: date, index: Path | None, as_json: bool) -> None:
    """List the articles of a day."""
    _list(index, period_between(day, day), None, as_json=as_json)


@click.command(
    help=say(
        "列出两个日期之间的文章，新的在前，两天都算。\n\n\b\n例：\n  qabot between 2021-01-01 2021-01-31",
        "List the articles from one day to another, both included, the newest first.\n\n\b\nExample:\n  qabot between 2021-01-01 2021-01-31",
    )
)
@click.argument("first", type=DAY)
@click.argument("last", type=DAY)
@MOST
@INDEX
@JSON
def between(first: date, last: date, most: int, index: Path | None, as_json: bool) -> None:
    """List the articles of a period."""
    _list(index, period_between(first, last), most, as_json=as_json)


@click.command(
    help=say(
        "列出一个人的职务：按时间排列，每条都有原文和出处；同名的人按职务、地点分开。\n\n"
        "\b\n例：\n  qabot who 周明华\n  qabot who 努尔·白克力 --from 2015-01-01\n  qabot who 王勇 -n 5 --json",
        "List the offices of a person by date, each with a quote and its source; people of one name are kept apart by "
        "office and place.\n\n"
        "\b\nExamples:\n  qabot who 周明华\n  qabot who 努尔·白克力 --from 2015-01-01\n  qabot who 王勇 -n 5 --json",
    )
)
@click.argument("name")
@click.option(
    "-n",
    "most",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help=say("最多列出几个职务。", "Most offices."),
)
@FROM
@TO
@INDEX
@JSON
def who(
    name: str,
    most: int,
    first: date | None,
    last: date | None,
    index: Path | None,
    as_json: bool,
) -> None:
    """List the offices of a person."""
    from qabot.channels.exploring.people import print_who, who_json
    from qabot.channels.terminal import make_console
    from qabot.exploring.people import read_name

    period = period_between(first, last)
    try:
        name = read_name(typed_text(name))
    except ValueError as exc:
        example = say("例：qabot who 周明华", " Example: qabot who 周明华")
        raise click.UsageError(f"{exc}{example}") from exc
    with opened(index) as explorer:
        found = explorer.who(name, period, most)
        if as_json:
            print_json(who_json(found))
        else:
            print_who(make_console(sys.stdout), found)


def _list(index: Path | None, period: "Period", most: int | None, *, as_json: bool) -> None:
    from qabot.channels.exploring.machine import headlines_json
    from qabot.channels.exploring.terminal import print_headlines
    from qabot.channels.terminal import make_console

    with opened(index) as explorer:
        headlines = explorer.headlines(period, most)
        if as_json:
            print_json(headlines_json(headlines))
        else:
            print_headlines(make_console(sys.stdout), headlines, explorer.covers())


def _list_about(
    index: Path | None, topic: str, period: "Period", most: int, *, as_json: bool
) -> None:
    from qabot.channels.exploring.machine import latest_json
    from qabot.channels.exploring.timelines import print_latest
    from qabot.channels.terminal import make_console

    with opened(index) as explorer:
        found = explorer.latest(topic, period, most)
    if as_json:
        print_json(latest_json(topic, found))
    else:
        print_latest(make_console(sys.stdout), topic, found)


def topic_of(words: tuple[str, ...]) -> str:
    """Return the topic that was typed.

    Raises:
        click.UsageError: It has no word.
    """
    topic = typed_text(" ".join(words))
    if not any(map(str.isalnum, topic)):
        raise click.UsageError(
            say(
                f"“{topic}”里没有可查的词；请写出主题，如：雄安新区。",
                f"“{topic}” has no word to look for; name a topic, e.g. 雄安新区.",
            )
        )
    return topic


@contextmanager
def opened(index: Path | None) -> "Iterator[Explorer]":
    """Give an explorer of the archive, without loading a model."""
    from qabot.exploring import open_explorer

    settings = settings_of(index=index)
    with remedy_named(index):
        yield open_explorer(settings)
