"""What every test stands on: a clean environment, one packaged model for the session, light parts."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import ROWS
from parts import BigramEncoder, record, write_corpus

from qabot.bot import QABot
from qabot.indexing.encoder import Encoder, load_encoder
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.settings import Settings


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of the session; QABOT_TEST_CACHE keeps the packaged model between sessions."""
    kept = os.environ.get("QABOT_TEST_CACHE")
    return Path(kept) if kept else tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session", autouse=True)
def clean_environment(cache: Path) -> Iterator[None]:
    """Hide the developer's settings and the network of models; restore them at the end."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("QABOT_")]:
            patch.delenv(name)
        patch.setenv("QABOT_CACHE", str(cache))
        patch.setenv("HF_HUB_OFFLINE", "1")
        # So much time that a busy machine reads the same passages as an idle one.
        patch.setenv("QABOT_READER_MS", "60000")
        yield


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Let child processes be interrupted, also where these tests run in the background and ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """Let no test leave its language to the next."""
    yield
    speak(None)


@pytest.fixture(scope="session")
def encoder(cache: Path) -> Encoder:
    """The packaged model."""
    return load_encoder(Settings(cache=cache))


@pytest.fixture(scope="session")
def tokenizer(cache: Path) -> Tokenizer:
    """jieba with the project's dictionary."""
    return Tokenizer(cache=cache)


@pytest.fixture
def settings(tmp_path: Path, cache: Path) -> Settings:
    """Settings of a corpus and an index of this test's own; the corpus holds three articles."""
    write_corpus(tmp_path / "corpus", [record(number) for number in (1, 2, 3)])
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", cache=cache)


@pytest.fixture
def built(settings: Settings, tokenizer: Tokenizer) -> BuildReport:
    """The first index over the corpus of `settings`, by the light encoder."""
    return reindex(settings, BigramEncoder(), tokenizer)


@pytest.fixture(scope="session")
def small_settings(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder, tokenizer: Tokenizer
) -> Settings:
    """Settings of the small archive, indexed with the packaged model; not to be changed."""
    home = tmp_path_factory.mktemp("small")
    corpus = write_corpus(home / "corpus", ROWS)
    settings = Settings(corpus=corpus, index=home / "index", cache=cache)
    reindex(settings, encoder, tokenizer)
    return settings


@pytest.fixture(scope="session")
def small_bot(small_settings: Settings) -> QABot:
    """A bot over the small archive."""
    return QABot(small_settings)


@pytest.fixture
def own_settings(small_settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a copy of the small archive and its index that a test may change."""
    folders = {name: tmp_path / name for name in ("corpus", "index")}
    for name, folder in folders.items():
        shutil.copytree(getattr(small_settings, name), folder)
    return small_settings.model_copy(update=folders)
