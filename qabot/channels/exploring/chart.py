"""How often a topic appears a month, as a picture."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.channels.pictures import draw_months, write_picture
from qabot.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_INCHES = (9, 3.5)


def chart_png(topic: str, months: Sequence[tuple[date, int]], cache: Path) -> bytes:
    """Draw a bar a month.

    Args:
        topic: Stands above it.
        months: First day of a month → how often; ascending, without a gap, at least one.
        cache: As of `write_picture`.

    Raises:
        SettingsError: matplotlib is not installed.
        QABotError: No font has Chinese characters.
    """
    title = say(f"每月有几段说到“{topic}”", f"Passages about {topic} by month")

    def draw(figure: "Figure") -> None:
        figure.set_size_inches(_INCHES)
        axes = figure.subplots()
        draw_months(axes, {f"{month:%Y-%m}": count for month, count in months})
        axes.set_title(title)
        axes.locator_params(axis="y", integer=True)
        axes.spines[["top", "right"]].set_visible(False)

    target = BytesIO()
    write_picture(target, "png", [title], draw, cache)
    return target.getvalue()
