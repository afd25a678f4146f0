"""Memory that runs out is told in one way, with what to set, whoever ran out of it."""

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from parts import BigramEncoder, CountingEncoder, record, write_corpus

from qabot.bot import QABot
from qabot.cli.failing import error_line
from qabot.errors import EngineError, IndexDamagedError, ModelError, OutOfMemoryError
from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.indexing.report import BuildReport
from qabot.language.words import Tokenizer
from qabot.memory import shortage
from qabot.messages import speak
from qabot.settings import Settings


@pytest.fixture(autouse=True)
def english() -> None:
    speak("en")


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        np._core._exceptions._ArrayMemoryError((1 << 40,), np.dtype(np.float32)),  # type: ignore[attr-defined]
        RuntimeError("std::bad_alloc"),
        RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Failed to allocate memory"),
        RuntimeError(
            "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"
        ),
        OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
        RuntimeError("can't start new thread"),
        ImportError("libtorch_cpu.so: failed to map segment from shared object"),
        caused(ModelError("Cannot load the model.", "Remove the folder."), MemoryError()),
        caused(IndexDamagedError("Damaged."), OSError(errno.ENOMEM, "Cannot allocate memory")),
    ],
)
def test_every_way_of_telling_it_has_the_remedy(error: Exception) -> None:
    assert isinstance(shortage(error), OutOfMemoryError)
    line = error_line(error)
    assert line.startswith("Memory ran out")
    assert "QABOT_THREADS=1" in line
    assert "--debug" not in line
    assert "Remove the folder" not in line


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        OSError(errno.ENOSPC, "No space left on device"),
        # The memory of the server, which is no matter of ours.
        caused(EngineError("Milvus cannot be used."), RuntimeError("bad_alloc")),
    ],
)
def test_other_errors_are_left_alone(error: Exception) -> None:
    assert shortage(error) is None


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("std::bad_alloc")])
def test_reindex_names_it_and_keeps_the_index(
    settings: Settings, built: BuildReport, tokenizer: Tokenizer, error: Exception
) -> None:
    write_corpus(settings.corpus, [record(number) for number in range(5)])
    with pytest.raises(OutOfMemoryError, match="QABOT_THREADS=1"):
        reindex(settings, CountingEncoder(fail_after=0, error=error), tokenizer)
    assert current_build(settings.index) == built.folder
    assert reindex(settings, BigramEncoder(), tokenizer).articles == 5


def test_files_that_cannot_be_mapped_are_not_damaged(
    built: BuildReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))

    monkeypatch.setattr(np, "load", refused)
    with pytest.raises(OutOfMemoryError, match="QABOT_THREADS=1"):
        open_build(built.folder)


def test_question_names_it(small_bot: QABot, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("qabot.bot.compose", lambda *_, **__: ended())
    with pytest.raises(OutOfMemoryError, match="QABOT_READER=off"):
        small_bot.ask("水库")


def test_low_limit_is_told_beforehand(tmp_path: Path) -> None:
    limit = 700 << 20

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "qabot", "ask", "--help"],
        env=os.environ | {"QABOT_LANG": "en"},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0
    assert "ulimit -v allows 700 MB; qabot ask needs about 850 MB" in done.stderr
    assert "QABOT_THREADS=1" in done.stderr
