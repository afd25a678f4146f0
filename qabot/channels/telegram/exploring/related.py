"""/related: what belongs to an article."""

from collections.abc import Iterator

from qabot.channels.exploring.related import (
    nothing_related,
    parts_of,
    shown_reprint,
    sides_of,
)
from qabot.channels.sources import shown_origin, shown_printings, shown_title
from qabot.channels.telegram import wording
from qabot.channels.telegram.exploring.page import Block, Shown, day_entry, entry, headed, pages_of
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.split import Run
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.related import Related
from qabot.exploring.reprint_changes import Reprint
from qabot.messages import say

_MOST = 20


def show_related(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return what belongs to an article; the argument is its id or the payload of its link."""
    # As an id first: one may look like a payload.
    for article_id in (request.argument, links.article_id(request.argument)):
        if article_id and (found := explorer.related(article_id, _MOST)):
            title = say("与此有关", "What belongs to it")
            return Shown(pages=pages_of(title, [*_blocks(found, links.url)]))
    return Shown(pages=(wording.unknown_article(),))


def _blocks(found: Related, link: Link) -> Iterator[Block]:
    article = found.article
    title = Run(shown_title(article.title), link=link(article.id))
    origin = shown_origin(article)
    yield [title, *([Run(f"\n{origin}")] if origin else [])]
    for name, citations in parts_of(found):
        yield from headed(name, (day_entry(citation, link) for citation in citations))
    for reprint in found.reprints:
        yield from _reprint(reprint, link)
    if not (any(parts_of(found)) or found.reprints):
        yield [Run(nothing_related())]


def _reprint(reprint: Reprint, link: Link) -> Iterator[Block]:
    printing = reprint.printing
    lines = "".join(f"\n{told}" for told in shown_reprint(reprint))
    yield [
        Run("▎", bold=True),
        Run(shown_printings([printing]), bold=True, link=link(printing.article_id)),
        Run(lines),
    ]
    for change in reprint.changes:
        for side, citation in sides_of(change):
            yield entry(citation, link, side)
