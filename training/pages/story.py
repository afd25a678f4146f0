"""From a source article to a story: its head, its body with the noise of print, its authors and captions."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from training.pages.articles import Source
from training.pages.bylines import ESSAY, Signed, day_text, sign
from training.pages.captions import caption
from training.pages.habits import Habits
from training.pages.noise import spoil
from training.pages.piece import Piece, Story
from training.pages.places import office
from training.pages.shapes import Row, rows
from training.pages.titles import make_head

_NOBODY = Signed("", (), "")


@dataclass(frozen=True, slots=True)
class _Signatures:
    byline: Signed = _NOBODY
    lead: Signed = _NOBODY
    tail: Signed = _NOBODY
    credit: Signed = _NOBODY

    @property
    def authors(self) -> tuple[str, ...]:
        every = (self.byline, self.lead, self.tail, self.credit)
        return tuple(dict.fromkeys(name for signed in every for name in signed.authors))


def make_story(rng: random.Random, habits: Habits, source: Source, article: int) -> Story:
    """Print one article as a page with these habits would.

    Args:
        rng: Decides.
        habits: What the page does.
        source: The article.
        article: Position of the article on the page.
    """
    signed = _signatures(rng, habits, source)
    opened = bool(signed.byline.text or signed.lead.text)
    head = make_head(rng, habits, source, article, opened=opened)
    body, clean = _body(rng, habits, rows(rng, habits, source), signed, article)
    opening = (
        [Piece(text=signed.byline.text, kind="byline", article=article)]
        if signed.byline.text
        else []
    )
    closing = (
        [Piece(text=signed.credit.text, kind="credit", article=article)]
        if signed.credit.text
        else []
    )
    if rng.random() < habits.jumped and source.shape == "plain":
        _jump(rng, opening, closing, article)
    return Story(
        article=article,
        ids=source.ids,
        title=head.title,
        subtitle=head.subtitle,
        head=head.pieces,
        opening=tuple(opening),
        body=body,
        closing=tuple(closing),
        captions=_captions(rng, habits, source),
        authors=signed.authors,
        byline=signed.byline.text,
        lead=signed.lead.text.strip(),
        tail=signed.tail.text,
        credit=signed.credit.text,
        date=signed.lead.day,
        clean=clean,
    )


def _signatures(rng: random.Random, habits: Habits, source: Source) -> _Signatures:
    def filled(patterns: tuple[str, ...], mark: str = "") -> Signed:
        pattern = rng.choice(patterns)
        return sign(
            rng,
            # A mark stands before names, not before a bracket or a label.
            pattern
            if pattern.startswith("（") or "：" in pattern or "文" in pattern[:2]
            else mark + pattern,
            day=source.printed,
            place=source.place,
            spacing=habits.spacing,
            between=habits.between,
        )

    if source.shape == "notice":
        return _notice_signature(rng, source)
    if source.shape == "briefs":
        return _Signatures()
    if source.shape in {"poem", "letter", "speech"} or rng.random() < habits.essay:
        return _Signatures(byline=filled(ESSAY)) if rng.random() < 0.8 else _Signatures()
    opened = habits.opened if source.shape in {"plain", "item"} else 0.0
    # Where an opening is not the custom, authors may stand at the end, or nowhere.
    chosen = rng.choices(
        ("lead", "byline", "end"), (opened, habits.stood, max(0.0, 1 - opened - habits.stood))
    )[0]
    if chosen == "lead":
        return _Signatures(lead=filled(habits.leads))
    if chosen == "byline":
        return _Signatures(byline=filled(habits.standing, rng.choice(habits.marks)))
    return _at_the_end(rng, habits, filled)


def _at_the_end(
    rng: random.Random, habits: Habits, filled: Callable[[tuple[str, ...]], Signed]
) -> _Signatures:
    if rng.random() < habits.tailed:
        return _Signatures(tail=filled(habits.tails))
    # Local papers name the authors of nearly everything that they print.
    if rng.random() < max(0.6, habits.credited * 4):
        return _Signatures(credit=filled(habits.credits))
    return _Signatures()


def _notice_signature(rng: random.Random, source: Source) -> _Signatures:
    if rng.random() < 0.4:
        return _Signatures()
    day = source.printed
    dated = rng.choice((f"{day.year}年{day_text(day)}", ""))
    return _Signatures(credit=Signed(f"{office(rng)} {dated}".strip(), (), ""))


def _body(
    rng: random.Random, habits: Habits, laid: list[Row], signed: _Signatures, article: int
) -> tuple[tuple[Piece, ...], dict[int, str]]:
    texts = [text for kind, text in laid if kind != "heading"]
    last, number = len(texts) - 1, 0
    pieces: list[Piece] = []
    clean: dict[int, str] = {}
    for kind, text in laid:
        if kind == "heading":
            pieces.append(Piece(text=text, kind=kind, article=article))
            continue
        others = tuple(t for t in texts if t != text)
        printed, unspoilt = spoil(rng, habits, text, others)
        before = signed.lead.text if number == 0 else ""
        behind = signed.tail.text if number == last else ""
        if unspoilt:
            clean[number] = before + unspoilt + behind
        pieces.append(
            Piece(
                text=before + printed + behind,
                kind=kind,
                article=article,
                paragraph=number,
                first=number == 0,
            )
        )
        number += 1
    return tuple(pieces), clean


def _jump(rng: random.Random, opening: list[Piece], closing: list[Piece], article: int) -> None:
    n = rng.randint(1, 8)
    if rng.random() < 0.35:
        text = rng.choice(
            (
                f"（上接第{n}版）",
                f"(上接{n}版)",
                f"上接第{n}版",
                f"（上接第0{n}版）",
                f"（紧接第{n}版）",
            )
        )
        opening.append(Piece(text=text, kind="jump", article=article))
    else:
        text = rng.choice(
            (
                f"（下转第{n}版）",
                f"(下转{n}版)",
                f"下转第{n}版",
                f"（下转第0{n}版）",
                f"▶▶下转第{n}版",
                f"（相关报道见第{n}版）",
            )
        )
        closing.append(Piece(text=text, kind="jump", article=article))


def _captions(rng: random.Random, habits: Habits, source: Source) -> tuple[str, ...]:
    if source.shape in {"notice", "briefs", "item", "poem"} or rng.random() >= habits.captioned:
        return ()
    count = rng.choices((1, 2, 3, 5), (70, 22, 6, 2))[0]
    made = (
        caption(
            rng,
            source,
            rng.choice(habits.caption_forms),
            rng.choice(habits.caption_starts),
            rng.choice(habits.caption_ends),
            habits.spacing,
        )
        for _ in range(count)
    )
    return tuple(dict.fromkeys(made))
