"""Screens of the handbook: real commands on the sample archive, kept as SVG beside the pages.

python -m docs.screens            make those that are out of date
python -m docs.screens --check    name them, with exit status 1 if there are any
"""

import contextlib
import io
import json
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from pathlib import Path
from unittest.mock import patch
from xml.etree import ElementTree

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from qabot.messages import say

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "handbook" / "screens"
LANGUAGES = ("zh", "en")
_WIDTH = 88
_CELL = 12.2  # width of a cell in rich's drawings, pixels

# rich's own format without its font, which is fetched from the net and has no Chinese; what the reader's machine has instead.
_FORMAT = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "PingFang SC", "Microsoft YaHei",
    "WenQuanYi Micro Hei Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-title {{ font-size: 18px; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A command whose output is shown.

    Attributes:
        name: Of the file.
        command: As it is typed; {TITLE} stands for the id of the article with this title.
        input_lines: Lines of its standard input.
        most: Most lines of output; of more, a mark stands for the rest.
    """

    name: str
    command: str
    input_lines: tuple[str, ...] = ()
    most: int = 40


# A new one is one entry here, and ![…](screens/NAME.svg) in both languages of a page.
SCREENS = (
    Screen(name="reindex", command="qabot reindex"),
    Screen(name="ask", command='qabot ask "云泊水库總投資多少？" -k 1'),
    Screen(name="refusal", command='qabot ask "特斯拉的股价是多少"'),
    Screen(name="near", command='qabot ask "云泊水库的设计师是谁"'),
    Screen(
        name="dialogue",
        command="qabot ask --chat -k 1 - < dialogue.txt",
        input_lines=("栖平高速什么时候通车？", "总投资呢？", "那2023年呢？"),
    ),
    Screen(
        name="chat",
        command="qabot chat",
        input_lines=("枇杷多少钱一斤？", "特斯拉的股价是多少", "/help"),
        most=60,
    ),
    Screen(name="latest", command="qabot latest -n 5"),
    Screen(name="between", command="qabot between 2023-06-01 2023-07-31 -n 4"),
    Screen(name="timeline", command="qabot timeline 云泊水库 -n 6", most=36),
    Screen(name="figures", command="qabot figures 云泊水库 -n 3 --each 4", most=36),
    Screen(name="who", command="qabot who 汪启明"),
    Screen(name="related", command="qabot related {云泊水库建设跑出“开春加速度”} -n 4", most=36),
    Screen(name="stats", command="qabot stats"),
    Screen(name="read", command="qabot read corpus/栖川日报_2023-03-14_第01版.txt", most=24),
    Screen(name="article", command="qabot article {停水公告}"),
)


def main() -> None:
    """Make the screens that are out of date, or with --check only name them."""
    check = sys.argv[1:] == ["--check"]
    stale = []
    with tempfile.TemporaryDirectory() as folder:
        for (name, language), screen in recorded(Path(folder)).items():
            path = file_of(name, language)
            if path.exists() and text_of(path) == compared("\n".join(map(str, screen))):
                continue
            stale.append(path)
            if not check:
                path.write_text(as_svg(f"{name}-{language}", screen), "utf-8")
    for path in stale:
        print(path.relative_to(ROOT))
    sys.exit(1 if check and stale else 0)


def file_of(name: str, language: str) -> Path:
    """Return where a screen is kept: NAME.svg in Chinese, NAME.en.svg in English, as the pages are named."""
    return FOLDER / (f"{name}.svg" if language == "zh" else f"{name}.{language}.svg")


def recorded(folder: Path) -> Mapping[tuple[str, str], list[Text]]:
    """Run all commands on an index of the sample archive.

    Args:
        folder: An empty one, in which they run.

    Returns:
        The lines of each screen, by its name and language.
    """
    (folder / "corpus").symlink_to(ROOT / "corpus")
    lines = {}
    with _terminal(), contextlib.chdir(folder):
        for language in LANGUAGES:
            os.environ["QABOT_LANG"] = language
            ids: dict[str, str] = {}
            for screen in SCREENS:
                if "{" in screen.command:
                    ids = ids or _ids()
                # The first reindex of each language builds; of one that is up to date there would be nothing to see.
                extra = ["--index", f"index-{language}"] if screen.name == "reindex" else []
                if extra:
                    os.environ["QABOT_INDEX"] = extra[1]
                typed = screen.command.format_map(ids)
                output = _output([*shlex.split(typed.split(" < ")[0]), *extra], screen.input_lines)
                lines[screen.name, language] = _lines(typed, output, screen.most)
    return lines


def as_svg(name: str, lines: list[Text]) -> str:
    """Draw a screen."""
    console = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in lines:
        console.print(line, no_wrap=True, overflow="ignore")
    svg = console.export_svg(title="", code_format=_FORMAT, unique_id=name)
    return re.sub(r"[ \t]+$", "", _on_grid(svg), flags=re.MULTILINE)


def _on_grid(svg: str) -> str:
    """Give every run of text the width of its cells: rich takes a Chinese character for one cell, and squeezes it."""

    def placed(run: re.Match[str]) -> str:
        x, parts = float(run["x"]), []
        for _, characters in groupby(unescape(run["text"]), lambda c: cell_len(c) > 1):
            part = "".join(characters)
            width = cell_len(part) * _CELL
            parts.append(
                f'<text class="{run["look"]}" x="{x:g}" {run["y"]} textLength="{width:g}" {run["clip"]}>'
                f"{escape(part).replace(chr(160), '&#160;')}</text>"
            )
            x += width
        return "".join(parts)

    return re.sub(
        r'<text class="(?P<look>[^"]*-r\d+)" x="(?P<x>[\d.]+)" (?P<y>y="[\d.]+") textLength="[\d.]+" '
        r"(?P<clip>[^>]*)>(?P<text>[^<]*)</text>",
        placed,
        svg,
    )


def text_of(path: Path) -> str:
    """Return the characters of a screen that is kept, as `compared` gives them."""
    tree = ElementTree.fromstring(path.read_text("utf-8"))
    (matrix,) = (
        group for group in tree.iter(f"{_SVG}g") if group.get("class", "").endswith("-matrix")
    )
    return compared("".join(text.text or "" for text in matrix.iter(f"{_SVG}text")))


def compared(text: str) -> str:
    """Return what of a screen must stay the same: its characters without white space and times."""
    closed = re.sub(r"\s+", "", text)
    return re.sub(r"(?<=用时（秒）)[\d.]+|(?<=seconds)[\d.]+", "", closed)


@contextlib.contextmanager
def _terminal() -> Iterator[None]:
    """Let output be that of a terminal in colour, and the same on every machine and day."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QABOT_")}
    cache = {key: os.environ[key] for key in ("QABOT_CACHE",) if key in os.environ}
    look = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    size = {"COLUMNS": str(_WIDTH), "LINES": "40"}
    # So much time that a busy machine reads the same passages as an idle one.
    fixed = {"QABOT_READER_MS": "60000", "QABOT_NOW": "2024-12-01"}
    kept.pop("NO_COLOR", None)
    with patch.dict(os.environ, {**kept, **cache, **look, **size, **fixed}, clear=True):
        yield


