"""The corpus folder and its files: which are read, in which form, what is said of the others."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from qabot.messages import say
from qabot.reading.page.blocks import clean
from qabot.reading.dates import find_date
from qabot.reading.drafts import Origin
from qabot.reading.encodings import NotTextError, decode
from qabot.reading.jsonl import read_jsonl
from qabot.reading.page.reader import read_page
from qabot.reading.single import read_single
from qabot.types import Article, Page, Skipped

TEXT_SUFFIXES = (".txt", ".md")
LINES_SUFFIX = ".jsonl"
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


def iter_articles(path: Path, *, name: str, max_bytes: int) -> Iterator[Page | Article | Skipped]:
    """Read a file; whatever it holds, nothing is raised.

    Args:
        path: The file.
        name: Its path inside the corpus, with forward slashes.
        max_bytes: A larger text file is skipped; of JSON lines, a line of more characters.

    Yields:
        Its articles in order, and what could not be read, with the reason; never nothing.
    """
    empty = True
    try:
        for found in _read(path, name, max_bytes):
            empty = False
            yield found
    except NotTextError as exc:
        yield Skipped(clean(name), str(exc))
    except OSError as exc:
        why = exc.strerror or str(exc)
        yield Skipped(clean(name), say(f"文件打不开：{why}", f"cannot be opened: {why}"))
    else:
        if empty:
            yield Skipped(name, say("文件是空的", "the file is empty"))


def _read(path: Path, name: str, max_bytes: int) -> Iterator[Page | Article | Skipped]:
    """Read a file in the form that its suffix tells.

    Raises:
        NotTextError: It is no text.
        OSError: It cannot be opened or read.
    """
    suffix = path.suffix.lower()
    if clean(name) != name:
        why = say(
            "文件名不是 UTF-8 编码，或含有控制字符",
            "the file name is not UTF-8, or has control characters",
        )
        yield Skipped(clean(name), why)
    elif suffix not in (*TEXT_SUFFIXES, LINES_SUFFIX):
        known = " ".join((*TEXT_SUFFIXES, LINES_SUFFIX))
        why = say(f"不认识这种文件（能读：{known}）", f"unknown form (read: {known})")
        yield Skipped(name, why, failed=False)
    elif not stat.S_ISREG(path.stat().st_mode):
        yield Skipped(name, say("不是普通文件", "not a regular file"))
    elif suffix == LINES_SUFFIX:
        yield from read_jsonl(path, name=name, max_chars=max_bytes)
    else:
        yield from _read_text(path, name, max_bytes)


def _read_text(path: Path, name: str, max_bytes: int) -> Iterator[Page | Article | Skipped]:
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        size = f"{max_bytes / 2**20:g} MB"
        yield Skipped(
            name, say(f"文件大于 {size}（设置 max_file_mb）", f"over {size} (setting max_file_mb)")
        )
        return
    text, origin = clean(decode(data)), Origin(name, find_date(path.stem))
    if path.suffix.lower() == ".txt":
        page = read_page(text, origin)
        if len(page.articles) > 1:
            yield page
            return
    page = read_single(text, origin, markdown=path.suffix.lower() == ".md")
    if page.articles:
        yield page
