"""Title of an article or heading inside one: weighed again once the tags show how the page is built.

A title mostly has its authors below it. Of a line that has none, the texts around it decide, and what is usual on
the page: how close the texts of articles are that surely are two, how many such lines stand between two of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from qabot.reading.page.pairs import Pairs, pairs_of_all
from qabot.reading.page.sheet import Sheet
from qabot.reading.page.tagger import CONTINUED, FIRST, Tag
from qabot.reading.page.weights import chance, log_odds
from qabot.types import Role

_LINES = (Role.TITLE, Role.HEADING)
_MIN_LINE = 0.1
"""A short line that was taken for text is weighed as well, from so much chance of being a title or heading."""
_USUAL_CLOSENESS = 0.03
"""Between two articles, where a page has no two that are certain."""

_MAX_TEXTS = 30


@dataclass(frozen=True, slots=True)
class Section:
    """A line that may be a title or a heading, with the text that it stands over.

    Attributes:
        line: Its block.
        text: Block of the first text below it.
        features: What speaks for a title and what for a heading.
    """

    line: int
    text: int
    features: dict[str, float]


def decide_sections(sheet: Sheet, tags: Sequence[Tag]) -> list[Tag]:
    """Give the tags, with lines over a text without authors made titles or headings by all that is known."""
    found = [_in_place(tags, n) for n in range(len(tags))]
    for section in find_sections(sheet, found):
        new = chance(section.features, "section")
        if new < 0.5 and found[section.line].label == "body" and not sheet.complete(section.line):
            continue
        line, text = (Role.TITLE.value, FIRST) if new >= 0.5 else (Role.HEADING.value, "body")
        found[section.line] = Tag(line, {Role.TITLE.value: new, Role.HEADING.value: 1 - new})
        if found[section.text].label != CONTINUED:
            found[section.text] = Tag(text, {FIRST: new, "body": 1 - new})
    return found


def _in_place(tags: Sequence[Tag], n: int) -> Tag:
    """Mend a tag that contradicts its neighbours.

    A section's name or a slogan does not stand inside the text of one article: it is a heading. Authors between a
    text and the next title sign the text.
    """
    tag = tags[n]
    if not 0 < n < len(tags) - 1 or tags[n - 1].role is not Role.BODY:
        return tag
    below = tags[n + 1]
    if tag.role in (Role.SECTION, Role.SLOGAN) and below.label in ("body", CONTINUED):
        return Tag(Role.HEADING.value, {Role.HEADING.value: tag.confidence})
    if tag.role is Role.BYLINE and below.role is Role.TITLE:
        return Tag(Role.CREDIT.value, {Role.CREDIT.value: tag.confidence})
    return tag


def find_sections(sheet: Sheet, tags: Sequence[Tag]) -> list[Section]:
    """Describe every line of a page that stands between two texts and has no authors below it."""
    page = _Structure(sheet, tags)
    return [Section(line, text, page.describe(line, text)) for line, text in page.lines]


class _Structure:
    """What is certain on a page, and what is not.

    Attributes:
        starts: First blocks of articles that are certain: at their authors.
        lines: Lines that may be titles or headings, each with the first text below it.
    """

    def __init__(self, sheet: Sheet, tags: Sequence[Tag]) -> None:
        self._sheet, self._tags = sheet, tags
        self.starts: list[int] = []
        self.lines: list[tuple[int, int]] = []
        opened = set[int]()
        for n in range(len(tags)):
            if not self._is_line(n) or (n and tags[n - 1].role in (*_LINES, Role.SUBTITLE)):
                continue
            text, certain = self._below(n)
            if text is None:
                continue
            if certain:
                self.starts.append(n)
                opened.add(text)
            elif any(t.role is Role.BODY for t in tags[:n]):
                self.lines.append((n, text))
        self.starts += (n for n in self._bare_starts() if n not in opened)
        first = next((n for n, tag in enumerate(tags) if tag.role in (*_LINES, Role.BODY)), 0)
        self.starts = sorted({first, *self.starts})
        self._usual = self._closeness_of_articles()

    def _is_line(self, n: int) -> bool:
        tag = self._tags[n]
        if tag.role in _LINES:
            return True
        chance_of_line = tag.chance(Role.TITLE.value, Role.HEADING.value)
        return tag.label == "body" and not self._sheet.is_text[n] and chance_of_line >= _MIN_LINE

    def _below(self, line: int) -> tuple[int | None, bool]:
        """Give the first text below a line, and whether authors or a subtitle tell that an article begins."""
        certain = False
        for n in range(line + 1, len(self._tags)):
            role = self._tags[n].role
            if role is Role.BODY and not self._is_line(n):
                return n, certain or "report" in self._sheet.flags[n]
            if role in (Role.BYLINE, Role.SUBTITLE):
                certain = True
                continue
            if role not in (*_LINES, Role.CAPTION, Role.BODY):
                return None, False
        return None, False

    def _bare_starts(self) -> list[int]:
        """Give the texts that open a report, whether or not a title stands above."""
        return [
            n
            for n, tag in enumerate(self._tags)
            if tag.label == FIRST and "report" in self._sheet.flags[n]
        ]

    def _text(self, start: int, stop: int, *, last: bool = False) -> Pairs:
        """Give the pairs of the texts from one block to another, of the last ones if there are many."""
        found = [
            self._sheet.pairs[n]
            for n in range(max(0, start), min(stop, len(self._tags)))
            if self._tags[n].role is Role.BODY
        ]
        return pairs_of_all(found[-_MAX_TEXTS:] if last else found[:_MAX_TEXTS])

    def _closeness_of_articles(self) -> float:
        bounds = [*self.starts, len(self._tags)]
        found = sorted(
            self._sheet.likeness.closeness(self._text(a, b, last=True), self._text(b, c))
            for a, b, c in zip(bounds, bounds[1:], bounds[2:], strict=False)
        )
        return found[len(found) // 2] if found else _USUAL_CLOSENESS

    def describe(self, line: int, text: int) -> dict[str, float]:
        """Describe a line for the regression."""
        sheet, tags, likeness = self._sheet, self._tags, self._sheet.likeness
        start = max((s for s in self.starts if s < line), default=0)
        stop = min((s for s in self.starts if s > line), default=len(tags))
        among = [n for n, _ in self.lines if start < n < stop]
        after = min((n for n in among if n > line), default=stop)
        above = max((n for n in among if n < line), default=start)
        so_far, section = self._text(start, line, last=True), self._text(line, after)
        close = likeness.closeness(section, so_far)
        rest = likeness.closeness(self._text(line, stop), so_far)
        here = sheet.texts[line]
        title = sheet.texts[start] if tags[start].role is Role.TITLE else ""
        fit = likeness.of_heading(here, section) - likeness.of_heading(here, so_far)
        alike = sum(
            abs(len(sheet.texts[n]) - len(here)) <= 2 and (" " in sheet.texts[n]) == (" " in here)
            for n in among
            if n != line
        )
        certain = len(self.starts) / (len(self.starts) + len(self.lines))
        length = len(here)
        named = "named" if tags[start].role in (Role.TITLE, Role.HEADING) else "unnamed"
        credit_above = tags[line - 1].role is Role.CREDIT
        credit = any(t.role is Role.CREDIT for t in tags[line:stop]) and not credit_above
        author = any(
            tags[n].role is Role.BYLINE or "report" in sheet.flags[n] for n in range(start, line)
        )
        shared = max(
            (likeness.of_heading(here, sheet.pairs[n]) for n in among if n != line), default=0.0
        )
        return {
            "bias": 1.0,
            "title": log_odds(tags[line].chance(Role.TITLE.value)),
            "heading": log_odds(tags[line].chance(Role.HEADING.value)),
            "first": log_odds(tags[text].chance(FIRST)),
            "close": min(close, 0.4) * 10,
            "close to usual": min(close / (self._usual + 0.005), 6.0),
            "rest close": min(rest, 0.4) * 10,
            "rest close to usual": min(rest / (self._usual + 0.005), 6.0),
            "close to section above": min(likeness.closeness(section, self._text(above, line)), 0.4)
            * 10,
            "fits section": fit,
            "length": min(length, 40) / 10,
            "short": float(length < 8),
            "long": float(length > 20),
            "shorter than title": min(max(len(title) - length, -20), 20) / 10 if title else 0.0,
            "space": float(" " in here),
            "colon": float("：" in here),
            "asks": float(here[-1] in "？！?!"),
            "gap": float(min(sheet.blocks[line].gap, 4)),
            "lines among": float(min(len(among), 8)),
            "lines alike": float(min(alike, 5)),
            "certain": certain,
            f"certain {int(certain * 4)}": 1.0,
            f"article so far {named}": 1.0,
            "credit above": float(credit_above),
            "authors so far": float(author),
            # Authors below the text are those of all of it, unless its beginning has named some.
            "credit before next, authors so far": float(credit and author),
            "credit before next, none so far": float(credit and not author),
            "words of lines among": shared,
            "texts so far": min(sum(t.role is Role.BODY for t in tags[start:line]), 20) / 10,
            "texts of section": min(sum(t.role is Role.BODY for t in tags[line:after]), 10) / 10,
        }
