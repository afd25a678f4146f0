"""Tagged blocks → articles: which blocks belong together, and which title belongs to which text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from qabot.reading.page.joins import Join
from qabot.reading.page.pairs import Pairs, pairs_of_all
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.tagger import FIRST, TITLE_AFTER, Tag
from qabot.types import Role

PAGE_ROLES = frozenset((Role.HEADER, Role.SECTION, Role.SLOGAN, Role.DATE, Role.EDITOR, Role.JUMP))
"""Roles of blocks that belong to the page and to no article."""

LIKENESS = 4.0
"""Weight of the share of a title's words that a text has, against 1 for standing where titles stand."""

FAR_COST = 1.4
"""What a title must have more of a text's words if it does not stand beside it."""

PARTED = 0.25
"""How much more of a line's words another text must have for a title of two lines to be parted."""


@dataclass(slots=True)
class Group:
    """The blocks of one article, as positions on the page.

    Attributes:
        titles: Blocks of its title, in order.
        subtitles: Lines under or over the title that belong to it.
        bylines: Author lines above the text.
        items: All others, in order of print: body, headings, captions, credits.
        title_text: Its title, where a person wrote it; the next three likewise.
    """

    titles: list[int] = field(default_factory=list)
    subtitles: list[int] = field(default_factory=list)
    bylines: list[int] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    title_text: str | None = None
    subtitle_text: str | None = None
    authors: tuple[str, ...] | None = None
    published: date | None = None

    def blocks(self) -> list[int]:
        """Give all its blocks: title, subtitles, author lines, then the rest."""
        return self.titles + self.subtitles + self.bylines + self.items

    def without(self, taken: set[int]) -> "Group":
        """Give the group that is left when blocks are taken away."""
        rest = replace(self)
        for name in ("titles", "subtitles", "bylines", "items"):
            setattr(rest, name, [n for n in getattr(self, name) if n not in taken])
        return rest


@dataclass(slots=True)
class _Title:
    """A title with what is printed under it, not yet given to a text.

    Attributes:
        beside: Group that it stands beside, where it would stand as its title; None for none.
    """

    blocks: list[int]
    subtitles: list[int] = field(default_factory=list)
    beside: int | None = None


