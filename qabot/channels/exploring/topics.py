"""What stands out in a period, on a terminal."""

from datetime import date

from rich.console import Console
from rich.text import Text

from qabot.channels.exploring.quotes import print_quote
from qabot.channels.exploring.terminal import nothing_printed
from qabot.exploring.standing_out import Outstanding, Topical
from qabot.messages import say


def print_topical(
    console: Console, topical: Topical, covers: tuple[date | None, date | None]
) -> None:
    """Print the words that stand out, each with a quote, or why there are none.

    Args:
        console: Where they go.
        topical: What was found.
        covers: First and last day of print in the archive; None where nothing is dated.
    """
    if not topical.articles:
        console.print(Text(nothing_printed(covers), style="red"))
        return
    console.print(Text(shown_days(topical, covers), style="dim"))
    for word in topical.words:
        print_quote(console, word.citation, word.word, shown_frequency(word))
    if not topical.words:
        console.print(Text(no_word_stands_out(), style="red"))


def shown_days(topical: Topical, covers: tuple[date | None, date | None]) -> str:
    """Return which days were looked at, and how many articles they have."""
    first, last = topical.period.first or covers[0], topical.period.last or covers[1]
    return say(
        f"{first} 至 {last}，{topical.articles} 篇：",
        f"{first} to {last}, {topical.articles} articles:",
    )


def shown_frequency(word: Outstanding) -> str:
    """Return how often a word appears, in the period and against the rest."""
    return say(
        f"{word.headlines} 个标题，为平时的 {word.times:.1f} 倍",
        f"{word.headlines} headlines, {word.times:.1f} times as frequent as usual",
    )


def no_word_stands_out() -> str:
    """Tell that no word of a period stands out."""
    return say(
        "没有哪个词比平时突出；请选短一些的一段时间，或文章多一些的一段。",
        "No word stands out; choose a shorter period, or one with more articles.",
    )
