"""Titles, kickers and subtitles of an article."""

import random
from dataclasses import dataclass

from training.pages.articles import Source
from training.pages.habits import Habits
from training.pages.piece import Piece
from training.pages.words import clauses, heading, topic

_ASKS = (
    "{t}难在哪？",
    "{t}，怎么办？",
    "{t}为何受欢迎？",
    "{t}来了！",
    "{t}，准备好了吗？",
    "怎样看{t}？",
    "{t}有了哪些变化",
    "谁来管{t}？",
)
_SUBTITLES = (
    "{p}{t}工作纪实",
    "{p}{t}见闻",
    "记{p}{t}",
    "{p}推进{t}综述",
    "写在{t}之际",
    "{p}“{t}”走笔",
    "来自{p}的报告",
    "访{p}{t}负责人",
    "{t}侧记",
    "{c}",
    "{c}",
)


_LIKE_HEADINGS = frozenset(("made", "short", "quoted", "ask"))


@dataclass(frozen=True, slots=True)
class Head:
    """Title and subtitle as gold, and the pieces that print them."""

    title: str
    subtitle: str
    pieces: tuple[Piece, ...]


def make_head(
    rng: random.Random, habits: Habits, source: Source, article: int, *, opened: bool
) -> Head:
    """Print the title of an article in one of the page's forms.

    Args:
        rng: Decides.
        habits: Of the page.
        source: The article.
        article: Its position on the page.
        opened: Its authors stand below the title: only then may it be as short as a heading.
    """
    form = (
        "plain" if source.shape in {"notice", "briefs", "item"} else rng.choice(habits.title_forms)
    )
    if form in _LIKE_HEADINGS and not opened:
        form = "plain"
    parts, kicker = _titles(rng, source, form)
    title = " ".join(parts)
    subtitle = _subtitle(rng, habits, source) if not kicker and source.shape == "plain" else ""
    pieces = [Piece(text=part, kind="title", article=article) for part in parts]
    if kicker:
        pieces.insert(0, Piece(text=kicker, kind="subtitle", article=article))
    if subtitle:
        pieces.append(Piece(text=subtitle, kind="subtitle", article=article))
    shown = source.shape == "item" or rng.random() < habits.columns
    if source.column and form != "column" and shown:
        pieces.insert(0, Piece(text=source.column, kind="section"))
    return Head(title, kicker or subtitle, tuple(pieces))


def _titles(rng: random.Random, source: Source, form: str) -> tuple[list[str], str]:
    """Return the title's parts, and a kicker or nothing."""
    title = source.title
    made = {"made": _made, "short": _short, "quoted": _quoted, "ask": _ask}
    if form in made:
        return [made[form](rng, source) or title], ""
    if form == "column" and source.column:
        open_, close = rng.choice(("【】", "［］", "[]", "「」"))
        return [f"{open_}{source.column}{close}{title}"], ""
    if form == "kicker":
        return _kicker(rng, source)
    if form == "split" and " " in title:
        return title.split(" "), ""
    if form == "two":
        return [title.replace("，", " ") if title.count("，") == 1 else title], ""
    return [title.replace(" ", "，") if form == "comma" else title], ""


def _kicker(rng: random.Random, source: Source) -> tuple[list[str], str]:
    if " " in source.title:
        kicker, rest = source.title.split(" ", 1)
        return [rest], kicker
    found = clauses(source.paragraphs, 6, 16)
    return [source.title], rng.choice(found) if found and rng.random() < 0.5 else ""


def _made(rng: random.Random, source: Source) -> str:
    return heading(rng, source.paragraphs, rng.choice(("one", "two")))


def _short(rng: random.Random, source: Source) -> str:
    words = topic(rng, source.paragraphs)
    return (
        words
        if len(words) >= 4
        else rng.choice(("话说", "忆", "又见", "再访", "走近", "最爱", "我的", "故乡的")) + words
    )


def _quoted(rng: random.Random, source: Source) -> str:
    return heading(rng, source.paragraphs, "quoted")


def _ask(rng: random.Random, source: Source) -> str:
    return rng.choice(_ASKS).replace("{t}", topic(rng, source.paragraphs))


def _subtitle(rng: random.Random, habits: Habits, source: Source) -> str:
    if rng.random() >= habits.subtitle:
        return ""
    found = clauses(source.paragraphs, 6, 20)
    words = {
        "{p}": source.place,
        "{t}": topic(rng, source.paragraphs),
        "{c}": rng.choice(found) if found else "",
    }
    text = rng.choice(_SUBTITLES)
    for slot, word in words.items():
        text = text.replace(slot, word)
    if source.place:
        text = text.replace(source.place * 2, source.place)
    return rng.choice(habits.dashes) + text if text else ""
