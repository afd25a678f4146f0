"""A newspaper page: many articles, and nothing printed between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qabot.language.normal import simplified
from qabot.reading.drafts import Draft, Item, Origin
from qabot.reading.metadata import finish
from qabot.reading.page.blocks import split_blocks
from qabot.reading.page.corrected import (
    Lines,
    correct_groups,
    correct_joins,
    correct_tags,
)
from qabot.reading.page.features import features_of
from qabot.reading.page.joins import find_joins
from qabot.reading.page.layout import Group, Layout
from qabot.reading.page.seams import Seam, find_seams
from qabot.reading.page.sections import decide_sections
from qabot.reading.page.shapes import SHAPES
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.tagger import Tag, tag_blocks
from qabot.reading.sidecar.corrections import NOTHING, Corrections
from qabot.types import Block, Page, Role

MAX_BLOCKS = 600
"""Blocks that are read together; a longer file is read part by part, so that time and memory stay in proportion."""


def read_page(text: str, origin: Origin, corrections: Corrections = NOTHING) -> Page:
    """Read a page of many articles.

    Args:
        text: The page, as `blocks.clean` gives it.
        origin: What is known of its file.
        corrections: What a person said of it, which wins.

    Returns:
        The page with its articles in the order of print; none of them without a text.
    """
    blocks, drafts = list[Block](), list[Draft]()
    for part in _parts(split_blocks(text), corrections):
        blocks += (
            replace(b, article=None if b.article is None else b.article + len(drafts))
            for b in part.blocks
        )
        drafts += part.drafts
    articles = finish(drafts, blocks, origin)
    return Page(file=origin.file, text=text, blocks=tuple(blocks), articles=articles)


@dataclass(frozen=True, slots=True)
class _Part:
    """A page, or as much of a long file as is read together."""

    blocks: list[Block]
    drafts: list[Draft]


def _parts(blocks: Sequence[Block], corrections: Corrections) -> Iterator[_Part]:
    """Read the blocks in parts; a part that is cut off ends where its last article begins."""
    start, whole = 0, _whole(blocks, corrections)
    while start < len(blocks):
        end = min(start + MAX_BLOCKS, len(blocks))
        sheet, seams, tags = _tagged(blocks[start:end])
        if end < len(blocks):
            cut = _cut(tags, start, whole)
            if cut != end:
                end = cut
                sheet, seams, tags = _tagged(blocks[start:end])
        start = end
        yield _read_part(sheet, seams, tags, corrections)


def _whole(blocks: Sequence[Block], corrections: Corrections) -> set[int]:
    """Give the blocks before which nothing may be cut: inside an article that a person drew, or a join."""
    if len(blocks) <= MAX_BLOCKS:
        return set()
    lines = Lines(blocks)
    spans = [list(pair) for pair in lines.pairs(corrections.joins)]
    for article in corrections.articles:
        heads = lines.of((*article.title_lines, *article.subtitle_lines))
        spans.append([*heads, *lines.blocks(article.lines)])
    return {n for span in spans if span for n in range(min(span) + 1, max(span) + 1)}


def _cut(tags: Sequence[Tag], start: int, whole: set[int]) -> int:
    """Give where to end a part that does not end with the file."""
    for n in range(len(tags) - 1, len(tags) // 2, -1):
        opens = tags[n].label == Role.TITLE and tags[n - 1].role is not Role.TITLE
        if opens and start + n not in whole:
            return start + n
    end = start + len(tags)
    while end in whole:
        end += 1
    return end


def _tagged(blocks: Sequence[Block]) -> tuple[Sheet, list[Seam], list[Tag]]:
    sheet = Sheet(blocks)
    seams = list(find_seams(sheet))
    return sheet, seams, decide_sections(sheet, tag_blocks(features_of(sheet, seams)))


def _read_part(
    sheet: Sheet, seams: Sequence[Seam], tags: Sequence[Tag], corrections: Corrections
) -> _Part:
    lines = Lines(sheet.blocks)
    named = lines.named(corrections.roles)
    tags = correct_tags(tags, named)
    joins = correct_joins(find_joins(seams, tags), corrections, lines)
    layout = Layout(sheet, tags, joins)
    blocks = [
        replace(block, role=tag.role, confidence=tag.confidence)
        for block, tag in zip(sheet.blocks, tags, strict=True)
    ]
    for join in joins:
        blocks[join.right] = replace(blocks[join.right], role=Role.BODY)
    groups = correct_groups(layout.groups, corrections, blocks, lines)
    owner = {n: group for group, found in enumerate(groups) for n in found.items}
    after = {
        join.left: join.right
        for join in joins
        if join.left in owner and owner[join.left] == owner.get(join.right)
    }
    for n, role in named.items():
        if blocks[n].role is role:
            blocks[n] = replace(blocks[n], confidence=1.0)
    drafts: list[Draft] = []
    for group in groups:
        _name_speakers(group, blocks, set(after.values()))
        _name_said(group, blocks, named)
        for n in group.blocks():
            blocks[n] = replace(blocks[n], article=len(drafts))
        drafts.append(_draft(group, blocks, after))
    return _Part(blocks, drafts)


def _name_speakers(group: Group, blocks: list[Block], continued: set[int]) -> None:
    """Tell the questions and answers of an interview from other text."""
    asked = False
    for n in group.items:
        if blocks[n].role is not Role.BODY or n in continued:
            continue
        if SHAPES["question"].fits(simplified(blocks[n].text)):
            asked = True
            blocks[n] = replace(blocks[n], role=Role.QUESTION)
        elif asked and SHAPES["answer"].fits(simplified(blocks[n].text)):
            blocks[n] = replace(blocks[n], role=Role.ANSWER)


def _name_said(group: Group, blocks: list[Block], named: Mapping[int, Role]) -> None:
    """Give the blocks below the title the roles that a person named, which win."""
    for n in group.items:
        if n in named:
            blocks[n] = replace(blocks[n], role=named[n], confidence=1.0)


def _draft(group: Group, blocks: Sequence[Block], after: dict[int, int]) -> Draft:
    """Make the article of a group, its broken paragraphs whole."""

    def text_of(said: str | None, positions: Sequence[int]) -> str:
        return " ".join(blocks[n].text for n in positions) if said is None else said

    def item(n: int) -> Item:
        return Item(blocks[n].role, blocks[n].text, (blocks[n].place,))

    draft = Draft(
        title=text_of(group.title_text, group.titles),
        subtitle=text_of(group.subtitle_text, group.subtitles),
        bylines=[item(n) for n in group.bylines],
        authors=group.authors,
        published=group.published,
    )
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
    latin = (left[-1] + right[0]).isascii() and (left[-1].isalnum() and right[0].isalnum())
    return f"{left} {right}" if latin and not right[0].isdigit() else left + right
