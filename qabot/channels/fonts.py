"""Fonts of this machine that have Chinese characters, for pictures."""

import shutil
import subprocess
from pathlib import Path

from qabot.messages import say

# Where there is no fontconfig: fonts that come with systems, in parts of their file names.
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
_KNOWN = (
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "wqy",
    "pingfang",
    "hiragino sans gb",
    "stheiti",
    "songti",
    "droidsansfallback",
    "simhei",
    "msyh",
)
_SUFFIXES = {".ttf", ".ttc", ".otf", ".otc"}
# Of several fonts, the plain weight of one without serifs is the easiest to read in a small picture.
_PREFERRED = ("regular", "sans", "hei", "gothic")


def chinese_font() -> Path | None:
    """Return the file of a font with Chinese characters, or None if there is none."""
    fonts = _by_fontconfig() or _by_name()
    return min(fonts, key=_rank, default=None)


def font_missing() -> tuple[str, str]:
    """Return what to say where there is none: what is missing, and what to install."""
    return (
        say("没有含汉字的字体，图里写不出汉字。", "No font has Chinese characters for pictures."),
        say(
            "请安装一种，如 Debian、Ubuntu：sudo apt-get install fonts-noto-cjk；"
            "Fedora：sudo dnf install google-noto-sans-cjk-fonts。",
            "Install one: on Debian or Ubuntu sudo apt-get install fonts-noto-cjk; "
            "on Fedora sudo dnf install google-noto-sans-cjk-fonts.",
        ),
    )


def _by_fontconfig() -> list[Path]:
    program = shutil.which("fc-list")
    if program is None:
        return []
    done = subprocess.run(  # noqa: S603  (fontconfig itself)
        [program, "--format", "%{file}\n", ":lang=zh-cn"],
        capture_output=True,
        timeout=30,
        check=False,
    )
    files = (Path(line) for line in done.stdout.decode("utf-8", "replace").splitlines() if line)
    return [file for file in files if file.suffix.lower() in _SUFFIXES]


def _by_name() -> list[Path]:
    folders = (Path(folder).expanduser() for folder in _FOLDERS)
    files = (file for folder in folders if folder.is_dir() for file in folder.rglob("*"))
    return [
        file
        for file in files
        if file.suffix.lower() in _SUFFIXES
        and any(name in file.name.lower().replace("-", "") for name in _KNOWN)
    ]


def _rank(font: Path) -> tuple[int, str]:
    name = font.name.lower()
    return -sum(word in name for word in _PREFERRED), str(font)
