"""What a person says of a page in a file beside it, `page.txt.toml`: it wins over what the reader finds.

    newspaper = "栖川日报"
    date = 2023-03-14
    page = "01"
    join = [[12, 30]]      # the paragraph that breaks off in line 12 goes on in line 30
    apart = [[14, 15]]     # these are no pieces of one paragraph

    [roles]
    7 = "caption"
    9-11 = "slogan"

    [[article]]
    lines = ["3-20", 31]   # in the order in which they are to be read
    title = 3              # a line of the page, several ([3, 5]), or the text itself
    subtitle = 4
    authors = ["张三"]

All numbers are lines of the page as `qabot read` shows them. An entry with a fault is reported with its line
in the sidecar, and the others count; of a file that is no TOML, nothing counts.
"""

import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from qabot.messages import say
from qabot.reading.encodings import NotTextError, decode
from qabot.reading.sidecar.checking import SidecarReader
from qabot.reading.sidecar.corrections import Corrections
from qabot.reading.sidecar.toml_lines import TomlLines, line_of_fault, without_place
from qabot.types import Skipped

SUFFIX = ".toml"
FORMS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf")
"""Forms of which a sidecar is read; what is packed, and JSON lines, have none."""

MAX_BYTES = 1 << 16
MAX_LINES = 3000
"""Ten times what a page of a hundred articles needs; bounds the search for the line of a fault."""


def sidecar_of(path: Path) -> Path:
    """Give the place of a file's sidecar, whether there is one or not."""
    return path.with_name(path.name + SUFFIX)


def is_sidecar(path: Path) -> bool:
    """Tell whether a file is the sidecar of another that lies beside it, of a form whose sidecars are read."""
    page, part, _ = path.name.removesuffix(SUFFIX).partition("#page=")
    forms = (".pdf",) if part else FORMS
    return path.suffix == SUFFIX and page.lower().endswith(forms) and path.with_name(page).is_file()


def sidecars_of(paths: Sequence[Path]) -> dict[Path, list[Path]]:
    """List the sidecars that lie beside each of these files: its own, and those of its pages."""
    # Each folder is listed once: a folder of 40,000 pages must not be listed 40,000 times.
    beside: dict[Path, dict[str, list[Path]]] = {}
    for folder in {path.parent for path in paths}:
        of_name = beside[folder] = {}
        with suppress(OSError):
            for file in sorted(folder.iterdir()):
                if file.suffix == SUFFIX:
                    page, _, _ = file.name.removesuffix(SUFFIX).partition("#page=")
                    of_name.setdefault(page, []).append(file)
    return {path: beside[path.parent].get(path.name, []) for path in paths}


def load_sidecar(
    path: Path, *, name: str, line_count: int
) -> tuple[Corrections, tuple[Skipped, ...]]:
    """Read the sidecar of a page, if there is one.

    Args:
        path: The page's file.
        name: Its path inside the corpus.
        line_count: Lines that the page has.

    Returns:
        As `read_sidecar`; empty where there is none. One that cannot be opened is reported.
    """
    beside = sidecar_of(path)
    try:
        with beside.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Corrections(), ()
    except OSError as exc:
        why = exc.strerror or str(exc)
        reason = say(f"文件打不开：{why}", f"cannot be opened: {why}")
        return Corrections(), (Skipped(name + SUFFIX, reason),)
    return read_sidecar(data, name=name + SUFFIX, line_count=line_count)


def read_sidecar(
    data: bytes, *, name: str, line_count: int
) -> tuple[Corrections, tuple[Skipped, ...]]:
    """Read a sidecar; whatever it holds, nothing is raised.

    Args:
        data: The file; UTF-8 as TOML wants it, but what an editor made of it is read as well.
        name: Its path inside the corpus, for reports.
        line_count: Lines that the page has.

    Returns:
        What it says, and its faults in the order of their lines, each with where it stands: `page.txt.toml:7`.
    """
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        most = f"{MAX_BYTES >> 10} KB / {MAX_LINES}"
        reason = say(f"修订文件太大（至多 {most} 行）", f"too long (at most {most} lines)")
        return Corrections(), (Skipped(name, reason),)
    try:
        text = decode(data).removeprefix("\ufeff").replace("\r\n", "\n")
    except NotTextError as exc:
        return Corrections(), (Skipped(name, str(exc)),)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as exc:
        fault = exc if isinstance(exc, ValueError) else ValueError("nested too deep")
        why = without_place(fault)
        reason = say(
            f"TOML 语法错误，全文不起作用：{why}", f"not TOML, nothing of it counts: {why}"
        )
        return Corrections(), (Skipped(f"{name}:{line_of_fault(text, fault)}", reason),)
    reader = SidecarReader(line_count)
    corrections = reader.corrections(table)
    if not reader.faults:
        return corrections, ()
    lines = TomlLines(text)
    faults = sorted((lines.line(path), reason) for path, reason in reader.faults)
    return corrections, tuple(Skipped(f"{name}:{line}", reason) for line, reason in faults)
