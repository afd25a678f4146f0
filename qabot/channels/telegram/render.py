"""An answer as Telegram messages."""

from collections.abc import Iterator, Sequence

from qabot.channels.sources import (
    shown_corrections,
    shown_date,
    shown_place,
    shown_printings,
    shown_title,
    shown_unanswered,
    shown_understanding,
)
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.split import Run, split, to_html
from qabot.indexing.keeping.coverage import site_of
from qabot.messages import say
from qabot.types import Answer, Citation, Passage


def render_answer(answer: Answer, link: Link) -> list[str]:
    """Return the messages, HTML, in the order in which they are to be sent.

    How the question was understood goes first, then the citations. An answer that was not found is the reason,
    then the passages that come near, with nothing marked in them.
    """
    understood = [[Run(shown_understanding(answer.understood))]] if answer.understood else []
    if answer.corrections:
        understood.append([Run(shown_corrections(answer.corrections))])
    if answer.found:
        blocks = [_cite(citation, link) for citation in answer.citations]
        if answer.unanswered:
            blocks.append([Run(shown_unanswered(answer.unanswered))])
    else:
        blocks = [[Run(answer.reason or "")]]
        if answer.related:
            blocks.append([Run(_nearest())])
        blocks += [_cite(citation, link, marked=False) for citation in answer.related]
    return _messages([*understood, *blocks])


def render_citation(citation: Citation, link: Link, *, beside: bool = False) -> str:
    """Return a citation alone as one message, HTML; of a very long one the beginning.

    Args:
        citation: Of an answer, or of a passage beside one that answers.
        link: Gives the address of an article.
        beside: True for a passage that only stands beside one that answers: nothing is marked, and it has no number.
    """
    block = _cite(citation, link, marked=not beside, numbered=not beside)
    first, *_ = _messages([block])
    return first


def render_quote(citation: Citation, link: Link) -> str:
    """Return a message, HTML, that stands for itself: quote and source; of a very long one the beginning."""
    source = source_of(citation.passage, link)
    first, *_ = _messages([[*marked_quote(citation), Run("\n—— "), *source]])
    return first


def _messages(blocks: Sequence[Sequence[Run]]) -> list[str]:
    # Telegram trims messages and refuses those of which nothing is left.
    return [
        to_html(runs).strip()
        for runs in split(_join(blocks))
        if any(run.text.strip() for run in runs)
    ]


def _nearest() -> str:
    return say(
        "下面的段落只是内容相近，并不能回答这个问题：",
        "These passages come near, but do not answer the question:",
    )


def _cite(
    citation: Citation, link: Link, *, marked: bool = True, numbered: bool = True
) -> list[Run]:
    """Give the quote, and under it number, title as a link, date, source and lines, and where else it was printed."""
    quote = marked_quote(citation) if marked else [Run(citation.quote, quoted=True)]
    source = source_of(citation.passage, link)
    also_in = shown_printings(citation.also_in)
    printings = [Run(f"\n{also_in}")] if also_in else []
    number = f"〔{citation.number}〕" if numbered else ""
    return [*quote, Run(f"\n{number}"), *source, *printings]


def source_of(
    passage: Passage, link: Link, *, dated: bool = True, short: bool = False
) -> list[Run]:
    """Return title as a link, date, source and lines.

    Args:
        passage: What is cited.
        link: Opens its article.
        dated: False leaves the date out, where it stands elsewhere.
        short: Of a source that is an address, only the site.
    """
    title = Run(shown_title(passage.title), link=link(passage.article_id))
    published = shown_date(passage.published, estimated=passage.estimated) if dated else ""
    place = (short and site_of(passage.source)) or shown_place(passage)
    details = "".join(f" · {part}" for part in (published, place) if part)
    return [title, Run(details)]


def marked_quote(citation: Citation) -> list[Run]:
    """Return the quote of a citation with the answering words in bold."""
    quote = citation.quote
    runs = []
    done = 0
    for start, end in _ranges(citation):
        runs += [
            Run(quote[done:start], quoted=True),
            Run(quote[start:end], bold=True, quoted=True),
        ]
        done = end
    return [*runs, Run(quote[done:], quoted=True)]


def _ranges(citation: Citation) -> Iterator[tuple[int, int]]:
    """Give what is to be marked, as ranges of the quote; what stands outside it is left out."""
    length = len(citation.quote)
    offset = _quote_start(citation)
    for start, end in citation.highlights:
        first, last = max(0, start - offset), min(length, end - offset)
        if first < last:
            yield first, last


def _quote_start(citation: Citation) -> int:
    """Return where the quote stands in its passage: of several places, the first that holds a mark."""
    text, quote = citation.passage.text, citation.quote
    first = text.index(quote)
    if not citation.highlights:
        return first
    mark = citation.highlights[0][0]
    # A quote that holds the mark begins no later than at it, and ends behind it.
    around = text.find(quote, max(0, mark - len(quote) + 1), mark + len(quote))
    return around if around >= 0 else first


def _join(blocks: Sequence[Sequence[Run]]) -> Iterator[Run]:
    for number, block in enumerate(blocks):
        if number:
            yield Run("\n\n")
        yield from block
