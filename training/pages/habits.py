"""What a page's newspaper does: drawn once a page, so that no two pages print alike.

The fixed levels follow the shares that were counted on other generated pages; `varied` draws every share anew.
"""

import random
from dataclasses import dataclass

from training.pages import bylines, captions

LEVELS = ("easy", "medium", "hard", "varied")

_TITLE_FORMS = (
    "plain",
    "plain",
    "two",
    "split",
    "kicker",
    "comma",
    "made",
    "short",
    "column",
    "quoted",
    "ask",
)

# Headings seldom repeat the words of the text below them: most are borrowed from elsewhere.
_HEADING_FORMS = (
    "one", "two", "long", "quoted", "topic", "parallel", "parallel", *["borrowed"] * 9
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """A page's habits. Shares are probabilities from 0 to 1.

    Attributes:
        articles: How many stand on the page.
        size: short, mixed, usual or long articles.
        same_place: All articles are about one place.
        lines: Most lines above the articles.
        after, far_title: Titles below their body; titles far from it.
        title_forms: How titles are made, see `titles`.
        leads, standing, credits, tails: Patterns of `bylines` that this page uses.
        opened, stood, credited, tailed: Shares of articles that have them.
        headed: Share of articles with headings; heading_split: of those that fall into two blocks; heading_forms, heading_number as `story` reads them.
        captioned: Share of articles with captions; caption_gap: blank lines before one.
        far_caption: Share of captions that are printed elsewhere.
        broken: Share of paragraphs cut by a column's end; far: share of articles whose columns lie apart.
        swapped: Share of articles whose own columns change places.
        shapes: Shares of articles that are interview, speech, letter, poem; briefs and notices of pages.
        inner_slogan: Share of articles with a slogan before them.
        gap: Blank lines between blocks; wrap: characters a line, 0 for none; indent: before a paragraph.
        ascii_marks: Kinds of punctuation that are half-width: brackets, commas, quotes, all.
    """

    articles: int
    size: str = "mixed"
    same_place: bool = True
    lines: int = 2
    foot: float = 0.1
    columns: float = 0.7
    after: float = 0.0
    far_title: float = 0.0
    title_forms: tuple[str, ...] = ("plain",)
    subtitle: float = 0.14
    dashes: tuple[str, ...] = ("——",)
    leads: tuple[str, ...] = (*bylines.LEADS[:6], "本报{P}{D}讯（通讯员 {A}）")
    standing: tuple[str, ...] = bylines.STANDING[:5]
    credits: tuple[str, ...] = ("{A} 文/图", "{A} 摄影报道")
    tails: tuple[str, ...] = ("（{A}）", "（通讯员 {A}）")
    marks: tuple[str, ...] = ("○ ", "□", "◎ ", "■ ", "")
    opened: float = 0.5
    stood: float = 0.35
    heading_split: float = 0.0
    inner_slogan: float = 0.0
    credited: float = 0.0
    tailed: float = 0.0
    jumped: float = 0.0
    spacing: str = ""
    between: str = " "
    headed: float = 0.28
    heading_forms: tuple[str, ...] = ("one", "two", "quoted", "borrowed", "borrowed")
    heading_number: str = ""
    captioned: float = 0.49
    caption_forms: tuple[str, ...] = captions.FORMS
    caption_starts: tuple[str, ...] = ("", "图为")
    caption_ends: tuple[str, ...] = ("", "（记者 {N} 摄）", " {N} 摄", "（资料图片）")
    caption_gap: tuple[int, ...] = (3,)
    caption_first: float = 0.05
    far_caption: float = 0.0
    broken: float = 0.086
    far: float = 0.0
    swapped: float = 0.0
    interview: float = 0.0
    speech: float = 0.0
    letter: float = 0.0
    poem: float = 0.0
    essay: float = 0.0
    briefs: float = 0.0
    notices: float = 0.0
    repeated: float = 0.014
    lost_end: float = 0.0
    lost_quote: float = 0.01
    wrong_mark: float = 0.0
    space_line: float = 0.01
    stray_gap: float = 0.01
    lost_gap: float = 0.0
    odd_space: float = 0.0
    gap: int = 1
    wrap: int = 0
    indent: str = ""
    ascii_marks: tuple[str, ...] = ()
    crlf: bool = False
    traditional: bool = False


def draw(rng: random.Random, level: str) -> Habits:
    """Draw a page's habits.

    Raises:
        ValueError: The level is not one of LEVELS.
    """
    makers = {"easy": _easy, "medium": _medium, "hard": _hard, "varied": _varied}
    if level not in makers:
        raise ValueError(f"level {level!r}; known: {', '.join(LEVELS)}")
    return makers[level](rng)


def _easy(rng: random.Random) -> Habits:
    return Habits(
        articles=rng.randint(4, 7),
        broken=0.03,
        repeated=0.0,
        lost_quote=0.0,
        captioned=0.3,
        headed=0.15,
    )


def _medium(rng: random.Random) -> Habits:
    return Habits(
        articles=rng.randint(5, 9),
        size="usual",
        lines=rng.choice((1, 2)),
        opened=0.56,
        stood=0.38,
        headed=0.4,
        caption_forms=("stock", "stock", "clause", "scene"),
        caption_starts=("", "", "图为"),
        caption_ends=(
            "",
            "",
            "",
            "（记者 {N} 摄）",
            " {N} 摄",
            "（资料图片）",
            "。（本报记者 {N} 摄）",
        ),
        stray_gap=0.0,
    )


def _hard(rng: random.Random) -> Habits:
    return Habits(
        articles=rng.randint(5, 9),
        size="usual",
        lines=rng.choice((1, 1, 2)),
        columns=0.5,
        after=0.1,
        opened=0.46,
        stood=0.32,
        credited=0.18,
        tailed=0.27,
        headed=0.28,
        captioned=0.5,
        caption_forms=("stock", "stock", "clause", "scene", "phrase"),
        caption_starts=("", "", "", "", "", "图为"),
        caption_ends=("", "", "", "", "", "（资料图片）", "（通讯员 {N} 摄）"),
        far_caption=0.1,
        broken=0.055,
        far=0.2,
        repeated=0.06,
        lost_end=0.015,
        lost_quote=0.03,
        space_line=0.015,
        stray_gap=0.0,
    )


def _some(rng: random.Random, items: tuple[str, ...], most: int) -> tuple[str, ...]:
    return tuple(rng.sample(items, min(len(items), rng.randint(1, most))))


def _share(rng: random.Random, most: float, never: float = 0.0) -> float:
    """Draw a share up to `most`, small ones more often; 0 with the probability `never`."""
    return 0.0 if rng.random() < never else most * rng.random() ** 1.6


def _varied(rng: random.Random) -> Habits:
    size = rng.choices(("short", "mixed", "long"), (25, 55, 20))[0]
    most = {"short": 12, "mixed": 10, "long": 5}[size]
    dense = rng.random() < 0.15
    indent = (
        "　　"
        if dense and rng.random() < 0.6
        else rng.choices(("", "　　", "    "), (88, 10, 2))[0]
    )
    # Wrapped lines without a blank line or an indent between paragraphs could be told apart by nobody.
    wrap = rng.choice((0, 0, 0, 0, 0, rng.randint(13, 40))) if indent or not dense else 0
    opening = rng.choices((0, 1, 2), (25, 50, 25))[0]
    # Pages whose captions carry no mark at all, as many small papers print them.
    bare = rng.random() < 0.4
    return Habits(
        articles=rng.randint(2, most),
        size=size,
        same_place=rng.random() < 0.45,
        lines=rng.choices((0, 1, 2, 3, 4), (15, 30, 28, 17, 10))[0],
        foot=rng.choice((0.0, 0.0, 0.5, 1.0)),
        columns=rng.random(),
        after=_share(rng, 0.5, 0.6),
        far_title=_share(rng, 0.4, 0.75),
        title_forms=("plain", "plain", *_some(rng, _TITLE_FORMS, 4)),
        subtitle=_share(rng, 0.6, 0.2),
        dashes=_some(rng, ("——", "——", "―", "――", "--", "—", "─ ─", "－－", "—— ", ""), 2),
        leads=_some(rng, bylines.LEADS, 4),
        standing=_some(rng, bylines.STANDING, 4),
        credits=_some(rng, bylines.CREDITS, 3),
        tails=_some(rng, bylines.TAILS, 3),
        marks=_some(rng, bylines.MARKS, 2),
        opened=(rng.random(), 1 - rng.random() ** 2, 0.05)[opening],
        stood=(0.9 * rng.random(), 0.05, 1 - rng.random() ** 2)[opening],
        credited=_share(rng, 0.5, 0.4),
        tailed=_share(rng, 1.0, 0.3),
        jumped=_share(rng, 0.25, 0.7),
        spacing=rng.choices(("", " ", "　"), (70, 20, 10))[0],
        between=rng.choices((" ", "　", "、", "  "), (78, 8, 10, 4))[0],
        headed=rng.choice((0.0, 0.2 + 0.8 * rng.random(), 0.4 + 0.6 * rng.random())),
        heading_forms=_some(rng, _HEADING_FORMS, 3),
        heading_split=_share(rng, 0.15, 0.7),
        inner_slogan=_share(rng, 0.3, 0.6),
        heading_number=rng.choices(
            ("", "一、", "（一）", "1.", "1", "●", "■"), (70, 11, 4, 5, 3, 4, 3)
        )[0],
        captioned=_share(rng, 0.9, 0.1),
        caption_forms=_some(rng, captions.FORMS, 5),
        caption_starts=("",) if bare else _some(rng, captions.STARTS, 3),
        caption_ends=("",) if bare else _some(rng, captions.ENDS, 3),
        caption_gap=tuple(
            rng.choices((3, 2, 4, 1, 0), (46, 16, 9, 25, 4), k=rng.choice((1, 1, 2)))
        ),
        caption_first=_share(rng, 0.5, 0.3),
        far_caption=_share(rng, 0.5, 0.4),
        broken=_share(rng, 0.3, 0.1),
        far=_share(rng, 0.5, 0.35),
        swapped=_share(rng, 0.3, 0.6),
        interview=_share(rng, 0.25, 0.5),
        speech=0.008,
        letter=0.006,
        poem=_share(rng, 0.1, 0.8),
        essay=_share(rng, 0.6, 0.7),
        briefs=0.16,
        notices=0.08,
        repeated=_share(rng, 0.05, 0.4),
        lost_end=_share(rng, 0.03, 0.5),
        lost_quote=_share(rng, 0.05, 0.4),
        wrong_mark=_share(rng, 0.08, 0.6),
        space_line=_share(rng, 0.04, 0.5),
        stray_gap=_share(rng, 0.08, 0.4),
        lost_gap=_share(rng, 0.08, 0.5),
        odd_space=_share(rng, 0.1, 0.6),
        gap=0 if dense else rng.choices((1, 2), (95, 5))[0],
        wrap=wrap,
        indent=indent,
        ascii_marks=rng.choices(
            ((), ("brackets",), ("brackets", "quotes"), ("all",)), (78, 12, 5, 5)
        )[0],
        crlf=rng.random() < 0.06,
        traditional=rng.random() < 0.04,
    )
