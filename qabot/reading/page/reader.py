"""A newspaper page: many articles, and nothing printed between them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qabot.reading.drafts import Draft, Item, Origin
from qabot.reading.page.blocks import split_blocks
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.features import features_of
from qabot.reading.page.joins import find_joins
from qabot.reading.page.layout import Group, Layout
from qabot.reading.page.seams import Seam, find_seams
from qabot.reading.page.shapes import SHAPES
from qabot.reading.page.tagger import Tag, tag_blocks
from qabot.types import Block, Page, Role

MAX_BLOCKS = 600
"""Blocks that are read together; a longer file is read part by part, so that time and memory stay in proportion."""


def read_page(text: str, origin: Origin) -> Page:
    """Read a page of many articles.

    Args:
        text: The page, as `blocks.clean` gives it.
        origin: What is known of its file.

    Returns:
        The page with its articles in the order of print; none of them without a text.
    """
    blocks, drafts = list[Block](), list[Draft]()
    for part_blocks, part_drafts in _parts(split_blocks(text)):
        blocks += (
            replace(b, article=None if b.article is None else b.article + len(drafts))
            for b in part_blocks
        )
        drafts += part_drafts
    articles = tuple(draft.finish(origin) for draft in drafts)
    return Page(file=origin.file, text=text, blocks=tuple(blocks), articles=articles)


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[list[Block], list[Draft]]]:
    """Read the blocks in parts; a part that is cut off ends where its last article begins."""
    start = 0
    while start < len(blocks):
        part = blocks[start : start + MAX_BLOCKS]
        sheet, seams, tags = _tagged(part)
        if start + len(part) < len(blocks):
            keep = _last_opening(tags)
            if keep < len(part):
                part = part[:keep]
                sheet, seams, tags = _tagged(part)
        start += len(part)
        yield _read_part(sheet, seams, tags)


def _tagged(blocks: Sequence[Block]) -> tuple[Sheet, list[Seam], list[Tag]]:
    sheet = Sheet(blocks)
    seams = list(find_seams(sheet))
    return sheet, seams, tag_blocks(features_of(sheet, seams))


def _last_opening(tags: Sequence[Tag]) -> int:
    """Give where the last article in the second half begins; the number of tags if none does."""
    for n in range(len(tags) - 1, len(tags) // 2, -1):
        if tags[n].label == Role.TITLE and tags[n - 1].role is not Role.TITLE:
            return n
    return len(tags)


def _read_part(
    sheet: Sheet, seams: Sequence[Seam], tags: Sequence[Tag]
) -> tuple[list[Block], list[Draft]]:
    joins = find_joins(seams, tags)
    layout = Layout(sheet, tags, joins)
    after = {join.left: join.right for join in joins}
    drafts: list[Draft] = []
    blocks = [
        replace(block, role=_role(block, tag), confidence=tag.confidence)
        for block, tag in zip(sheet.blocks, tags, strict=True)
    ]
    for join in joins:
        blocks[join.right] = replace(blocks[join.right], role=blocks[join.left].role)
    for group in layout.groups:
        for n in group.titles + group.subtitles + group.bylines + group.items:
            blocks[n] = replace(blocks[n], article=len(drafts))
        drafts.append(_draft(group, blocks, after))
    return blocks, drafts


def _role(block: Block, tag: Tag) -> Role:
    """Tell the questions and answers of an interview from other text."""
    if tag.role is Role.BODY:
        if SHAPES["question"].fits(block.text):
            return Role.QUESTION
        if SHAPES["answer"].fits(block.text):
            return Role.ANSWER
    return tag.role


def _draft(group: Group, blocks: Sequence[Block], after: dict[int, int]) -> Draft:
    def text_of(positions: Sequence[int]) -> str:
        return " ".join(blocks[n].text for n in positions)

    def item(n: int) -> Item:
        return Item(blocks[n].role, blocks[n].text, (blocks[n].place,))

    draft = Draft(text_of(group.titles), text_of(group.subtitles), [item(n) for n in group.bylines])
    continued = set(after.values())
    for n in group.items:
        if n in continued:
            continue
        whole, m = item(n), n
        while m in after:
            m = after[m]
            whole = Item(
                whole.role, _join(whole.text, blocks[m].text), (*whole.places, blocks[m].place)
            )
        draft.items.append(whole)
    return draft


def _join(left: str, right: str) -> str:
    """Put two pieces together; only words of Latin letters have a space between them."""
    latin = left[-1].isascii() and left[-1].isalpha() and right[0].isascii()
    return f"{left} {right}" if latin else left + right
