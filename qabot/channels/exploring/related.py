"""What belongs to an article, on a terminal."""

from collections.abc import Iterator, Sequence

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
    for heading, citations in parts_of(related):
        _print_part(console, heading, citations)
    for reprint in related.reprints:
        _print_reprint(console, reprint)
    if not (any(parts_of(related)) or related.reprints):
        console.print(Text(nothing_related(), style="red"))


def parts_of(related: Related) -> Iterator[tuple[str, Sequence[Citation]]]:
    """Yield what belongs to an article, part by part, each with its heading; without empty parts and reprints."""
    parts = (
        (say("同一件事", "The same event"), related.event),
        (say("此前", "Earlier"), related.earlier),
        (say("此后", "Later"), related.later),
    )
    return (part for part in parts if part[1])


def nothing_related() -> str:
    """Tell that nothing belongs to an article."""
    return say("档案里没有与它有关的文章。", "Nothing in the archive belongs to it.")


def shown_reprint(reprint: Reprint) -> Iterator[str]:
    """Yield what is told of a reprint below when and where it was printed, besides its changes."""
    if reprint.title is not None:
        title = shown_title(reprint.title)
        yield say(f"题为《{title}》", f"Headed 《{title}》")
    if not reprint.changes:
        yield say("逐句相同", "The same sentence by sentence")
    if reprint.more:
        yield say(f"另有 {reprint.more} 处不同", f"{reprint.more} more changes")


def sides_of(change: Change) -> Iterator[tuple[str, Citation]]:
    """Yield the sentence of the article and that of its reprint, as far as each is there, with whose it is."""
    if change.own is not None:
        yield say("此篇", "This article"), change.own
    if change.other is not None:
        yield say("转载", "Reprint"), change.other


def _print_part(console: Console, heading: str, citations: Sequence[Citation]) -> None:
    console.print()
    console.print(Text(heading, style="bold"))
    for citation in citations:
        passage = citation.passage
        print_quote(console, citation, shown_date(passage.published, estimated=passage.estimated))


def _print_reprint(console: Console, reprint: Reprint) -> None:
    console.print()
    console.print(Text(shown_printings([reprint.printing]), style="bold"))
    for told in shown_reprint(reprint):
        console.print(Text(told, style="dim"))
    for change in reprint.changes:
        for head, citation in sides_of(change):
            print_quote(console, citation, head)
