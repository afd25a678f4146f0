"""Memory that runs out: libraries tell it in many ways, people are told it in one, with what to set."""

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from qabot.errors import EngineError, OutOfMemoryError
from qabot.messages import say

# What C++, ONNX Runtime, torch, the loader of libraries and Python's threads say of it.
_WORDS = (
    "bad_alloc",
    "allocate memory",
    "bad allocation",
    "failed to allocate",
    "failed to map segment",
    "can't start new thread",
)


@contextmanager
def shortage_named() -> Iterator[None]:
    """Turn every error that comes of memory that ran out into one.

    Raises:
        OutOfMemoryError: With the reason, and what to set.
    """
    try:
        yield
    except Exception as exc:
        if (short := shortage(exc)) is None:
            raise
        raise short from exc


def shortage(error: BaseException) -> OutOfMemoryError | None:
    """Return the error to show if memory ran out, also where another error hides it; else None."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, EngineError):  # that is the server's memory
        if isinstance(seen, OutOfMemoryError):
            return seen
        if _tells_of_memory(seen):
            return out_of_memory(" ".join(str(seen).split()) or type(seen).__name__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return None


def out_of_memory(reason: str) -> OutOfMemoryError:
    """Return the error of a run for which the memory was not enough.

    Args:
        reason: What told it.
    """
    limit = limit_bytes()
    zh, en = "", ""
    if limit is not None:
        mb = limit >> 20
        zh, en = f"（ulimit -v 限为 {mb} MB）", f" (ulimit -v allows {mb} MB)"
    return OutOfMemoryError(
        say(f"内存不够{zh}：{reason}。", f"Memory ran out{en}: {reason}."),
        say(
            "请设 QABOT_THREADS=1 再运行；提问时还可设 QABOT_READER=off。仍不够，请放宽内存限制。",
            "Set QABOT_THREADS=1 and run again; for questions also QABOT_READER=off. If that does not do, allow more memory.",
        ),
    )


def limit_bytes() -> int | None:
    """Return the limit on this process' memory, `ulimit -v`; None without one."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _tells_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError):
        return True
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return True
    told = str(error).lower()
    return any(words in told for words in _WORDS)
