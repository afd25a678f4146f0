"""The corpus folder and its files: which are read, in which form, what is said of the others."""

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from qabot.messages import say
from qabot.reading.drafts import Origin
from qabot.reading.encodings import NotTextError, decode
from qabot.reading.formats.docx import read_docx
from qabot.reading.formats.html import read_html
from qabot.reading.formats.jsonl import read_jsonl
from qabot.reading.formats.markdown import read_markdown
from qabot.reading.formats.packed import MAX_TOTAL, Budget, open_gz, open_zip
from qabot.reading.formats.pdf import read_pdf
from qabot.reading.formats.source import FormatError, Source
from qabot.reading.metadata import origin_of
from qabot.reading.page.blocks import clean
from qabot.reading.page.reader import read_page
from qabot.reading.sidecar.corrections import NOTHING, Corrections
from qabot.reading.sidecar.files import SUFFIX, is_sidecar, load_sidecar, sidecars_of
from qabot.reading.text import is_page, read_text, unfit
from qabot.settings import NAME_PATTERNS
from qabot.types import Article, Page, Skipped

SUFFIXES = (".txt", ".md", ".jsonl", ".html", ".htm", ".pdf", ".docx", ".gz", ".zip")
_README = re.compile(r"README(?:\.(?:md|txt|rst))?", re.IGNORECASE)


def corpus_files(folder: Path) -> list[Path]:
    """List the files of a corpus, of known form or not.

    Args:
        folder: Searched with its subfolders; hidden ones and links to folders are left out.

    Returns:
        Sorted by path; no hidden file, no README, no sidecar of another.
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
    return sorted(file for file in found if not is_sidecar(file))


def iter_articles(
    path: Path,
    *,
    name: str,
    max_bytes: int,
    name_patterns: Sequence[str] = NAME_PATTERNS,
    sidecars: Sequence[Path] | None = None,
) -> Iterator[Page | Article | Skipped]:
    """Read a file; whatever it holds, nothing is raised.

    Args:
        path: The file.
        name: Its path inside the corpus, with forward slashes.
        max_bytes: A larger file is skipped, and so is a larger one inside an archive; of JSON lines, a line of more
            characters.
        name_patterns: How names tell newspaper, page and date, see `metadata.origin_of`.
        sidecars: Those that lie beside the file; None: they are looked for, in all of its folder.

    Yields:
        Its pages with their articles, or of JSON lines its articles, in order, and what could not be read, with
        the reason; never nothing.
    """
    source = Source(name, path.name, None, lambda: _open_regular(path))
    beside = sidecars_of([path])[path] if sidecars is None else sidecars
    yield from _Reader(path, max_bytes, name_patterns, beside).read(source)


def _open_regular(path: Path) -> BinaryIO:
    """Open a file; a pipe, which would be waited for without end, is refused.

    Raises:
        FormatError: It is no regular file.
        OSError: It cannot be opened.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise FormatError(say("不是普通文件", "not a regular file"))
    return path.open("rb")


