"""What goes wrong between the press and the text file."""

import random
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from training.pages.habits import Habits
from training.pages.words import clauses

_REPEATABLE = re.compile(r"(?<=[，；])[^，。；！？：“”‘’（）《》]{6,22}，")
_MARKS = "，。；、："
_HALF = {
    "brackets": dict(zip("（）", "()", strict=True)),
    "quotes": dict(zip("“”‘’", "\"\"''", strict=True)),
}
_HALF["all"] = {
    **_HALF["brackets"],
    **_HALF["quotes"],
    **dict(zip("，：；？！", ",:;?!", strict=True)),
}


def spoil(
    rng: random.Random, habits: Habits, text: str, others: tuple[str, ...]
) -> tuple[str, str]:
    """Spoil a paragraph as optical recognition does.

    Args:
        rng: Decides.
        habits: Shares of each kind of noise.
        text: A paragraph, not empty.
        others: Paragraphs of the same article, whose words may stray in.

    Returns:
        The paragraph as printed, and without its repetition where it has one (else nothing).
    """
    if rng.random() < habits.lost_quote and "”" in text:
        place = rng.choice([i for i, char in enumerate(text) if char == "”"])
        text = text[:place] + text[place + 1 :]
    if rng.random() < habits.wrong_mark:
        text = _other_mark(rng, text)
    if rng.random() < habits.odd_space:
        place = rng.randrange(1, len(text))
        text = text[:place] + rng.choice((" ", " ", "\u00a0", "　")) + text[place:]
    if rng.random() < habits.lost_end:
        text = _stray_end(rng, text, others)
    if rng.random() < habits.repeated and (match := _REPEATABLE.search(text)):
        return text[: match.end()] + match.group() + text[match.end() :], text
    return text, ""


def _other_mark(rng: random.Random, text: str) -> str:
    places = [i for i, char in enumerate(text[:-1]) if char in _MARKS]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + rng.choice(("。", ",", "、", "", ".", ";")) + text[place + 1 :]


def _stray_end(rng: random.Random, text: str, others: tuple[str, ...]) -> str:
    """Replace the paragraph's end by words from elsewhere, as where a column was read twice."""
    found = clauses(others, 8, 24)
    commas = [i for i, char in enumerate(text) if char == "，" and i > 20]
    if not found or not commas:
        return text
    return text[: rng.choice(commas) + 1] + rng.choice(found)


def painter(habits: Habits) -> Callable[[str], str]:
    """Return what turns characters into those that this page's newspaper prints, one for one."""
    table: dict[str, str] = {}
    for kind in habits.ascii_marks:
        table.update(_HALF[kind])
    if habits.traditional:
        return lambda text: "".join(_traditional(table.get(char, char)) for char in text)
    numbers = str.maketrans(table)
    return lambda text: text.translate(numbers)


@lru_cache(maxsize=20_000)
def _traditional(char: str) -> str:
    return str(_converter().convert(char)) or char


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("s2t")
