"""What belongs to an article, on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from qabot.channels.exploring.quotes import print_quote
from qabot.channels.sources import shown_date, shown_origin, shown_printings, shown_title
from qabot.exploring.related import Related
from qabot.exploring.reprint_changes import Change, Reprint
from qabot.messages import say
from qabot.types import Citation


def print_related(console: Console, related: Related) -> None:
    """Print an article's headline, then what belongs to it, part by part."""
    console.print(Text(shown_title(related.article.title), style="bold"))
    console.print(Text(f"{shown_origin(related.article)} · {related.article.id}", style="cyan"))
    _print_part(console, say("同一件事", "The same event"), related.event)
    _print_part(console, say("此前", "Earlier"), related.earlier)
    _print_part(console, say("此后", "Later"), related.later)
    for reprint in related.reprints:
        _print_reprint(console, reprint)
    if not (related.event or related.earlier or related.later or related.reprints):
        console.print(
            Text(
                say("档案里没有与它有关的文章。", "Nothing in the archive belongs to it."),
                style="red",
            )
        )


def _print_part(console: Console, heading: str, citations: Sequence[Citation]) -> None:
    if citations:
        console.print()
        console.print(Text(heading, style="bold"))
    for citation in citations:
        passage = citation.passage
        print_quote(console, citation, shown_date(passage.published, estimated=passage.estimated))


def _print_reprint(console: Console, reprint: Reprint) -> None:
    console.print()
    console.print(Text(shown_printings([reprint.printing]), style="bold"))
    if reprint.title is not None:
        title = shown_title(reprint.title)
        console.print(Text(say(f"题为《{title}》", f"Headed 《{title}》")))
    if not reprint.changes:
        console.print(Text(say("逐句相同", "The same sentence by sentence"), style="dim"))
    for change in reprint.changes:
        _print_change(console, change)
    if reprint.more:
        console.print(
            Text(say(f"另有 {reprint.more} 处不同", f"{reprint.more} more changes"), style="dim")
        )


def _print_change(console: Console, change: Change) -> None:
    for citation, head in (
        (change.own, say("此篇", "This article")),
        (change.other, say("转载", "Reprint")),
    ):
        if citation is not None:
            print_quote(console, citation, head)
