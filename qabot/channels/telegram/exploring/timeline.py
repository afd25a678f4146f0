"""/timeline TOPIC."""

from collections.abc import Iterator

from qabot.channels.exploring.timelines import shown_days, shown_reports
from qabot.channels.telegram.exploring.page import (
    Block,
    Shown,
    absent,
    entry,
    pages_of,
    titled,
    understanding,
)
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.split import Run
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.timeline import Timeline
from qabot.messages import say

_MOST = 30


def show_timeline(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return how a topic went on, and how often it appears a month."""
    topic = request.argument
    found = explorer.timeline(topic, request.period, _MOST)
    title = titled(say("来龙去脉", "Timeline"), topic, request.period)
    drawn = found.months if found.entries and len(found.months) > 1 else ()
    blocks = [*_blocks(topic, found, links.url)]
    return Shown(pages=pages_of(title, blocks), topic=topic, months=drawn)


def _blocks(topic: str, found: Timeline, link: Link) -> Iterator[Block]:
    yield from understanding(found.topic)
    if found.absence:
        yield from absent(topic, found.absence, link)
    for one in found.entries:
        yield entry(one.citation, link, shown_days(one), shown_reports(one), dated=False)
    if found.more:
        told = say(
            f"另有 {found.more} 天没有列出；用 /settings 日期 可以只看一段。",
            f"{found.more} more days are not shown; /settings dates narrows it down.",
        )
        yield [Run(told)]
