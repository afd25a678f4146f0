"""The packaged model's tokenizer for questions: loaded at once, and small in memory.

`tokenizers` keeps 250,002 pieces as a tree of hash tables, in 280 MB, and takes a second to make them, where a
dictionary of 50 MB is there in a sixth of that. It cuts passages all the same, many at once and without holding up
Python (see `OnnxTransformer`).
"""

import re
from pathlib import Path

import numpy as np

from qabot.indexing.encoder.tokenizer import BEGIN, END, UNKNOWN, text_normalizer

PIECES_FILE = "pieces.txt"
SCORES_FILE = "pieces.npy"
_UNKNOWN_PENALTY = 10.0  # below the least probable piece, as sentencepiece has it


class Unigram:
    """The pieces in a dictionary, and the most probable way through a text; gives the ids of `build_tokenizer`.

    Args:
        folder: Holds the pieces in order of id, one a line, and their log probabilities.

    Attributes:
        pieces: Piece → id.
        scores: Log probabilities by id.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is damaged.

    Source: Kudo 2018, subword regularization, section 3.1.
    """

    def __init__(self, folder: Path) -> None:
        names = (folder / PIECES_FILE).read_text("utf-8").split("\n")
        self.scores: list[float] = np.load(folder / SCORES_FILE, allow_pickle=False).tolist()
        self.pieces = dict(zip(names, range(len(self.scores)), strict=True))
        self._longest = max(map(len, names))
        self._unknown_score = min(self.scores) - _UNKNOWN_PENALTY
        self._normalizer = text_normalizer()

    def ids(self, text: str, most: int) -> list[int]:
        """Return the ids of a text, `<s>` and `</s>` around it, cut off at its end to so many."""
        normal = self._normalizer.normalize_str(text).replace(" ", "▁")
        if normal and not normal.startswith("▁"):
            normal = "▁" + normal
        ids = [BEGIN]
        for word in re.findall("▁[^▁]*", normal):
            ids += self._cut(word)
        return [*ids[: most - 1], END]

    def _cut(self, word: str) -> list[int]:
        """Return the pieces of the highest sum of scores; unknown characters in a row are one piece."""
        ends = range(1, len(word) + 1)
        best = [0.0] + [-np.inf for _ in ends]
        start_of, id_of = [0] * len(best), [UNKNOWN] * len(best)
        for start in range(len(word)):
            for end in ends[start : start + self._longest]:
                piece = self.pieces.get(word[start:end])
                if piece is None and end > start + 1:
                    continue
                score = best[start] + (self._unknown_score if piece is None else self.scores[piece])
                if score > best[end]:
                    best[end], start_of[end] = score, start
                    id_of[end] = UNKNOWN if piece is None else piece
        ids: list[int] = []
        at = len(word)
        while at:
            if id_of[at] != UNKNOWN or ids[-1:] != [UNKNOWN]:
                ids.append(id_of[at])
            at = start_of[at]
        return ids[::-1]
