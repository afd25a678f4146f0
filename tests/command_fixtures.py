"""The command in a folder of each test: `pytest_plugins = ["command_fixtures"]`."""

from pathlib import Path

import pytest
from command import Command

from qabot.settings import Settings


@pytest.fixture
def empty(tmp_path: Path, cache: Path) -> Command:
    """The command in an empty folder."""
    return Command(tmp_path, cache)


@pytest.fixture
def qabot(own_settings: Settings, cache: Path) -> Command:
    """The command in a folder with a copy of the small archive and its index, where both are by default."""
    return Command(own_settings.index.parent, cache)
