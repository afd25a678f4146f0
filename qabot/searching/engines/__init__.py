"""The engines behind `qabot.searching.engine.Engine`, each imported only where it is used."""

from qabot.searching.engine import Opener
from qabot.settings import Settings


def opener_of(settings: Settings) -> Opener:
    """Return what opens the archive of these settings.

    Raises:
        SettingsError: The engine's package is not installed.
        EngineError: The server that holds the archive does not answer.
    """
    if settings.engine == "milvus":
        from qabot.searching.engines.milvus import MilvusOpener

        return MilvusOpener(settings)
    from qabot.searching.engines.embedded import EmbeddedOpener

    return EmbeddedOpener(settings.index)
