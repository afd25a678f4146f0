"""One page: its articles chosen, printed and written down."""

import random
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from training.pages import furniture
from training.pages.articles import Source, phrases_of
from training.pages.habits import Habits, draw
from training.pages.layout import NEVER_FIRST, arrange, starts_head
from training.pages.noise import painter
from training.pages.piece import ROLES, TEXT_KINDS, Piece, Story
from training.pages.shapes import notice
from training.pages.story import make_story

_BRIEF_TITLES = (
    "简讯",
    "简 讯",
    "一句话新闻",
    "要闻简报",
    "新闻速览",
    "短波",
    "本地简讯",
    "快讯",
    "信息快递",
    "动态",
    "今日简报",
    "新闻集装箱",
)
_SIZES = {"short": (1, 3), "mixed": (1, 14), "usual": (2, 14), "long": (6, 40)}
FEWEST_AT_A_PLACE = 40
LONGEST_BRIEF = 220


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sources of a run, also by place."""

    sources: Sequence[Source]
    by_place: Mapping[str, Sequence[Source]]


def shelve(sources: Sequence[Source]) -> Shelf:
    """Sort sources by place; places with few of them cannot fill a page and are left out."""
    places: dict[str, list[Source]] = {}
    for source in sources:
        if source.place:
            places.setdefault(source.place, []).append(source)
    kept = {
        place: found for place, found in sorted(places.items()) if len(found) >= FEWEST_AT_A_PLACE
    }
    return Shelf(sources, kept)


def make_page(
    rng: random.Random, shelf: Shelf, level: str, name: str
) -> tuple[str, dict[str, Any]]:
    """Make one page.

    Args:
        rng: Decides everything.
        shelf: What there is to print.
        level: One of `habits.LEVELS`.
        name: File name, as gold records it.

    Returns:
        The text of the file, and the gold record.
    """
    habits = draw(rng, level)
    sources = _choose(rng, habits, shelf)
    stories = [make_story(rng, habits, source, i) for i, source in enumerate(sources)]
    pieces = _frame(rng, habits, sources, arrange(rng, habits, stories))
    paint = painter(habits)
    pieces = [replace(piece, text=paint(_wrapped(habits, piece))) for piece in pieces]
    return _text(rng, habits, pieces), _gold(name, level, pieces, stories, habits)


def _choose(rng: random.Random, habits: Habits, shelf: Shelf) -> list[Source]:
    pool = shelf.sources
    if habits.same_place and shelf.by_place:
        pool = shelf.by_place[rng.choice(list(shelf.by_place))]
    low, high = _SIZES[habits.size]
    chosen: list[Source] = []
    # The same text may come under several titles.
    seen: set[str] = set()
    tries = 0
    while len(chosen) < min(habits.articles, len(pool)) and tries < 60 * habits.articles:
        tries += 1
        source = rng.choice(pool)
        # After many tries any length will do: a place may have no long articles.
        if low <= len(source.paragraphs) <= high or tries > 30 * habits.articles:
            if seen.isdisjoint((source.title, source.paragraphs[-1])):
                others = (rng.choice(pool).title for _ in range(8))
                phrases = tuple(p for other in others for p in phrases_of(other))
                chosen.append(replace(source, shape=_shape(rng, habits), phrases=phrases))
            seen.update((source.title, source.paragraphs[-1]))
    if rng.random() < habits.briefs and len(chosen) > 2:
        at = rng.randint(0, len(chosen))
        chosen[at:at] = _brief_column(rng, shelf, seen)
    if rng.random() < habits.notices:
        chosen += [notice(rng, chosen[0].printed) for _ in range(rng.randint(1, 3))]
    return chosen


def _shape(rng: random.Random, habits: Habits) -> str:
    shapes = ("interview", "speech", "letter", "poem")
    weights = [habits.interview, habits.speech, habits.letter, habits.poem]
    return rng.choices((*shapes, "plain"), (*weights, max(0.0, 1 - sum(weights))))[0]


def _brief_column(rng: random.Random, shelf: Shelf, others: Container[str]) -> list[Source]:
    """Return short items under a common name: as one article, or each with its own title."""
    items = rng.sample(list(shelf.sources), min(len(shelf.sources), rng.randint(3, 7)))
    items = [
        item for item in items if item.title not in others and item.paragraphs[-1] not in others
    ]
    items = [item for item in items if len(item.paragraphs[0]) < LONGEST_BRIEF]
    name = rng.choice(_BRIEF_TITLES)
    if not items:
        return []
    if rng.random() < 0.4:
        short = [
            replace(item, paragraphs=item.paragraphs[:1], column="", shape="item") for item in items
        ]
        return [replace(short[0], column=name), *short[1:]]
    named = rng.random() < 0.35
    texts = tuple((f"{item.title} " if named else "") + item.paragraphs[0] for item in items)
    ids = tuple(item.ids[0] for item in items)
    return [Source(ids=ids, title=name, paragraphs=texts, printed=items[0].printed, shape="briefs")]


def _frame(
    rng: random.Random, habits: Habits, sources: Sequence[Source], inner: list[Piece]
) -> list[Piece]:
    """Add the page's own lines and the gaps that pictures or nothing leave."""
    chosen = rng.choice(sources)
    place = chosen.place or rng.choice(("家乡", "", "中国"))
    words = furniture.words_of(rng, chosen.paragraphs)
    page = furniture.top(rng, chosen.printed, place, words, habits.lines)
    for i, piece in enumerate(inner):
        if piece.kind == "title" and starts_head(inner, i) and rng.random() < habits.inner_slogan:
            page.append(Piece(text=furniture.slogan(rng, place, words), kind="slogan"))
        page.append(piece)
    if rng.random() < habits.foot:
        page.append(furniture.bottom(rng))
    return [
        replace(piece, gap=rng.randint(2, 4))
        if piece.gap is None and rng.random() < habits.stray_gap
        else piece
        for piece in page
    ]