def _output(words: list[str], input_lines: tuple[str, ...] = ()) -> str:
    """Run a command and return its standard output, colours and all.

    Raises:
        RuntimeError: It failed.
    """
    from qabot.cli import main as qabot

    output, errors = io.StringIO(), io.StringIO()
    # Of a pipe the prompt shows nothing; on the screens it stands before what is typed.
    given = _Typed(input_lines, output if words[1] == "chat" else None)
    with (
        patch.object(sys, "argv", words),
        patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(errors),
        contextlib.suppress(SystemExit),
    ):
        qabot()
    if not output.getvalue():
        raise RuntimeError(f"{shlex.join(words)}: {errors.getvalue()}")
    # A line that the program took back, such as that it loads.
    return re.sub(r"[^\n]*\n(?=[^\n]*\r\x1b\[1A\x1b\[2K)", "", output.getvalue())


class _Typed:
    """Standard input from a pipe, echoed onto a screen as the prompt of a terminal would."""

    def __init__(self, lines: tuple[str, ...], screen: io.StringIO | None) -> None:
        self.buffer = self._read(lines, screen)

    @staticmethod
    def _read(lines: tuple[str, ...], screen: io.StringIO | None) -> Iterator[bytes]:
        for line in lines:
            if screen is not None:
                screen.write(f"\x1b[1m{say('问> ', 'ask> ')}\x1b[0m{line}\n")
            yield f"{line}\n".encode()

    def isatty(self) -> bool:
        """Say that nobody types."""
        return False


def _ids() -> dict[str, str]:
    """Return the ids of all articles by title."""
    listed = json.loads(_output(shlex.split("qabot latest -n 1000 --json")))
    return {line["title"]: line["article_id"] for line in listed["articles"]}


def _lines(command: str, output: str, most: int) -> list[Text]:
    lines = list(AnsiDecoder().decode(output.rstrip("\n")))
    rest = [Text("…", style="dim")] if len(lines) > most else []
    return [Text.assemble(("$ ", "green"), (command, "bold")), *lines[:most], *rest]


if __name__ == "__main__":
    main()
