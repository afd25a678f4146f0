"""A Word document → its text in order, tables included (python-docx)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qabot.messages import say
from qabot.reading.drafts import Origin
from qabot.reading.formats.source import FormatError
from qabot.reading.page.blocks import clean

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell

MAX_UNPACKED = 64 << 20
"""Bytes of all parts but pictures: a book of 1,000 pages has 20 MB."""

MAX_TAGS = 1_000_000
"""Tags of the text: in memory each takes about 100 bytes; a book of 1,000 pages has 300,000."""

TITLE_WITHIN = 3
"""Blocks from the top in which the title of the properties must stand; otherwise an older document left it there."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_docx(data: bytes, origin: Origin) -> tuple[str, Origin]:
    """Read a Word document.

    Args:
        data: The file.
        origin: What is known without it.

    Returns:
        The text, paragraphs apart by blank lines, table rows one a line. The origin with the title, where the
        document sets one apart.

    Raises:
        FormatError: It is no Word document of today's form, is encrypted, broken, or unpacks to too much.
    """
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    if data.startswith(_OLE):
        raise FormatError(
            say(
                "是旧式 .doc 或加密的 Word 文档；请用 Word 打开，去掉密码，另存为 .docx",
                "an old .doc, or an encrypted document; open it in Word, take off the password, save as .docx",
            )
        )
    try:
        document = Document(io.BytesIO(_slim(data)))
        blocks = [*_blocks(document)]
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError),
        *(PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, AttributeError),
    ) as exc:
        if isinstance(exc, FormatError):
            raise
        raise FormatError(
            say(
                f"Word 文档已损坏（{exc}）；请用 Word 修复后另存",
                f"a broken Word document ({exc}); mend it in Word and save it again",
            )
        ) from exc
    title = _title(document, blocks)
    return "\n\n".join(blocks), replace(origin, title=origin.title or title)


def _slim(data: bytes) -> bytes:
    """Copy the package without the pictures, so that nothing unpacks to more than is known beforehand."""
    slim, left = io.BytesIO(), MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as full, zipfile.ZipFile(slim, "w") as out:
        for info in full.infolist():
            part = b""
            if info.filename.endswith((".xml", ".rels")):
                with full.open(info) as file:
                    part = file.read(left + 1)
            left -= len(part)
            if left < 0 or part.count(b"<") > MAX_TAGS:
                raise FormatError(
                    say(
                        "Word 文档解压后太大；请分成几个文件",
                        "a Word document that unpacks to too much; split it",
                    )
                )
            out.writestr(info.filename, part)
    return slim.getvalue()


def _blocks(container: "Document | _Cell") -> Iterator[str]:
    """Give paragraphs and tables in order; none is blank."""
    from docx.table import Table

    for item in container.iter_inner_content():
        text = _rows(item) if isinstance(item, Table) else clean(item.text).strip()
        if text:
            yield text


def _rows(table: "Table") -> str:
    """Give a table, a row a line."""
    from docx.table import _Cell

    # Not row.cells: it repeats a cell as often as the file says that it spans columns, and that may be a billion.
    rows = (
        " ".join(word for cell in row._tr.tc_lst for word in _words(_Cell(cell, table)))
        for row in table.rows
    )
    return "\n".join(filter(None, rows))


def _words(cell: "_Cell") -> list[str]:
    return " ".join(_blocks(cell)).split()


def _title(document: "Document", blocks: list[str]) -> str:
    """Give the paragraph that is set as title, or the title of the properties if it is printed near the top."""
    for paragraph in document.paragraphs[:TITLE_WITHIN]:
        if (
            paragraph.style is not None
            and paragraph.style.name == "Title"
            and paragraph.text.strip()
        ):
            return " ".join(clean(paragraph.text).split())
    title = " ".join(clean(document.core_properties.title or "").split())
    return title if title in blocks[:TITLE_WITHIN] else ""
