"""Names as people type them, and the names of the archive that may have been meant."""

from qabot.exploring.people.offices import folded, name_behind_office
from qabot.language.titles import title_at_end, title_at_start
from qabot.messages import say

_LEAST = 2
_LONGEST = 40


def read_name(typed: str) -> str:
    """Return the name in what was typed, without an office beside it: 李克强总理, 国务院总理李克强.

    Raises:
        ValueError: There is none, or one of one character; says so, for people.
    """
    name = " ".join(typed.split())
    if not any(map(str.isalnum, name)):
        raise ValueError(say("没有写名字。", "No name was given."))
    if len(name) < _LEAST or len(name) > _LONGEST:
        raise ValueError(
            say(
                f"“{name}”不像一个人的全名，请写 {_LEAST} 到 {_LONGEST} 个字。",
                f"{name!r} is no full name; type {_LEAST} to {_LONGEST} characters.",
            )
        )
    plain = folded(name)
    behind = name[name_behind_office(plain) :]
    if behind != name:
        return behind
    title = title_at_end(plain)
    bare = name[: len(name) - len(title)]
    while title and bare[-1:] == "副":
        bare = bare[:-1]
    return bare if title and len(bare) >= _LEAST and title_at_start(plain[len(bare) :]) else name
