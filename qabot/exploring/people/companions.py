"""Who else is named in the articles of a person."""

from collections import Counter
from collections.abc import Mapping

from qabot.exploring.people.types import Companion
from qabot.language.normal import normal_form
from qabot.searching.engine import Engine

_MOST = 10


def companions_of(name: str, articles: Mapping[str, str], engine: Engine) -> tuple[Companion, ...]:
    """Return those who are named in most of some articles.

    Args:
        name: Of the person.
        articles: One id of an article for each group of reprints.
        engine: Holds the archive.
    """
    own = normal_form(name)
    named = engine.people_of([*articles.values()])
    counts = Counter(
        other for people in named.values() for other in people if not _is_same(own, other)
    )
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Companion(name=other, articles=count) for other, count in ranked[:_MOST])


def _is_same(own: str, other: str) -> bool:
    """Tell whether a name is the person's own, with given names or without."""
    return own in other or other in own
