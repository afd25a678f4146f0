"""Other words for those of a question: abbreviations and full names, spoken and written words."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from qabot.language.normal import normal_form
from qabot.language.words import Token

_FILE = "abbreviations.txt"
# Names of so many characters are taken as they stand; jieba cuts many of them wrongly.
_UNMISTAKABLE = 3


class Synonyms:
    """Groups of words that say the same.

    Args:
        lines: `a b c`: each stands for each; `a > b c`: a also for b and c, but neither of them for a.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._others: dict[str, dict[str, None]] = {}
        for line in lines:
            left, _, right = normal_form(line).partition(">")
            for word in left.split():
                others = dict.fromkeys((*left.split(), *right.split()))
                del others[word]
                self._others.setdefault(word, {}).update(others)
        self._longest = max(map(len, self._others), default=0)

    def expansions(self, text: str, tokens: Iterable[Token]) -> dict[str, tuple[str, ...]]:
        """Return what else the words of a text are called; of those inside each other, the longest count.

        Args:
            text: In normal form.
            tokens: Its words.

        Returns:
            Word or name of the text → what else may stand for it, in normal form.
        """
        tokens = list(tokens)
        starts = {token.start for token in tokens}
        ends = {token.end for token in tokens}
        spans = [
            (start, end)
            for start, end in self._spans(text)
            if end - start >= _UNMISTAKABLE
            or (start in starts and end in ends)
            # 我 | 国外 | 储: a short name may be cut wrongly on one side.
            or (end - start > 1 and (start in starts or end in ends))
        ]
        outermost = [
            (start, end)
            for start, end in spans
            if not any(s <= start and end <= e and (s, e) != (start, end) for s, e in spans)
        ]
        return {text[start:end]: tuple(self._others[text[start:end]]) for start, end in outermost}

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        for start in range(len(text)):
            for end in range(start + 1, min(start + self._longest, len(text)) + 1):
                if text[start:end] in self._others:
                    yield start, end


def lines_for(short_names: Iterable[tuple[str, str]]) -> list[str]:
    """Return the project's own groups and the short names that an archive explains, as `Synonyms` takes them."""
    return [*own_lines(), *map(" ".join, short_names)]


@cache
def own_lines() -> tuple[str, ...]:
    """Return the project's own groups, as `Synonyms` takes them."""
    text = resources.files("qabot.language").joinpath(_FILE).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def synonyms_of(word: str, expansions: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what stands for a word in a text, of two characters and more: for itself, or for a name that it is in."""
    for phrase, others in expansions.items():
        if word in phrase:
            yield from (other for other in others if len(other) > 1)
