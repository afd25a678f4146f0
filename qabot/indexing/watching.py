"""Waits for changes of the corpus."""

import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from watchfiles import watch

from qabot.indexing.corpus import check_there

_LOOK_MS = 1000


def changes(corpus: Path, index: Path) -> Iterator[bool]:
    """Follow the corpus, for as long as the caller asks.

    A corpus that is taken away and put back, or replaced by another one, is followed on.

    Args:
        corpus: Folder or file that is followed.
        index: Its changes do not count, should it lie in the corpus.

    Yields:
        True at the beginning, and whenever something in the corpus has changed and been quiet for a moment, also while
        the caller was at work on an earlier change; False about every second in between.

    Raises:
        CorpusError: There is no corpus.
    """
    check_there(corpus)
    counts = _counting(corpus, index)
    while True:
        yield from _until_replaced(corpus, counts)
        while not corpus.exists():
            time.sleep(_LOOK_MS / 1000)
            yield False


def _until_replaced(corpus: Path, counts: Callable[[str], bool]) -> Iterator[bool]:
    """Follow the folder that is now there; of a file, the folder that it is in: an editor puts another in its place."""
    folder = corpus if corpus.is_dir() else corpus.parent
    followed = _identity(folder)
    if followed is None:
        return
    seen = watch(
        folder,
        watch_filter=lambda _, path: counts(path),
        yield_on_timeout=True,
        rust_timeout=_LOOK_MS,
        recursive=corpus.is_dir(),
    )
    try:
        # The first one comes when the watch has begun, so that nothing is missed in between.
        next(seen)
    except FileNotFoundError:
        return
    yield True
    for found in seen:
        replaced = _identity(folder) != followed
        yield bool(found) or replaced
        if replaced:
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells this folder from another one of its name; None if it is not there."""
    try:
        stat = folder.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _counting(corpus: Path, index: Path) -> Callable[[str], bool]:
    """Return what tells whether a path is one of the corpus: none of the index, or the file itself and its sidecars."""
    if not corpus.is_dir():
        return lambda path: Path(path).name.startswith(corpus.name)
    own = index.resolve()

    @lru_cache(maxsize=1 << 10)
    def in_index(folder: Path) -> bool:
        return folder.resolve().is_relative_to(own)

    return lambda path: not (in_index(Path(path).parent) or Path(path).resolve() == own)
