"""Parts of speech by jieba's dictionary, without the second tagger that jieba.posseg loads (about a second).

The file's lines begin with the word and are sorted by code point, so a word is found by halving.
"""

from functools import cache, lru_cache
from importlib import resources


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str:
    """Return jieba's part of speech of a word: nr person, ns place, nt body, n noun, v verb.

    Args:
        word: In normal form; of two characters or more, the first of them Chinese.

    Returns:
        Empty for a word that the dictionary does not have.
    """
    lines, low = _dictionary()
    sought = word.encode("utf-8", "replace") + b" "
    high = len(lines)
    while low < high:
        middle = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
        end = lines.find(b"\n", middle)
        if end < 0:
            end = len(lines)
        line = lines[middle:end]
        if line.startswith(sought):
            return line.rpartition(b" ")[2].strip().decode()
        # The word alone decides: a space sorts before everything that goes on.
        if line.partition(b" ")[0] + b" " < sought:
            low = end + 1
        else:
            high = middle
    return ""


@cache
def _dictionary() -> tuple[bytes, int]:
    """Return the file, and where its Chinese words begin: those before them are in no order."""
    lines = resources.files("jieba").joinpath("dict.txt").read_bytes()
    return lines, lines.index("\n一 ".encode()) + 1
