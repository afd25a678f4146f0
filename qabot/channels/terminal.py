"""Answers and articles on a terminal; plain text where the output is no terminal."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from rich.box import Box
from rich.console import Console, Group
from rich.panel import Panel
from rich.style import Style
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
from qabot.channels.wrapping import Wrapped
from qabot.messages import say

if TYPE_CHECKING:  # numpy stands behind the types, and the prompt need not wait for it
    from qabot.types import Answer, Article, Citation, Passage

MARK = "bold yellow"
"""Style of the answering words, and of a quote in its article."""
# Open at the right: terminals disagree on the width of “, — and ·, and a line there would zigzag.
_BOX = Box("╭── \n│   \n├── \n│   \n├── \n├── \n│   \n╰── \n")
# Rows of a window that has room for the best passage as a whole, and for the quotes of two others.
_HIGH = 30
# Cells; longer lines are hard to read.
_WIDEST = 100


def make_console(stream: TextIO) -> Console:
    """Return a console on a stream: colours on terminals only, lines never cut where they are not shown."""
    console = Console(file=stream, highlight=False, emoji=False, markup=False)
    if not console.is_terminal:
        console.soft_wrap = True
    return console


def print_answer(console: Console, answer: "Answer") -> None:
    """Print how the question was understood, then the citations, or the reason why there are none."""
    if answer.understood:
        console.print(Text(shown_understanding(answer.understood), style="dim"))
    if answer.corrections:
        console.print(Text(shown_corrections(answer.corrections), style="dim"))
    if answer.found:
        print_citations(console, answer.citations, whole=int(console.height >= _HIGH))
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
            _print_related(console, citation)


def print_citations(console: Console, citations: "Iterable[Citation]", whole: int = 0) -> None:
    """Print passages with their quotes and sources, one below the other.

    Args:
        console: On a terminal, passages are panels.
        citations: In the order of print.
        whole: Panels show of so many, the first, the whole passage, and of the others the quote, so that an answer
            stays on the screen.
    """
    for position, citation in enumerate(citations):
        if console.is_terminal:
            text = _marked(citation)
            if position >= whole:
                start = citation.passage.text.index(citation.quote)
                text = text[start : start + len(citation.quote)]
            console.print(_panel(citation, text), width=_width(console))
        else:
            console.print(
                Text(f"[{citation.number}] " + citation.passage.text.replace("\n", "\n    "))
            )
            console.print(Text(f"    {source_line(citation.passage)}"))
            if citation.also_in:
                console.print(Text(f"    {shown_printings(citation.also_in)}"))
            console.print()


def source_line(passage: "Passage") -> str:
    """Return title, date and source of a passage on one line, with its lines in the file."""
    title = f"《{passage.title}》" if passage.title else say("（无标题）", "(no title)")
    date = shown_date(passage.published, estimated=passage.estimated)
    return "—— " + " · ".join(
        part for part in (title, date, shown_place(passage), passage.url or "") if part
    )


def print_article(console: Console, article: "Article", quote: str = "") -> None:
    """Print a whole article, with a quote from it marked."""
    for line in article_lines(article, quote):
        if console.is_terminal:
            console.print(Wrapped(line), width=_width(console))
        else:
            console.print(line)


def article_lines(article: "Article", quote: str = "") -> list[Text]:
    """Return an article for a person: title, byline, origin, and its paragraphs behind empty lines.

    Args:
        article: All of it is shown.
        quote: Word for word in its text, to be marked; empty for none.
    """
    head = [Text(shown_title(article.title), style="bold")]
    head += [Text(line) for line in (article.subtitle, article.author) if line]
    head.append(Text(origin_line(article), style=Style(color="cyan") + _link(article.url)))
    body = Text(article.text)
    if quote and (start := article.text.find(quote)) >= 0:
        body.stylize(MARK, start, start + len(quote))
    for number, line in enumerate(body.split("\n", allow_blank=True)):
        if number >= len(article.paragraphs):
            line.stylize("dim")
        head += [Text(), line]
    return head


def origin_line(article: "Article") -> str:
    """Return date, source, address and id of an article on one line."""
    date = shown_date(article.published, estimated=article.estimated)
    return " · ".join(
        part for part in (date, article.source, article.url or "", article.id) if part
    )


def print_raw(console: Console, lines: Iterable[tuple[int, str]]) -> None:
    """Print lines of a file with their numbers; where some are left out, a mark stands for them."""
    last = 0
    for number, line in lines:
        if last and number != last + 1:
            console.print(Text("     ⋮", style="dim"))
        console.print(Text.assemble((f"{number:6} ", "dim"), line))
        last = number


def _panel(citation: "Citation", text: Text, *, faint: bool = False) -> Panel:
    """Return a text with number and source of its citation; a faint one is no answer."""
    passage = citation.passage
    shade = Style(dim=faint, color="cyan")
    parts = [text, Text(source_line(passage), style=shade + _link(passage.url))]
    if citation.also_in:
        parts.append(Text(shown_printings(citation.also_in), style="dim cyan"))
    return Panel(
        Group(*map(Wrapped, parts)),
        box=_BOX,
        title=Text(f"[{citation.number}]", style=shade + Style(bold=not faint)),
        title_align="left",
        border_style=shade,
        padding=(0, 0, 0, 1),
    )


def _print_related(console: Console, citation: "Citation") -> None:
    if console.is_terminal:
        panel = _panel(citation, Text(citation.quote, style="dim"), faint=True)
        console.print(panel, width=_width(console))
    else:
        console.print(Text(f"  · {citation.quote}\n    {source_line(citation.passage)}"))


def _width(console: Console) -> int:
    return min(console.width, _WIDEST)


def _link(url: str | None) -> Style:
    """Return the link to an address, for terminals that take links."""
    return Style(link=url if url and url.startswith(("http://", "https://")) else None)


def marked_quote(citation: "Citation") -> Text:
    """Return the quote of a citation alone, on one line, with the answering words marked."""
    start = citation.passage.text.index(citation.quote)
    text = Text(citation.quote.replace("\n", " "))
    for begin, end in citation.highlights:
        text.stylize(MARK, max(0, begin - start), max(0, end - start))
    return text


def _marked(citation: "Citation") -> Text:
    """Return a passage with what surrounds the quote dimmed and the answering words marked."""
    text = Text(citation.passage.text, style="dim")
    start = citation.passage.text.index(citation.quote)
    text.stylize("not dim", start, start + len(citation.quote))
    for begin, end in citation.highlights:
        text.stylize(MARK, begin, end)
    return text
