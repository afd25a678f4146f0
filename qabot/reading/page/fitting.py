"""Entries of a sidecar that can be read, but do not fit the blocks of the page."""

from collections.abc import Iterator, Sequence

from qabot.messages import say
from qabot.reading.page.corrected import Lines
from qabot.reading.sidecar.corrections import CorrectedArticle, Corrections
from qabot.types import Block, Role


def faults_on_page(corrections: Corrections, blocks: Sequence[Block]) -> list[str]:
    """Tell, for people, what of a sidecar has no effect on a page, with the lines of the page.

    Args:
        corrections: What the sidecar says.
        blocks: Of the whole page, in order.
    """
    lines = Lines(blocks)
    owner: dict[int, int] = {}
    headings: dict[int, Role] = {}
    faults: list[str] = []
    for number, article in enumerate(corrections.articles):
        faults += _article(number, article, lines, owner, headings)
    faults += _joins(corrections, lines, owner)
    faults += _roles(corrections, lines, headings)
    return faults


def _article(
    number: int,
    article: CorrectedArticle,
    lines: Lines,
    owner: dict[int, int],
    headings: dict[int, Role],
) -> Iterator[str]:
    """Check an article; notes whose its blocks are, and which of them are headings."""
    for key, found, role in (
        ("title", article.title_lines, Role.TITLE),
        ("subtitle", article.subtitle_lines, Role.SUBTITLE),
    ):
        for line in found:
            n = lines.block(line)
            if n is None:
                yield _blank(key, line)
            elif headings.setdefault(n, role) is not role:
                yield _two_roles(key, line)
    heads = lines.of((*article.title_lines, *article.subtitle_lines))
    body = [n for n in lines.blocks(article.lines) if n not in heads]
    for n in dict.fromkeys((*heads, *body)):
        if owner.setdefault(n, number) != number:
            first, last = lines.range_of(n)
            yield say(
                f"第 {first}-{last} 行是一段，已属于第 {owner[n] + 1} 个 [[article]]",
                f"lines {first}-{last} are one paragraph, of [[article]] {owner[n] + 1} already",
            )
    if not any(owner[n] == number for n in body):
        yield say(
            f"第 {number + 1} 个 [[article]] 没有正文行，不起作用",
            f"[[article]] {number + 1} has no lines of text, and does not count",
        )


def _joins(corrections: Corrections, lines: Lines, owner: dict[int, int]) -> Iterator[str]:
    for key, pairs in (("join", corrections.joins), ("apart", corrections.apart)):
        lefts, rights = set[int](), set[int]()
        for pair in pairs:
            left, right = (lines.block(line) for line in pair)
            if left is None or right is None:
                yield _blank(key, pair[0] if left is None else pair[1])
            elif left == right:
                yield say(f"{key}: {list(pair)} 是同一段", f"{key}: {list(pair)} is one paragraph")
            elif key == "join" and (left in lefts or right in rights):
                yield say(f"join: {list(pair)} 中有一段已接过", f"join: {list(pair)} joins twice")
            elif key == "join" and owner.get(left) != owner.get(right):
                yield say(
                    f"join: {list(pair)} 不在同一个 [[article]] 里",
                    f"join: {list(pair)} is not in one [[article]]",
                )
            else:
                lefts.add(left)
                rights.add(right)


def _roles(corrections: Corrections, lines: Lines, headings: dict[int, Role]) -> Iterator[str]:
    """Check that no line is blank, and no block has two roles."""
    found = dict(headings)
    for line, role in sorted(corrections.roles.items()):
        n = lines.block(line)
        if n is None:
            yield _blank("roles", line)
        elif found.setdefault(n, role) is not role:
            yield _two_roles("roles", line)


def _blank(key: str, line: int) -> str:
    return say(f"{key}: 第 {line} 行是空行", f"{key}: line {line} is blank")


def _two_roles(key: str, line: int) -> str:
    return say(
        f"{key}: 第 {line} 行所在的段另有说法",
        f"{key}: the paragraph of line {line} is said to be another",
    )
