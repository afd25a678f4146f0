"""Charts as pictures, drawn by matplotlib, which the extra `qabot[plot]` brings.

Letters in SVG are drawn as paths: a picture is passed on, and shows the same where there is no Chinese font.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import cache as once
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO

from qabot.channels.fonts import chinese_font, font_missing
from qabot.errors import QABotError, SettingsError
from qabot.messages import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_FIRST_CHINESE = "\u2e80"
_DOTS_PER_INCH = 150
_MOST_TICKS = 12
_ONE_AT_A_TIME = Lock()


def write_picture(
    target: Path | BinaryIO,
    form: str,
    texts: Iterable[str],
    draw: "Callable[[Figure], None]",
    cache: Path,
) -> None:
    """Draw a figure and write it.

    Args:
        target: Where to.
        form: `svg` or `png`.
        texts: What will be written in it, for the choice of a font.
        draw: Puts axes on the figure and fills them.
        cache: Folder of the user's, where matplotlib keeps its list of fonts.

    Raises:
        SettingsError: matplotlib is not installed.
        QABotError: The texts have Chinese characters, and no font has them.
        OSError: The target cannot be written.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(cache / "matplotlib"))
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as exc:
        raise SettingsError(
            say("画图需要 matplotlib，还没有安装。", "Pictures need matplotlib."),
            say(
                "请在 qabot 的目录里运行：pip install -c constraints.txt -e '.[plot]'",
                "Run in qabot's folder: pip install -c constraints.txt -e '.[plot]'",
            ),
        ) from exc
    families = ["DejaVu Sans"]
    if any(letter >= _FIRST_CHINESE for text in texts for letter in text):
        font = chinese_font()
        if font is None:
            raise QABotError(*font_missing())
        families.insert(0, _family_of(font))
    # The same archive gives the same file: ids in SVG are made of the salt, and no time is written.
    settings: Any = {
        "font.family": families,
        "svg.fonttype": "path",
        "svg.hashsalt": "qabot",
        "text.parse_math": False,  # a $ in a name is a $
    }
    # Both contexts change what the whole process shares.
    with _ONE_AT_A_TIME, rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a rare character that the font does not have is a box
        figure = Figure(layout="constrained")
        draw(figure)
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(target, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)


def draw_months(axes: "Axes", months: Mapping[str, int]) -> None:
    """Draw a bar a month, each one wide around its number from 0.

    Args:
        axes: Where to.
        months: Name of each month, in order → height of its bar; at least one.
    """
    names = [*months]
    axes.bar(range(len(names)), [*months.values()], color="#0072b2", zorder=2)
    step = max(1, -(-len(names) // _MOST_TICKS))
    axes.set_xticks(range(0, len(names), step), names[::step])


@once  # or matplotlib's list of fonts would grow with each picture
def _family_of(font: Path) -> str:
    """Make a font known to matplotlib and return the name of its family."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(str(font))
    return font_manager.FontProperties(fname=str(font)).get_name()
