"""Figures of the same thing brought together, also where sentences call it a little otherwise."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from qabot.language.amounts import Amount, is_counter
from qabot.language.amounts.lists import words_of
from qabot.language.words import Tokenizer
from qabot.types import Passage

# 全国粮食总产量 and 粮食产量 are one thing; so are 冬小麦播种面积 and 播种面积 of a topic that is 冬小麦.
_ALIKE = 0.5
# Words that do not tell one thing from another.
_COMMON = words_of("common")
# 新增确诊病例 is another thing than 累计确诊病例, however much they look alike.
_MARKS = ("新增", "累计", "现有", "日均", "月均", "年均", "人均", "单日", "境外")
# The same number again within so many days is the same report.
_SAME_NEWS = timedelta(days=31)
_DIRECT, _NEARBY, _UNNAMED = 1.0, 0.3, 0.1


@dataclass(frozen=True, slots=True)
class Said:
    """A figure where it is said.

    Attributes:
        passage: That says it.
        start: Where its sentence begins in the passage.
        end: Behind its sentence.
        direct: Its sentence names the topic; of others the title does.
    """

    amount: Amount
    passage: Passage
    start: int
    end: int
    direct: bool

    @property
    def day(self) -> date:
        """The last day of the period that it names, or else the day of print; the first of all without one."""
        return self.amount.last or self.passage.published or date.min

    @property
    def order(self) -> tuple[date, date, str, int]:
        """By date, then by day of print, then by place."""
        at = self.start + self.amount.start
        return self.day, self.passage.published or date.min, self.passage.id, at


@dataclass(slots=True)
class Series:
    """Figures of one thing.

    Attributes:
        words: That tell it from others.
        said: By date, each with how many further passages say the same of the same time.
    """

    words: frozenset[str]
    several: list[Said] = field(default_factory=list)
    said: list[tuple[Said, int]] = field(default_factory=list)

    @property
    def what(self) -> str:
        """How most call it; of equals, the shorter."""
        names = Counter(said.amount.what for said in self.several)
        return min(names, key=lambda name: (-names[name], len(name), name))

    @property
    def weight(self) -> float:
        """How much it says of the topic; the same number again and again is said once."""
        told: dict[object, float] = {}
        for said, _ in self.said:
            weight = _DIRECT if said.direct else _NEARBY
            told[said.amount.compared] = max(weight, told.get(said.amount.compared, 0.0))
        named = any(said.amount.subject for said, _ in self.said)
        return sum(told.values()) * (1.0 if named else _UNNAMED)


def series_of(every: Iterable[Said], own: set[str], tokenizer: Tokenizer) -> list[Series]:
    """Bring figures of the same thing together; those that say most of the topic first.

    Args:
        every: Figures, in any order.
        own: The topic's words: what is counted need not name them.
        tokenizer: Of the archive.
    """
    exact: dict[tuple[str, str, frozenset[str]], Series] = {}
    for said in every:
        words = _telling(said.amount.subject, own, tokenizer)
        key = (_kind(said.amount), _manner(said.amount), words)
        exact.setdefault(key, Series(words)).several.append(said)
    merged: dict[tuple[str, str], list[Series]] = {}
    for (kind, manner, words), one in sorted(exact.items(), key=_by_size):
        alike = merged.setdefault((kind, manner), [])
        known = next((other for other in alike if _are_alike(words, other.words)), None)
        if known is None:
            alike.append(one)
        else:
            known.several += one.several
    found = [one for several in merged.values() for one in several]
    for one in found:
        one.said = _folded(sorted(one.several, key=lambda said: said.order))
    return sorted(found, key=lambda one: (-one.weight, one.what))


def _by_size(
    item: tuple[tuple[str, str, frozenset[str]], Series],
) -> tuple[int, str, str, list[str]]:
    (kind, manner, words), one = item
    return -len(one.several), kind, manner, sorted(words)


def _telling(subject: str, own: set[str], tokenizer: Tokenizer) -> frozenset[str]:
    """Return the words of a thing that tell it from others; none for what the topic itself counts."""
    if not subject:
        return frozenset(("",))
    # 粮食总产量 may be one word, and 粮食 and 产量 those of the topic.
    for word in sorted(own, key=len, reverse=True):
        subject = subject.replace(word, " ") if len(word) > 1 else subject
    words = {token.word for token in tokenizer.cut(subject) if token.word.isalnum()}
    return frozenset(words - _COMMON - own)


def _are_alike(words: frozenset[str], others: frozenset[str]) -> bool:
    if not words or not others:
        return words == others
    return len(words & others) / len(words | others) > _ALIKE


def _kind(amount: Amount) -> str:
    """Return the unit in which a figure can be compared; one for all that is counted piece by piece."""
    unit = amount.compared[1]
    return "" if is_counter(unit) or unit == "人" else unit


def _manner(amount: Amount) -> str:
    """Return what of a thing is told: by how much it changed, what is new of it, what it is on average."""
    return " ".join((amount.change, *(mark for mark in _MARKS if mark in amount.subject)))


def _folded(several: Sequence[Said]) -> list[tuple[Said, int]]:
    """Leave out what is said again: by a reprint, or by another report of the same news."""
    kept: list[tuple[Said, int]] = []
    latest: dict[object, int] = {}
    for said in several:
        amount = said.amount
        same = (*amount.compared, amount.upto, amount.first, amount.last)
        at = latest.get(same)
        if at is not None and (amount.first or said.day - kept[at][0].day <= _SAME_NEWS):
            first, repeats = kept[at]
            again = said.passage.article_id != first.passage.article_id
            kept[at] = first, repeats + again
        else:
            latest[same] = len(kept)
            kept.append((said, 0))
    return kept
