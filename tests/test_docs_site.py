"""The handbook as it is built: all that its pages name is there, and nothing is fetched from the net."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handbook, built as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        [*command, str(folder)], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return folder


def named(page: Path, tags: str) -> list[str]:
    """Return what such elements of a page name."""
    pattern = rf'<(?:{tags})\b[^>]*?\b(?:src|href)="([^"#?]+)'
    return re.findall(pattern, page.read_text("utf-8"))


def test_everything_that_pages_name_is_there(site: Path) -> None:
    for page in site.rglob("*.html"):
        for name in named(page, "a|img|script|link"):
            if not re.match(r"https?:|data:", name):
                path = site / name[1:] if name.startswith("/") else page.parent / name
                assert path.exists(), f"{page.relative_to(site)}: {name}"


def test_nothing_is_fetched_from_the_net(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert [name for name in named(page, "img|script|link") if "://" in name] == []
    for style in (*site.rglob("*.css"), *site.rglob("*.svg")):
        assert re.findall(r"(?:url\(|@import)\s*[\"']?https?:", style.read_text("utf-8")) == []


def test_settings_and_screens_are_those_of_the_language(site: Path) -> None:
    zh, en = ((site / name).read_text("utf-8") for name in ("settings.html", "en/settings.html"))
    assert "<td>索引目录（<code>--index</code>）。</td>" in zh
    assert "<td>Folder of the index (<code>--index</code>).</td>" in en
    for kept, shown in (("refusal.svg", "screens"), ("refusal.en.svg", "en/screens")):
        source = ROOT / "docs" / "handbook" / "screens" / kept
        assert (site / shown / "refusal.svg").read_bytes() == source.read_bytes()


def test_search_finds_chinese_words(site: Path) -> None:
    text = (site / "search" / "search_index.js").read_text("utf-8")
    index = json.loads(text.removeprefix("var __index = "))
    (title,) = (
        entry["title"]
        for entry in index["docs"]
        if entry["location"] == "keeping.html#备份恢复导出"
    )
    assert title.split("\u200b")[0] == "备份"  # words are apart by spaces of no width
