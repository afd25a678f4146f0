"""Days and sources of an archive as bars, as JSON and as pictures."""

import io
import json
import re
import sys
from datetime import date
from pathlib import Path

import pytest
from archives import ROWS
from command import Command, only_line
from rich.console import Console

from qabot.channels import pictures
from qabot.channels.fonts import chinese_font
from qabot.channels.statistics import plot_statistics, print_statistics, statistics_json
from qabot.errors import QABotError, SettingsError
from qabot.indexing.keeping.coverage import Coverage
from qabot.messages import speak

pytest_plugins = ["command_fixtures"]

PNG = b"\x89PNG\r\n\x1a\n"


def coverage(sources: dict[str, int] | None = None) -> Coverage:
    days = {date(2021, 1, 5): 8, date(2021, 1, 6): 8, date(2021, 3, 1): 4, date(2021, 4, 30): 1}
    return Coverage(
        articles=23,
        undated=2,
        estimated=1,
        days=days,
        reprinted=frozenset(),
        sources={"栖川日报": 20, "": 3} if sources is None else sources,
    )


def shown(width: int, encoding: str = "utf-8") -> list[str]:
    buffer = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=buffer, width=width, highlight=False, markup=False)
    print_statistics(console, coverage())
    buffer.seek(0)
    return [line.rstrip() for line in buffer.read().splitlines()]


def test_bars_are_as_long_as_their_figures() -> None:
    assert shown(29) == [
        "23 篇文章",
        "2021-01-05 至 2021-04-30，116",
        "天里有 4 天；无日期 2",
        "篇；日期是估计的 1 篇",
        "",
        "按月",
        "2021-01 16 ██████████████████",
        "2021-02  0",
        "2021-03  4 ████▌",
        "2021-04  1 █▏",
        "",
        "按来源",
        "栖川日报   20 ███████████████",
        "（未注明）  3 ██▎",
        "",
        "最长的空缺",
        "2021-03-02 — 2021-04-29  59",
        "天",
        "2021-01-07 — 2021-02-28  53",
        "天",
    ]


def test_bars_are_plain_where_the_output_takes_no_blocks() -> None:
    lines = shown(60, "gb18030")
    assert "2021-01 16 " + "#" * 49 in lines
    assert "2021-04  1 ###" in lines


def test_long_archives_are_told_by_year() -> None:
    long = Coverage(
        articles=3,
        undated=0,
        estimated=0,
        days={date(1999, 12, 31): 1, date(2003, 1, 1): 2},
        reprinted=frozenset(),
        sources={},
    )
    buffer = io.StringIO()
    print_statistics(Console(file=buffer, width=30), long)
    lines = buffer.getvalue().splitlines()
    assert lines[lines.index("按年") + 1 :][:5] == [
        "1999 1 " + "█" * 11 + "▌",
        "2000 0",
        "2001 0",
        "2002 0",
        "2003 2 " + "█" * 23,
    ]


def test_empty_archive_has_no_bars() -> None:
    empty = Coverage(articles=0, undated=0, estimated=0, days={}, reprinted=frozenset(), sources={})
    buffer = io.StringIO()
    print_statistics(Console(file=buffer, width=80), empty)
    assert buffer.getvalue().split() == ["0", "篇文章"]
    assert statistics_json(empty)["from"] is None


def test_json_has_months_sources_and_gaps(qabot: Command) -> None:
    done = qabot("stats", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert (data["articles"], data["undated"]) == (len(ROWS), 1)
    assert (data["months"]["2021-06"], data["months"]["2021-07"]) == (2, 0)
    assert (len(data["months"]), sum(data["months"].values())) == (37, 7)
    assert data["sources"] == {"": 7, "茶坪周报": 1}
    assert data["gaps"][0] == {"from": "2022-05-11", "to": "2023-12-12", "days": 581}
    assert len(data["gaps"]) == 6


def test_command_prints_bars(qabot: Command) -> None:
    done = qabot("stats", env={"QABOT_LANG": "en"})
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "8 articles",
        "2021-03-05 to 2024-03-21, 7 of 1,113 days; 1 articles undated",
    ]
    assert lines[lines.index("By year") + 1].startswith("2021 3 ███")
    assert "2022-05-11 — 2023-12-12  581 days" in lines


def test_picture_without_chinese_needs_no_font(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak("en")
    monkeypatch.setattr(pictures, "chinese_font", lambda: None)
    for form in ("svg", "png"):
        plot_statistics(tmp_path / f"a.{form}", form, coverage({"Daily": 23}), tmp_path)
    svg = (tmp_path / "a.svg").read_text("utf-8")
    assert "<text" not in svg
    assert re.search(r"<!-- Articles by month -->", svg)
    assert re.search(r"<!-- days without an article -->", svg)
    assert (tmp_path / "a.png").read_bytes().startswith(PNG)
    again = tmp_path / "again.svg"
    plot_statistics(again, "svg", coverage({"Daily": 23}), tmp_path)
    assert again.read_text("utf-8") == svg


def test_chinese_without_a_font_is_an_error_that_names_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "chinese_font", lambda: None)
    with pytest.raises(QABotError, match="fonts-noto-cjk"):
        plot_statistics(tmp_path / "a.svg", "svg", coverage(), tmp_path)
    assert not (tmp_path / "a.svg").exists()


@pytest.mark.skipif(chinese_font() is None, reason="no font with Chinese characters here")
@pytest.mark.filterwarnings("error")
def test_chinese_letters_are_drawn_with_a_font_that_has_them(tmp_path: Path) -> None:
    plot_statistics(tmp_path / "a.svg", "svg", coverage(), tmp_path)
    svg = (tmp_path / "a.svg").read_text("utf-8")
    assert "<!-- 栖川日报 -->" in svg
    assert "<!-- 按月的文章数 -->" in svg
    assert "<text" not in svg
    # A box that stands for a missing letter is the same for all; four letters have four shapes.
    label = svg[svg.index("<!-- 栖川日报 -->") :]
    shapes = re.findall(r'<use xlink:href="#([^"]+)"', label[: label.index("</g>\n   </g>")])
    assert len(set(shapes[:4])) == 4


def test_without_matplotlib_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(SettingsError) as caught:
        plot_statistics(tmp_path / "a.svg", "svg", coverage(), tmp_path)
    assert (
        caught.value.hint == "请在 qabot 的目录里运行：pip install -c constraints.txt -e '.[plot]'"
    )


@pytest.mark.parametrize("name", ["stats.pdf", "stats", "stats.svgz"])
def test_picture_of_another_form_is_wrong_usage(empty: Command, name: str) -> None:
    done = empty("stats", "--plot", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name} 应以 .svg 或 .png 结尾。" in done.stderr


def test_picture_that_cannot_be_written_is_told(qabot: Command) -> None:
    done = qabot("stats", "--plot", "nowhere/a.svg", env={"QABOT_LANG": "en"})
    assert (done.returncode, done.stdout) == (1, "")
    assert "nowhere/a.svg" in only_line(done.stderr) or "font" in done.stderr
