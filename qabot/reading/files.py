"""The corpus folder and its files: which are read, in which form, what is said of the others."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from qabot.messages import say
from qabot.reading.blocks import clean, split_blocks
from qabot.reading.dates import find_date
from qabot.reading.drafts import Origin
from qabot.reading.encodings import NotTextError, decode
from qabot.reading.formats.docx import read_docx
from qabot.reading.formats.html import read_html
from qabot.reading.formats.jsonl import read_jsonl
from qabot.reading.formats.markdown import read_markdown
from qabot.reading.formats.packed import MAX_TOTAL, Budget, open_gz, open_zip
from qabot.reading.formats.pdf import read_pdf
from qabot.reading.formats.source import FormatError, Source
from qabot.reading.ids import content_id
from qabot.reading.page import is_page, read_page
from qabot.reading.single import read_single
from qabot.types import Article, Skipped

SUFFIXES = (".txt", ".md", ".jsonl", ".html", ".htm", ".pdf", ".docx", ".gz", ".zip")
_README = re.compile(r"README(?:\.(?:md|txt|rst))?", re.IGNORECASE)


def corpus_files(folder: Path) -> list[Path]:
    """List the files of a corpus, of known form or not.

    Args:
        folder: Searched with its subfolders; hidden ones and links to folders are left out.

    Returns:
        Sorted by path; no hidden file, no README.
    """
    if folder.is_file():
        return [folder]
    found: list[Path] = []
    # A folder that cannot be listed stands in the list itself, so that it is reported.
    walk = os.walk(folder, onerror=lambda exc: found.append(Path(exc.filename)))
    for here, folders, files in walk:
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += (
            Path(here, name)
            for name in files
            if not name.startswith(".") and not _README.fullmatch(name)
        )
    return sorted(found)


def iter_articles(path: Path, *, name: str, max_bytes: int) -> Iterator[Article | Skipped]:
    """Read a file; whatever it holds, nothing is raised.

    Args:
        path: The file.
        name: Its path inside the corpus, with forward slashes.
        max_bytes: A larger file is skipped, and so is a larger one inside an archive; of JSON lines, a line of more
            characters.

    Yields:
        Its articles in order, and what could not be read, with the reason; never nothing.
    """
    source = Source(name, path.name, None, lambda: _open_regular(path))
    yield from _read(source, max_bytes, None)


def _open_regular(path: Path) -> BinaryIO:
    """Open a file; a pipe, which would be waited for without end, is refused.

    Raises:
        FormatError: It is no regular file.
        OSError: It cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise FormatError(say("不是普通文件", "not a regular file"))
    return path.open("rb")


def _read(source: Source, max_bytes: int, budget: Budget | None) -> Iterator[Article | Skipped]:
    """Read a file, on disk or packed; nothing is raised, never nothing is given."""
    empty = True
    try:
        for found in _by_suffix(source, max_bytes, budget):
            empty = False
            yield found
    except (NotTextError, FormatError) as exc:
        yield Skipped(clean(source.name), str(exc))
    except OSError as exc:
        why = exc.strerror or str(exc)
        yield Skipped(clean(source.name), say(f"文件打不开：{why}", f"cannot be opened: {why}"))
    else:
        if empty:
            yield Skipped(source.name, say("文件是空的", "the file is empty"))


def _by_suffix(
    source: Source, max_bytes: int, budget: Budget | None
) -> Iterator[Article | Skipped]:
    """Read a file in the form that its suffix tells.

    Raises:
        NotTextError: It is no text.
        FormatError: It is not of that form, or too large.
        OSError: It cannot be opened or read.
    """
    suffix = source.suffix
    if clean(source.name) != source.name:
        why = say(
            "文件名不是 UTF-8 编码，或含有控制字符",
            "the file name is not UTF-8, or has control characters",
        )
        yield Skipped(clean(source.name), why)
    elif suffix not in SUFFIXES:
        known = " ".join(SUFFIXES)
        why = say(f"不认识这种文件（能读：{known}）", f"unknown form (read: {known})")
        yield Skipped(source.name, why, failed=False)
    elif suffix == ".jsonl":
        yield from read_jsonl(source, max_chars=max_bytes)
    elif suffix == ".gz":
        yield from _read(open_gz(source, budget=budget), max_bytes, budget)
    elif suffix == ".zip":
        budget = budget or Budget(MAX_TOTAL * max_bytes)
        for inner in open_zip(source, max_bytes=max_bytes, budget=budget):
            found = _read(inner, max_bytes, budget) if isinstance(inner, Source) else [inner]
            yield from found
    else:
        origin = Origin(source.name, find_date(source.stem))
        yield from _READERS[suffix](source.read(max_bytes), origin)


def _read_text(data: bytes, origin: Origin) -> Iterator[Article]:
    return _articles(decode(data), origin)


def _read_markdown(data: bytes, origin: Origin) -> Iterator[Article]:
    text, origin = read_markdown(decode(data), origin)
    return _single(text, origin, markdown=True)


def _read_html(data: bytes, origin: Origin) -> Iterator[Article]:
    return _articles(*read_html(data, origin))


def _read_docx(data: bytes, origin: Origin) -> Iterator[Article]:
    return _articles(*read_docx(data, origin))


def _read_pdf(data: bytes, origin: Origin) -> Iterator[Article | Skipped]:
    """Read a PDF: each page by itself where one is a page of many articles; else all of them as one text."""
    pages = read_pdf(data)
    names = [f"{origin.file}#page={n}" for n in range(1, len(pages) + 1)]
    if len(pages) > 1 and any(is_page(page.text) for page in pages):
        for name, page in zip(names, pages, strict=True):
            yield from _articles(page.text, replace(origin, file=name))
    else:
        yield from _articles("\n\n".join(page.text for page in pages), origin)
    for name, page in zip(names, pages, strict=True):
        if page.fault:
            yield Skipped(name, page.fault)


_READERS: dict[str, Callable[[bytes, Origin], Iterator[Article | Skipped]]] = {
    ".txt": _read_text,
    ".md": _read_markdown,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}


def _articles(text: str, origin: Origin) -> Iterator[Article]:
    """Read a text as a page of many articles, or as one article."""
    # A title that is known stands above the text, which then does not begin in the middle of a page.
    if not is_page(f"{origin.title}\n\n{text}" if origin.title else text):
        yield from _single(text, origin)
        return
    for article in read_page(text, origin):
        yield _known(article, origin)


def _single(text: str, origin: Origin, *, markdown: bool = False) -> Iterator[Article]:
    """Read a text as one article; a title that its form names takes the place of the first line."""
    if not origin.title:
        article = read_single(text, origin, markdown=markdown)
    else:
        # A stand-in on top, which is taken for the title whatever the real one looks like.
        article = read_single(f"-\n\n{_untitled(text, origin.title)}", origin, markdown=markdown)
    if article is None or (origin.title and article.title != "-"):
        return
    if origin.title:
        article = replace(article, title=origin.title, id=content_id(origin.title, article.text))
    yield _known(replace(article, author=origin.author or article.author), origin)


def _untitled(text: str, title: str) -> str:
    """Take the title off the top of a text, where it is printed there again."""
    blocks = split_blocks(text)
    first = blocks[0].text.lstrip("# \t") if blocks else ""
    if "".join(first.split()) != "".join(title.split()):
        return text
    return clean(text).replace(blocks[0].text, "", 1)


def _known(article: Article, origin: Origin) -> Article:
    return replace(
        article, url=origin.url, newspaper=origin.newspaper, page_number=origin.page_number
    )
