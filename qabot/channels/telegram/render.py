"""An answer as Telegram messages."""

from collections.abc import Iterator, Sequence

from qabot.channels.sources import (
    shown_corrections,
    shown_date,
    shown_place,
    shown_printings,
    shown_unanswered,
    shown_understanding,
)
from qabot.channels.telegram.split import Run, split, to_html
from qabot.messages import say
from qabot.types import Answer, Citation, Passage


def render_answer(answer: Answer) -> list[str]:
    """Return the messages, HTML, in the order in which they are to be sent.

    Each citation is its passage with the answering words in bold, and under it number, title,
    date, source and lines, and where else it was printed. An answer that was not found is the reason, then the passages that come near.
    How the question was understood goes first.
    """
    understood = [[Run(shown_understanding(answer.understood))]] if answer.understood else []
    if answer.corrections:
        understood.append([Run(shown_corrections(answer.corrections))])
    if answer.found:
        blocks = [_cite(citation, marked=True) for citation in answer.citations]
        if answer.unanswered:
            blocks.append([Run(shown_unanswered(answer.unanswered))])
    else:
        blocks = [[Run(answer.reason or "")]]
        if answer.related:
            blocks.append([Run(_nearest())])
        blocks += [_cite(citation, marked=False) for citation in answer.related]
    # Telegram trims messages and refuses those of which nothing is left.
    return [
        to_html(runs).strip()
        for runs in split(_join([*understood, *blocks]))
        if any(run.text.strip() for run in runs)
    ]


def _nearest() -> str:
    return say(
        "下面的段落只是内容相近，并不能回答这个问题：",
        "These passages come near, but do not answer the question:",
    )


def render_quote(citation: Citation) -> str:
    """Return a message, HTML, that stands for itself: the quote with the answering words in bold, and its source."""
    text, quote = citation.passage.text, citation.quote
    start = text.index(quote)
    inside = [
        (max(first - start, 0), min(last - start, len(quote)))
        for first, last in _ranges(citation)
        if first < start + len(quote) and last > start
    ]
    # Cut as an answer is, so that whatever the archive holds, Telegram takes the message.
    message, *_ = split([*_mark(quote, inside), Run(f"\n—— {_details(citation.passage)}")])
    return to_html(message).strip()


def _cite(citation: Citation, *, marked: bool) -> list[Run]:
    passage = citation.passage
    also_in = shown_printings(citation.also_in)
    runs = _mark(passage.text, _ranges(citation)) if marked else [Run(passage.text)]
    source = f"\n〔{citation.number}〕{_details(passage)}"
    return [*runs, Run(f"{source}\n{also_in}" if also_in else source)]


def _details(passage: Passage) -> str:
    published = shown_date(passage.published, estimated=passage.estimated)
    return " · ".join(part for part in (passage.title, published, shown_place(passage)) if part)


def _ranges(citation: Citation) -> Sequence[tuple[int, int]]:
    """Return what is to be marked: the answering words, or the whole quote where none are known."""
    if citation.highlights:
        return citation.highlights
    start = citation.passage.text.index(citation.quote)
    return [(start, start + len(citation.quote))]


def _mark(text: str, ranges: Sequence[tuple[int, int]]) -> list[Run]:
    runs = []
    done = 0
    for start, end in ranges:
        runs += [Run(text[done:start]), Run(text[start:end], bold=True)]
        done = end
    return [*runs, Run(text[done:])]


def _join(blocks: Sequence[Sequence[Run]]) -> Iterator[Run]:
    for number, block in enumerate(blocks):
        if number:
            yield Run("\n\n")
        yield from block
