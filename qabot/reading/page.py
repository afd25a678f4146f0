"""A newspaper page as recognised from paper: many articles, and nothing printed between them.

An article is certain to begin at a byline, a `——` line or the lead of a report. Any other heading
is a title or a section heading: the longer it is, and the less the text after it shares with the
text before it, the more it is a title. A title may also stand after its article. The best reading
of the whole page is found at once (Viterbi), since one title taken too early moves all after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from qabot.reading.blocks import Block, split_blocks
from qabot.reading.bylines import starts_report
from qabot.reading.columns import join_broken
from qabot.reading.dates import find_date
from qabot.reading.drafts import Draft, Origin
from qabot.reading.likeness import Likeness, Pairs, pairs_of_all
from qabot.reading.roles import Role, role_of
from qabot.reading.runs import Heading, Run, find_runs
from qabot.types import Article

# Title or section heading: a logistic fit on tools/score_pages.py's medium and hard pages,
# 197 headings, 92 % right in 5-fold cross-validation; 2026-11-22.
PER_CHARACTER = 0.2
PER_CLOSENESS = -51.0
COLON = 4.0
BASE = -2.3
SEVERAL_HEADINGS = 4.0
"""Section headings stand alone; a title comes after a page name, a slogan or another's title."""

AFFINITY = 8.0
"""Weight of the words that a heading shares with the text below it, or above it."""

UNTITLED = 4.0
"""Cost of an article without a title. These three were set by hand on the same pages."""

MIN_KICKER = 6
KICKER_AFFINITY = 0.2
"""A heading above the title is a kicker if it has so many characters, such a share in the text."""

LOOK_BACK = 6
"""Runs that the open article is taken to have: bounds the work on a file of many headings."""


class _Cut(NamedTuple):
    """The beginning of an article, and the beginnings before it.

    Attributes:
        run: Its first run.
        trailing: Headings before that run that belong to the article that ends there.
    """

    run: int
    trailing: int
    before: "_Cut | None"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The best reading of the page up to some run.

    Attributes:
        score: Higher is better.
        titled: The article that is open has its title.
        cut: The beginning of the open article.
    """

    score: float
    titled: bool
    cut: _Cut


class _Evidence:
    """What the words of the page say about where headings belong."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.pairs = [run.pairs() for run in runs]
        starts = [n for n, run in enumerate(runs) if run.opens or n == 0]
        parts = zip(starts, [*starts[1:], len(runs)], strict=True)
        self.likeness = Likeness([pairs_of_all(self.pairs[a:b]) for a, b in parts])

    def before(self, n: int) -> Pairs:
        """Give the pairs of the text that the open article may have before run n."""
        first = n - 1
        while first > max(0, n - LOOK_BACK) and not self.runs[first].opens:
            first -= 1
        return pairs_of_all(self.pairs[first:n])

    def belongs(self, heading: Heading, n: int) -> float:
        """Give how much more a heading fits run n than the text before it, up to ±AFFINITY."""
        own = self.likeness.of_heading(heading.text, self.pairs[n])
        return AFFINITY * (own - self.likeness.of_heading(heading.text, self.before(n)))

    def new_article(self, n: int) -> float:
        """Give the log odds that the headings before run n begin an article."""
        headings = self.runs[n].headings
        return (
            BASE
            + PER_CHARACTER * len(headings[-1].text)
            + PER_CLOSENESS * self.likeness.closeness(self.pairs[n], self.before(n))
            + COLON * ("：" in headings[-1].text)
            + SEVERAL_HEADINGS * (len(headings) > 1)
        )


def read_page(text: str, origin: Origin) -> list[Article]:
    """Read a page of many articles.

    Args:
        text: The page, blocks apart by blank lines.
        origin: Its file; a date line on the page counts where the file name has no date.

    Returns:
        The articles in the order of print; none without a text.
    """
    blocks = split_blocks(text)
    published = origin.published or _printed_date(blocks)
    runs = find_runs(blocks)
    evidence = _Evidence(runs)
    drafts = _cut(runs, _best_reading(evidence).cut, evidence)
    for draft in drafts:
        draft.items = join_broken(draft.items)
    articles = (draft.finish(Origin(origin.file, published)) for draft in drafts)
    return [article for article in articles if article.text]


