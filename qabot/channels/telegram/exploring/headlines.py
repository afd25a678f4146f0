"""/latest without a topic, /on DAY, /between DAY DAY: articles by day, without quotes."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from qabot.channels.exploring.terminal import nothing_printed
from qabot.channels.sources import shown_date, shown_title
from qabot.channels.telegram.exploring.page import Block, Shown, pages_of, titled
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.split import Run, clip
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.indexing.keeping.coverage import site_of
from qabot.messages import say
from qabot.types import Headline

_MOST = 200  # who looks for something older had better name the days
_CHARS = 80  # of a title, and of a source
_TOGETHER = 10  # lines of one day


def show_newest(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return the newest articles, of a period where one is set."""
    return _show(say("最新的文章", "The newest articles"), explorer, request, links)


def show_printed(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return what was printed in a period."""
    return _show(say("文章", "Articles"), explorer, request, links)


def _show(name: str, explorer: Explorer, request: Request, links: Links) -> Shown:
    found = explorer.headlines(request.period, _MOST + 1)
    blocks = [*_by_day(found[:_MOST], links.url)]
    if not found:
        blocks.append([Run(nothing_printed(explorer.covers()))])
    if len(found) > _MOST:
        told = say(f"只列出最新的 {_MOST} 篇。", f"Only the newest {_MOST} are listed.")
        blocks.append([Run(told)])
    return Shown(pages=pages_of(titled(name, "", request.period), blocks))


def _by_day(headlines: Sequence[Headline], link: Link) -> Iterator[Block]:
    for (day, estimated), of_day in groupby(headlines, lambda one: (one.published, one.estimated)):
        lines = [*of_day]
        heading = Run(shown_date(day, estimated=estimated), bold=True)
        for start in range(0, len(lines), _TOGETHER):
            several = lines[start : start + _TOGETHER]
            yield [heading, *(run for line in several for run in _line(line, link))]


def _line(line: Headline, link: Link) -> Iterator[Run]:
    yield Run("\n• ")
    yield Run(clip(shown_title(line.title), _CHARS), link=link(line.article_id))
    if line.source:
        yield Run(f" · {clip(site_of(line.source) or line.source, _CHARS)}")
