import time
from datetime import date
from pathlib import Path

import pytest
from parts import flat

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.reading.drafts import Origin
from qabot.reading.formats.html import MAX_ELEMENTS, read_html
from qabot.reading.formats.source import FormatError
from qabot.reading.ids import content_id
from qabot.types import Article, Skipped

LEAD = "本报讯（通讯员 林一）云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"
LENGTH = "桥长128米，总投资386万元。"
SAID = "村民王大爷说：“过去绕路要走半个小时。”"
CAPTION = "图为完工的便民桥。（周二 摄）"
TITLE = "云桥镇修好三座便民桥"

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}_云桥日报</title>
<meta name="author" content="林一"><meta property="og:site_name" content="云桥日报">
<meta property="article:published_time" content="2023-03-14T08:00:00+08:00">
<link rel="canonical" href="https://example.org/a/1.html"></head>
<body><nav><a href="/">首页</a> <a href="/news">新闻</a></nav>
<div class="main"><h1>{TITLE}</h1>
<div class="content"><p>　　{LEAD.replace("昨日", "<b>昨</b>日").replace("两岸", chr(10) + " 两岸")}</p>
<p>{LENGTH}<br>第二行在这里。</p><h3>村民的话</h3><p>{SAID}</p>
<ul><li>第一座桥</li><li>第二座桥</li></ul>
<table><tr><td>桥名</td><td>长度</td></tr><tr><td>北桥</td><td>128米</td></tr></table>
<p>{CAPTION}</p></div></div>
<footer>版权所有 云桥日报社 2019-2024</footer></body></html>"""


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def read(folder: Path, html: str | bytes, name: str = "a.html") -> list[Article | Skipped]:
    path = folder / name
    path.write_bytes(html if isinstance(html, bytes) else html.encode())
    return flat(iter_articles(path, name=name, max_bytes=50 << 20))


def known(html: str) -> Origin:
    return read_html(html.encode(), Origin("a.html"))[1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_html_page_becomes_one_article_with_what_it_says_of_itself(
    tmp_path: Path, encoding: str
) -> None:
    (found,) = read(tmp_path, PAGE.encode(encoding))
    assert isinstance(found, Article)
    assert (found.title, found.author, found.published) == (TITLE, "林一", date(2023, 3, 14))
    assert (found.url, found.newspaper) == ("https://example.org/a/1.html", "云桥日报")
    assert found.paragraphs == (
        LEAD,
        LENGTH,
        "第二行在这里。",
        "村民的话",
        SAID,
        "第一座桥",
        "第二座桥",
        "桥名 长度",
        "北桥 128米",
    )
    assert found.captions == (CAPTION,)
    assert found.id == content_id(TITLE, found.text)


def test_html_without_tags_keeps_every_line(tmp_path: Path) -> None:
    lines = ["第一段文字没有标签。", "第二段也没有标签，只用换行。", "第三段，云桥镇的桥昨日完工。"]
    (found,) = read(tmp_path, f"<html><body>{'<br><br>　　'.join(lines)}</body></html>", "a.htm")
    assert isinstance(found, Article)
    assert found.paragraphs == tuple(lines)


def test_html_of_many_short_articles_is_read_as_a_page(tmp_path: Path) -> None:
    library = "本报讯（记者 周二）县图书馆新馆6月17日开放，藏书38万册，总投资1.2亿元。"
    tea = "本报讯（记者 吴三）茶坪乡的春茶3月20日开采，头采鲜叶每斤卖到85元。"
    body = f"<h2>{TITLE}</h2><p>{LEAD}</p><p>{LENGTH}</p><h2>县图书馆新馆开放</h2><p>{library}</p><h2>茶坪春茶开采</h2><p>{tea}</p>"
    html = f"<html><head><title>云桥日报</title></head><body>{body}</body></html>"
    found = [item for item in read(tmp_path, html) if isinstance(item, Article)]
    assert [(item.title, item.author, item.paragraphs) for item in found] == [
        (TITLE, "林一", (LEAD, LENGTH)),
        ("县图书馆新馆开放", "周二", (library,)),
        ("茶坪春茶开采", "吴三", (tea,)),
    ]


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2023-03-14", date(2023, 3, 14)),
        ("2023/3/14", date(2023, 3, 14)),
        ("2023-03", None),
        ("2023", None),
        ("soon", None),
    ],
)
def test_html_date_counts_only_if_all_of_it_is_written(
    written: str, published: date | None
) -> None:
    html = f"<html><head><meta name='date' content='{written}'></head><body><p>{LEAD}</p></body></html>"
    assert known(html).published == published


@pytest.mark.parametrize(
    ("content", "author"),
    [("林一", "林一"), ("记者 林一 周二", "林一 周二"), ("云桥日报社编辑部办公室", ""), ("", "")],
)
def test_html_author_is_taken_where_it_is_a_name(content: str, author: str) -> None:
    html = f"<html><head><meta name='author' content='{content}'></head><body><p>{LENGTH}</p></body></html>"
    assert known(html).author == author


def test_html_title_of_the_window_loses_the_name_of_the_site() -> None:
    html = f"<html><head><title>{TITLE}_云桥日报</title></head><body><p>{LEAD}</p></body></html>"
    assert known(html).title == TITLE


def test_html_without_text_is_reported(tmp_path: Path) -> None:
    for html in ("<!-- -->", "<html><body></body></html>", "<html><body><img src=a></body></html>"):
        assert read(tmp_path, html) == [Skipped("a.html", "the file is empty")]


MANY = f"too many tags (over {MAX_ELEMENTS}, or over 1000 attributes in one); split the page"
DEEP = "nested too deep (over 255 levels), or a text of over 10 MB in one piece; save it as text"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 100_000 + LEAD, MANY),
        ("<p>桥</p>" * 100_000, MANY),
        ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">", MANY),
        ("<div>" * 10_000 + LEAD, DEEP),
        (f"<p>{LEAD}</p>" + "<b>" * 300 + LEAD, DEEP),
        ("<p>" + "桥" * (11 << 20), "a web page over 10 MB; save the text of it only"),
        ("<script>" + "<" * (11 << 20), "a web page over 10 MB; save the text of it only"),
    ],
    ids=["nested", "wide", "attributes", "deep", "deep inside", "long", "script"],
)
def test_html_bomb_is_refused_soon(html: str, reason: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FormatError) as caught:
        read_html(f"<html><body>{html}".encode(), Origin("a.html"))
    assert str(caught.value) == reason
    assert time.perf_counter() - start < 10


def test_html_with_nul_bytes_and_escapes_is_read_without_them(tmp_path: Path) -> None:
    html = PAGE.replace("便民桥", "便\0民\x1b桥")
    (found,) = read(tmp_path, html)
    assert isinstance(found, Article)
    assert (found.title, found.paragraphs[0]) == (TITLE, LEAD)


def test_html_that_is_no_text_is_skipped(tmp_path: Path) -> None:
    (found,) = read(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    assert isinstance(found, Skipped)
    assert found.reason.startswith("not a text file")
