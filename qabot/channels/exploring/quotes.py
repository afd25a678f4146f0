"""Quotes that exploring finds, on a terminal, one below the other; plain text where the output is no terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from qabot.channels.sources import shown_date, shown_title
from qabot.channels.terminal import marked_quote
from qabot.channels.wrapping import Wrapped
from qabot.exploring.absence import Absence
from qabot.exploring.topic import Topic
from qabot.messages import say
from qabot.types import Citation, Passage


def print_quote(console: Console, citation: Citation, head: str, note: str = "") -> None:
    """Print a quote with its source.

    Args:
        console: Where it goes.
        citation: The quote, with what is marked in it.
        head: What stands before it: a day, a word.
        note: What stands behind its source.
    """
    number = f"[{citation.number}] "
    about = "—— " + " · ".join(filter(None, (_origin(citation.passage), note)))
    heading = Text(head, style="bold")
    if not console.is_terminal:
        console.print(Text.assemble(number, heading, "  " if head else "", _one_line(citation)))
        console.print(Text(f"    {about}"))
        return
    # Side by side: in one text, a number would stand alone on its line, since Chinese has no spaces to wrap at.
    grid = Table.grid("", Column(overflow="fold"))
    if head:
        grid.add_row(Text(number, style="bold cyan"), heading)
    grid.add_row(Text("" if head else number, style="bold cyan"), Wrapped(marked_quote(citation)))
    grid.add_row("", Wrapped(Text(about, style="cyan")))
    console.print(grid)


def print_understanding(console: Console, topic: Topic) -> None:
    """Print what of a topic was searched for otherwise than typed."""
    for told in shown_understanding(topic):
        console.print(Text(told, style="dim"))


def shown_understanding(topic: Topic) -> Iterator[str]:
    """Yield what of a topic was searched for otherwise than typed."""
    for typed, meant in topic.corrections.items():
        yield say(
            f"档案里没有“{typed}”，按同音的“{meant}”查找。",
            f"The archive has no {typed}; searched for {meant}, which sounds like it.",
        )
    if topic.forms and topic.left_out:
        left_out, kept = ("、".join(words) for words in (topic.left_out, topic.forms))
        yield say(
            f"没有哪一段同时说到这些，略去“{left_out}”，只按“{kept}”查找。",
            f"No passage has all of these; {left_out} left out, searched for {kept}.",
        )


def print_absence(console: Console, topic: str, absence: Absence) -> None:
    """Print that nothing is about a topic, and what there is instead."""
    console.print(Text(shown_absence(topic, absence), style="red"))
    if absence.near:
        console.print(Text(nearest(), style="dim"))
    for citation in absence.near:
        print_quote(console, citation, "")


def shown_absence(topic: str, absence: Absence) -> str:
    """Return that nothing is about a topic, and when the archive has it."""
    if absence.covers:
        first, last = absence.covers
        return say(
            f"这段时间没有关于“{topic}”的内容；档案里有 {first} 至 {last} 的。",
            f"Nothing in this period is about {topic}; the archive has it from {first} to {last}.",
        )
    return say(f"档案里没有关于“{topic}”的内容。", f"Nothing in the archive is about {topic}.")


def nearest() -> str:
    """Introduce what comes nearest."""
    return say("较接近的内容：", "Nearest passages:")


def narrowing(option: str, *, prompt: bool) -> str:
    """Return how to see what was left out, as the end of the sentence that tells of it.

    Args:
        option: Of the command line, for more of it.
        prompt: It is read at the prompt, which has no options.
    """
    if prompt:
        return say("；用 /from、/to 看一段。", "; /from and /to show a part.")
    return say(
        f"；用 {option} 多列，或用 --from、--to 看一段。",
        f"; {option} shows more, --from and --to a part.",
    )


def _origin(passage: Passage) -> str:
    date = shown_date(passage.published, estimated=passage.estimated)
    title = f"《{shown_title(passage.title)}》"
    return " · ".join(part for part in (title, date, passage.source, passage.article_id) if part)


def _one_line(citation: Citation) -> str:
    return citation.quote.replace("\n", " ")
