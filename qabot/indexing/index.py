"""An index on disk, opened for reading.

index/
├── CURRENT              the name of the build in force: replaced in one step
├── builds/<name>/       manifest.json, articles.sqlite, keys.npy, dense.npy, dense-coarse.faiss (of many passages),
│                        sparse-*.npy, dates.npy, groups.npy, printings.npy, short-names.json; never changed
├── vectors.sqlite       vectors by (model, text hash), for the next run
├── seen.json            states of the corpus files that the build in force was made of
└── lock                 held by a running reindex
"""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qabot.errors import IndexDamagedError
from qabot.indexing.dense import DenseLeg
from qabot.indexing.manifest import Manifest
from qabot.indexing.sparse import SparseLeg
from qabot.indexing.store import Store
from qabot.memory import shortage_named
from qabot.messages import say

DATES_FILE = "dates.npy"
GROUPS_FILE = "groups.npy"
PRINTINGS_FILE = "printings.npy"
SHORT_NAMES_FILE = "short-names.json"


@dataclass(frozen=True, slots=True)
class Index:
    """The parts of one build; row i is the same passage in all of them.

    Attributes:
        dates: (n,) int32 as yyyymmdd, 0 without a date.
        groups: (n,) int32, the same number for all passages of articles that are reprints of each other, 0 for
            those that stand alone.
        printings: (m, 2) int32, row and day as yyyymmdd, for each passage of an article that was printed again,
            word for word, and each day on which it was.
        short_names: Full and short names in normal form, as articles explain them.
    """

    folder: Path
    manifest: Manifest
    store: Store
    dense: DenseLeg
    sparse: SparseLeg
    dates: NDArray[np.int32]
    groups: NDArray[np.int32]
    printings: NDArray[np.int32]
    short_names: list[tuple[str, str]]

    def close(self) -> None:
        """Close the files."""
        self.store.close()


@shortage_named()  # files that cannot be mapped for want of memory are not damaged
def open_build(folder: Path) -> Index:
    """Open one build and hold its parts against its manifest.

    Raises:
        IndexDamagedError: A part is missing, cannot be read, or does not agree with the rest.
        IndexMismatchError: The build has another format.
        OutOfMemoryError: There is not enough memory to map its files.
    """
    manifest = Manifest.load(folder)
    manifest.check_files(folder)
    try:
        store = Store(folder)
        dense = DenseLeg.load(folder)
        sparse = SparseLeg.load(folder, manifest.passages)
        dates = np.load(folder / DATES_FILE, mmap_mode="r", allow_pickle=False)
        groups = np.load(folder / GROUPS_FILE, mmap_mode="r", allow_pickle=False)
        printings = np.load(folder / PRINTINGS_FILE, allow_pickle=False)
        short_names = [
            (full, short)
            for full, short in json.loads((folder / SHORT_NAMES_FILE).read_text("utf-8"))
        ]
        counts = store.counts()
    except (OSError, ValueError, RuntimeError, sqlite3.Error) as exc:
        raise IndexDamagedError(
            say(f"索引 {folder} 损坏：{exc}。", f"The index {folder} is damaged: {exc}.")
        ) from exc
    found = (
        *counts,
        *dense.vectors.shape,
        len(sparse.terms),
        len(dates),
        len(groups),
        *printings.shape[1:],
    )
    expected = (
        manifest.articles,
        manifest.passages,
        manifest.passages,
        manifest.dimension,
        manifest.terms,
        manifest.passages,
        manifest.passages,
        2,
    )
    if found != expected:
        raise IndexDamagedError(
            say(
                f"索引 {folder} 各部分不一致：应为 {expected}，实为 {found}。",
                f"The parts of the index {folder} do not agree: {found}, expected {expected}.",
            )
        )
    return Index(folder, manifest, store, dense, sparse, dates, groups, printings, short_names)
