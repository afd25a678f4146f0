"""Titles with which people are named: offices, honours, occupations; by a list, from the end or the start of a text."""

from functools import cache
from importlib import resources

_LONGEST = 7
# 副主任, 总队长: stands before an office and is part of it.
_RANKS = "副总前原代"
# 主席台, 部长级, 院长助理: what begins like a title and is something else.
_GOES_ON = (
    "级",
    "助理",
    "台",
    "团",
    "处",
    "令",
    "府",
    "会议",
    "奖",
    "杯",
    "办公",
    "代表团",
    "集团",
)


def title_at_end(text: str) -> str:
    """Return the title with which a text ends, the longest one; empty if it ends with none.

    Args:
        text: Simplified characters.
    """
    for length in range(min(_LONGEST, len(text)), 1, -1):
        if text[-length:] in _titles():
            return text[-length:]
    return ""


def title_at_start(text: str) -> str:
    """Return the title with which a text begins, with 副 and the like; empty if it begins with none or with a longer word."""
    for ranked in (0, 1) if text[:1] and text[0] in _RANKS else (0,):
        for end in range(min(_LONGEST, len(text)), ranked + 1, -1):
            if text[ranked:end] in _address():
                return "" if text.startswith(_GOES_ON, end) else text[:end]
    return ""


def is_honour(title: str) -> bool:
    """Tell whether a title is an honour or a rank, which goes with any office."""
    return title in _groups()["honours"]


@cache
def _groups() -> dict[str, frozenset[str]]:
    lines = resources.files(__package__).joinpath("titles.txt").read_text("utf-8").splitlines()
    rows = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return {group: frozenset(words.split()) for group, words in rows}


@cache
def _led() -> frozenset[str]:
    return frozenset(f"{what}长" for what in _groups()["led"])


@cache
def _titles() -> frozenset[str]:
    groups = _groups()
    return _led() | groups["offices"] | groups["honours"] | groups["occupations"]


@cache
def _address() -> frozenset[str]:
    return _led() | _groups()["address"]
