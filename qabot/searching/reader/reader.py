"""The reader at question time: candidates best first, until the time is used or it is sure."""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from qabot.errors import ModelError
from qabot.indexing.encoder.session import open_model, thread_count
from qabot.messages import say
from qabot.searching.reader.spans import best_spans
from qabot.searching.reader.text import reader_input
from qabot.settings import Settings
from qabot.types import Passage, Reading

MODEL_FILE = "reader.onnx"
TOKENIZER_FILE = "reader-tokenizer.json"
DATA = Path(__file__).with_name("data")

_log = logging.getLogger(__name__)


Sure = Callable[[Sequence[Reading]], bool]
"""Tells from the readings so far, best candidate first, whether further ones would change nothing."""


def never_sure(_: Sequence[Reading]) -> bool:
    """Read as far as the time allows."""
    return False


class Reader:
    """The model with its tokenizer; may be shared between threads.

    Passages are never padded into batches: the scale of int8 activations, and so a reading, would then depend
    on what else is in the batch. Each runs in one thread, several at a time.

    Args:
        folder: Where `reader.onnx` and its tokenizer are.
        threads: Passages read at once; 0 takes the cores there are.
        clock: Seconds, as `time.perf_counter`.

    Raises:
        ModelError: A file is missing or damaged.
    """

    def __init__(
        self,
        folder: Path = DATA,
        *,
        threads: int = 0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._tokenizer, self._session = _load(folder)
        self._workers = thread_count(threads)
        self._pool = ThreadPoolExecutor(self._workers, "reader")
        self._clock = clock

    def read(
        self,
        question: str,
        passages: Sequence[Passage],
        budget_ms: float,
        sure: Sure = never_sure,
    ) -> list[Reading]:
        """Read passages in their order.

        Questions of several threads take turns passage by passage.

        Args:
            question: Raw text.
            passages: Best first.
            budget_ms: No passage is begun after so many milliseconds; the first one is read in any case.
            sure: Asked after each reading.

        Returns:
            A reading for each of the first passages, as many as were read.
        """
        deadline = self._clock() + budget_ms / 1000
        waiting = deque(passages)
        running: deque[Future[Reading | None]] = deque()
        readings: list[Reading] = []
        while True:
            # One more than there are workers, so that none stands idle while the first of them is waited for.
            while waiting and len(running) <= self._workers:
                first = len(waiting) == len(passages)
                limit = float("inf") if first else deadline
                running.append(
                    self._pool.submit(self._read_before, limit, question, waiting.popleft())
                )
            reading = running.popleft().result() if running else None
            if reading is None:
                break
            readings.append(reading)
            if sure(readings):
                break
        for future in running:
            future.cancel()
        return readings

    def read_one(self, question: str, passage: Passage) -> Reading:
        """Read one passage."""
        seen = reader_input(
            self._tokenizer, question, passage.title, passage.published, passage.text
        )
        relevance, start, end = self._session.run(
            ["relevance", "start", "end"], {"input_ids": np.array([seen.ids], dtype=np.int64)}
        )
        text = slice(seen.first, seen.first + len(seen.tokens))
        spans = best_spans(seen.body, seen.tokens, start[0, text], end[0, text])
        return Reading(float(relevance[0]), spans, float(start[0, 0] + end[0, 0]))

    def _read_before(self, limit: float, question: str, passage: Passage) -> Reading | None:
        return self.read_one(question, passage) if self._clock() < limit else None


class BackgroundReader:
    """A reader that loads while the rest of the program starts; without one, nothing is read.

    Args:
        folder: As for `Reader`.
        threads: As for `Reader`.
    """

    def __init__(self, folder: Path = DATA, *, threads: int = 0) -> None:
        loader = ThreadPoolExecutor(1, "reader-loader")
        self._loading = loader.submit(_load_or_tell, folder, threads)
        loader.shutdown(wait=False)

    def read(
        self,
        question: str,
        passages: Sequence[Passage],
        budget_ms: float,
        sure: Sure = never_sure,
    ) -> list[Reading]:
        """Read passages as `Reader.read` does, once it is loaded; the wait is not part of the budget."""
        reader = self._loading.result()
        return reader.read(question, passages, budget_ms, sure) if reader else []


def load_reader(settings: Settings) -> BackgroundReader | None:
    """Return the reader, which loads in the background, or None if it is switched off."""
    return BackgroundReader(threads=settings.threads) if settings.reader == "on" else None


def _load_or_tell(folder: Path, threads: int) -> Reader | None:
    try:
        return Reader(folder, threads=threads)
    except ModelError as exc:
        _log.warning("%s", exc)
        return None


def _load(folder: Path) -> tuple[Tokenizer, onnxruntime.InferenceSession]:
    file = folder / TOKENIZER_FILE
    try:
        tokenizer = Tokenizer.from_file(str(file))
        file = folder / MODEL_FILE
        return tokenizer, open_model(file, threads=1)
    except Exception as exc:  # both libraries raise their own bare exceptions
        raise ModelError(
            say(
                f"阅读模型 {file} 加载失败：{exc}。", f"Cannot load the reader model {file}: {exc}."
            ),
            say(
                "请重新安装 qabot；或设 QABOT_READER=off，不用它。",
                "Reinstall qabot, or set QABOT_READER=off to do without it.",
            ),
        ) from exc
