"""Timelines and the newest articles about a topic, on a terminal."""

from rich.console import Console
from rich.text import Text

from qabot.channels.exploring.plot import plot_lines
from qabot.channels.exploring.quotes import (
    narrowing,
    print_absence,
    print_quote,
    print_understanding,
)
from qabot.channels.sources import shown_date
from qabot.exploring.latest import Latest
from qabot.exploring.timeline import Entry, Timeline
from qabot.messages import say


def print_timeline(
    console: Console, topic: str, timeline: Timeline, *, prompt: bool = False
) -> None:
    """Print a timeline: how often the topic appears, then its entries by day.

    Args:
        console: Where it goes.
        topic: As typed.
        timeline: What was found.
        prompt: It is read at the prompt, which has no options.
    """
    print_understanding(console, timeline.topic)
    if timeline.absence:
        print_absence(console, topic, timeline.absence)
        return
    console.print(Text(plot_caption(), style="dim"))
    for line in plot_lines(timeline.months, encoding=console.encoding):
        console.print(Text(line))
    console.print()
    for entry in timeline.entries:
        print_quote(console, entry.citation, shown_days(entry), shown_reports(entry))
    if timeline.more:
        console.print(
            Text(
                say(
                    f"另有 {timeline.more} 天没有列出",
                    f"{timeline.more} more days are not shown",
                )
                + narrowing("-n", prompt=prompt),
                style="dim",
            )
        )


def print_latest(console: Console, topic: str, latest: Latest) -> None:
    """Print the newest articles about a topic, each with the sentence that tells of it."""
    print_understanding(console, latest.topic)
    if latest.absence:
        print_absence(console, topic, latest.absence)
    for citation in latest.citations:
        passage = citation.passage
        print_quote(console, citation, shown_date(passage.published, estimated=passage.estimated))


def plot_caption() -> str:
    """Tell what the lines of a plot are."""
    return say(
        "每月有几段说到它（每行一年，1 至 12 月，行末为全年）：",
        "Passages about it by month (a line a year, January to December, then its total):",
    )


def shown_days(entry: Entry) -> str:
    """Return the day of print, and the day that the quote names where it is another."""
    printed = shown_date(entry.day, estimated=entry.citation.passage.estimated)
    if entry.named is None:
        return printed
    named = "–".join(day.isoformat() for day in dict.fromkeys(entry.named))
    return printed + say(f"（文中：{named}）", f" (in the text: {named})")


def shown_reports(entry: Entry) -> str:
    """Return how many articles an entry stands for; empty for one."""
    if entry.reports == 1:
        return ""
    if entry.until == entry.day:
        return say(f"共 {entry.reports} 篇", f"{entry.reports} articles")
    return say(
        f"至 {entry.until} 共 {entry.reports} 篇", f"{entry.reports} articles to {entry.until}"
    )