class _Reader:
    """Reads one file on disk and what is packed in it.

    Args:
        path: The file; sidecars lie beside it.
        max_bytes: As for `iter_articles`.
        name_patterns: The same.
        sidecars: The same.
    """

    def __init__(
        self, path: Path, max_bytes: int, name_patterns: Sequence[str], sidecars: Sequence[Path]
    ) -> None:
        self._path, self._max_bytes, self._patterns = path, max_bytes, name_patterns
        self._sidecars = sidecars
        self._budget = Budget(MAX_TOTAL * max_bytes)

    def read(self, source: Source) -> Iterator[Page | Article | Skipped]:
        """Read a file, on disk or packed; nothing is raised, never nothing is given."""
        empty = True
        try:
            for found in self._by_suffix(source):
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

    def _by_suffix(self, source: Source) -> Iterator[Page | Article | Skipped]:
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
            yield from read_jsonl(source, max_chars=self._max_bytes)
        elif suffix == ".gz":
            yield from self.read(open_gz(source, budget=self._budget if source.depth else None))
        elif suffix == ".zip":
            for inner in open_zip(source, max_bytes=self._max_bytes, budget=self._budget):
                yield from self.read(inner) if isinstance(inner, Source) else [inner]
        else:
            origin = origin_of(source.name.removesuffix(".gz"), self._patterns)
            yield from self._texts(source, replace(origin, file=source.name))

    def _texts(self, source: Source, origin: Origin) -> Iterator[Page | Skipped]:
        data = source.read(self._max_bytes)
        files: list[str] = []
        for found in _EXTRACTORS[source.suffix](data, origin):
            if isinstance(found, Skipped):
                yield found
                continue
            text, origin = found
            text, one_article = clean(text), source.suffix == ".md"
            files.append(origin.file)
            corrections, faults = self._sidecar(source, origin, text)
            yield from faults
            if reasons := unfit(text, corrections, one_article=one_article):
                yield from (Skipped(origin.file + SUFFIX, reason) for reason in reasons)
            page = read_text(text, origin, corrections=corrections, one_article=one_article)
            if page.blocks:
                yield page
            if page.blocks and not page.articles:
                why = say(
                    "没有找到文章，只有版头、标题之类", "no article, only headers, titles and such"
                )
                yield Skipped(origin.file, why)
        if not source.depth:
            yield from self._unread_sidecars(source.name, files)

    def _unread_sidecars(self, name: str, files: Sequence[str]) -> Iterator[Skipped]:
        """Report the sidecars beside the file that belong to no text of it."""
        for beside in self._sidecars:
            file = name + beside.name.removeprefix(self._path.name).removesuffix(SUFFIX)
            if file not in files:
                known = f"{files[0]}{SUFFIX}" if files else "–"
                why = say(
                    f"修订文件没有对应的版面，不起作用（例：{known}）",
                    f"belongs to no page of the file, nothing of it counts (such as {known})",
                )
                yield Skipped(file + SUFFIX, why)

    def _sidecar(
        self, source: Source, origin: Origin, text: str
    ) -> tuple[Corrections, tuple[Skipped, ...]]:
        """Read the sidecar of a text: beside the file; for what is packed in a file, there is none."""
        if source.depth or "!/" in origin.file:
            return NOTHING, ()
        part = origin.file.removeprefix(source.name)  # `#page=2` of a PDF
        return load_sidecar(
            self._path.with_name(self._path.name + part),
            name=origin.file,
            line_count=text.count("\n") + 1,
        )


Extracted = tuple[str, Origin]


def _from_text(data: bytes, origin: Origin) -> Iterator[Extracted]:
    yield decode(data), origin


def _from_markdown(data: bytes, origin: Origin) -> Iterator[Extracted]:
    yield read_markdown(decode(data), origin)


def _from_html(data: bytes, origin: Origin) -> Iterator[Extracted]:
    yield read_html(data, origin)


def _from_docx(data: bytes, origin: Origin) -> Iterator[Extracted]:
    yield read_docx(data, origin)


def _from_pdf(data: bytes, origin: Origin) -> Iterator[Extracted | Skipped]:
    """Read a PDF: each page by itself where one is a page of many articles; else all of them as one text."""
    pages = read_pdf(data)
    parts = [replace(origin, file=f"{origin.file}#page={n}") for n in range(1, len(pages) + 1)]
    apart = len(pages) > 1 and any(
        is_page(read_page(clean(page.text), part)) for page, part in zip(pages, parts, strict=True)
    )
    if apart:
        yield from ((page.text, part) for page, part in zip(pages, parts, strict=True))
    else:
        yield "\n\n".join(page.text for page in pages), origin
    for part, page in zip(parts, pages, strict=True):
        if page.fault:
            yield Skipped(part.file, page.fault)


_EXTRACTORS: dict[str, Callable[[bytes, Origin], Iterator[Extracted | Skipped]]] = {
    ".txt": _from_text,
    ".md": _from_markdown,
    ".html": _from_html,
    ".htm": _from_html,
    ".docx": _from_docx,
    ".pdf": _from_pdf,
}
