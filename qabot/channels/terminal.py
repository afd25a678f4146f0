"""Answers and articles on a terminal; plain text where the output is no terminal."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.sources import (
    shown_corrections,
    shown_date,
    shown_place,
    shown_printings,
    shown_title,
    shown_unanswered,
    shown_understanding,
)
from qabot.messages import say
from qabot.types import Answer, Article, Citation, Passage

_MARK = "bold yellow"


def make_console(stream: TextIO) -> Console:
    """Return a console on a stream: colours on terminals only, lines never cut where they are not shown."""
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.soft_wrap = True
    return console


def print_answer(console: Console, answer: Answer) -> None:
    """Print how the question was understood, then the citations, or the reason why there are none."""
    if answer.understood:
        console.print(Text(shown_understanding(answer.understood), style="dim"))
    if answer.corrections:
        console.print(Text(shown_corrections(answer.corrections), style="dim"))
    if answer.found:
        print_citations(console, answer.citations)
        if answer.unanswered:
            console.print(Text(shown_unanswered(answer.unanswered), style="red"))
        return
    console.print(Text(answer.reason or "", style="red"))
    if answer.related:
        console.print(
            Text(
                say("较接近的内容（不是答案）：", "Nearest passages (not an answer):"), style="dim"
            )
        )
        for citation in answer.related:
            console.print(Text(f"  · {citation.quote}", style="dim"))
            console.print(Text(f"    {source_line(citation.passage)}", style="dim"))


def print_citations(console: Console, citations: Iterable[Citation]) -> None:
    """Print passages with their quotes and sources, one below the other."""
    for citation in citations:
        number = f"[{citation.number}] "
        if console.is_terminal:
            # Side by side: in one text, a number would stand alone on its line, since Chinese has no spaces to wrap at.
            grid = Table.grid("", Column(overflow="fold"))
            grid.add_row(Text(number, style="bold cyan"), _marked(citation))
            grid.add_row("", Text(source_line(citation.passage), style="cyan"))
            if citation.also_in:
                grid.add_row("", Text(shown_printings(citation.also_in), style="dim cyan"))
            console.print(Padding(grid, (0, 0, 1, 0)))
        else:
            console.print(Text(number + citation.passage.text.replace("\n", "\n    ")))
            console.print(Text(f"    {source_line(citation.passage)}"))
            if citation.also_in:
                console.print(Text(f"    {shown_printings(citation.also_in)}"))
            console.print()


def source_line(passage: Passage) -> str:
    """Return title, date and source of a passage on one line, with its lines in the file."""
    title = f"《{passage.title}》" if passage.title else say("（无标题）", "(no title)")
    date = shown_date(passage.published, estimated=passage.estimated)
    return "—— " + " · ".join(
        part for part in (title, date, shown_place(passage), passage.url or "") if part
    )


def print_article(console: Console, article: Article) -> None:
    """Print a whole article."""
    console.print(Text(shown_title(article.title), style="bold"))
    for line in (article.subtitle, article.author):
        if line:
            console.print(Text(line))
    date = shown_date(article.published, estimated=article.estimated)
    about = " · ".join(
        part for part in (date, article.source, article.url or "", article.id) if part
    )
    console.print(Text(about, style="cyan"))
    for paragraph in article.paragraphs:
        console.print()
        console.print(Text(paragraph))
    for line in (*article.captions, *article.credits):
        console.print()
        console.print(Text(line, style="dim"))


def print_raw(console: Console, lines: Iterable[tuple[int, str]]) -> None:
    """Print lines of a file with their numbers; where some are left out, a mark stands for them."""
    last = 0
    for number, line in lines:
        if last and number != last + 1:
            console.print(Text("     ⋮", style="dim"))
        console.print(Text.assemble((f"{number:6} ", "dim"), line))
        last = number


def marked_quote(citation: Citation) -> Text:
    """Return the quote of a citation alone, on one line, with the answering words marked."""
    start = citation.passage.text.index(citation.quote)
    text = Text(citation.quote.replace("\n", " "))
    for begin, end in citation.highlights:
        text.stylize(_MARK, max(0, begin - start), max(0, end - start))
    return text


def _marked(citation: Citation) -> Text:
    """Return a passage with what surrounds the quote dimmed and the answering words marked."""
    text = Text(citation.passage.text, style="dim")
    start = citation.passage.text.index(citation.quote)
    text.stylize("not dim", start, start + len(citation.quote))
    for begin, end in citation.highlights:
        text.stylize(_MARK, begin, end)
    return text
