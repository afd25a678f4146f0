"""The days and sources of an archive: as bars on a terminal, as JSON, as a picture."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from qabot.channels.index_view import shown_days, shown_sources
from qabot.channels.machine import coverage_json
from qabot.channels.pictures import draw_months, write_picture
from qabot.indexing.keeping.coverage import Coverage
from qabot.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GAPS = 10
"""The longest gaps that are told."""
_MOST_MONTHS = 36  # more are told by year
_MOST_BAR = 50
_EIGHTHS = " ▏▎▍▌▋▊▉"
_INCHES = (10, 7)
_LEAST_ROWS = 3  # a single source is no wall
_GAP_DAYS = 7  # shorter ones cannot be seen in a picture


def statistics_json(coverage: Coverage) -> dict[str, Any]:
    """Return what `qabot stats --json` prints."""
    return {
        "articles": coverage.articles,
        **coverage_json(coverage),
        "months": coverage.months,
        "sources": dict(coverage.sources),
        "gaps": [
            {"from": gap.first.isoformat(), "to": gap.last.isoformat(), "days": gap.days}
            for gap in coverage.gaps(GAPS)
        ],
    }


def print_statistics(console: Console, coverage: Coverage) -> None:
    """Print articles by month, by source, and the longest gaps."""
    console.print(Text(say(f"{coverage.articles:,} 篇文章", f"{coverage.articles:,} articles")))
    if days := shown_days(coverage):
        console.print(Text(days))
    by_month = len(coverage.months) <= _MOST_MONTHS
    periods = coverage.months if by_month else coverage.years
    title = say("按月", "By month") if by_month else say("按年", "By year")
    _print_bars(console, title, periods)
    _print_bars(console, say("按来源", "By source"), shown_sources(coverage))
    if gaps := coverage.gaps(GAPS):
        _print_title(console, say("最长的空缺", "Longest gaps"))
        for gap in gaps:
            days = say(f"{gap.days:,} 天", f"{gap.days:,} days")
            console.print(Text(f"{gap.first} — {gap.last}  {days}"))


def _print_title(console: Console, title: str) -> None:
    console.print()
    console.print(Text(title, style="bold"))


def _print_bars(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    _print_title(console, title)
    most = max(counts.values())
    labels = max(cell_len(name) for name in counts)
    figures = len(f"{most:,}")
    room = max(4, min(_MOST_BAR, console.width - labels - figures - 2))
    plain = not console.encoding.lower().startswith("utf")
    for name, count in counts.items():
        bar = _bar(count / most * room if most else 0, plain=plain)
        label = name + " " * (labels - cell_len(name))
        bar = f" {bar}" if bar else ""
        console.print(Text.assemble(label, " ", f"{count:>{figures},}", (bar, "cyan")))


def _bar(length: float, *, plain: bool) -> str:
    """Return a bar of so many columns, to an eighth; whatever is above 0 can be seen."""
    if plain:
        return "#" * (max(1, round(length)) if length else 0)
    eighths = max(1, round(length * 8)) if length else 0
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def plot_statistics(target: Path, form: str, coverage: Coverage, cache: Path) -> None:
    """Write a picture: articles by month with the gaps marked, and by source.

    Args:
        target: File.
        form: `svg` or `png`.
        coverage: Of the archive.
        cache: As of `write_picture`.

    Raises:
        SettingsError: matplotlib is not installed.
        QABotError: No font has Chinese characters.
        OSError: The file cannot be written.
    """
    by_month = say("按月的文章数", "Articles by month")
    by_source = say("按来源的文章数", "Articles by source")
    gap = say("没有文章的日子", "days without an article")
    sources = shown_sources(coverage)

    def draw(figure: "Figure") -> None:
        figure.set_size_inches(_INCHES)
        above, below = figure.subplots(2, 1, height_ratios=(3, 1 + len(sources) / 10))
        _draw_months(above, coverage, gap)
        above.set_title(by_month)
        below.barh([*sources], [*sources.values()], color="#d55e00")
        below.set_ylim(max(len(sources), _LEAST_ROWS) - 0.5, -0.5)  # the first is above
        for axes in (above, below):
            axes.spines[["top", "right"]].set_visible(False)
        below.set_title(by_source)

    write_picture(target, form, (by_month, by_source, gap, *sources), draw, cache)


def _draw_months(axes: Any, coverage: Coverage, gap_label: str) -> None:
    draw_months(axes, coverage.months)
    label = gap_label
    for first, last in _gap_places(coverage):
        axes.axvspan(first, last, color="#e5e5e5", lw=0, zorder=1, label=label)
        label = ""  # once is enough
    if not label:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), frameon=False)


def _gap_places(coverage: Coverage) -> list[tuple[float, float]]:
    """Return where gaps begin and end on an axis of months, each month one wide around its number."""
    place = {name: at for at, name in enumerate(coverage.months)}
    found = []
    for gap in coverage.gaps(GAPS):
        months = gap.first.isoformat()[:7], gap.last.isoformat()[:7]
        if gap.days >= _GAP_DAYS and all(month in place for month in months):
            first, last = (place[month] - 0.5 for month in months)
            found.append((first + (gap.first.day - 1) / 31, last + gap.last.day / 31))
    return found
