"""Word lists about numbers, from `words.txt`."""

from functools import cache
from importlib import resources

_FILE = "words.txt"


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of a list, in normal form.

    Raises:
        ValueError: There is no such list.
    """
    lines = resources.files(__package__).joinpath(_FILE).read_text("utf-8").splitlines()
    words = frozenset(
        word
        for line in lines
        if line.startswith(f"{name}: ")
        for word in line.partition(": ")[2].split()
    )
    if not words:
        raise ValueError(f"no words of {name!r} in {_FILE}")
    return words
