"""Paragraphs broken at the end of a column, made whole where the case is plain."""

from qabot.reading.blocks import is_closed
from qabot.reading.roles import Role
from qabot.reading.shapes import Shape

_FRESH_START = Shape(
    "^(?:据[了瞭]解|据悉|据介绍|近年来|近日|目前|同时|此外|另外|如今|今年|去年|截至|下一步|随[着著]|与此同时"
    "|[问答][：:]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|（[一二三四五六七八九十]）)"
)


def join_broken(items: list[tuple[Role, str]]) -> list[tuple[Role, str]]:
    """Join the pieces of broken paragraphs.

    Only the plain case: a paragraph that does not end its sentence goes on in the next one, with
    nothing but captions and signatures between. Where an earlier piece still waits for its end, or
    the next paragraph starts afresh, the pieces stay apart.

    Args:
        items: Paragraphs, section headings, captions and signatures of an article, as printed.

    Returns:
        The same, a joined paragraph where its first piece stood.
    """
    joined: list[tuple[Role, str]] = []
    broken: int | None = None
    waiting = False
    for role, text in items:
        if role not in (Role.HEAD, Role.BODY):
            joined.append((role, text))
            continue
        goes_on = role is Role.BODY and not waiting and not _FRESH_START.is_in(text)
        if broken is not None and goes_on:
            joined[broken] = (role, _join(joined[broken][1], text))
        else:
            waiting = waiting or broken is not None
            joined.append((role, text))
            broken = len(joined) - 1
        if role is Role.HEAD or is_closed(text):
            broken = None
    return joined


def _join(left: str, right: str) -> str:
    """Put two pieces together; only words of Latin letters have a space between them."""
    latin = left[-1].isascii() and left[-1].isalpha() and right[0].isascii()
    return f"{left} {right}" if latin else left + right
