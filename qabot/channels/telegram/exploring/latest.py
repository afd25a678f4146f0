"""/latest TOPIC."""

from collections.abc import Iterator

from qabot.channels.telegram.exploring.headlines import show_newest
from qabot.channels.telegram.exploring.page import (
    Block,
    Shown,
    absent,
    day_entry,
    pages_of,
    titled,
    understanding,
)
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.latest import Latest
from qabot.messages import say

_MOST = 50


def show_latest(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return the newest articles, those about a topic with a quote each."""
    topic = request.argument
    if not topic:
        return show_newest(explorer, request, links)
    found = explorer.latest(topic, request.period, _MOST)
    title = titled(say("最新的文章", "The newest articles"), topic, request.period)
    return Shown(pages=pages_of(title, [*_blocks(topic, found, links.url)]))


def _blocks(topic: str, found: Latest, link: Link) -> Iterator[Block]:
    yield from understanding(found.topic)
    if found.absence:
        yield from absent(topic, found.absence, link)
    for citation in found.citations:
        yield day_entry(citation, link)
