"""What a person said of a page, put in the place of what the reader found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qabot.reading.page.joins import Join
from qabot.reading.page.layout import PAGE_ROLES, Group
from qabot.reading.page.tagger import Tag
from qabot.reading.sidecar.corrections import CorrectedArticle, Corrections
from qabot.types import Block, Role

TEXT_ROLES = (Role.BODY, Role.QUESTION, Role.ANSWER)


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

    def range_of(self, n: int) -> tuple[int, int]:
        """Give the first and the last line of a block."""
        own = [line for line, at in self._at.items() if at == n]
        return own[0], own[-1]

    def block(self, line: int) -> int | None:
        """Give the position of a line's block; None for a blank line or another part of the file."""
        return self._at.get(line)

    def blocks(self, ranges: Sequence[tuple[int, int]]) -> list[int]:
        """Give the blocks of ranges of lines, in the order of the ranges, each once."""
        return self.of((line for first, last in ranges for line in range(first, last + 1)))

    def of(self, lines: Iterator[int] | Sequence[int]) -> list[int]:
        """Give the blocks of lines, in the order of the lines, each once."""
        found = (self._at.get(line) for line in lines)
        return list(dict.fromkeys(n for n in found if n is not None))

    def pairs(self, lines: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Give the blocks of pairs of lines; pairs of which a line has none are left out."""
        for first, second in lines:
            a, b = self.block(first), self.block(second)
            if a is not None and b is not None and a != b:
                yield a, b

    def named(self, roles: Mapping[int, Role]) -> dict[int, Role]:
        """Give the roles of blocks; of two for one block, that of its first line."""
        found: dict[int, Role] = {}
        for line, role in sorted(roles.items()):
            n = self.block(line)
            if n is not None:
                found.setdefault(n, role)
        return found


def correct_tags(tags: Sequence[Tag], named: Mapping[int, Role]) -> list[Tag]:
    """Give the tags with those that a person named; what is text already goes on as it did."""
    found = list(tags)
    for n, role in named.items():
        new = Role.BODY if role in TEXT_ROLES else role
        if found[n].role is not new:
            found[n] = Tag(new.value, {new.value: 1.0})
    return found


def correct_joins(joins: Sequence[Join], corrections: Corrections, lines: Lines) -> list[Join]:
    """Put the joins that a person named in the place of those that stand against them.

    Returns:
        In the order of the right pieces; no piece twice on one side, of two joins named the first.
    """
    apart = set(lines.pairs(corrections.apart))
    before, after = dict[int, int](), dict[int, int]()
    for left, right in lines.pairs(corrections.joins):
        if left not in after and right not in before:
            before[right], after[left] = left, right
    found = [
        join
        for join in joins
        if (join.left, join.right) not in apart
        and join.left not in after
        and join.right not in before
    ]
    named = [Join(left, right, 1.0) for left, right in after.items()]
    return sorted([*found, *named], key=lambda join: join.right)


def correct_groups(
    groups: list[Group],
    corrections: Corrections,
    blocks: list[Block],
    lines: Lines,
) -> list[Group]:
    """Put the articles that a person drew in the place of those that the reader found there.

    Args:
        groups: As found; those that lose all their text are given up.
        corrections: With the articles as drawn; a block that two of them name is the first one's.
        blocks: Their roles are made to fit.
        lines: Of the page.

    Returns:
        In the order of print.
    """
    named = lines.named(corrections.roles)
    taken = set[int]()
    drawn = [_Drawn(article, blocks, lines, named, taken).group for article in corrections.articles]
    if not taken:
        return groups
    kept: list[Group] = []
    for group in groups:
        rest = group.without(taken)
        if any(blocks[n].role in TEXT_ROLES for n in rest.items):
            kept.append(rest)
    return sorted([*kept, *(g for g in drawn if g.items)], key=lambda group: group.items[0])


class _Drawn:
    """Makes a group of the lines of an article as drawn.

    Args:
        article: The article.
        blocks: Their roles are made to fit.
        lines: Of the page.
        named: Roles of blocks that a person named.
        taken: Blocks that an article drawn before has; its own are added.
    """

    def __init__(
        self,
        article: CorrectedArticle,
        blocks: list[Block],
        lines: Lines,
        named: Mapping[int, Role],
        taken: set[int],
    ) -> None:
        self._article, self._blocks, self._named = article, blocks, named
        titles = [n for n in lines.of(article.title_lines) if n not in taken]
        subtitles = [
            n for n in lines.of(article.subtitle_lines) if n not in taken and n not in titles
        ]
        self._has_titles, self._has_subtitles = bool(titles), bool(subtitles)
        self.group = Group(
            titles=titles,
            subtitles=subtitles,
            title_text=article.title,
            subtitle_text=article.subtitle,
            authors=article.authors,
            published=article.published,
        )
        for found, role in ((titles, Role.TITLE), (subtitles, Role.SUBTITLE)):
            for n in found:
                blocks[n] = replace(blocks[n], role=role, confidence=1.0)
        for n in lines.blocks(article.lines):
            if n not in taken and n not in titles and n not in subtitles:
                self._place(n)
        taken.update(self.group.blocks())

    def _place(self, n: int) -> None:
        """Put a block where it belongs; what the reader took for a title may be a heading of the article."""
        group, role = self.group, self._blocks[n].role
        said = self._named.get(n)
        if said in PAGE_ROLES and said is not Role.JUMP:
            return  # The page's, though an article's lines run over it.
        if role is Role.TITLE and not self._has_titles and self._article.title != "":
            group.titles.append(n)
        elif role is Role.SUBTITLE and self._takes_subtitle():
            group.subtitles.append(n)
        elif role is Role.BYLINE and not self._has_text():
            group.bylines.append(n)
        else:
            if said is None:
                self._blocks[n] = replace(self._blocks[n], role=_inside(role), confidence=1.0)
            group.items.append(n)

    def _takes_subtitle(self) -> bool:
        return not (self._has_subtitles or self._has_text() or self._article.subtitle == "")

    def _has_text(self) -> bool:
        return any(self._blocks[n].role in TEXT_ROLES for n in self.group.items)


def _inside(role: Role) -> Role:
    """Give what a block is inside an article that has its title already."""
    if role in (Role.TITLE, Role.SUBTITLE):
        return Role.HEADING
    return Role.BODY if role in PAGE_ROLES and role is not Role.JUMP else role
