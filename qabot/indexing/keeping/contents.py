"""What is inside an index, and what it takes of the disk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qabot.errors import UnusableIndexError
from qabot.indexing.index import open_build
from qabot.indexing.keeping.coverage import Coverage, coverage_of
from qabot.indexing.manifest import Manifest
from qabot.indexing.pointer import BUILDS, current_build
from qabot.indexing.records import FILE, KEYS_FILE
from qabot.indexing.vector_cache import FILE as CACHE_FILE

# Part → beginnings of the names of its files in a build.
_PARTS = {"articles": (FILE, KEYS_FILE), "vectors": ("dense",), "words": ("sparse",)}
_REST = "other"
_EARLIER = "earlier"
_CACHE = "cache"
PARTS = (*_PARTS, _REST, _EARLIER, _CACHE)
"""What the disk is taken by: parts of the build in force, the builds before it, vectors kept for the next run."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A build that was in force before.

    Attributes:
        built_at: None where its manifest cannot be read by this version.
    """

    name: str
    built_at: datetime | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an index holds.

    Attributes:
        folder: Of the build in force.
        built_at: With its time zone.
        sizes: Part, as in `PARTS`, → bytes.
        earlier: Other builds, the newest first.
    """

    folder: Path
    manifest: Manifest
    built_at: datetime
    coverage: Coverage
    sizes: Mapping[str, int]
    earlier: tuple[Earlier, ...]

    @property
    def size(self) -> int:
        """Bytes of all together."""
        return sum(self.sizes.values())


def contents_of(index: Path) -> Contents:
    """Look into an index.

    Raises:
        UnusableIndexError: There is none, or it cannot be opened.
    """
    build = open_build(current_build(index))
    try:
        coverage = coverage_of(build.store)
    finally:
        build.close()
    others = (folder for folder in (index / BUILDS).iterdir() if folder != build.folder)
    earlier = sorted(map(_earlier, others), key=lambda one: one.name, reverse=True)
    sizes = _sizes(build.folder) | {
        _EARLIER: sum(one.size for one in earlier),
        _CACHE: _size_of(index.glob(f"{CACHE_FILE}*")),
    }
    return Contents(
        folder=build.folder,
        manifest=build.manifest,
        built_at=datetime.fromisoformat(build.manifest.built_at),
        coverage=coverage,
        sizes=sizes,
        earlier=tuple(earlier),
    )


def _earlier(folder: Path) -> Earlier:
    try:
        built_at = datetime.fromisoformat(Manifest.load(folder).built_at)
    except (UnusableIndexError, ValueError):
        built_at = None
    return Earlier(folder.name, built_at, _size_of(folder.iterdir()))


def _sizes(build: Path) -> dict[str, int]:
    files = set(build.iterdir())
    sizes = {}
    for part, names in _PARTS.items():
        own = {file for file in files if file.name.startswith(names)}
        sizes[part] = _size_of(own)
        files -= own
    return sizes | {_REST: _size_of(files)}


def _size_of(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files)
