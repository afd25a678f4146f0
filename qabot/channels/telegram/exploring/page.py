"""What exploring finds, cut into pages of Telegram's HTML that end between two entries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from qabot.channels.exploring.quotes import nearest, shown_absence, shown_understanding
from qabot.channels.sources import shown_date
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.preference_words import shown_period
from qabot.channels.telegram.render import marked_quote, source_of
from qabot.channels.telegram.split import Run, split, to_html, units
from qabot.exploring.absence import Absence
from qabot.exploring.topic import Topic
from qabot.searching.engine import Period
from qabot.types import Citation

# Two screens of a telephone: what is longer is hard to read beside a chat.
_PAGE_UNITS = 2000
_GAP = Run("\n\n")

Block = Sequence[Run]
"""What stays together on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a command shows.

    Attributes:
        pages: HTML, at least one.
        topic: As it was typed; for the plot.
        months: First day of a month → how often the topic appears; empty where nothing is to be drawn.
    """

    pages: tuple[str, ...]
    topic: str = ""
    months: tuple[tuple[date, int], ...] = ()


def pages_of(title: str, blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the pages, each under the title.

    Args:
        title: On one line.
        blocks: In order; one that is longer than a page is cut where a sentence ends.
    """
    heading = [Run(title, bold=True)]
    room = _PAGE_UNITS - _units([*heading, _GAP])
    pages: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        for part in split(block, room):
            size = _units([*part, _GAP])
            if pages[-1] and used + size > room:
                pages.append([])
                used = 0
            pages[-1].append(part)
            used += size
    return tuple(to_html(_joined([heading, *page])).strip() for page in pages)


def titled(name: str, about: str, period: Period) -> str:
    """Return a title: what is shown, about what, of which days."""
    one_day = period.first is not None and period.first == period.last
    days = str(period.first) if one_day else shown_period(period)
    return " · ".join(filter(None, (name, about, days)))


def entry(
    citation: Citation, link: Link, head: str = "", note: str = "", *, dated: bool = True
) -> list[Run]:
    """Return a quote below what leads to it, above its source.

    Args:
        citation: The quote, with what is marked in it.
        link: Opens its article.
        head: A day, a word, a figure.
        note: Stands behind the source.
        dated: False leaves the date out of the source, where the head has it.
    """
    heading = [Run(head, bold=True), Run("\n")] if head else []
    behind = [Run(f" · {note}")] if note else []
    source = source_of(citation.passage, link, dated=dated, short=True)
    return [*heading, *marked_quote(citation), Run("\n"), *source, *behind]


def day_entry(citation: Citation, link: Link) -> list[Run]:
    """Return a quote below the day on which it was printed."""
    passage = citation.passage
    day = shown_date(passage.published, estimated=passage.estimated)
    return entry(citation, link, day, dated=False)


def understanding(topic: Topic) -> Iterator[Block]:
    """Yield what of a topic was searched for otherwise than typed."""
    for told in shown_understanding(topic):
        yield [Run(told)]


def headed(heading: str, blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, the first with a heading above it, so that no heading ends a page."""
    above = [Run(f"▎{heading}", bold=True), _GAP]
    for block in blocks:
        yield [*above, *block]
        above = []


def absent(topic: str, absence: Absence, link: Link) -> Iterator[Block]:
    """Yield that nothing is about a topic, and what there is instead."""
    yield [Run(shown_absence(topic, absence))]
    if absence.near:
        yield [Run(nearest())]
    for citation in absence.near:
        yield entry(citation, link)


def _joined(blocks: Sequence[Block]) -> Iterator[Run]:
    for number, block in enumerate(blocks):
        if number:
            yield _GAP
        yield from block


def _units(runs: Sequence[Run]) -> int:
    return units(to_html(runs))
