"""Checks of the machine and the installation, which need no settings."""

import os
import shutil
import sys

from qabot.findings import Check, Finding, fault, ok, warning
from qabot.messages import say

_OLDEST = (3, 11)
_COLUMNS = 40  # below, passages with their numbers become hard to read
_MEMORY_BYTES = 512 * 2**20  # what asking takes, with the reader, and as much again


def python(_: None) -> Finding:
    """Look at Python's version."""
    told = f"{sys.version.split()[0]} ({sys.executable})"
    if sys.version_info >= _OLDEST:
        return ok(told)
    return fault(
        told,
        say(
            "qabot 需要 Python 3.11 或更新的版本：python3.11 -m venv .venv",
            "qabot needs Python 3.11 or newer: python3.11 -m venv .venv",
        ),
    )


def packages(_: None) -> Finding:
    """Hold the installed packages against what qabot asks for."""
    from importlib import metadata

    from packaging.requirements import Requirement

    try:
        asked = [Requirement(line) for line in metadata.requires("qabot") or ()]
    except metadata.PackageNotFoundError:
        return warning(
            say("qabot 没有安装，版本无从核对。", "qabot is not installed: versions not compared."),
            say("请在源码目录运行：make install", "In the folder of the source: make install"),
        )
    needed = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = []
    for one in needed:
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            wrong.append((one, say("没有安装", "not installed")))
            continue
        if not one.specifier.contains(version, prereleases=True):
            wrong.append((one, version))
    if not wrong:
        return ok(
            say(f"{len(needed)} 个，版本都合要求", f"{len(needed)}, all of versions that will do")
        )
    told = "；".join(
        say(f"{one.name} 要 {one.specifier}，现为 {found}", f"{one} asked for, found: {found}")
        for one, found in wrong
    )
    return fault(told, "pip install " + " ".join(f"'{one}'" for one, _ in wrong))


def locale(_: None) -> Finding:
    """Look whether Chinese can be written to the output and in file names."""
    encodings = {
        say("输出", "output"): getattr(sys.stdout, "encoding", None) or "?",
        say("文件名", "file names"): sys.getfilesystemencoding(),
    }
    told = say("，", ", ").join(f"{name} {encoding}" for name, encoding in encodings.items())
    if all(encoding.lower().replace("-", "") == "utf8" for encoding in encodings.values()):
        return ok(told)
    remedy = "export LC_ALL=C.UTF-8 PYTHONUTF8=1"
    if os.environ.get("PYTHONIOENCODING"):
        remedy = "unset PYTHONIOENCODING; " + remedy
    return fault(told, remedy)


def terminal(_: None) -> Finding:
    """Look at width and colours of the terminal."""
    if not sys.stdout.isatty():
        return ok(say("输出不在终端上", "the output is not on a terminal"))
    columns, lines = shutil.get_terminal_size()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM", "dumb") in ("", "dumb")
    colours = say("没有颜色", "no colours") if plain else say("有颜色", "colours")
    told = say(f"{columns} 列 {lines} 行，{colours}", f"{columns} × {lines}, {colours}")
    if columns >= _COLUMNS:
        return ok(told)
    return warning(
        told,
        say(f"请把窗口拉宽到 {_COLUMNS} 列以上。", f"Make the window {_COLUMNS} columns or wider."),
    )


def fonts(_: None) -> Finding:
    """Look for a font with Chinese characters."""
    from qabot.channels.fonts import chinese_font, font_missing

    font = chinese_font()
    return ok(str(font)) if font else warning(*font_missing())


def memory(_: None) -> Finding:
    """Look at the memory that is free."""
    free = _free_bytes()
    if free is None:
        return ok(say("这个系统不告诉剩余内存", "this system does not tell what is free"))
    told = say(f"可用 {free / 2**30:.1f} GB", f"{free / 2**30:.1f} GB free")
    if free >= _MEMORY_BYTES:
        return ok(told)
    return warning(
        told,
        say(
            "请结束别的程序，或少用内存：export QABOT_THREADS=1 QABOT_READER=off",
            "End other programs, or take less: export QABOT_THREADS=1 QABOT_READER=off",
        ),
    )


def _free_bytes() -> int | None:
    """Return what Linux says that a new program may have; None elsewhere."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123  (no file of anybody's)
            found = dict(line.split(":") for line in file)
        return int(found["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None


MACHINE = (
    Check("python", "Python", "Python", python),
    Check("packages", "软件包", "packages", packages),
    Check("locale", "编码", "encoding", locale),
    Check("terminal", "终端", "terminal", terminal),
    Check("fonts", "字体", "fonts", fonts),
    Check("memory", "内存", "memory", memory),
)
