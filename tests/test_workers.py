"""Work shared by several processes: the same results in the same order, whatever happens to a process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import parent_process
from pathlib import Path

import pytest

from qabot.errors import OutOfMemoryError
from qabot.indexing.workers import in_processes
from qabot.language.words import Tokenizer
from qabot.messages import say, speak


def _worked(number: int) -> tuple[int, bool, str]:
    return number**2, parent_process() is not None, say("数", "number")


def _ended(number: int) -> int:
    if number == 70:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _words(text: str, *, tokenizer: Tokenizer) -> list[str]:
    return tokenizer.words(text)


def test_results_come_in_order_from_other_processes() -> None:
    speak("en")
    try:
        found = list(in_processes(_worked, iter(range(500)), processes=2, least=100))
    finally:
        speak(None)
    assert found == [(number**2, True, "number") for number in range(500)]


@pytest.mark.parametrize(("processes", "least"), [(1, 0), (2, 11)])
def test_few_are_done_in_this_one(processes: int, least: int) -> None:
    found = in_processes(_worked, range(10), processes=processes, least=least)
    assert list(found) == [(number**2, False, "数") for number in range(10)]


def test_items_are_fetched_only_a_little_ahead() -> None:
    fetched = []

    def items() -> Iterator[int]:
        for number in range(10_000):
            fetched.append(number)
            yield number

    found = in_processes(_worked, items(), processes=2, least=10)
    assert [next(found)[0] for _ in range(3)] == [0, 1, 4]
    assert len(fetched) <= 2 * 3 * 32
    found.close()  # type: ignore[attr-defined]


def test_process_that_is_ended_is_an_error_with_a_remedy() -> None:
    with pytest.raises(OutOfMemoryError, match="QABOT_THREADS=1"):
        list(in_processes(_ended, range(200), processes=2, least=10))


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from test_workers import _noted\n"
        "from functools import partial\n"
        "from qabot.indexing.workers import in_processes\n"
        "if __name__ == '__main__':\n"
        "    found = in_processes(partial(_noted, sys.argv[1]), range(10**9), processes=2, least=1)\n"
        "    for number in found: pass\n"
    )
    (tmp_path / "main.py").write_text(script, "utf-8")
    here = Path(__file__).parent
    with subprocess.Popen(
        [sys.executable, tmp_path / "main.py", tmp_path],
        env=os.environ | {"PYTHONPATH": f"{here}:{here.parent}"},
    ) as process:
        workers = _within(60, lambda: [int(f.stem) for f in tmp_path.glob("*.pid")], 2)
        process.kill()
    assert not _within(60, lambda: [pid for pid in workers if Path(f"/proc/{pid}").exists()], 0)


def _noted(folder: str, number: int) -> int:
    (Path(folder) / f"{os.getpid()}.pid").touch()
    return number


def _within(seconds: float, found: Callable[[], list[int]], count: int) -> list[int]:
    """Wait until so many are found; return them, or what there is when time is over."""
    end = time.monotonic() + seconds
    while len(numbers := found()) != count and time.monotonic() < end:
        time.sleep(0.1)
    return numbers


def test_error_in_a_process_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        list(in_processes(partial(pow, 0), range(-1, 100), processes=2, least=10))


def test_tokenizer_goes_into_other_processes(tokenizer: Tokenizer) -> None:
    texts = ["青龙水库总投资7.26亿元"] * 50
    found = in_processes(partial(_words, tokenizer=tokenizer), texts, processes=2, least=10)
    assert list(found) == [tokenizer.words(texts[0])] * 50
