"""What a run tells while it goes on, and at its end."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qabot.types import Skipped


class Progress(Protocol):
    """Where a run tells how far it is."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def advance(self, steps: int) -> None:
        """Note that so many more steps of the stage are done."""


class Silent:
    """A progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Do nothing."""

    def advance(self, steps: int) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a run did.

    Attributes:
        new: Passages embedded in this run.
        reused: Passages whose vectors were there already.
        removed: Passages of the last build that this one does not have.
        duplicates: Articles that are there already, word for word, under the same id: further sources.
        reprints: Articles that are nearly identical to another one.
        aliases: Ids of earlier builds that lead to an article.
        changed: False if the index was up to date and nothing was written.
        seconds: Of the whole run.
        folder: The build in force.
    """

    files: int
    articles: int
    passages: int
    new: int
    reused: int
    removed: int
    duplicates: int
    reprints: int
    aliases: int
    skipped: tuple[Skipped, ...]
    changed: bool
    seconds: float
    folder: Path
