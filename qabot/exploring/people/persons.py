"""Offices that are the same in other words, and people of one name that offices and places tell apart."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from qabot.exploring.people.offices import Held
from qabot.language.kinds import kind_of
from qabot.language.normal import simplified
from qabot.language.titles import is_honour, title_at_end
from qabot.types import Passage

# Before an office: another one then, 副总理 is no 总理.
_OTHER_OFFICE = re.compile(
    "(?:副|前|原|代|总|当选|候任|常务|首席|理事|干事|候补|助理|执行|荣誉|名誉)$"
)
_ALIKE = (
    (re.compile("监督管理"), "监管"),
    (re.compile("疾病预防控制"), "疾控"),
    (re.compile("卫生健康"), "卫健"),
    (re.compile("(?<!人民)共和国|(?<=.)王国|联邦(?!调查|储备)|(?<=日本)国"), ""),
    (re.compile("中华人民共和国"), "中国"),
    (re.compile("美利坚合众国"), "美国"),
    (re.compile("^(?:中国)?(?=国家主席|国务院|国务委员)"), ""),
    (re.compile("^中国国家"), "国家"),
    (re.compile("^俄(?!罗斯)"), "俄罗斯"),
    (re.compile("^美(?!国)"), "美国"),
    (re.compile("^德意志"), "德国"),
    (re.compile("委员会(?=副?(?:主任|书记)$)"), "委"),
    (re.compile("新(?=当选|首相|总统|总理|任)"), ""),
    (re.compile("(?:党组|党委)书记、(?=[^、]{1,4}$)|常务(?=副)"), ""),
    (re.compile("(.)\\1(?=长$)"), "\\1"),
)
# Offices of a whole country or province, of states and of bodies between them: few hold them, and one after another.
_WIDE = re.compile(
    "国务|中共中央|中央|全国|国家|最高人民|总局|总统|总理|首相|国王|女王|外长|外交|大臣|议长|议员|部长|省长|省委|省政府|自治区|"
    "特区|特别行政区|联合国|委员长|北约|欧盟|行政长官|省人大|省政协|(?:北京|上海|天津|重庆)市(?:委|市?长)|司令员|军委|总参|"
    "证监会|银监会|保监会|大使|总干事|领袖|中国驻|亚洲|世界|国际|欧洲|大会|代表团|部部长|总裁|候选人"
)
# Says of no place which one it is.
_EVERYWHERE = re.compile(
    "人民政府|人民医院|人民法院|人民检察院|党支部|支部|党委|党组|县委|市委|镇委|乡委|有限公司|公司|集团|大学|学院|医院|研究所|研究院|公安局|"
    "教育局|派出所|委员会|第?[一二三四五六七八九十]+|中心|中学|小学|副|原|前"
)
_OF_STATES = frozenset(
    ["总统", "总理", "首相", "国王", "女王", "外长", "大使", "议长", "王储", "防长", "财长"]
)
_LONGEST_COUNTRY = 8
_SHARED_CHARS = 3
_OFTEN = 500
_NOT_YET = ("当选", "时任", "曾任", "前任", "历任")
_NEAR_NEVER = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that names the person with an office.

    Attributes:
        article: The same for reprints of each other.
    """

    passage: Passage
    held: Held
    article: str

    @property
    def day(self) -> str:
        """Day of print, behind all others where there is none."""
        published = self.passage.published
        return published.isoformat() if published else "9999-12-31"


@dataclass
class Line:
    """What is one office in several wordings.

    Attributes:
        evidence: At least one, in order of day.
    """

    evidence: list[Evidence]
    keys: set[str] = field(default_factory=set)

    @property
    def articles(self) -> set[str]:
        """Return the articles that name it, reprints once."""
        return {found.article for found in self.evidence}

    @cached_property
    def wording(self) -> str:
        """The wording that stands most often, of equally frequent ones the longest."""
        counts = Counter(found.held.office for found in self.evidence)
        return max(counts, key=lambda office: (counts[office], len(office), office))

    @property
    def first(self) -> Evidence:
        """The earliest passage that names the office, not its title alone where others name all of it.

        Nor one that tells of an election, after which others may hold it for months: 祝贺特朗普当选美国总统.
        """
        full = self._full
        return ([found for found in full if found.held.told not in _NOT_YET] or full)[0]

    @property
    def last(self) -> Evidence:
        """The latest one; not one that tells how the person once took the office."""
        full = self._full
        return ([found for found in full if not found.held.told] or full)[-1]

    @property
    def _full(self) -> list[Evidence]:
        """What names all of the office, dated if any is; everything where its title alone is more usual, as with 钟南山院士."""
        dated = [found for found in self.evidence if found.passage.published] or self.evidence
        full = [found for found in dated if key_of(found.held.office) in self.keys]
        return full if 2 * len(full) >= len(dated) else dated


