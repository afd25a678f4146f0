"""What a person says of a page, against what the reader finds; how it is written: files.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from qabot.types import Role

NO_ROLES: Mapping[int, Role] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedArticle:
    """An article as a person drew it on the page.

    Attributes:
        lines: Lines of the page that belong to it, in reading order; each first and last, from 1.
        title_lines: Lines that are its title; they belong to the article whether `lines` has them or not.
        title: Its title as text; empty: it has none; None: nothing is said, or `title_lines` say it.
        subtitle_lines: As for the title.
        subtitle: As for the title.
        authors: Their names; None where nothing is said.
        published: Its own date, where it differs from the page's.
    """

    lines: tuple[tuple[int, int], ...]
    title_lines: tuple[int, ...] = ()
    title: str | None = None
    subtitle_lines: tuple[int, ...] = ()
    subtitle: str | None = None
    authors: tuple[str, ...] | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """All that a sidecar says; None and emptiness mean that it says nothing.

    Attributes:
        roles: Line of the page → what it is; read only.
        articles: No two share a line.
        joins: Line of a piece, and a later line that goes on with it; no line twice on one side.
        apart: Line of a piece, and a later line that does not go on with it; none of them is in `joins`.
    """

    newspaper: str | None = None
    page_number: str | None = None
    published: date | None = None
    url: str | None = None
    roles: Mapping[int, Role] = field(default_factory=lambda: NO_ROLES)
    articles: tuple[CorrectedArticle, ...] = ()
    joins: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()

    @property
    def has_lines(self) -> bool:
        """True if anything is said of lines, and not of the page alone."""
        return bool(self.roles or self.articles or self.joins or self.apart)


NOTHING = Corrections()
"""Where nobody said anything."""
