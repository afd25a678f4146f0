"""Sidecars: what they say, and how each of their faults is named by its line."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qabot.messages import speak
from qabot.reading import corpus_files, iter_articles
from qabot.reading.sidecar.corrections import CorrectedArticle, Corrections
from qabot.reading.sidecar.files import (
    MAX_LINES,
    is_sidecar,
    load_sidecar,
    read_sidecar,
    sidecar_of,
)
from qabot.types import Role, Skipped

WHOLE = """\
newspaper = "栖川日报"  # as printed
date = 2023-03-14
page = "01"
url = "archive/1"
join = [[12, 30], [30, 35]]
apart = [[14, 15]]

[roles]
7 = "caption"
9-11 = "slogan"

[[article]]
lines = ["3-20", 31]
title = 3
subtitle = 4
authors = ["张三", "李四"]

[[article]]
title = "渡口停航"
subtitle = ""
lines = "21-30"
authors = "王五"
date = "2023-03-13"
"""


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def read(text: str, line_count: int = 40) -> tuple[Corrections, list[tuple[str, str]]]:
    corrections, faults = read_sidecar(text.encode(), name="p.txt.toml", line_count=line_count)
    assert all(fault.failed for fault in faults)
    return corrections, [(fault.where, fault.reason) for fault in faults]


def fault(text: str) -> tuple[int, str]:
    ((where, reason),) = read(text)[1]
    name, _, line = where.rpartition(":")
    assert name == "p.txt.toml"
    return int(line), reason


def test_everything_that_a_sidecar_can_say() -> None:
    assert read(WHOLE) == (
        Corrections(
            newspaper="栖川日报",
            page_number="01",
            published=date(2023, 3, 14),
            url="archive/1",
            roles={7: Role.CAPTION, 9: Role.SLOGAN, 10: Role.SLOGAN, 11: Role.SLOGAN},
            articles=(
                CorrectedArticle(
                    lines=((3, 20), (31, 31)),
                    title_lines=(3,),
                    subtitle_lines=(4,),
                    authors=("张三", "李四"),
                ),
                CorrectedArticle(
                    lines=((21, 30),),
                    title="渡口停航",
                    subtitle="",
                    authors=("王五",),
                    published=date(2023, 3, 13),
                ),
            ),
            joins=((12, 30), (30, 35)),
            apart=((14, 15),),
        ),
        [],
    )


@pytest.mark.parametrize("text", ["", "# 空的\n", "\n\n"])
def test_sidecar_that_says_nothing(text: str) -> None:
    assert read(text) == (Corrections(), [])


@pytest.mark.parametrize(
    ("text", "page"), [("page = 3", "3"), ('page = "A12"', "A12"), ('page = " 01 "', "01")]
)
def test_page_number_as_number_or_text(text: str, page: str) -> None:
    assert read(text)[0].page_number == page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_sidecar_of_any_editor(encoding: str, end: str) -> None:
    data = WHOLE.replace("\n", end).encode(encoding)
    assert read_sidecar(data, name="p", line_count=40) == (read(WHOLE)[0], ())


def test_title_may_stand_far_from_its_article() -> None:
    (article,) = read('[[article]]\nlines = ["5-9"]\ntitle = 33')[0].articles
    assert (article.title_lines, article.lines) == ((33,), ((5, 9),))


def test_texts_hold_nothing_that_steers_a_terminal() -> None:
    assert read(r'newspaper = "栖川\u001b[31m日报\n晚刊 "')[0].newspaper == "栖川[31m日报 晚刊"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\npage = = 3", 2, "not TOML, nothing of it counts: Invalid value"),
        ("page = 3\npage = 4", 2, "not TOML, nothing of it counts: Cannot overwrite a value"),
        ("date = 2023-02-30", 1, "not TOML, nothing of it counts: Invalid date or datetime"),
        ("a = [1,\n2,\n", 2, "not TOML, nothing of it counts: "),
        ("[[article]\nlines = 3", 1, "not TOML, nothing of it counts: "),
    ],
)
def test_syntax_is_named_by_line(text: str, line: int, reason: str) -> None:
    corrections, faults = read(text)
    assert corrections == Corrections()
    ((where, said),) = faults
    assert where == f"p.txt.toml:{line}"
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            '\nnewspapre = "a"',
            2,
            "unknown 'newspapre' (known: newspaper page date url roles article join apart)",
        ),
        ("newspaper = 3", 1, "newspaper: 3 is not text"),
        ("page = 1.5", 1, "page: 1.5 is not text"),
        ('date = "14.3.2023"', 1, "date: '14.3.2023' is not a date such as 2023-03-14"),
        ('date = "2023-02-30"', 1, "date: '2023-02-30' is not a date such as 2023-03-14"),
        ("url = true", 1, "url: True is not text"),
        ("page = 1\nroles = 3", 2, "write a table, [roles]"),
        ("article = 3", 1, "write [[article]] for each"),
        ("[article]\ntitle = 3", 1, "write [[article]] for each"),
        ("page = 1\n\n[[article]]\ntitle = 3", 3, "the article has no lines"),
        ("[[article]]\nlines = [3]\nautors = []", 3, "unknown 'autors' (known: "),
        ('[[article]]\nlines = [3]\nauthors = ["a", 1]', 3, "authors: 1 is not text"),
        ("[[article]]\nlines = [3]\nauthors = 1", 3, "authors: 1 is not a list such as"),
        ("[[article]]\nlines = [3]\ntitle = 41", 3, "title: there is no line 41 (of 40)"),
        (
            "[[article]]\nlines = [3]\ntitle = true",
            3,
            "title: True is not a line, a list of lines or a text",
        ),
        ("[[article]]\nlines = [3]\ntitle = 3\nsubtitle = 3", 4, "subtitle: the line is the title"),
        ("[[article]]\nlines = [3, 0]", 2, "lines: there is no line 0 (of 40)"),
        ('[[article]]\nlines = [3, "9-x"]', 2, "lines: '9-x' is not a line or \"3-20\""),
        ('[[article]]\nlines = [3, "9-5"]', 2, "lines: '9-5' runs backwards"),
        ('[[article]]\nlines = [3, "9-41"]', 2, "lines: there is no line 41 (of 40)"),
        ('[[article]]\nlines = [3, "2-4"]', 2, "lines: '2-4' has lines twice"),
        (
            '[[article]]\nlines = ["3-9"]\n[[article]]\nlines = [20, "9-12"]',
            4,
            "line 9 belongs to [[article]] 1 already",
        ),
        (
            "[[article]]\nlines = [3]\ntitle = 8\n[[article]]\nlines = [4]\ntitle = 8",
            6,
            "line 8 belongs to [[article]] 1 already",
        ),
        ("join = 3", 1, "write join = [[12, 30]]"),
        ("join = [12, 30]", 1, "write join = [[12, 30]]"),
        ("join = [[12, 30, 31]]", 1, "join: [12, 30, 31] is not two lines"),
        ("apart = [[12, true]]", 1, "apart: True is not a line"),
        ("join = [[30, 12]]", 1, "join: line 12 is not after line 30"),
        ("join = [[12, 12]]", 1, "join: line 12 is not after line 12"),
        ("join = [\n  [1, 2],\n  [3, 4],\n  [9, 2],\n]", 4, "join: line 2 is not after line 9"),
        ("join = [\n  [1, 2], [3, 4],\n  [9, 2]]", 3, "join: line 2 is not after line 9"),
        ("join = [[12, 30], [12, 31]]", 1, "join: [12, 31] joins twice"),
        ("join = [[12, 30], [13, 30]]", 1, "join: [13, 30] joins twice"),
        ("apart = [[1, 2]]\njoin = [[3, 4], [1, 2]]", 2, "[1, 2] is in join and apart"),
        ('[roles]\n7 = "picture"', 2, "roles: 'picture' is not one of: header section slogan"),
        ("[roles]\n7 = 7", 2, "roles: 7 is not one of: "),
        ('[roles]\n77 = "caption"', 2, "roles: there is no line 77 (of 40)"),
        ('[roles]\nseven = "caption"', 2, "roles: 'seven' is not a line"),
        ('[roles]\n5-7 = "caption"\n7 = "body"', 3, "roles: line 7 is said to be another"),
        (
            '[roles]\n3 = "body"\n[[article]]\nlines = [4]\ntitle = 3',
            2,
            "roles: line 3 is said to be another",
        ),
        ('roles = { 7 = "caption", 8 = "x" }', 1, "roles: 'x' is not one of"),
        ('roles.7 = "caption"\nroles.8 = "x"', 2, "roles: 'x' is not one of"),
        ('\narticle = [{lines = 3},\n {lines = "x"}]', 3, "lines: 'x' is not a line"),
    ],
)
def test_each_fault_is_named_by_line(text: str, line: int, reason: str) -> None:
    at, said = fault(text)
    assert said.startswith(reason)
    assert at == line


def test_valid_entries_count_beside_faults() -> None:
    corrections, faults = read(
        'newspaper = "栖川日报"\npage = []\n'
        "[[article]]\ntitle = 99\nlines = [3, 99]\n"
        '[[article]]\ntitle = 5\nlines = "3-6"\n'
        "[[article]]\ntitle = 7\nlines = [8]\n"
        '[roles]\n9 = "caption"\n10 = "x"\n'
    )
    assert corrections == Corrections(
        newspaper="栖川日报",
        articles=(
            CorrectedArticle(lines=((3, 3),)),
            CorrectedArticle(lines=((8, 8),), title_lines=(7,)),
        ),
        roles={9: Role.CAPTION},
    )
    assert [where.rpartition(":")[2] for where, _ in faults] == ["2", "4", "5", "8", "14"]


def test_sidecar_too_long_or_no_text_is_reported() -> None:
    for text in ("# x\n" * (MAX_LINES + 1), "#" * (1 << 16) + "\n"):
        assert read(text) == (
            Corrections(),
            [("p.txt.toml", f"too long (at most 64 KB / {MAX_LINES} lines)")],
        )
    assert read_sidecar(b"\x00\xff\x00\x01" * 50, name="p", line_count=9)[1][0].where == "p"


def test_nested_without_end_is_a_fault() -> None:
    ((where, _),) = read("a = " + "[" * 5000)[1]
    assert where == "p.txt.toml:1"


def test_sidecar_lies_beside_its_page(tmp_path: Path) -> None:
    page = tmp_path / "01.txt"
    page.write_text("桥\n", "utf-8")
    assert load_sidecar(page, name="a/01.txt", line_count=1) == (Corrections(), ())
    beside = sidecar_of(page)
    assert beside == tmp_path / "01.txt.toml"
    beside.write_text("page = 1\ntitel = 2\n", "utf-8")
    corrections, (skipped,) = load_sidecar(page, name="a/01.txt", line_count=1)
    assert corrections.page_number == "1"
    assert skipped.where == "a/01.txt.toml:2"
    assert is_sidecar(beside)
    other = tmp_path / "02.txt.toml"
    other.write_text("", "utf-8")
    assert not is_sidecar(other)
    assert not is_sidecar(page)


def test_sidecar_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    sidecar_of(tmp_path / "01.txt").mkdir()
    corrections, (skipped,) = load_sidecar(tmp_path / "01.txt", name="01.txt", line_count=1)
    assert corrections == Corrections()
    assert (skipped.where, skipped.failed) == ("01.txt.toml", True)


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("01.txt", True),
        ("01.MD", True),
        ("01.pdf", True),
        ("01.pdf#page=2", True),
        ("01.txt#page=2", False),
        ("01.txt.gz", False),
        ("01.zip", False),
        ("01.jsonl", False),
    ],
)
def test_only_sidecars_that_are_read_are_hidden(tmp_path: Path, name: str, hidden: bool) -> None:
    (tmp_path / name.partition("#")[0]).write_text("桥\n", "utf-8")
    beside = tmp_path / f"{name}.toml"
    beside.write_text("", "utf-8")
    assert is_sidecar(beside) is hidden
    assert (beside in corpus_files(tmp_path)) is not hidden


def reported(path: Path) -> list[tuple[str, str]]:
    items = list(iter_articles(path, name=path.name, max_bytes=10**6))
    return [(item.where, item.reason) for item in items if isinstance(item, Skipped)]


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ("[[article]]\nlines = [3]\ntitle = 2", ["title: line 2 is blank"]),
        (
            "[[article]]\nlines = [2]",
            ["[[article]] 1 has no lines of text, and does not count"],
        ),
        ("join = [[1, 4]]", ["join: line 4 is blank"]),
        ("join = [[5, 6]]", ["join: [5, 6] is one paragraph"]),
        ('[roles]\n2 = "caption"', ["roles: line 2 is blank"]),
        (
            '[roles]\n5 = "caption"\n6 = "body"',
            ["roles: the paragraph of line 6 is said to be another"],
        ),
        (
            "join = [[3, 5]]\n[[article]]\nlines = [3]\n[[article]]\nlines = [5]",
            ["join: [3, 5] is not in one [[article]]"],
        ),
        (
            "[[article]]\nlines = [3, 5]\n[[article]]\nlines = [6, 8]",
            ["lines 5-6 are one paragraph, of [[article]] 1 already"],
        ),
        ("join = [[3, 5]]", []),
    ],
)
def test_entries_that_fit_no_paragraph_are_reported(
    tmp_path: Path, said: str, reasons: list[str]
) -> None:
    wrapped = "书屋由旧粮库改建，保留了木梁和通风窗，夜里十点才关\n门，成了读者的家。"
    page = tmp_path / "01.txt"
    page.write_text(f"旧粮库变身书屋\n\n读者随到随读。\n\n{wrapped}\n\n桥通了。\n", "utf-8")
    sidecar_of(page).write_text(said, "utf-8")
    assert reported(page) == [("01.txt.toml", reason) for reason in reasons]


def test_lines_said_of_one_article_are_reported(tmp_path: Path) -> None:
    name, text = "a.md", "# 桥通了\n\n桥上的灯也亮了。\n"
    (tmp_path / name).write_text(text, "utf-8")
    beside = sidecar_of(tmp_path / name)
    beside.write_text('newspaper = "栖川日报"\n', "utf-8")
    assert reported(tmp_path / name) == []
    beside.write_text('[roles]\n1 = "caption"\n', "utf-8")
    assert reported(tmp_path / name) == [
        (f"{name}.toml", "the file is one article: only newspaper, date, page and url apply")
    ]


def test_sidecar_of_a_page_that_is_not_read_by_itself_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("桥通了\n\n灯也亮了。\n", "utf-8")
    (tmp_path / "a.txt#page=2.toml").write_text("", "utf-8")
    ((where, reason),) = reported(tmp_path / "a.txt")
    assert where == "a.txt#page=2.toml"
    assert reason.startswith("belongs to no page of the file")


@pytest.mark.parametrize("heading", ["[3, 5]", '["3", 5]', "[3, 5, 3]"])
def test_title_of_several_lines(heading: str) -> None:
    (article,) = read(f"[[article]]\nlines = [7]\ntitle = {heading}")[0].articles
    assert article.title_lines == (3, 5)


PIECES = st.sampled_from(
    """[[article]]|[roles]|lines = ["3-5", 9]|title = 3|join = [[1, 2],|[3, 4]]|7 = "caption"
page = "1"|date = 2023-03-14|lines = [|1,|]|'''|x = 1|#""".replace("\n", "|").split("|")
)


@given(
    st.one_of(
        st.text().map(str.encode),
        st.lists(PIECES).map(lambda p: "\n".join(p).encode()),
        st.binary(),
    )
)
def test_any_bytes_give_corrections_and_named_faults(data: bytes) -> None:
    corrections, faults = read_sidecar(data, name="p", line_count=10)
    assert isinstance(corrections, Corrections)
    assert all(fault.where.startswith("p") and fault.reason for fault in faults)
