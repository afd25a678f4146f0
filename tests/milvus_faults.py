"""A server that is down, goes down, or is slow: QABOT_MILVUS_URI names one on a port of this machine; see test_milvus.py."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from milvus_archives import add, settings_for
from parts import TorchlessEncoder
from proxies import Proxy

from qabot.bot import QABot
from qabot.errors import EngineError
from qabot.indexing.encoder import Encoder
from qabot.indexing.milvus.connection import Connection
from qabot.indexing.milvus.sync import publish
from qabot.indexing.reindex import reindex
from qabot.language.words import Tokenizer
from qabot.messages import speak
from qabot.searching.engines.milvus import _TRUSTED_S
from qabot.settings import Settings

QUESTION = "图书馆新馆总投资多少？"
TOKEN = "root:very-secret"


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, cache: Path, encoder: Encoder, tokenizer: Tokenizer
) -> Settings:
    home = tmp_path_factory.mktemp("faults")
    settings = settings_for(home, cache, engine="milvus", reader="off", milvus_token=TOKEN)
    add(settings, [])
    reindex(settings, TorchlessEncoder(encoder), tokenizer)
    publish(settings, Connection(settings))
    return settings


@pytest.fixture
def proxy(published: Settings) -> Iterator[Proxy]:
    proxy = Proxy(int(published.milvus_uri.rpartition(":")[2]))
    yield proxy
    proxy.flow()
    proxy.cut()


def through(proxy: Proxy, settings: Settings, timeout_s: float) -> Settings:
    update = {"milvus_uri": f"http://127.0.0.1:{proxy.port}", "milvus_timeout_s": timeout_s}
    return settings.model_copy(update=update)


def test_server_down_at_start_is_told_in_time(published: Settings, proxy: Proxy) -> None:
    proxy.cut()
    settings = through(proxy, published, 2)
    began = time.monotonic()
    with pytest.raises(EngineError, match=str(proxy.port)) as raised:
        QABot(settings)
    assert time.monotonic() - began < 20
    assert "QABOT_MILVUS_URI" in str(raised.value) or "TIMEOUT" in str(raised.value)
    assert "very-secret" not in str(raised.value)


def test_question_gets_the_error_and_the_next_one_an_answer(
    published: Settings, proxy: Proxy
) -> None:
    bot = QABot(through(proxy, published, 5))
    answer = bot.ask(QUESTION)
    assert answer.found
    proxy.cut()
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(EngineError, match=str(proxy.port)):
            bot.ask(QUESTION)
        assert time.monotonic() - began < 30
    proxy.mend()
    for _ in range(60):
        try:
            assert bot.ask(QUESTION).citations == answer.citations
            break
        except EngineError:
            time.sleep(1)
    else:
        pytest.fail("the bot did not find the server again")


def test_slow_server_is_told_apart(published: Settings, proxy: Proxy) -> None:
    settings = through(proxy, published, 5)
    bot = QABot(settings)
    answer = bot.ask(QUESTION)
    proxy.stall()
    began = time.monotonic()

    def asked(_: int) -> tuple[EngineError | None, float]:
        speak("en")
        try:
            bot.ask(QUESTION)
        except EngineError as exc:
            return exc, time.monotonic() - began
        return None, time.monotonic() - began

    # Nobody waits for the time-out of another one's question and then for that of his own.
    with ThreadPoolExecutor(4) as pool:
        for error, seconds in pool.map(asked, range(4)):
            assert re.search(r"within 5 s.*QABOT_MILVUS_TIMEOUT_S", str(error))
            assert seconds < 9
    proxy.flow()
    time.sleep(_TRUSTED_S)  # for as long, what the server said last is taken for true
    assert bot.ask(QUESTION).citations == answer.citations


def test_token_is_nowhere_to_be_seen(published: Settings) -> None:
    assert "very-secret" not in repr(published)
    assert "very-secret" not in str(published.model_dump())
