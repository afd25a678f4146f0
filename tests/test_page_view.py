"""Pages as `qabot read` shows them: panels, rows, JSON, and the sidecar to begin with."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from page_parts import SAMPLE, Printed, make_page
from rich.cells import cell_len
from rich.console import Console

from qabot.channels.page_rows import article_rows
from qabot.channels.page_view import print_page, role_name
from qabot.channels.reading import FileView, as_json_line, as_sidecar, on_screen
from qabot.channels.terminal import make_console
from qabot.messages import speak
from qabot.reading.sidecar.files import read_sidecar
from qabot.reading.sidecar.skeleton import sidecar_skeleton
from qabot.types import Article, Page, Role, Skipped

ARTICLE = Article(id="j1", title="河堤加固", paragraphs=("河堤加固完工。",), source="n.jsonl")


def on_terminal(page: Page, width: int) -> str:
    console = Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system=None,
        width=width,
        highlight=False,
        emoji=False,
        markup=False,
    )
    print_page(console, page)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def plain(view: FileView) -> str:
    stream = io.StringIO()
    on_screen(view, make_console(stream))
    return stream.getvalue()


def test_rows_off_a_terminal() -> None:
    assert plain(FileView.of("01.txt", [SAMPLE])) == (
        "# 01.txt\n"
        "2\theader\t栖川日报 第01版\n"
        "4\tsection?\t政务动态\n"
        "30\teditor\t责编：赵六\n"
        "## 1\t渡口停航 老桥通车\t张三 · 约 2023-03-14 · 栖川日报 · 第 01 版 · id0\n"
        "7\ttitle\t渡口停航 老桥通车\n"
        "9\tsubtitle\t——栖川水利五年\n"
        "11\tbyline\t○ 通讯员 张三\n"
        "13+19\tbody\t栖川渡口昨日停航，乘客改走新修好的老桥，桥上的路灯也已经全部装好。\n"
        "21\theading?\t桥上的灯\n"
        "23-24\tbody\t路灯共九十六盏，由县里出资。\n"
        "17\tcaption\t老桥夜景（李四 摄）\n"
        "## 2\t青石乡养蜂户增收\t张三 · 约 2023-03-14 · 栖川日报 · 第 01 版 · id1\n"
        "26\ttitle\t青石乡养蜂户增收\n"
        "28\tbody\t本报讯（记者 王五）青石乡一百二十户养蜂户今年增收。\n"
    )


def test_rows_do_not_depend_on_the_language_of_the_page() -> None:
    speak("en")
    lines = plain(FileView.of("01.txt", [SAMPLE])).splitlines()
    assert lines[2] == "4\tsection?\t政务动态"
    assert lines[4].endswith("张三 · about 2023-03-14 · 栖川日报 · page 01 · id0")


@pytest.mark.parametrize("width", [40, 90, 139, 140, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    lines = on_terminal(SAMPLE, width).splitlines()
    assert {cell_len(line) for line in lines} <= set(range(width + 1))
    assert max(map(cell_len, lines)) >= width - 2


def test_narrow_terminal_shows_articles_with_joins_and_doubts() -> None:
    shown = on_terminal(SAMPLE, 130)
    assert (
        "13+19 正文    栖川渡口昨日停航，乘客改走新修好的老桥，桥上的路灯也已经全部装«19»好。"
        in shown
    )
    assert "1 渡口停航 老桥通车" in shown
    assert "约 2023-03-14" in shown
    assert '21 = "heading"' in shown
    assert "55%" in shown
    assert "01.txt.toml" in shown
    assert "原文" not in shown.split("存疑")[0]


def test_wide_terminal_shows_the_printed_page_beside() -> None:
    rows = [line.split("│") for line in on_terminal(SAMPLE, 160).splitlines() if "│" in line]
    printed = [row[1].split() for row in rows]
    assert ["1", "标题", "7", "渡口停航", "老桥通车"] in printed
    assert ["栏目?", "4", "政务动态"] in printed
    (at,) = [n for n, row in enumerate(printed) if row == ["24", "由县里出资。"]]
    assert printed[at - 1] == ["1", "正文", "23", "路灯共九十六盏，"]
    assert any("13+19" in row[3] for row in rows if len(row) > 3)


def test_page_without_doubts_joins_or_articles() -> None:
    bare = make_page("a.txt", [Printed("栖川日报", Role.HEADER)])
    assert "存疑" not in on_terminal(bare, 100)
    assert plain(FileView.of("a.txt", [bare])) == "# a.txt\n2\theader\t栖川日报\n"


def test_article_without_places_is_shown_by_its_parts() -> None:
    page = replace(SAMPLE, articles=(replace(SAMPLE.articles[0], places=()),))
    assert [(row.lines, row.role) for row in article_rows(page, 0)] == [
        ("7", Role.TITLE),
        ("9", Role.SUBTITLE),
        ("", Role.BODY),
        ("", Role.BODY),
        ("", Role.BODY),
        ("", Role.CAPTION),
        ("", Role.CREDIT),
    ]


def test_every_role_has_a_name_of_its_own() -> None:
    assert len({role_name(role) for role in Role}) == len(Role)
    speak("en")
    assert [role_name(role) for role in Role] == list(Role)


def test_json_of_a_page() -> None:
    data = as_json_line(FileView.of("01.txt", [SAMPLE]), blocks=False)
    assert list(data) == ["page", "articles"]
    first = data["articles"][0]
    assert (first["newspaper"], first["page_number"], first["date"], first["date_estimated"]) == (
        "栖川日报",
        "01",
        "2023-03-14",
        True,
    )
    pieces = first["places"][0]
    assert [piece["lines"] for piece in pieces] == [[13, 13], [19, 19]]
    joined = "".join(SAMPLE.text[piece["start"] : piece["end"]] for piece in pieces)
    assert joined == first["paragraphs"][0]
    assert len(first["places"]) == len(
        [*first["paragraphs"], *first["captions"], *first["credits"]]
    )
    assert json.loads(json.dumps(data)) == data


def test_json_with_blocks_and_mixed_items() -> None:
    view = FileView.of("x.zip", [SAMPLE, ARTICLE, Skipped("x.zip:b.bin", "no text")])
    data = as_json_line(view, blocks=True)
    assert [article["id"] for article in data["articles"]] == ["id0", "id1", "j1"]
    assert data["blocks"][8] == {
        "role": "heading",
        "article": 0,
        "lines": [21, 21],
        "confidence": 0.55,
        "text": "桥上的灯",
    }
    assert len(data["blocks"]) == len(SAMPLE.blocks)
    assert data["skipped"] == [{"where": "x.zip:b.bin", "reason": "no text"}]
    assert view.failed


def test_articles_of_other_forms_are_printed_whole() -> None:
    shown = plain(FileView.of("n.jsonl", [ARTICLE, Skipped("n.jsonl:2", "不是 JSON")]))
    assert "河堤加固\nn.jsonl · j1\n\n河堤加固完工。\n" in shown
    assert "n.jsonl:2：不是 JSON" in shown


def test_skeleton_says_what_was_read() -> None:
    text = sidecar_skeleton(SAMPLE)
    corrections, faults = read_sidecar(
        text.encode(), name="01.txt.toml", line_count=SAMPLE.text.count("\n")
    )
    assert faults == ()
    assert (corrections.newspaper, corrections.page_number) == ("栖川日报", "01")
    assert corrections.published is None  # estimated, and so only proposed
    assert "# date = 2023-03-14\n" in text
    assert corrections.joins == ((13, 19),)
    assert corrections.roles == {
        2: Role.HEADER,
        4: Role.SECTION,
        11: Role.BYLINE,
        17: Role.CAPTION,
        21: Role.HEADING,
        30: Role.EDITOR,
    }
    first, second = corrections.articles
    assert (first.lines, first.title_lines, first.subtitle_lines) == (((7, 24),), (7,), (9,))
    assert (second.lines, second.title_lines, second.authors) == (((26, 28),), (26,), ("张三",))


def test_skeleton_of_mixed_articles_and_titles_of_two_lines() -> None:
    page = make_page(
        'a"b.txt',
        [
            Printed("一座桥", Role.TITLE, 0),
            Printed("通车了", Role.TITLE, 0),
            Printed("甲段没有", Role.BODY, 0),
            Printed("乙文的段落。", Role.BODY, 1, gap=4),
            Printed("写完。", Role.BODY, 0, joins=2),
            Printed('乙"题\\', Role.TITLE, 1),
        ],
    )
    page = replace(page, articles=(page.articles[0], replace(page.articles[1], title="")))
    corrections, faults = read_sidecar(
        sidecar_skeleton(page).encode(), name="x", line_count=page.text.count("\n")
    )
    assert faults == ()
    first, second = corrections.articles
    assert (first.lines, first.title, first.title_lines) == (((2, 6), (13, 13)), None, (2, 4))
    assert (second.lines, second.title) == (((11, 11), (15, 15)), "")
    assert corrections.joins == ((6, 13),)


def test_skeleton_says_the_date_of_an_article_that_has_its_own() -> None:
    own = replace(SAMPLE.articles[0], published=date(2023, 3, 12), estimated=False)
    text = sidecar_skeleton(replace(SAMPLE, articles=(own, SAMPLE.articles[1])))
    corrections, faults = read_sidecar(text.encode(), name="x", line_count=40)
    assert faults == ()
    assert corrections.published is None
    assert "# date = 2023-03-14\n" in text
    assert [a.published for a in corrections.articles] == [date(2023, 3, 12), None]


def test_sidecar_of_several_pages_is_refused() -> None:
    out, err = io.StringIO(), io.StringIO()
    view = FileView.of("a.pdf", [SAMPLE, SAMPLE])
    assert not as_sidecar(view, make_console(out), make_console(err))
    assert (out.getvalue(), err.getvalue()) == (
        "",
        "跳过 a.pdf：共 2 个版面；修订文件只写一个版面\n",
    )


def test_sidecar_of_what_is_no_page_is_refused() -> None:
    out, err = io.StringIO(), io.StringIO()
    view = FileView.of("n.jsonl", [ARTICLE])
    assert not as_sidecar(view, make_console(out), make_console(err))
    assert (out.getvalue(), err.getvalue()) == ("", "跳过 n.jsonl：不是版面文本，没有可修订的\n")
    assert as_sidecar(FileView.of("01.txt", [SAMPLE]), make_console(out), make_console(err))
    assert out.getvalue() == sidecar_skeleton(SAMPLE)
