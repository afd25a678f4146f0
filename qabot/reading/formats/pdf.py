"""A PDF with a text layer → the text of its pages; its letters come from a process of its own, see pdf_process.py."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from qabot.messages import say
from qabot.reading.encodings import NotTextError, check_sense
from qabot.reading.formats import pdf_process
from qabot.reading.formats.pdf_layout import page_text
from qabot.reading.formats.pdf_letters import Glyph
from qabot.reading.formats.source import FormatError
from qabot.reading.page.blocks import clean


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page of a PDF.

    Attributes:
        text: Blocks apart by blank lines, paragraphs on one line; empty where there is no text layer.
        fault: Why it has no text, for people; empty where it has, or is blank.
    """

    text: str
    fault: str = ""


def read_pdf(data: bytes) -> list[PdfPage]:
    """Read a PDF. What it says of its title, author and date is left alone: programs write it, not people.

    Returns:
        Its pages in order, at least one of them with a text.

    Raises:
        FormatError: It is encrypted, broken, scanned without a text layer, or needs too much memory or time.
    """
    # A file and not a pipe, so that neither side waits for the other; isolated, so that html.py here does not take
    # the place of the library's.
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        command = [sys.executable, "-I", pdf_process.__file__]
        with subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            # A line that was cut off when the process was ended has no line end.
            pages = [_page(line) for line in process.stdout or () if line.endswith(b"\n")]
    if process.returncode:
        raise FormatError(_fault(process.returncode))
    if not any(page.text for page in pages):
        fault = next((page.fault for page in pages if page.fault), "")
        raise FormatError(fault or say("PDF 里没有文字", "a PDF without text"))
    return pages


def _page(line: bytes) -> PdfPage:
    found = json.loads(line)
    text = clean(page_text(Glyph(*letter) for letter in found["letters"])).strip("\n")
    if text:
        return _sensible(text)
    if found.get("broken"):
        return PdfPage("", say("这一页已损坏；请重新导出 PDF", "broken; export the PDF again"))
    if found["pictures"]:
        return PdfPage(
            "",
            say(
                "是扫描件，没有文字层；请先做文字识别（OCR）",
                "scanned, without a text layer; run text recognition (OCR) first",
            ),
        )
    return PdfPage("")


def _sensible(text: str) -> PdfPage:
    try:
        check_sense(text)
    except NotTextError:
        return PdfPage(
            "",
            say(
                "文字层是乱码（字体没有对照表）；请重新导出 PDF，或做文字识别（OCR）",
                "its text layer is nonsense (fonts without a table of letters); export it again, or run OCR",
            ),
        )
    return PdfPage(text)


def _fault(status: int) -> str:
    if status == pdf_process.NEEDS_PASSWORD:
        return say(
            "PDF 已加密；请去掉密码后另存", "encrypted; take off the password and save it again"
        )
    if status == pdf_process.BROKEN:
        return say("PDF 已损坏；请重新导出", "a broken PDF; export it again")
    if status == pdf_process.TOO_LARGE:
        pages = pdf_process.MAX_PAGES
        return say(f"PDF 超过 {pages} 页；请分成几个文件", f"over {pages} pages; split the PDF")
    memory, seconds = pdf_process.MAX_MEMORY >> 20, pdf_process.MAX_SECONDS
    return say(
        f"读这个 PDF 要超过 {memory} MB 内存或 {seconds} 秒；请分成几个文件，或重新导出",
        f"reading it takes over {memory} MB of memory or {seconds} s; split the PDF, or export it again",
    )