def is_page(text: str) -> bool:
    """Tell a page of many articles from one article.

    A page has two or more openings (a byline line, or the lead of a report, not under a byline), or
    begins in the middle of a report, its title printed after it.
    """
    blocks = split_blocks(text)
    openings, last = 0, Role.HEAD
    for n, block in enumerate(blocks):
        role = role_of(block)
        opening = role is Role.BYLINE or (starts_report(block.text) and last is not Role.BYLINE)
        openings += opening + (opening and n == 0)
        last = role
    return openings > 1


def _printed_date(blocks: list[Block]) -> date | None:
    lines = (block.text for block in blocks if role_of(block) is Role.PAGE_LINE)
    return next(filter(None, map(find_date, lines)), None)


def _best_reading(evidence: _Evidence) -> _Reading:
    """Find where the articles begin, and which headings belong to the one that ends there."""
    runs = evidence.runs
    # What stands above the first text is its title, or the name of the page and no title at all.
    above = runs[0].headings
    best = [_Reading(0.0, titled=False, cut=_Cut(0, len(above), None))]
    if above:
        fit = AFFINITY * evidence.likeness.of_heading(above[-1].text, evidence.pairs[0])
        best.append(_Reading(fit, titled=True, cut=_Cut(0, 0, None)))
    for n in range(1, len(runs)):
        readings = [after for before in best for after in _step(before, n, evidence)]
        best = [
            max((r for r in readings if r.titled is titled), key=lambda r: r.score)
            for titled in {r.titled for r in readings}
        ]
    return max(best, key=lambda r: (r.score - UNTITLED * (not r.titled), r.titled))


def _step(before: _Reading, n: int, evidence: _Evidence) -> Iterator[_Reading]:
    """Give the ways to read the headings before run n."""
    run = evidence.runs[n]
    if not run.paragraphs:
        # The page ends: a heading after the last paragraph is the title of an article without one.
        yield _Reading(before.score, before.titled or bool(run.headings), before.cut)
        return
    certain = run.opens or not run.headings
    odds = 0.0 if certain else evidence.new_article(n)
    if not certain:
        yield _Reading(before.score - odds, before.titled, before.cut)
    for trailing in range(1 + (not before.titled and bool(run.headings))):
        score = before.score + odds - UNTITLED * (not before.titled and not trailing)
        own = run.headings[trailing:]
        if not before.titled and run.headings:
            fit = evidence.belongs(run.headings[0], n)
            score += -fit if trailing else fit
        yield _Reading(score, bool(own), _Cut(n, trailing, before.cut))


def _cut(runs: list[Run], cut: _Cut | None, evidence: _Evidence) -> list[Draft]:
    """Make the articles of a reading."""
    starts: dict[int, int] = {}
    while cut:
        starts[cut.run] = cut.trailing
        cut = cut.before
    drafts: list[Draft] = []
    for n, run in enumerate(runs):
        if n not in starts:
            _go_on(drafts[-1], run)
            continue
        for heading in run.headings[: starts[n] if drafts else 0]:
            drafts[-1].title, drafts[-1].subtitle = heading.text, heading.subtitle
        draft = _open(run.headings[starts[n] :], run, n, evidence)
        draft.items += run.items
        drafts.append(draft)
    return drafts


def _open(headings: list[Heading], run: Run, n: int, evidence: _Evidence) -> Draft:
    """Begin an article: the last heading is its title, one above it that fits its text a kicker."""
    if not headings:
        return Draft(bylines=run.bylines)
    *above, title = headings
    fits = (
        f"{h.text} {h.subtitle}".strip()
        for h in above
        if len(h.text) >= MIN_KICKER
        and evidence.likeness.of_heading(h.text, evidence.pairs[n]) >= KICKER_AFFINITY
    )
    return Draft(title.text, " ".join(filter(None, (*fits, title.subtitle))), run.bylines)


def _go_on(draft: Draft, run: Run) -> None:
    """Add a run to an article, its headings as section headings.

    A heading after the last paragraph of the page is the title of an article that has none.
    """
    headings = run.headings
    if headings and not run.paragraphs and not draft.title:
        draft.title, draft.subtitle = headings[0].text, headings[0].subtitle
        headings = headings[1:]
    for heading in headings:
        draft.items += [(Role.HEAD, t) for t in (heading.text, heading.subtitle) if t]
    draft.items += [(Role.CREDIT, line) for line in run.bylines]
    draft.items += run.items