class Layout:
    """Gathers the blocks of a page into articles.

    Args:
        sheet: The page.
        tags: Of each block.
        joins: Pieces that go on in others.
    """

    def __init__(self, sheet: Sheet, tags: Sequence[Tag], joins: Sequence[Join]) -> None:
        self._sheet, self._tags = sheet, tags
        self._before: Mapping[int, int] = {join.right: join.left for join in joins}
        self._group_of: dict[int, int] = {}
        self._waiting: list[int] = []
        self._titles: list[_Title] = []
        self._current: int | None = None
        self.groups: list[Group] = []
        for n, tag in enumerate(tags):
            self._take(n, tag)
        self._end()
        self._give_titles()

    def _take(self, n: int, tag: Tag) -> None:
        role = tag.role
        if n in self._before:
            self._continue(n)
        elif role in (Role.BODY, Role.QUESTION, Role.ANSWER):
            self._text(n, tag)
        elif tag.label == TITLE_AFTER:
            self._title_after(n)
        elif role in (Role.TITLE, Role.BYLINE, Role.HEADING):
            self._waiting.append(n)
        elif role is Role.SUBTITLE:
            self._subtitle(n)
        elif role in (Role.CAPTION, Role.CREDIT):
            self._attach(n, role)

    def _put(self, n: int, group: int) -> None:
        self.groups[group].items.append(n)
        self._group_of[n] = group

    def _continue(self, n: int) -> None:
        """Go back to the article in which a broken paragraph began."""
        group = self._group_of.get(self._before[n])
        if group is None:
            self._text(n, self._tags[n])
            return
        if self._current is not None:
            self._headings_back()
        self._current = group
        self._put(n, group)

    def _text(self, n: int, tag: Tag) -> None:
        roles = {self._tags[m].role for m in self._waiting}
        current = self._current
        if current is None or tag.label == FIRST or Role.TITLE in roles:
            current = self._open()
        else:
            self._go_on(current)
        self._put(n, current)

    def _open(self) -> int:
        """Begin an article with what waits for one."""
        group, title = Group(), None
        self.groups.append(group)
        self._current = current = len(self.groups) - 1
        for n in self._waiting:
            role = self._tags[n].role
            if role is Role.BYLINE:
                group.bylines.append(n)
            elif role is Role.TITLE or (role is Role.HEADING and not self._has_title_waiting()):
                if title is None:
                    title = _Title([], beside=current)
                    self._titles.append(title)
                title.blocks.append(n)
            elif role is Role.SUBTITLE and title is not None:
                title.subtitles.append(n)
            elif role is Role.SUBTITLE:
                group.subtitles.append(n)
            else:
                self._put(n, current)
        self._waiting = []
        return current

    def _has_title_waiting(self) -> bool:
        return any(self._tags[n].role is Role.TITLE for n in self._waiting)

    def _go_on(self, current: int) -> None:
        """Give what waits to the article that goes on: headings, and lines of authors as credits."""
        for n in self._waiting:
            self._put(n, current)
        self._waiting = []

    def _headings_back(self) -> None:
        """Leave titles waiting for their own text; all else belongs to the article so far."""
        kept: list[int] = []
        for n in self._waiting:
            if self._tags[n].role is Role.HEADING and self._current is not None:
                self._put(n, self._current)
            else:
                kept.append(n)
        self._waiting = kept

    def _title_after(self, n: int) -> None:
        titled = self._titles[-1] if self._titles else None
        if titled and titled.blocks[-1] == n - 1 and self._tags[n - 1].label == TITLE_AFTER:
            # Titles of several texts printed together are apart; a title of two lines is rarer.
            self._titles.append(_Title([n]))
            return
        self._headings_back()
        self._titles.append(_Title([n], beside=self._current))

    def _subtitle(self, n: int) -> None:
        last = self._titles[-1] if self._titles else None
        if self._waiting:
            self._waiting.append(n)
        elif last and (last.blocks + last.subtitles)[-1] == n - 1:
            last.subtitles.append(n)
        else:
            self._waiting.append(n)

    def _attach(self, n: int, role: Role) -> None:
        """Give a caption or credit to the article that it stands in; below a title, to the one that follows."""
        if self._current is None or (role is Role.CAPTION and self._has_title_waiting()):
            self._waiting.append(n)
        else:
            self._put(n, self._current)

    def _end(self) -> None:
        """At the end of the page, find places for what still waits."""
        title: _Title | None = None
        for n in self._waiting:
            role = self._tags[n].role
            if role is Role.TITLE:
                title = _Title([n])
                self._titles.append(title)
            elif role is Role.SUBTITLE and title is not None:
                title.subtitles.append(n)
            elif self._current is not None:
                self._put(n, self._current)
        self._waiting = []

    def _give_titles(self) -> None:
        """Give every text its title: the best assignment over the page."""
        from scipy.optimize import linear_sum_assignment

        texts = [
            pairs_of_all(
                [self._sheet.pairs[n] for n in group.items if self._tags[n].role is Role.BODY]
            )
            for group in self.groups
        ]
        titles = list(self._parted(texts))
        worth = np.array(
            [[self._worth(title, g, text) for g, text in enumerate(texts)] for title in titles]
        ).reshape(len(titles), len(texts))
        rows, columns = linear_sum_assignment(-np.maximum(worth, 0))
        given = {int(r): int(c) for r, c in zip(rows, columns, strict=True) if worth[r, c] > 0}
        for n, title in enumerate(titles):
            self._give(title, given.get(n))

    def _parted(self, texts: Sequence[Pairs]) -> Iterator[_Title]:
        """Part a title of two lines where the first fits a text without a title better: it ended that one."""
        beside = {title.beside for title in self._titles}
        bare = [g for g in range(len(texts)) if g not in beside]
        for title in self._titles:
            own = title.beside
            first, *rest = title.blocks
            if rest and own is not None and bare:
                near = max(bare, key=lambda g: (self._fit([first], texts[g]), -abs(own - g)))
                if self._fit([first], texts[near]) > self._fit([first], texts[own]) + PARTED:
                    yield _Title([first], beside=near)
                    title = _Title(rest, title.subtitles, own)
            yield title

    def _fit(self, blocks: Sequence[int], text: Pairs) -> float:
        return self._sheet.likeness.of_heading("".join(self._sheet.texts[n] for n in blocks), text)

    def _worth(self, title: _Title, group: int, text: Pairs) -> float:
        beside = 1.0 if title.beside == group else -FAR_COST
        return LIKENESS * self._fit(title.blocks, text) + beside

    def _give(self, title: _Title, group: int | None) -> None:
        if group is not None:
            self.groups[group].titles = title.blocks
            self.groups[group].subtitles += title.subtitles
        elif title.beside is not None:
            # The article beside it has a better title: this one stands under it.
            self.groups[title.beside].subtitles += [*title.blocks, *title.subtitles]
