"""Which code and settings made an index from its files: with others, they are read and cut anew."""

import hashlib
from importlib import resources
from importlib.resources.abc import Traversable

from qabot.settings import Settings

# Whatever decides what a file's articles and passages are, its tables of weights and words as well.
_PACKAGES = ("qabot.reading", "qabot.language")
_MODULES = ("cutting.py", "gathering.py", "passages.py", "places.py", "reprints.py")


def reading_rule(settings: Settings) -> str:
    """Return a fingerprint of how files become articles and passages."""
    digest = hashlib.blake2b(digest_size=8)
    for package in _PACKAGES:
        _add(digest, resources.files(package))
    here = resources.files("qabot.indexing")
    for module in _MODULES:
        digest.update(here.joinpath(module).read_bytes())
    digest.update(repr((settings.max_file_bytes, settings.name_patterns)).encode())
    return digest.hexdigest()


def _add(digest: "hashlib.blake2b", folder: Traversable) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            _add(digest, entry)
        elif entry.is_file():
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
