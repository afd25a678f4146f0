import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from parts import flat

from qabot.messages import speak
from qabot.reading import iter_articles
from qabot.types import Article, Skipped

TITLE = "云桥镇修好三座便民桥"
LEAD = "云桥镇三座便民桥昨日完工，两岸村民出行不再绕路。"
LENGTH = "桥长128米，总投资386万元。"


@pytest.fixture(autouse=True)
def _english() -> None:
    speak("en")


def saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def article_with_table() -> Document:
    document = docx.Document()
    document.add_paragraph(LEAD)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ["桥名", "长度", "北桥", "128米"],
        strict=True,
    ):
        cell.text = text
    document.add_paragraph()
    document.add_paragraph(LENGTH)
    return document


def read(folder: Path, data: bytes, max_bytes: int = 50 << 20) -> list[Article | Skipped]:
    path = folder / "a.docx"
    path.write_bytes(data)
    return flat(iter_articles(path, name="a.docx", max_bytes=max_bytes))


def test_docx_gives_paragraphs_and_tables_in_order(tmp_path: Path) -> None:
    document = article_with_table()
    document.paragraphs[0].insert_paragraph_before(TITLE)
    (found,) = read(tmp_path, saved(document))
    assert isinstance(found, Article)
    assert found.title == TITLE
    assert found.paragraphs == (LEAD, "桥名 长度", "北桥 128米", LENGTH)


def test_docx_paragraph_set_as_title_is_the_title(tmp_path: Path) -> None:
    document = article_with_table()
    document.paragraphs[0].insert_paragraph_before(f"{TITLE}。", style="Title")
    (found,) = read(tmp_path, saved(document))
    assert isinstance(found, Article)
    assert (found.title, found.paragraphs[0]) == (f"{TITLE}。", LEAD)


@pytest.mark.parametrize(("title", "taken"), [(TITLE, TITLE), ("Word 文档", "云桥日报")])
def test_docx_title_of_the_properties_counts_if_it_is_printed(
    tmp_path: Path, title: str, taken: str
) -> None:
    document = docx.Document()
    document.core_properties.title = title
    for text in ("云桥日报", TITLE, LEAD, LENGTH):
        document.add_paragraph(text)
    (found,) = read(tmp_path, saved(document))
    assert isinstance(found, Article)
    assert found.title == taken


def test_docx_of_many_articles_is_read_as_a_page(tmp_path: Path) -> None:
    document = docx.Document()
    for title, name in ((TITLE, "林一"), ("县图书馆新馆开放", "周二")):
        document.add_paragraph(title)
        document.add_paragraph(f"本报讯（记者 {name}）{LEAD}{title}。")
    found = read(tmp_path, saved(document))
    assert [(a.title, a.author) for a in found if isinstance(a, Article)] == [
        (TITLE, "林一"),
        ("县图书馆新馆开放", "周二"),
    ]


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            new.writestr(info.filename, part if info.filename == name else old.read(info))
        if name not in old.namelist():
            new.writestr(name, part)
    return out.getvalue()


GOOD = saved(article_with_table())
OLD = "an old .doc, or an encrypted document; open it in Word, take off the password, save as .docx"
LARGE = "a Word document that unpacks to too much; split it"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, OLD),
        (with_part(GOOD, "word/document.xml", b" " * (65 << 20)), LARGE),
        (with_part(GOOD, "word/document.xml", b"<w:p/>" * 1_000_001), LARGE),
        (b"no zip at all", "a broken Word document (File is not a zip file)"),
        (GOOD[:-200], "a broken Word document (File is not a zip file)"),
        (with_part(GOOD, "word/document.xml", b"<w:p>"), "a broken Word document ("),
        (with_part(GOOD, "word/document.xml", b""), "a broken Word document ("),
        (with_part(GOOD, "[Content_Types].xml", b"<x/>"), "a broken Word document ("),
        (GOOD.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "a broken Word document ("),
    ],
)
def test_docx_that_cannot_be_read_is_skipped_with_its_reason(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    (found,) = read(tmp_path, data, max_bytes=100 << 20)
    assert isinstance(found, Skipped)
    assert (found.where, found.failed) == ("a.docx", True)
    assert found.reason.startswith(reason)


def test_docx_with_a_huge_picture_needs_none_of_it(tmp_path: Path) -> None:
    (found,) = read(tmp_path, with_part(GOOD, "word/media/image1.bmp", b"\0" * (70 << 20)))
    assert isinstance(found, Article)


def test_docx_cell_that_spans_a_billion_columns_counts_once(tmp_path: Path) -> None:
    document = article_with_table()
    span = document.tables[0].rows[0]._tr.tc_lst[0].get_or_add_tcPr()._add_gridSpan()
    span.set(qn("w:val"), "1000000000")
    (found,) = read(tmp_path, saved(document))
    assert isinstance(found, Article)
    assert "桥名 长度" in found.paragraphs


def test_docx_without_text_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path, saved(docx.Document())) == [Skipped("a.docx", "the file is empty")]
