"""What exploring finds, on a terminal; plain text where the output is no terminal."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.sources import shown_date, shown_title
from qabot.messages import say
from qabot.types import Headline


def print_headlines(
    console: Console, headlines: Sequence[Headline], covers: tuple[date | None, date | None]
) -> None:
    """Print articles day by day, or what the archive covers where there are none.

    Args:
        console: Where they go.
        headlines: In the order in which they are shown; those of a day beside each other.
        covers: First and last day of print in the archive; None where nothing is dated.
    """
    if not headlines:
        console.print(Text(nothing_printed(covers), style="red"))
    for day, several in groupby(headlines, lambda line: (line.published, line.estimated)):
        console.print(Text(shown_date(day[0], estimated=day[1]), style="bold"))
        for line in several:
            _print_headline(console, line)


def nothing_printed(covers: tuple[date | None, date | None]) -> str:
    """Return that nothing was printed in a period, and what the archive covers."""
    first, last = covers
    if first is None:
        return say("档案里的文章都没有日期。", "None of the articles in the archive has a date.")
    return say(
        f"档案里没有这段时间的文章；现有 {first} 至 {last}。",
        f"The archive has no article of these days; it covers {first} to {last}.",
    )


def _print_headline(console: Console, line: Headline) -> None:
    title = Text(shown_title(line.title), style=f"link {line.url}" if line.url else "")
    about = Text(f"{line.source} · {line.article_id}", style="cyan")
    if not console.is_terminal:
        console.print(Text.assemble("  ", title, " · ", about))
        return
    # Side by side: in one text, a mark would stand alone on its line, since Chinese has no spaces to wrap at.
    grid = Table.grid("", Column(overflow="fold"))
    grid.add_row("  ", Text.assemble(title, "\n", about))
    console.print(grid)
