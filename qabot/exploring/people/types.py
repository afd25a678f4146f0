"""What is found about a person."""

from collections.abc import Iterator
from dataclasses import dataclass

from qabot.types import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office with which the archive names a person.

    Attributes:
        name: Of the office, in the wording that the archive has most often; a citation may have another: 总统 for 美国总统.
        first: The earliest passage that names the person with it.
        last: The latest one; the same as `first` where there is one only.
        articles: That name the person with it, reprints counted once; of a name of many passages, among those read.
    """

    name: str
    first: Citation
    last: Citation
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody who is named in the same articles.

    Attributes:
        articles: That name both, of those looked at.
    """

    name: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of those who have a name, as far as offices and places tell them apart.

    Attributes:
        offices: In order of their first day.
        companions: Those named most often in the articles that give these offices.
    """

    offices: tuple[Office, ...]
    companions: tuple[Companion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """What an archive says about a name.

    Attributes:
        name: As it was looked for.
        persons: The one with most articles first; none where nobody of the name has an office.
        first: The earliest passage with the name; None if there is none.
        last: The latest one; the same as `first` where there is one only.
        passages: That have the name; where not all were read, those that have its words.
        read: How many of them were read; fewer where there are very many.
        left_out: Offices that were found and are not among those of the persons.
        companions: Those named most often in the articles of the name.
        nearest: Names of the archive that look or sound like it, where it has none of that name.
    """

    name: str
    persons: tuple[Person, ...] = ()
    first: Citation | None = None
    last: Citation | None = None
    passages: int = 0
    read: int = 0
    left_out: int = 0
    companions: tuple[Companion, ...] = ()
    nearest: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """True if the archive has the name."""
        return self.first is not None

    @property
    def complete(self) -> bool:
        """True if every passage with the name was read."""
        return self.read == self.passages

    def citations(self) -> tuple[Citation, ...]:
        """Return all citations in order of their numbers, each once."""
        numbered = {citation.number: citation for citation in self._all()}
        return tuple(numbered[number] for number in sorted(numbered))

    def _all(self) -> Iterator[Citation]:
        for person in self.persons:
            for office in person.offices:
                yield from (office.first, office.last)
        yield from (end for end in (self.first, self.last) if end)
