"""Program that reads one PDF (standard input) and prints the letters of its pages (standard output, a JSON line a page).

A PDF of 50 KB may unpack to gigabytes inside the library, which has no bound of its own; this program has, so a bomb ends
it and not qabot. Run by pdf.py; it imports nothing of qabot, so that it starts in a tenth of a second.
"""

import ctypes
import json
import resource
import sys
from collections.abc import Callable, Iterator
from typing import Any

MAX_MEMORY = 1 << 30
"""Bytes of address space: a page of a newspaper takes 100 MB; the library itself, and Python, 300 MB."""

MAX_SECONDS = 60
"""Of computing for one PDF: over 1,000 pages of a newspaper."""

MAX_PAGES = 1_000
MAX_LETTERS = 100_000
"""Of one page; a full page of a newspaper has 10,000."""

NEEDS_PASSWORD, BROKEN, TOO_LARGE = 3, 4, 5
"""Exit statuses."""

Letter = tuple[str, float, float, float, float]
"""Text, left, right, bottom, top; in points, from the lower left corner of the page as it is shown."""

_TURNS: dict[int, Callable[[float, float], tuple[float, float]]] = {
    0: lambda x, y: (x, y),
    90: lambda x, y: (y, -x),
    180: lambda x, y: (-x, -y),
    270: lambda x, y: (-y, x),
}


def main() -> int:
    """Read, print, and give the exit status."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as exc:
        return NEEDS_PASSWORD if exc.err_code == raw.FPDF_ERR_PASSWORD else BROKEN
    if len(document) > MAX_PAGES:
        return TOO_LARGE
    for number in range(len(document)):
        try:
            page = document[number]
            found = {"letters": [*_letters(page)], "pictures": _has_pictures(page)}
            page.close()
        except pypdfium2.PdfiumError:
            found = {"letters": [], "pictures": False, "broken": True}
        sys.stdout.write(json.dumps(found) + "\n")
    return 0


def _letters(page: Any) -> Iterator[Letter]:
    """Give the letters of a page, turned upright with it."""
    from pypdfium2 import raw

    text = page.get_textpage()
    turn = _TURNS[page.get_rotation()]
    box = raw.FS_RECTF()
    for n in range(min(text.count_chars(), MAX_LETTERS)):
        code = raw.FPDFText_GetUnicode(text, n)
        generated = raw.FPDFText_IsGenerated(text, n) == 1
        if generated or code < 0x20 or not raw.FPDFText_GetLooseCharBox(text, n, ctypes.byref(box)):
            continue
        (x0, y0), (x1, y1) = turn(box.left, box.bottom), turn(box.right, box.top)
        letter = chr(code) if not 0xD800 <= code <= 0xDFFF and code < 0xFFFE else "\ufffd"
        left, right, bottom, top = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        yield letter, round(left, 2), round(right, 2), round(bottom, 2), round(top, 2)


def _has_pictures(page: Any) -> bool:
    from pypdfium2 import raw

    return any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))


if __name__ == "__main__":
    sys.exit(main())
