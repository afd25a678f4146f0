import unicodedata
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.reading import iter_articles
from qabot.reading.drafts import Origin
from qabot.reading.page.blocks import clean
from qabot.reading.page.reader import read_page
from qabot.reading.single import read_single
from qabot.reading.text import read_text
from qabot.types import Article, Page

ORIGIN = Origin("a.txt")
ONE = "三岔口的红绿灯\n\n过去这里天天堵车。\n\n装灯以后\n\n如今通行顺畅，居民都说好。"


def single(text: str, *, markdown: bool = False) -> Article:
    (article,) = read_single(clean(text), ORIGIN, markdown=markdown).articles
    return article


def test_first_line_is_the_title_and_blocks_are_paragraphs() -> None:
    article = single(ONE)
    assert article.title == "三岔口的红绿灯"
    assert article.paragraphs == (
        "过去这里天天堵车。",
        "装灯以后",
        "如今通行顺畅，居民都说好。",
    )
    assert article.source == article.file == "a.txt"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x0c", "\x85"])
def test_every_kind_of_line_end_is_one(end: str) -> None:
    assert single(ONE.replace("\n", end)) == single(ONE)


def test_one_line_a_paragraph_without_blank_lines() -> None:
    dense = single(ONE.replace("\n\n", "\n"))
    assert replace(dense, places=single(ONE).places) == single(ONE)
    assert [place.first_line for (place,) in dense.places] == [2, 3, 4]


def test_lines_wrapped_at_a_column_are_joined_and_indents_begin_paragraphs() -> None:
    english = (
        "The ferry has been running for forty years and\nnever missed a day of work until now."
    )
    assert single(f"Ferry\n\n{english}").paragraphs == (english.replace("\n", " "),)
    first = [
        "\u3000\u3000老人在这个渡口摆渡整整四十年又三个月，送走",
        "的人比河滩上的石头还要多，这件事情谁都知道。",
    ]
    second = ["\u3000\u3000河上后来修起了一座水泥大桥，那条老渡船从此", "停在柳树底下。"]
    column = "\n".join(["渡口", "", *first, *second])
    assert single(column).paragraphs == tuple("".join(p).strip() for p in (first, second))


def test_only_outer_white_space_goes() -> None:
    article = single("\ufeff  题\0目  一 \n\n\u3000\u3000正文　里的  空格Ａ１不动。 \n")
    assert article.title == "题目  一"
    assert article.paragraphs == ("正文　里的  空格Ａ１不动。",)


@pytest.mark.parametrize(
    ("text", "title", "subtitle", "paragraphs"),
    [
        ("只有一行", "", "", ("只有一行",)),
        ("第一段就是正文。\n\n第二段。", "", "", ("第一段就是正文。", "第二段。")),
        ("题目\n\n——副题\n\n正文。", "题目", "——副题", ("正文。",)),
        ("题目\n\n——只有副题", "题目", "", ("——只有副题",)),
    ],
)
def test_title_and_subtitle(
    text: str, title: str, subtitle: str, paragraphs: tuple[str, ...]
) -> None:
    article = single(text)
    assert (article.title, article.subtitle, article.paragraphs) == (title, subtitle, paragraphs)


def test_authors_captions_and_credits_are_found() -> None:
    article = single("题目\n\n□ 林一 本报记者 周二\n\n正文。\n\n图为新桥（吴三 摄）\n\n郑四 文/图")
    assert article.author == "林一 周二"
    assert article.paragraphs == ("正文。",)
    assert article.captions == ("图为新桥（吴三 摄）",)
    assert article.credits == ("□ 林一 本报记者 周二", "郑四 文/图")


def test_markdown_marks_of_headings_go() -> None:
    article = single("# 题目，很长。 ##\n正文 # 一。\n\n## 小标题\n\n- 一项\n\nC #", markdown=True)
    assert article.title == "题目，很长。"
    assert article.paragraphs == ("正文 # 一。", "小标题", "- 一项", "C #")


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\ufeff\0\n"])
def test_nothing_is_no_article(text: str) -> None:
    assert read_single(clean(text), ORIGIN).articles == ()


def test_one_article_with_headings_and_a_byline_is_no_page() -> None:
    for text in (ONE, "题目\n\n○ 通讯员 林一\n\n本报讯（通讯员 林一）正文。\n\n小标题\n\n正文。"):
        assert len(read_text(text, ORIGIN).articles) == 1
    assert read_text("", ORIGIN).articles == ()


def test_markdown_is_always_one_article(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    text = "# 总题\n\n甲\n\n本报讯（记者 林一）正文。\n\n乙\n\n本报讯（记者 周二）正文。"
    path.write_text(text, encoding="utf-8")
    (page,) = iter_articles(path, name="a.md", max_bytes=1000)
    assert isinstance(page, Page)
    (article,) = page.articles
    assert article.title == "总题"
    assert article.author == "林一"


LINES = ["桥修好了", "本报讯（记者 林一）", "○ 通讯员 周二", "——侧记", "图为桥", "吴三 文/图"]
MORE_LINES = ["（郑四 摄）", "2023年3月14日", "问：", "A b", "\n\n\n\n"]
PIECES = st.sampled_from([*LINES, *MORE_LINES, *"。，“” \n\r\ufeff\0\u3000"])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join))


def fields(article: Article) -> str:
    return "".join((article.title, article.subtitle, article.text))


def ink(text: str) -> Counter[str]:
    return Counter(
        c for c in text if not c.isspace() and c != "\ufeff" and unicodedata.category(c) != "Cc"
    )


@given(TEXTS)
def test_one_article_keeps_every_character(text: str) -> None:
    articles = read_single(clean(text), ORIGIN).articles
    printed = ink(text.encode("utf-8", "replace").decode())
    assert sum((ink(fields(article)) for article in articles), Counter[str]()) == printed


@given(TEXTS)
def test_page_gives_no_character_twice_and_none_of_its_own(text: str) -> None:
    articles = read_page(clean(text), ORIGIN).articles
    given_out = sum((ink(fields(article)) for article in articles), Counter[str]())
    assert given_out <= ink(text)
    assert all(article.text and article.id for article in articles)
    assert all(set(name) <= set(text) for a in articles for name in a.author.split())
    assert not any("\n" in p or p != p.strip() for a in articles for p in a.paragraphs)
