"""A page as runs: paragraphs that stand together, with the headings printed before them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from qabot.reading.blocks import Block
from qabot.reading.bylines import is_marked, starts_report
from qabot.reading.dates import find_date
from qabot.reading.likeness import Pairs, pairs, pairs_of_all
from qabot.reading.roles import Role, role_of

MIN_SEAM = 2
"""Times that a page has a pair of characters for it to count as a word; right 8 times of 8."""

_HAN_PAIR = re.compile("(?=([\u3400-\u9fff]{2}))")


@dataclass(slots=True)
class Heading:
    """A heading, and the `——` line under it."""

    text: str
    subtitle: str = ""


@dataclass(slots=True)
class Run:
    """Paragraphs without a heading between them, and what is printed with them.

    Attributes:
        headings: Those before it, in order; they may also belong to the article that ends there.
        bylines: Author lines between its headings and its first paragraph.
        items: Paragraphs, captions and signatures, in order.
    """

    headings: list[Heading] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    items: list[tuple[Role, str]] = field(default_factory=list)

    @property
    def paragraphs(self) -> list[str]:
        """The body alone."""
        return [text for role, text in self.items if role is Role.BODY]

    @property
    def opens(self) -> bool:
        """True if an article must begin here: a byline, a subtitle or the lead of a report."""
        subtitled = bool(self.headings) and bool(self.headings[-1].subtitle)
        return bool(self.bylines) or subtitled or any(map(starts_report, self.paragraphs[:1]))

    def pairs(self) -> Pairs:
        """Give the pairs of characters of its body."""
        return pairs_of_all([pairs(text) for text in self.paragraphs])


def find_runs(blocks: list[Block]) -> list[Run]:
    """Gather the blocks of a page.

    Args:
        blocks: In the order of the page.

    Returns:
        The runs in order. Only the last can be without a body: what comes after the last of it.
    """
    runs = [Run()]
    for role, text in _roles(blocks):
        run = runs[-1]
        if _begins_run(role, text, run):
            run = Run()
            runs.append(run)
        if role is Role.HEAD:
            run.headings.append(Heading(text))
        elif role is Role.SUBTITLE and run.headings and not run.paragraphs:
            under = run.headings[-1]
            under.subtitle = f"{under.subtitle} {text}".strip()
        elif role is Role.BYLINE:
            run.bylines.append(text)
        elif role is not Role.PAGE_LINE:
            run.items.append((Role.BODY if role is Role.SUBTITLE else role, text))
    return runs


def _begins_run(role: Role, text: str, run: Run) -> bool:
    """Tell whether a block cannot belong to the run so far."""
    if role is Role.BODY:
        return bool(run.paragraphs) and starts_report(text)
    return role in (Role.HEAD, Role.BYLINE) and bool(run.paragraphs)


def _roles(blocks: list[Block]) -> Iterator[tuple[Role, str]]:
    """Give each block its role, now that its neighbours are known."""
    roles = [role_of(block) for block in blocks]
    count = Counter(pair for block in blocks for pair in _HAN_PAIR.findall(block.text))
    begun = False
    for n, (block, role) in enumerate(zip(blocks, roles, strict=True)):
        after = next((m for m in range(n + 1, len(blocks)) if roles[m] is not Role.CAPTION), n)
        if role is Role.CAPTION and n + 1 < len(blocks) and _is_above(block, blocks[n + 1]):
            role = role_of(Block(block.text, gap=1))
        elif begun and _is_date_below(n, roles, blocks):
            role = Role.CREDIT
        elif role is Role.HEAD and roles[after] is Role.BODY:
            broken = " " not in block.text and _is_seam(block.text, blocks[after].text, count)
            role = Role.BODY if broken else role
        elif role is Role.BYLINE and begun and roles[n - 1] is Role.BODY:
            signature = not is_marked(block.text) or roles[after] is not Role.BODY
            role = Role.CREDIT if signature else role
        begun = begun or role is Role.BODY
        yield role, block.text


def _is_date_below(n: int, roles: list[Role], blocks: list[Block]) -> bool:
    """Tell whether a line below the text signs it: a date alone, or the short line above one."""
    if roles[n] is Role.PAGE_LINE:
        return find_date(blocks[n].text) is not None and "星期" not in blocks[n].text
    below = n + 1 < len(roles) and roles[n + 1] is Role.PAGE_LINE
    return roles[n] is Role.HEAD and below and _is_date_below(n + 1, roles, blocks)


def _is_above(block: Block, below: Block) -> bool:
    """Tell whether a short line after a picture's room is yet the title of what stands below."""
    if role_of(below) in (Role.BYLINE, Role.SUBTITLE):
        return True
    return starts_report(below.text) and bool(pairs(block.text) & pairs(below.text))


def _is_seam(left: str, right: str, count: Counter[str]) -> bool:
    """Tell whether a line breaks off inside a word, one that the page has elsewhere."""
    return not starts_report(right) and count[left[-1] + right[0]] >= MIN_SEAM
