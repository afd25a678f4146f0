"""A running bot for the tests of a module: `pytest_plugins = ["telegram_fixtures"]`."""

import signal
from collections.abc import Iterator

import pytest
from telegram_client import Bot, started

from telegram_server import TelegramServer


@pytest.fixture(scope="module")
def server() -> Iterator[TelegramServer]:
    with TelegramServer().running() as server:
        yield server


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """Settings of the bot besides those that every test needs; a module may have a fixture of its own."""
    return {}


@pytest.fixture(scope="module")
def running(
    server: TelegramServer, environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    with started(server, tmp_path_factory.mktemp("bot"), **environ) as bot:
        server.wait_for("getUpdates", timeout_s=60)
        yield bot
        bot.process.send_signal(signal.SIGTERM)
        assert bot.process.wait(60) == 0


@pytest.fixture
def own_server() -> Iterator[TelegramServer]:
    """A server for a test that starts bots of its own: two bots would take each other's poll."""
    with TelegramServer().running() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def bot(running: Bot, server: TelegramServer) -> Iterator[Bot]:
    """The bot of the module, with nothing said yet; all that it says must be proper calls."""
    server.forget()
    running.release.unlink(missing_ok=True)
    yield running
    assert server.problems == []
