"""Which of the 250,002 pieces of the packaged tokenizer the reader keeps, and its ids.

The reader sees normal form alone, so pieces with traditional, full-width or capital characters never occur. Of
the rest it keeps every single character of any script, every piece of Han characters, and of the pieces of
digits, Latin letters and marks those that texts use and the most probable ones.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from string import ascii_lowercase, digits

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from qabot.indexing.encoder.tokenizer import build_tokenizer
from qabot.language.normal import normal_form

Pieces = Sequence[tuple[str, float]]
Ids = NDArray[np.int32]

SPECIAL = 4  # <s>, <pad>, </s>, <unk>: the first ids
UNKNOWN = 3
_SPACE = "▁"
_MASK = "<mask>"
_NUMBER = frozenset(digits + ".,%-:/")


def choose_kept(
    pieces: Pieces, texts: Iterable[str], *, least: int = 2, probable: int = 4000
) -> Ids:
    """Choose the pieces that remain.

    Args:
        pieces: Of the packaged tokenizer, in order of id.
        texts: Raw texts of the kind that is read; pieces of several digits, Latin letters or marks are kept if
            they occur in them.
        least: How often such a piece must occur.
        probable: So many of these pieces, those with the highest probability, are kept anyway.

    Returns:
        Ids of the packaged tokenizer, (n,) int32, ascending: position in it is the new id.
    """
    kinds = [_kind(piece) for piece, _ in pieces]
    possible = np.flatnonzero([kind != "never" for kind in kinds]).astype(np.int32)
    possible = np.union1d(np.arange(SPECIAL, dtype=np.int32), possible).astype(np.int32)
    tokenizer = pruned_tokenizer(pieces, possible)
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(normal_form(text), add_special_tokens=False).ids)
    likely = sorted(
        (old for old in possible.tolist() if kinds[old] == "if used"),
        key=lambda old: -pieces[old][1],
    )
    anyway = set(likely[:probable])
    kept = [
        old
        for new, old in enumerate(possible.tolist())
        if old < SPECIAL or kinds[old] == "always" or counts[new] >= least or old in anyway
    ]
    return np.array(kept, dtype=np.int32)


def pruned_tokenizer(pieces: Pieces, kept: Ids) -> Tokenizer:
    """Build the tokenizer that knows only these pieces; its ids are positions in `kept`.

    A piece that is gone is cut into pieces that remain: training must use this tokenizer and not translate the
    ids of the whole one.
    """
    return build_tokenizer([pieces[old] for old in kept.tolist()])


def new_ids(kept: Ids, vocabulary: int) -> Ids:
    """Return for every id of the packaged tokenizer its new one, (vocabulary,) int32; `<unk>` for what is gone."""
    translated = np.full(vocabulary, UNKNOWN, dtype=np.int32)
    translated[kept] = np.arange(len(kept), dtype=np.int32)
    return translated


def _kind(piece: str) -> str:
    """Tell pieces that are always kept, those that are if they occur, and those that are never."""
    text = piece.removeprefix(_SPACE)
    if piece == _MASK or not all(map(_in_normal_form, text)):
        return "never"
    scripts = {_script(char) for char in text}
    if len(text) <= 1 or scripts == {"han"}:
        return "always"
    return "if used" if scripts <= {"latin", "number", "mark"} else "never"


@cache
def _in_normal_form(char: str) -> bool:
    return normal_form(char) == char


@cache
def _script(char: str) -> str:
    if char in ascii_lowercase:
        return "latin"
    if char in _NUMBER:
        return "number"
    if unicodedata.name(char, "").startswith("CJK UNIFIED"):
        return "han"
    return "mark" if unicodedata.category(char)[0] in "PS" else "other"