def lines_of(evidence: Iterable[Evidence]) -> list[Line]:
    """Put offices together that are the same, in order of their first day."""
    groups: dict[str, Line] = {}
    for found in sorted(evidence, key=lambda found: (found.day, found.passage.id)):
        key = key_of(found.held.office)
        groups.setdefault(key, Line([], {key})).evidence.append(found)
    # Titles alone come last: then there is what they may be short for.
    lines = sorted(
        groups.values(), key=lambda line: (_is_bare(line), -len(line.articles), min(line.keys))
    )
    kept: list[Line] = []
    for line in lines:
        host = _host(line, kept)
        if host is None:
            kept.append(line)
        else:
            if not _is_bare(line):
                host.keys |= line.keys
            host.evidence += line.evidence
    for line in kept:
        line.evidence.sort(key=lambda found: (found.day, found.passage.id))
    return sorted(_without_chance(kept), key=lambda line: (line.first.day, -len(line.articles)))


@lru_cache(maxsize=1 << 12)
def key_of(office: str) -> str:
    """Return one form for wordings of the same office: 外交部部长 and 外交部长, 俄总统 and 俄罗斯联邦总统."""
    key = simplified(office)
    for pattern, form in _ALIKE:
        key = pattern.sub(form, key)
    return key


def _host(line: Line, others: Sequence[Line]) -> Line | None:
    """Return the more frequent line of which this one is another wording: 总统 of 美国总统."""
    (key,) = line.keys
    hosts = [
        other
        for other in others
        if any(
            _ends_alike(known, key) or (known != title_at_end(known) and _ends_alike(key, known))
            for known in other.keys
        )
    ]
    if not hosts:
        return None
    if not _is_bare(line):
        return hosts[0]
    day = line.first.day
    around = [host for host in hosts if host.first.day <= day <= host.last.day]
    return (around or hosts)[0]


def _is_bare(line: Line) -> bool:
    """Tell whether a line is a title alone."""
    return all(key == title_at_end(key) for key in line.keys)


def _ends_alike(longer: str, shorter: str) -> bool:
    """Tell whether a wording is another one with words before it; a bare title has too many of those to be led to."""
    if len(longer) <= len(shorter) or not longer.endswith(shorter):
        return False
    return not _OTHER_OFFICE.search(longer[: -len(shorter)])


def _without_chance(lines: list[Line]) -> list[Line]:
    """Leave out what is said once of somebody who is named with an office hundreds of times."""
    total = sum(len(line.articles) for line in lines)
    if total < _OFTEN:
        return lines
    return [line for line in lines if len(line.articles) >= _NEAR_NEVER]


def persons_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Keep people of one name apart where their offices or places differ, the one with most articles first.

    Two offices are of one person if an article gives both, if both are of a whole country or province, or if they name the
    same place or body; but heads of two states are two people. Honours, which go with any office, are of the person whose days are nearest.
    """
    groups: list[list[Line]] = []
    honours: list[Line] = []
    for line in lines:
        if is_honour(title_at_end(line.wording)) and not _linked(line, lines):
            honours.append(line)
            continue
        joined = [line]
        for group in [*groups]:
            if any(_same(line, other) for other in group) and not _of_two_states(joined, group):
                groups.remove(group)
                joined = [*group, *joined]
        groups.append(joined)
    for line in honours:
        _join_nearest(line, groups)
    for group in groups:
        group.sort(key=lambda line: line.first.day)
    return sorted(groups, key=lambda group: -sum(len(line.articles) for line in group))


def _linked(line: Line, lines: Sequence[Line]) -> bool:
    return any(other is not line and line.articles & other.articles for other in lines)


def _same(one: Line, other: Line) -> bool:
    if one.articles & other.articles:
        return True
    first, second = one.wording, other.wording
    if _WIDE.search(first) and _WIDE.search(second):
        return True
    return bool(_pieces(first) & _pieces(second))


def _of_two_states(some: Sequence[Line], others: Sequence[Line]) -> bool:
    """Tell whether offices are of different states: 美国总统 and 赤道几内亚总理 are two people."""
    one, other = ({_country(line.wording) for line in lines} - {""} for lines in (some, others))
    return bool(one and other) and not one & other


@lru_cache(maxsize=1 << 10)
def _country(office: str) -> str:
    """Return the country of an office of a state; empty for other offices."""
    key = key_of(office)
    if title_at_end(key) not in _OF_STATES:
        return ""
    ends = range(min(len(key) - 1, _LONGEST_COUNTRY), 1, -1)
    return next((key[:end] for end in ends if kind_of(key[:end]) == "ns"), "")


@lru_cache(maxsize=1 << 10)
def _pieces(office: str) -> frozenset[str]:
    """Return all pieces of so many characters in the names of places and bodies of an office."""
    named = simplified(office)
    named = named.removesuffix(title_at_end(named))
    return frozenset(
        part[at : at + _SHARED_CHARS]
        for part in _EVERYWHERE.split(named)
        for at in range(len(part) - _SHARED_CHARS + 1)
    )


def _join_nearest(line: Line, groups: list[list[Line]]) -> None:
    year = line.first.day[:4]
    near = [
        group
        for group in groups
        if any(other.first.day[:4] <= year <= other.last.day[:4] for other in group)
    ]
    if near or len(groups) == 1:
        (near or groups)[0].append(line)
    else:
        groups.append([line])
