"""The engines behind `qabot.searching.engine.Engine`, each imported only where it is used."""

from qabot.searching.engine import Opener
from qabot.settings import Settings


def opener_of(settings: Settings) -> Opener:
    """Return what opens the archive of these settings."""
    from qabot.searching.engines.embedded import EmbeddedOpener

    return EmbeddedOpener(settings.index)
