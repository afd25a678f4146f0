"""Numbers said about a topic, on a terminal: what they count, then each with its quote."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from qabot.channels.exploring.quotes import (
    narrowing,
    print_absence,
    print_quote,
    print_understanding,
)
from qabot.channels.sources import shown_date
from qabot.exploring.figures import Counted, Figure, Figures
from qabot.language.amounts import Amount, in_statistics
from qabot.language.magnitudes import plain
from qabot.messages import say

# Of the words that make a figure less exact, those that are said behind it.
_BEHIND = ("多", "余", "左右", "上下", "以上", "及以上", "以下", "及以下", "以内", "之内", "之多")


def print_figures(console: Console, topic: str, figures: Figures, *, prompt: bool = False) -> None:
    """Print the numbers said about a topic, or that there are none.

    Args:
        console: Where they go.
        topic: As typed.
        figures: What was found.
        prompt: It is read at the prompt, which has no options.
    """
    print_understanding(console, figures.topic)
    if figures.absence:
        print_absence(console, topic, figures.absence)
        return
    if not figures.counted:
        console.print(Text(no_figures(topic, figures), style="red"))
    for counted in figures.counted:
        _print_counted(console, counted, prompt=prompt)
    if figures.left_out:
        told = say(
            f"另有 {figures.left_out} 样没有列出", f"{figures.left_out} more things are counted"
        )
        console.print(Text(told + narrowing("-n", prompt=prompt), style="dim"))


def shown_thing(counted: Counted) -> str:
    """Return what is counted, or words in its place."""
    return counted.what or say("（没有说明是什么）", "(not said of what)")


def shown_value(amount: Amount) -> str:
    """Return a figure in full, the same for however it was written: `1,300,000,000,000斤 = 650,000,000吨`."""
    forms = [_in_full(amount.value, amount.upto, amount.unit)]
    if converted := in_statistics(amount.value, amount.unit):
        upper = amount.upto and in_statistics(amount.upto, amount.unit)
        forms.append(_in_full(converted[0], upper[0] if upper else None, converted[1]))
    return " = ".join(forms)


def shown_period(first: date, last: date) -> str:
    """Return days as people write them: 2021, 2021-05, 2021-05-01, 2021-01-01–2021-05-31."""
    if first == last:
        return first.isoformat()
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    if whole_months and first.year == last.year:
        if (first.month, last.month) == (1, 12):
            return f"{first.year}"
        if first.month == last.month:
            return f"{first:%Y-%m}"
    return f"{first.isoformat()}–{last.isoformat()}"


def _print_counted(console: Console, counted: Counted, *, prompt: bool) -> None:
    console.print(Text(shown_thing(counted), style="bold"))
    for figure in counted.figures:
        print_quote(
            console, figure.citation, shown_figure(figure), shown_note(figure, counted.what)
        )
    if counted.left_out:
        told = say(
            f"    其间另有 {counted.left_out} 个数", f"    {counted.left_out} more between them"
        )
        console.print(Text(told + narrowing("--each", prompt=prompt), style="dim"))
    console.print()


def shown_figure(figure: Figure) -> str:
    """Return a figure with the days that it is of."""
    amount, passage = figure.amount, figure.citation.passage
    if amount.first and amount.last:
        when = shown_period(amount.first, amount.last)
    else:
        when = shown_date(passage.published, estimated=passage.estimated)
    before = [word for word in amount.qualifiers if word not in _BEHIND]
    behind = [word for word in amount.qualifiers if word in _BEHIND]
    value = " ".join((*before, shown_value(amount), *behind))
    return " · ".join(part for part in (value, when) if part)


def shown_note(figure: Figure, heading: str) -> str:
    """Return what the sentence calls it, where that is not the heading, and how often the same is said."""
    called = figure.amount.what
    again = say(f"另有 {figure.repeats} 段同样说", f"said in {figure.repeats} more passages")
    parts = (called if called != heading else "", again if figure.repeats else "")
    return " · ".join(filter(None, parts))


def no_figures(topic: str, figures: Figures) -> str:
    """Return that a topic is known and no number is said of it."""
    return say(
        f"档案里有 {figures.passages} 段谈到“{topic}”，都没有说到数字。",
        f"{figures.passages} passages are about {topic}; none of them says a number of it.",
    )


def _in_full(value: Fraction, upto: Fraction | None, unit: str) -> str:
    number = _grouped(value) + (f"–{_grouped(upto)}" if upto is not None else "")
    return f"{number}{unit}"


def _grouped(value: Fraction) -> str:
    digits = plain(value)
    sign = "≈" if digits.startswith("≈") else ""
    return f"{sign}{Decimal(digits.removeprefix('≈')):,f}"
