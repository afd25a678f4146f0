"""What is wrong with an installation, and the command that mends it.

A table of checks, each a function that stands alone: it imports what it needs itself, so that one broken part hides
none of the others.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from qabot.doctor.archive import ARCHIVE
from qabot.doctor.machine import MACHINE
from qabot.doctor.services import SERVICES
from qabot.findings import Check, Examined, Finding, examine, ok
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.settings import Settings

__all__ = ["look"]


def look(load: "Callable[[], Settings]") -> Iterator[Examined]:
    """Yield what each check finds, one after the other.

    Args:
        load: Reads the settings; where it fails, that is a fault, and only what needs none is looked at besides.
    """
    yield from examine(MACHINE, None)
    read: list[Settings] = []

    def settings(_: None) -> Finding:
        read.append(load())
        return ok(_shown(read[0]))

    yield from examine([Check("settings", "设置", "settings", settings)], None)
    for found in read:
        yield from examine((*ARCHIVE, *SERVICES), found)


def _shown(settings: "Settings") -> str:
    """Return where things are; no secret is among it."""
    return say(
        f"语料 {settings.corpus}，索引 {settings.index}，缓存 {settings.cache}",
        f"corpus {settings.corpus}, index {settings.index}, cache {settings.cache}",
    )
