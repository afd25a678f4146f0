"""/figures TOPIC."""

from collections.abc import Iterator

from qabot.channels.exploring.figures import no_figures, shown_figure, shown_note, shown_thing
from qabot.channels.telegram.exploring.page import (
    Block,
    Shown,
    absent,
    entry,
    headed,
    pages_of,
    titled,
    understanding,
)
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.split import Run
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.figures import Counted, Figures
from qabot.messages import say

_MOST = 10


def show_figures(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return the numbers said about a topic, by what they count."""
    topic = request.argument
    found = explorer.figures(topic, request.period, most=_MOST)
    title = titled(say("数字", "Figures"), topic, request.period)
    return Shown(pages=pages_of(title, [*_blocks(topic, found, links.url)]))


def _blocks(topic: str, found: Figures, link: Link) -> Iterator[Block]:
    yield from understanding(found.topic)
    if found.absence:
        yield from absent(topic, found.absence, link)
    elif not found.counted:
        yield [Run(no_figures(topic, found))]
    for counted in found.counted:
        yield from _thing(counted, link)
    if found.left_out:
        told = say(
            f"另有 {found.left_out} 样没有列出；用 /settings 日期 可以只看一段。",
            f"{found.left_out} more things are counted; /settings dates narrows it down.",
        )
        yield [Run(told)]


def _thing(counted: Counted, link: Link) -> Iterator[Block]:
    entries = (
        entry(figure.citation, link, shown_figure(figure), shown_note(figure, counted.what))
        for figure in counted.figures
    )
    yield from headed(shown_thing(counted), entries)
    if counted.left_out:
        yield [
            Run(
                say(
                    f"其间另有 {counted.left_out} 个数。",
                    f"{counted.left_out} more between them.",
                )
            )
        ]