def _wrapped(habits: Habits, piece: Piece) -> str:
    text, width = piece.text.strip(), habits.wrap
    if not width or piece.kind not in TEXT_KINDS:
        return text
    lines, at = [], 0
    end = width - (2 if habits.indent and piece.kind != "body_cont" else 0)
    while at < len(text):
        # A mark hangs over the edge rather than begin a line.
        while end < len(text) and text[end] in NEVER_FIRST:
            end += 1
        lines.append(text[at:end].strip())
        at, end = end, end + width
    return "\n".join(line for line in lines if line)


def _text(rng: random.Random, habits: Habits, pieces: Sequence[Piece]) -> str:
    parts = ["\n" * rng.choice((2, 2, 2, 0, 1))]
    for i, piece in enumerate(pieces):
        gap = habits.gap if piece.gap is None else piece.gap
        # Without blank line and indent nobody could tell where a wrapped paragraph ends.
        if piece.gap is None and rng.random() < habits.lost_gap and not habits.wrap:
            gap = 0
        parts.append("" if i == 0 else "\n" * (gap + 1))
        if rng.random() < habits.space_line:
            parts.append(rng.choice((" \n", " \n", "\u00a0\n", "　\n")))
        if piece.kind in TEXT_KINDS and piece.kind != "body_cont":
            parts.append(habits.indent)
        parts.append(piece.text)
    text = "".join(parts) + rng.choice(("", "\n", "\n"))
    return text.replace("\n", "\r\n") if habits.crlf else text


def _gold(
    name: str, level: str, pieces: Sequence[Piece], stories: Sequence[Story], habits: Habits
) -> dict[str, Any]:
    return {
        "page": name,
        "level": level,
        "headers": [piece.text for piece in pieces if ROLES[piece.kind] == "header"],
        "articles": [_article(story, pieces, habits) for story in stories],
        "blocks": [
            {
                "t": piece.text,
                "role": ROLES[piece.kind],
                "a": piece.article if ROLES[piece.kind] != "header" else -1,
                "p": piece.paragraph,
                "kind": piece.kind,
                "first": piece.first,
            }
            for piece in pieces
        ],
    }


def _article(story: Story, pieces: Sequence[Piece], habits: Habits) -> dict[str, Any]:
    paint = painter(habits)
    own = [(i, piece) for i, piece in enumerate(pieces) if piece.article == story.article]
    spots: dict[int, list[int]] = {}
    for i, piece in own:
        if piece.paragraph >= 0:
            spots.setdefault(piece.paragraph, []).append(i)
    paragraphs = [
        "".join(pieces[i].text for i in spots[p]).replace("\n", "") for p in sorted(spots)
    ]
    return {
        "title": paint(story.title),
        "subtitle": paint(story.subtitle),
        "authors": [paint(name) for name in story.authors],
        "paragraphs": paragraphs,
        "clean": {str(p): paint(text) for p, text in sorted(story.clean.items())},
        "subheads": [piece.text for _, piece in own if piece.kind == "heading"],
        "captions": [piece.text for _, piece in own if piece.kind == "caption"],
        "byline": paint(story.byline),
        "lead": paint(story.lead),
        "tail": paint(story.tail),
        "credit": paint(story.credit),
        "date": story.date,
        "broken": [p for p in sorted(spots) if len(spots[p]) > 1],
        "far": [p for p in sorted(spots) if spots[p][-1] - spots[p][0] >= len(spots[p])],
        "sources": list(story.ids),
    }
