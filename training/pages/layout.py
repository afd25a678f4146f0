"""From stories to the page: paragraphs cut at columns' ends, captions between them, titles out of place."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from training.pages.habits import Habits
from training.pages.piece import HEAD_KINDS, TEXT_KINDS, Piece, Story

SHORTEST_CUT = 30
NEVER_FIRST = "，。；：？！、”’）》】…%·"
_NEVER_LAST = "“‘（《【"


def arrange(rng: random.Random, habits: Habits, stories: Sequence[Story]) -> list[Piece]:
    """Put the stories of a page into the order of print, without the page's own lines."""
    groups = _groups(rng, habits, len(stories))
    page: list[Piece] = []
    strays: list[Piece] = []
    heads: list[list[Piece]] = []
    for group in groups:
        runs: list[list[Piece]] = []
        for i in group:
            run, stray, head = _run(rng, habits, stories[i], forced=len(group) > 1)
            runs.append(run)
            strays += stray
            heads += [head] if head else []
        page += _across(rng, runs) if len(runs) > 1 else runs[0]
    _place_heads(rng, page, heads)
    for piece in strays:
        page.insert(rng.randint(1, len(page)), piece)
    return settle_titles(page)


def _groups(rng: random.Random, habits: Habits, stories: int) -> list[range]:
    """Split the stories into neighbours whose columns are read across, and those that stand alone."""
    groups: list[range] = []
    at = 0
    while at < stories:
        size = rng.choice((2, 2, 3)) if rng.random() < habits.far else 1
        groups.append(range(at, min(at + size, stories)))
        at += size
    return groups


def _run(
    rng: random.Random, habits: Habits, story: Story, *, forced: bool
) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """Return a story's pieces in order, its captions printed elsewhere, and its head if that is printed elsewhere."""
    body = _cut_paragraphs(rng, habits, story, forced=forced)
    if rng.random() < habits.swapped:
        body = _swap_columns(rng, body)
    text = [*story.opening, *body, *story.closing]
    strays = _add_captions(rng, habits, story, text)
    head = list(story.head)
    if rng.random() < habits.after:
        end = len(text) - len(story.closing) if rng.random() < 0.3 else len(text)
        return [*text[:end], *head, *text[end:]], strays, []
    if rng.random() < habits.far_title:
        return text, strays, head
    return [*head, *text], strays, []


def _cut_paragraphs(
    rng: random.Random, habits: Habits, story: Story, *, forced: bool
) -> list[Piece]:
    long = [i for i, piece in enumerate(story.body) if _can_be_cut(piece)]
    chosen = {i for i in long if rng.random() < habits.broken}
    if forced and long and not chosen:
        chosen = {rng.choice(long)}
    pieces: list[Piece] = []
    for i, piece in enumerate(story.body):
        pieces += _cut(rng, piece, story) if i in chosen else [piece]
    return pieces


def _can_be_cut(piece: Piece) -> bool:
    return piece.kind in TEXT_KINDS and len(piece.text) >= SHORTEST_CUT


def _cut(rng: random.Random, piece: Piece, story: Story) -> list[Piece]:
    # Names of the opening and the closing stay whole: they are what gold calls lead and tail.
    start = len(story.lead) + 8 if piece.first else 8
    end = len(piece.text) - len(story.tail) - 2
    places = [i for i in range(start, end) if _may_be_cut(piece.text, i)]
    if not places:
        return [piece]
    count = 2 if len(places) > 200 and rng.random() < 0.1 else 1
    cuts = sorted(rng.sample(places, count))
    edges = [0, *cuts, len(piece.text)]
    parts = [piece.text[a:b] for a, b in pairwise(edges)]
    rest = [replace(piece, text=text, kind="body_cont", first=False) for text in parts[1:]]
    return [replace(piece, text=parts[0]), *rest]


