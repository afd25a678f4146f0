"""/topics, with or without a period."""

from collections.abc import Iterator

from qabot.channels.exploring.terminal import nothing_printed
from qabot.channels.exploring.topics import no_word_stands_out, shown_days, shown_frequency
from qabot.channels.telegram.exploring.page import Block, Shown, entry, pages_of
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.split import Run
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.messages import say

_MOST = 20


def show_topics(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return the words that stand out in a period."""
    return Shown(
        pages=pages_of(
            say("比平时突出的词", "Words that stand out"), [*_blocks(explorer, request, links)]
        )
    )


def _blocks(explorer: Explorer, request: Request, links: Links) -> Iterator[Block]:
    found = explorer.topical(request.period, _MOST)
    if not found.articles:
        yield [Run(nothing_printed(explorer.covers()))]
        return
    yield [Run(shown_days(found, explorer.covers()))]
    for word in found.words:
        yield entry(word.citation, links.url, word.word, shown_frequency(word))
    if not found.words:
        yield [Run(no_word_stands_out())]
