"""Work that Python does one thing at a time, by several processes where there is much of it."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

from qabot.indexing.batches import batches
from qabot.memory import out_of_memory
from qabot.messages import Language, language, say, speak

Item = TypeVar("Item")
Result = TypeVar("Result")

# Together they cost little to send, and the last ones keep no process waiting for long.
_CHUNK = 32
# Chunks under way or ready, for each process: what is ahead is in memory.
_AHEAD = 3


def in_processes(
    function: Callable[[Item], Result], items: Iterable[Item], *, processes: int, least: int
) -> Iterator[Result]:
    """Yield the result of each item, in order; in this process where there are few of them.

    Args:
        function: Can be pickled, as can items and results.
        items: Fetched only a little ahead of what is yielded.
        processes: How many work beside each other; 1 is this one.
        least: Items from which on it pays to start others.

    Raises:
        OutOfMemoryError: A process was ended, as the system does it where memory runs out.
    """
    rest = iter(items)
    first = [*islice(rest, least)]
    every = chain(first, rest)
    if processes == 1 or len(first) < least:
        yield from map(function, every)
        return
    # Not forked: this process may have threads, whose locks nobody would ever open in the copy.
    with ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_end_with_parent
    ) as pool:
        waiting: deque[Future[list[Result]]] = deque()
        try:
            for chunk in batches(every, _CHUNK):
                waiting.append(pool.submit(_each, function, chunk, language()))
                if len(waiting) >= _AHEAD * processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        except BrokenProcessPool as exc:
            raise out_of_memory(
                say("一个工作进程被系统终止了", "a process was ended by the system")
            ) from exc
        finally:
            for future in waiting:
                future.cancel()


def _end_with_parent() -> None:
    """Have this process end when the one that started it does: killed, it would leave this one waiting for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _each(function: Callable[[Item], Result], items: list[Item], spoken: Language) -> list[Result]:
    speak(spoken)
    return [function(item) for item in items]
