"""Names of the archive that may have been meant, where it has none as typed."""

from collections.abc import Sequence

from qabot.language.normal import normal_form
from qabot.searching.engine import Engine
from qabot.searching.homophones import Homophones

_MOST = 5
# A name of two characters has too many others that share one of them.
_LEAST_ALIKE = 3
_ALL = 1_000_000


def nearest(name: str, engine: Engine) -> tuple[str, ...]:
    """Return a few names that sound like one, else those that differ in one character; of both kinds the most frequent.

    Args:
        name: As typed; the archive does not have it.
        engine: Holds the archive.
    """
    sought = normal_form(name)
    known = dict([*engine.people("", _ALL), *engine.people(sought[:1], _ALL)])
    homophones = Homophones([other for other in known if len(other) == len(sought)])
    alike = sorted(homophones.alike(sought), key=lambda pair: (not pair[1], -known[pair[0]]))
    found = [other for other, _ in alike]
    found += sorted(
        filter(lambda other: _like(sought, other), known), key=lambda other: -known[other]
    )
    return tuple(list(dict.fromkeys(found))[:_MOST])


def _like(one: str, other: str) -> bool:
    """Tell whether names differ in one character, or one is a whole part of the other's."""
    if one in other.split("·") or other in one.split("·"):
        return True
    return len(one) == len(other) >= _LEAST_ALIKE and _different(one, other) == 1


def _different(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
