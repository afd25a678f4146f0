"""Charts as pictures, drawn by matplotlib, which the extra `qabot[plot]` brings.

Letters in SVG are drawn as paths: a picture is passed on, and shows the same where there is no Chinese font.
"""

import os
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from qabot.channels.fonts import chinese_font, font_missing
from qabot.errors import QABotError, SettingsError
from qabot.messages import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FIRST_CHINESE = "\u2e80"
_DOTS_PER_INCH = 150


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
        from matplotlib import font_manager, rc_context
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
        font_manager.fontManager.addfont(str(font))
        families.insert(0, font_manager.FontProperties(fname=str(font)).get_name())
    # The same archive gives the same file: ids in SVG are made of the salt, and no time is written.
    settings: Any = {
        "font.family": families,
        "svg.fonttype": "path",
        "svg.hashsalt": "qabot",
        "text.parse_math": False,  # a $ in a name is a $
    }
    with rc_context(settings), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a rare character that the font does not have is a box
        figure = Figure(layout="constrained")
        draw(figure)
        metadata = {"Date": None} if form == "svg" else {"Software": None}
        figure.savefig(target, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
