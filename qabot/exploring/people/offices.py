"""Offices with which a text names a person: before the name, behind it, or given to it.

Nothing is made up: an office is a piece of the text, found from the title at its end back to where it begins.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qabot.exploring.people.bounds import OfficeBounds
from qabot.language.foreign_names import SOUNDS
from qabot.language.normal import simplified
from qabot.language.surnames import is_name
from qabot.language.titles import title_at_end, title_at_start

_DOTS = str.maketrans("•・‧∙", "····")
_CLAUSE = re.compile(r"[，。：；！？\n“”\"‘’《》（）()…,;:!?【】]")
_LONGEST_CLAUSE = 80
_GIVEN = re.compile(
    r"(?:同志|先生|女士)?(?:[已将又曾也]|继续|再次|正式|当天|同时){0,2}"
    r"(?P<how>现任|历任|曾任|时任|担任|出任|当选(?=为?)|就任|接任|升任|兼任|连任|任(?![命职免期务何由选])|为|是|不再担任|不再兼任)为?"
    r"(?P<offices>[^，。：；！？\n“”（）,;]{2,50})"
)
_TAKEN = re.compile(
    r"(?:同志)?(?:所?担任|兼任)?的(?P<offices>[^，。：；！？\n“”（）,;]{2,40}?)(?:一职|职务|等职)"
)
_THEN = re.compile("时任|曾任|前任|历任")
_A_POST = re.compile("(?:一职|职务|等职)$")
_BEFORE_A_DOT = re.compile(r"([^\W\d_]+)(?:·[^\W\d_]+)*·$")
# 栖川段长41.3公里: how long it is, and no head of it.
_LENGTH = re.compile(
    r"(?:[约近达超逾共为]|超过|大约)*[\d.〇零一二三四五六七八九十百千万两余多]+(?:公里|千米|[米里丈])"
)
_LISTED = "、和与及"
_LONGEST_LIST = 12
_ADDRESS = 9
# Held by several at once, so that one may be said of all who follow.
_SHARED = re.compile("副|委员$|常委$|院士$|代表$|教授$|专家$|记者$|书记处书记$|理事$|大使$|议员$")


@dataclass(frozen=True, slots=True)
class Held:
    """An office that a text gives to a person.

    Attributes:
        office: As printed.
        start: Where it stands in the text.
        end: Behind it.
        name: Where the name stands, [start, end).
        told: By which word the text tells that the person took it, perhaps long ago: 任 in 2013年任国务院总理; else empty.
    """

    office: str
    start: int
    end: int
    name: tuple[int, int]
    told: str = ""


def folded(text: str) -> str:
    """Return a text of the same length in which names are compared: simplified, dots inside names alike."""
    return simplified(text).translate(_DOTS)


class OfficeFinder:
    """Finds the offices of one person.

    Args:
        name: As people write it.
        bounds: Tells where an office begins and where a name ends.
    """

    def __init__(self, name: str, bounds: OfficeBounds) -> None:
        self.name = folded(name)
        self._bounds = bounds
        self._name = re.compile(re.escape(self.name))

    def mentions(self, text: str) -> list[tuple[int, int]]:
        """Return where the person is named in a text; not where the name is a part of a longer one."""
        plain = folded(text)
        return [found.span() for found in self._name.finditer(plain) if self._whole(plain, found)]

    def offices(self, text: str) -> list[Held]:
        """Return the offices that a text gives to the person, in its order."""
        plain = folded(text)
        found: dict[tuple[int, int], Held] = {}
        for start, end in self.mentions(text):
            given = _GIVEN.match(plain, end)
            told = self._listed(plain, given)
            taken = self._listed(plain, _TAKEN.match(plain, end))
            for first, last in (*self._before(plain, start), *_address(plain, end), *taken, *told):
                held = Held(
                    office=text[first:last],
                    start=first,
                    end=last,
                    name=(start, end),
                    told=given["how"] if given and (first, last) in told else _then(plain, first),
                )
                found.setdefault((first, last), held)
        return [found[span] for span in sorted(found)]

    def _whole(self, plain: str, found: re.Match[str]) -> bool:
        return self._bounds.ends_there(self.name, plain[found.end() : found.end() + 6])

    def _before(self, plain: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield the offices that stand before a name, and those that it shares with others in a list."""
        begin = _clause_begins(plain, start)
        clause = plain[begin:start]
        if clause.endswith("·"):
            clause = _without_given_names(clause)
        clause = clause.removesuffix(" ")
        spans = self._bounds.joined(clause)
        if not spans and clause.endswith(tuple(_LISTED)):
            spans = [
                (first, last)
                for first, last in self._of_list(clause)
                if _SHARED.search(clause[first:last])
            ]
        for first, last in spans:
            yield begin + first, begin + last

    def _of_list(self, clause: str) -> Sequence[tuple[int, int]]:
        """Return the offices of the person who heads a list of bare names: 副总理张高丽、刘延东、.

        None for 书记刘云山和刘延东: there 和 may as well begin another list.
        """
        end = len(clause) - 1
        for place in range(_LONGEST_LIST):
            at = max(clause.rfind(mark, 0, end) for mark in _LISTED) + 1
            item = clause[at:end]
            if not is_name(item):
                listed = place > 0 or clause[end] == "、"
                ends = name_behind_office(item) if listed else 0
                return self._bounds.joined(clause[: at + ends]) if ends else []
            end = at - 1
            if end <= 0 or clause[end] != "、":
                return []
        return []

    def _listed(self, plain: str, found: re.Match[str] | None) -> list[tuple[int, int]]:
        """Return the offices that a text gives to a name or takes from it."""
        if found is None:
            return []
        begin = found.start("offices")
        offices = _A_POST.sub("", found["offices"])
        return [(begin + first, begin + last) for first, last in self._bounds.listed(offices)]


def _address(plain: str, end: int) -> list[tuple[int, int]]:
    """Return the title that follows a name: 李克强总理."""
    title = title_at_start(plain[end : end + _ADDRESS])
    if not title or (title.endswith("长") and _LENGTH.match(plain, end + len(title))):
        return []
    return [(end, end + len(title))]


def _then(plain: str, first: int) -> str:
    """Return the word before an office that says that it was held then, not on the day of print: 时任."""
    found = _THEN.search(plain, max(0, first - 2), first)
    return found[0] if found else ""


def _clause_begins(plain: str, start: int) -> int:
    begin = max(0, start - _LONGEST_CLAUSE)
    marks = [mark.end() for mark in _CLAUSE.finditer(plain, begin, start)]
    return marks[-1] if marks else begin


def _without_given_names(clause: str) -> str:
    """Return a clause without the names before the one by which a person is known: 总统弗拉基米尔·."""
    names = _BEFORE_A_DOT.search(clause)
    if names is None:
        return ""
    # Of the first name, what is written by sound: the last characters of a title may be such as well, 理 in 总理马克.
    first = names.end(1)
    begin = first
    while begin > names.start() and clause[begin - 1] in SOUNDS:
        begin -= 1
    return clause[: max((at for at in range(begin, first) if title_at_end(clause[:at])), default=0)]


@lru_cache(maxsize=1 << 12)
def name_behind_office(item: str) -> int:
    """Return where the name in 国务院副总理张高丽 begins; 0 if that is not what stands there."""
    for at in range(len(item) - 2, 1, -1):
        if title_at_end(item[:at]) and is_name(item[at:]):
            return at
    return 0
