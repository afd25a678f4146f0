"""The files of the corpus, and which of them are as they were when they were read last."""

import json
import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from qabot.errors import CorpusError
from qabot.messages import say
from qabot.reading import corpus_files, sidecars_of

SEEN_FILE = "seen.json"
# Within the resolution of a file system's clock, a file may be written again and keep its time.
_UNSURE_NS = 2 * 10**9
_LARGE_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus.

    Attributes:
        name: Path inside the corpus folder, with forward slashes.
        path: Where it lies.
        sidecars: What lies beside it and corrects how it is read.
        state: Sizes and times of the file and its sidecars; empty where they prove nothing.
        is_large: What it holds is better not in memory all at once.
    """

    name: str
    path: Path
    sidecars: list[Path]
    state: str
    is_large: bool


def check_there(corpus: Path) -> None:
    """Check that there is a corpus.

    Raises:
        CorpusError: There is none.
    """
    if not corpus.exists():
        raise CorpusError(
            say(f"没有语料目录 {corpus}。", f"There is no corpus folder {corpus}."),
            say(
                "请用 --corpus 指定报纸文本所在的目录。",
                "Name the folder of newspaper text with --corpus.",
            ),
        )


def list_corpus(corpus: Path) -> list[CorpusFile]:
    """List the files of a corpus, a folder or a single file, in order."""
    now_ns = time.time_ns()
    paths = corpus_files(corpus)
    sidecars = sidecars_of(paths)
    return [
        CorpusFile(
            name=path.name if path == corpus else path.relative_to(corpus).as_posix(),
            path=path,
            sidecars=sidecars[path],
            state=_state(stats, now_ns),
            is_large=sum(stat.st_size for stat in stats) > _LARGE_BYTES,
        )
        for path in paths
        for stats in [_stats([path, *sidecars[path]])]
    ]


def _stats(files: Iterable[Path]) -> list[os.stat_result]:
    try:
        return [file.stat() for file in files]
    except OSError:  # told when it is read
        return []


def _state(stats: Sequence[os.stat_result], now_ns: int) -> str:
    if not stats:
        return ""
    # Also the time at which it was put there: copies may keep the time of what they replace.
    newest_ns = max(max(stat.st_mtime_ns, stat.st_ctime_ns) for stat in stats)
    if newest_ns > now_ns - _UNSURE_NS:
        return ""
    return " ".join(f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}" for stat in stats)


def seen_states(index: Path, build: str) -> Mapping[str, str]:
    """Return the states in which the files were that a build was made of; nothing if that is not known."""
    try:
        seen = json.loads((index / SEEN_FILE).read_text("utf-8"))
        return seen["files"] if seen["build"] == build else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def note_states(
    index: Path, build: str, files: Iterable[CorpusFile], except_for: Collection[str]
) -> None:
    """Note the states of the files that a build was made of, but for some."""
    states = {file.name: file.state for file in files if file.state and file.name not in except_for}
    waiting = index / f"{SEEN_FILE}.new"
    waiting.write_text(json.dumps({"build": build, "files": states}, ensure_ascii=False), "utf-8")
    waiting.replace(index / SEEN_FILE)


class Changes(NamedTuple):
    """How many files are not as they were when an index was made."""

    new: int
    changed: int
    gone: int


def changed_since(
    index: Path, build: str, built_at: datetime, known: Collection[str], files: Sequence[CorpusFile]
) -> Changes:
    """Count the files of a corpus that are not as they were; none is read.

    Args:
        index: Folder of the index.
        build: Name of the build that was made of them.
        built_at: When; a file whose state was not noted counts as changed if it was written later.
        known: Names of the files that the build was made of.
        files: Those that are there now.
    """
    states = seen_states(index, build)
    names = {file.name for file in files}
    changed = sum(
        file.name in known and _is_later(file, states.get(file.name), built_at) for file in files
    )
    return Changes(len(names.difference(known)), changed, len(set(known) - names))


def _is_later(file: CorpusFile, noted: str | None, built_at: datetime) -> bool:
    if noted and file.state:
        return file.state != noted
    newest = max((stat.st_mtime for stat in _stats([file.path, *file.sidecars])), default=0.0)
    return newest > built_at.timestamp() + 1  # which is written in whole seconds
