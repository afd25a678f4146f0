"""What a person said of a page, put in the place of what the reader found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qabot.reading.page.joins import Join
from qabot.reading.page.layout import PAGE_ROLES, Group
from qabot.reading.page.seams import Seam
from qabot.reading.page.tagger import Tag
from qabot.reading.sidecar.corrections import CorrectedArticle, Corrections
from qabot.types import Block, Role


class Lines:
    """Finds the block that a line of the file stands in.

    Args:
        blocks: Of the page, in order.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._at = {
            line: n
            for n, block in enumerate(blocks)
            for line in range(block.place.first_line, block.place.last_line + 1)
        }

    def block(self, line: int | None) -> int | None:
        """Give the position of a line's block; None for a blank line or another part of the file."""
        return None if line is None else self._at.get(line)

    def blocks(self, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Give the blocks of ranges of lines, in the order of the ranges, each once."""
        found = (self._at.get(line) for first, last in ranges for line in range(first, last + 1))
        return list(dict.fromkeys(n for n in found if n is not None))

    def pairs(self, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Give the blocks of pairs of lines; pairs of which a line has none are left out."""
        for first, second in lines:
            a, b = self.block(first), self.block(second)
            if a is not None and b is not None and a != b:
                yield a, b


def correct_tags(tags: Sequence[Tag], roles: Mapping[int, Role], lines: Lines) -> list[Tag]:
    """Give the tags with those that a person named."""
    found = list(tags)
    for line, role in roles.items():
        n = lines.block(line)
        if n is not None and found[n].role is not role:
            label = Role.BODY if role in (Role.QUESTION, Role.ANSWER) else role
            found[n] = Tag(label.value, {label.value: 1.0})
    return found


def correct_seams(seams: Sequence[Seam], corrections: Corrections, lines: Lines) -> list[Seam]:
    """Leave out the seams that a person denied, and those that stand against the ones named."""
    apart = set(lines.pairs(corrections.apart))
    lefts, rights = set[int](), set[int]()
    for left, right in lines.pairs(corrections.joins):
        lefts.add(left)
        rights.add(right)
    return [
        seam
        for seam in seams
        if (seam.left, seam.right) not in apart
        and seam.left not in lefts
        and seam.right not in rights
    ]


def correct_joins(joins: Sequence[Join], corrections: Corrections, lines: Lines) -> list[Join]:
    """Add the joins that a person named."""
    named = [Join(left, right, 1.0) for left, right in lines.pairs(corrections.joins)]
    return sorted([*joins, *named], key=lambda join: join.right)


def correct_groups(
    groups: list[Group], articles: Sequence[CorrectedArticle], blocks: list[Block], lines: Lines
) -> list[Group]:
    """Put the articles that a person drew in the place of those that the reader found there.

    Args:
        groups: As found; those that lose all their text are given up.
        articles: As drawn.
        blocks: Their roles are made to fit.
        lines: Of the page.

    Returns:
        In the order of print.
    """
    drawn = [_drawn(article, blocks, lines) for article in articles]
    taken = {n for group in drawn for n in group.blocks()}
    if not taken:
        return groups
    kept: list[Group] = []
    for group in groups:
        rest = group.without(taken)
        if any(blocks[n].role in (Role.BODY, Role.QUESTION, Role.ANSWER) for n in rest.items):
            kept.append(rest)
    return sorted([*kept, *(g for g in drawn if g.items)], key=lambda group: group.items[0])


def _drawn(article: CorrectedArticle, blocks: list[Block], lines: Lines) -> Group:
    """Make a group of the lines of an article as drawn."""
    title, subtitle = lines.block(article.title_line), lines.block(article.subtitle_line)
    group = Group(
        titles=[] if title is None else [title],
        subtitles=[] if subtitle is None else [subtitle],
        title_text=article.title,
        subtitle_text=article.subtitle,
        authors=article.authors,
        published=article.published,
    )
    for n, role in ((title, Role.TITLE), (subtitle, Role.SUBTITLE)):
        if n is not None:
            blocks[n] = replace(blocks[n], role=role, confidence=1.0)
    for n in lines.blocks(article.lines):
        if n not in (title, subtitle):
            _place(n, group, article, blocks)
    return group


def _place(n: int, group: Group, article: CorrectedArticle, blocks: list[Block]) -> None:
    """Put a block where it belongs in an article as drawn; what the reader took for a title may be a heading of it."""
    role = blocks[n].role
    untitled = article.title_line is None and article.title is None
    if role is Role.TITLE and untitled:
        group.titles.append(n)
    elif role is Role.SUBTITLE and article.subtitle_line is None and not group.items:
        group.subtitles.append(n)
    elif role is Role.BYLINE and not group.items:
        group.bylines.append(n)
    else:
        new = Role.HEADING if role in (Role.TITLE, Role.SUBTITLE) else role
        new = Role.BODY if role in PAGE_ROLES else new
        blocks[n] = replace(blocks[n], role=new, confidence=1.0)
        group.items.append(n)
