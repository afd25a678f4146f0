from datetime import date
from pathlib import Path

import pytest
from parts import flat

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.reading.drafts import Origin
from qabot.reading.formats.markdown import read_markdown
from qabot.reading.formats.source import FormatError
from qabot.reading.ids import content_id
from qabot.types import Article, Skipped

TITLE = "云桥镇修好三座便民桥"
BODY = "云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"
YAML = f"""---
title: "{TITLE}"
author: [林一, 周二]
date: 2023-03-14
url: https://example.org/1
newspaper: 云桥日报
page: 01
---
"""
TOML = f"""+++
title = "{TITLE}"
authors = ["林一", "周二"]
date = 2023-03-14
url = "https://example.org/1"
newspaper = "云桥日报"
page = "01"
+++
"""
KNOWN = Origin(
    "a.md",
    published=date(2023, 3, 14),
    newspaper="云桥日报",
    page_number="01",
    title=TITLE,
    author="林一 周二",
    url="https://example.org/1",
)


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(folder: Path, text: str) -> list[Article | Skipped]:
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    return flat(iter_articles(path, name="a.md", max_bytes=1 << 20))


@pytest.mark.parametrize("front", [YAML, TOML, "\ufeff" + YAML.replace("\n", "\r\n")])
def test_front_matter_is_taken_off_and_known(front: str) -> None:
    text, origin = read_markdown(front + BODY, Origin("a.md", date(1999, 1, 1)))
    assert origin == KNOWN
    # Every line keeps its number.
    assert text.lstrip("\n") == BODY
    assert text.count("\n") == (front + BODY).replace("\r\n", "\n").count("\n")


def test_front_matter_in_chinese_and_authors_as_objects_are_known() -> None:
    text = f"---\n标题: {TITLE}\n作者:\n  - name: 林一\n  - 周二\n日期: 2023年3月14日\n---\n{BODY}"
    found = read_markdown(text, Origin("a.md"))[1]
    assert (found.title, found.author, found.published) == (TITLE, "林一 周二", date(2023, 3, 14))


@pytest.mark.parametrize("front", [YAML, TOML])
@pytest.mark.parametrize("above", ["", f"# {TITLE}\n\n", f"{TITLE}\n\n"])
def test_article_has_the_title_of_its_front_matter_once(
    tmp_path: Path, front: str, above: str
) -> None:
    (found,) = read(tmp_path, f"{front}\n{above}{BODY}\n\n## 村民的话\n\n{BODY}好。")
    assert isinstance(found, Article)
    assert (found.title, found.author, found.url) == (TITLE, "林一 周二", "https://example.org/1")
    assert (found.newspaper, found.page_number) == ("云桥日报", "01")
    assert found.paragraphs == (BODY, "村民的话", f"{BODY}好。")
    assert found.id == content_id(TITLE, found.text)


def test_long_title_that_ends_as_a_sentence_is_kept(tmp_path: Path) -> None:
    title = "云桥镇三座便民桥完工" * 8 + "。"
    (found,) = read(tmp_path, f"---\ntitle: {title}\n---\n{BODY}")
    assert isinstance(found, Article)
    assert (found.title, found.paragraphs) == (title, (BODY,))


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{BODY}\n---\n{BODY}",
        f"---\n\n{BODY}",
        f"---\ntitle: {TITLE}\n{BODY}",
        f"---\n- a: 1\n---\n{BODY}",
        BODY,
        "",
    ],
)
def test_text_between_rules_is_no_front_matter(text: str) -> None:
    assert read_markdown(text, Origin("a.md")) == (text, Origin("a.md"))


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("---\ntitle: a\nauthor: [b\n---\n", "front matter, near line 3:"),
        ("---\ntitle: a\n b: c: d\n---\n", "front matter, near line 3:"),
        ("\n+++\ntitle = 'a'\nauthor = b\n+++\n", "front matter, near line 4:"),
        ("+++\ntitle = 'a\n+++\n", "front matter, near line 2:"),
        ("---\na: " + "[" * 8000 + "\n---\n", "front matter, near line 2: nested too deep"),
        ("+++\na = " + "[" * 8000 + "\n+++\n", "front matter, near line 2: nested too deep"),
    ],
)
def test_error_in_front_matter_is_named_by_line(front: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_markdown(front + BODY, Origin("a.md"))
    assert reason in str(caught.value)
    assert "mend it or take it out" in str(caught.value)


def test_yaml_makes_no_objects_and_no_bomb() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    text = f"---\ntitle: !!python/object/apply:os.getcwd []\n{bomb}author: *z\n---\n"
    with pytest.raises(FormatError, match="undefined alias"):
        read_markdown(text, Origin("a.md"))
    found = read_markdown(text.replace("author: *z", "author: *u"), Origin("a.md"))[1]
    assert (found.title, found.author) == ("", "")
