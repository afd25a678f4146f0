"""Waits for changes of the corpus."""

from collections.abc import Iterator
from pathlib import Path

from watchfiles import watch

from qabot.indexing.corpus import check_there

_LOOK_MS = 1000


def changes(corpus: Path, index: Path) -> Iterator[None]:
    """Yield once at the beginning, and whenever something in the corpus has changed and been quiet for a moment.

    What changes while the caller is at work on an earlier change counts as well.

    Args:
        corpus: Folder or file that is followed.
        index: Its changes do not count, should it lie in the corpus.

    Raises:
        CorpusError: There is no corpus.
    """
    check_there(corpus)
    own = str(index.resolve())
    seen = watch(
        corpus,
        watch_filter=lambda _, path: not path.startswith(own),
        yield_on_timeout=True,
        rust_timeout=_LOOK_MS,
    )
    # The first one comes when the watch has begun, so that nothing is missed in between.
    next(seen)
    yield
    for found in seen:
        if found:
            yield