def _may_be_cut(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return not (
        before.isspace() or after.isspace() or after in NEVER_FIRST or before in _NEVER_LAST
    )


def _swap_columns(rng: random.Random, body: list[Piece]) -> list[Piece]:
    """Let two columns of a story change places, so that each broken paragraph goes on behind another one's start."""
    cuts = [i for i, piece in enumerate(body) if piece.kind == "body_cont"]
    if len(cuts) < 2:
        return body
    at = rng.randrange(len(cuts) - 1)
    first, second = cuts[at], cuts[at + 1]
    borders = [i for i in range(first + 1, second) if body[i].kind != "body_cont"]
    if not borders:
        return body
    border = rng.choice(borders)
    return [*body[:first], *body[border:second], *body[first:border], *body[second:]]


def _add_captions(
    rng: random.Random, habits: Habits, story: Story, text: list[Piece]
) -> list[Piece]:
    """Put the captions into a story; return those that are to be printed elsewhere."""
    strays: list[Piece] = []
    together = rng.random() < 0.5
    place = _caption_place(rng, habits, story, text)
    for words in story.captions:
        gap = rng.choice(habits.caption_gap)
        piece = Piece(text=words, kind="caption", article=story.article, gap=gap)
        if rng.random() < habits.far_caption:
            strays.append(piece)
            continue
        text.insert(place if together else _caption_place(rng, habits, story, text), piece)
        place += 1
    return strays


def _caption_place(rng: random.Random, habits: Habits, story: Story, text: list[Piece]) -> int:
    if rng.random() < habits.caption_first:
        return rng.randint(0, len(story.opening))
    if rng.random() < 0.42:
        return len(text)
    place = rng.randint(min(len(text), len(story.opening) + 1), len(text))
    # Where columns are read in order, no picture stands inside a paragraph.
    while not habits.far and place < len(text) and text[place].kind == "body_cont":
        place += 1
    return place


def _across(rng: random.Random, runs: list[list[Piece]]) -> list[Piece]:
    """Print the beginnings of neighbours before their ends."""
    tops: list[list[Piece]] = []
    ends: list[list[Piece]] = []
    for run in runs:
        cuts = [i for i, piece in enumerate(run) if piece.kind == "body_cont"]
        at = rng.choice(cuts) if cuts else len(run)
        tops.append(run[:at])
        ends.append(run[at:])
    if rng.random() < 0.25:
        ends.reverse()
    if rng.random() < 0.3:
        # Only the first is torn apart: the others stand whole in its middle.
        return [*tops[0], *(piece for run in runs[1:] for piece in run), *_end_of(ends, runs[0])]
    return [piece for part in (*tops, *ends) for piece in part]


def _end_of(ends: list[list[Piece]], run: list[Piece]) -> list[Piece]:
    return next((end for end in ends if end and end[-1] is run[-1]), [])


def _place_heads(rng: random.Random, page: list[Piece], heads: list[list[Piece]]) -> None:
    """Print heads away from their stories: together at the top or the foot, or each before another story."""
    if not heads:
        return
    where = rng.random()
    together = [piece for head in heads for piece in head]
    if where < 0.45:
        page[:0] = together
    elif where < 0.65:
        page.extend(together)
    else:
        for head in heads:
            starts = [
                i
                for i, piece in enumerate(page)
                if piece.kind in HEAD_KINDS and starts_head(page, i)
            ]
            at = rng.choice([*starts, len(page)])
            page[at:at] = head


def starts_head(page: Sequence[Piece], i: int) -> bool:
    """Say whether the head of a story begins with this piece, a column name apart."""
    return i == 0 or page[i - 1].kind not in {*HEAD_KINDS, "section"}


def settle_titles(page: Sequence[Piece]) -> list[Piece]:
    """Name the titles that do not stand right before the beginning of their own text."""
    found: list[Piece] = []
    for i, piece in enumerate(page):
        if piece.kind == "title" and not _leads_on(page, i):
            piece = replace(piece, kind="title_after")
        found.append(piece)
    return found


def _leads_on(page: Sequence[Piece], i: int) -> bool:
    own = page[i].article
    for piece in page[i + 1 :]:
        if piece.kind == "caption" or (piece.article == own and piece.kind in HEAD_KINDS):
            continue
        return piece.article == own and (piece.first or piece.kind in {"byline", "jump"})
    return False
