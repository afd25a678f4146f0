"""What a generation on a server holds, as it says itself."""

from dataclasses import dataclass, fields
from typing import Any

from qabot.errors import IndexMismatchError
from qabot.indexing.manifest import Manifest
from qabot.indexing.milvus.schema import FORMAT
from qabot.messages import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a generation holds; written last.

    Attributes:
        format: Number of the layout of the collections.
        revision: Another one after every change.
        complete: It is in step with `build`; False while it is being brought there.
        build: Name of the build in the index folder that it was made of.
        index: Kind of the dense leg's index.
        average: Average length of a passage in words, by which the weights of all terms were worked out; frozen, so
            that new passages do not rewrite old ones.
        manifest: Of the build, without its files.
        covers: First and last day of print, yyyymmdd, 0 where nothing is dated.
        printed: First and last day of further printings, likewise.
        short_names: As articles explain them.
        shards: Records that hold the terms.
    """

    format: int = FORMAT
    revision: str
    complete: bool
    build: str
    index: str
    average: float
    manifest: Manifest
    covers: tuple[int, int]
    printed: tuple[int, int]
    short_names: list[tuple[str, str]]
    shards: int

    @property
    def recipe(self) -> tuple[object, ...]:
        """What must be the same for a build to be brought into this generation."""
        return self.format, self.index, *self.manifest.recipe

    @classmethod
    def of(cls, data: Any) -> "Description":
        """Return the description that was written.

        Raises:
            IndexMismatchError: It has another format.
            KeyError, TypeError, ValueError: It is none.
        """
        if data["format"] != FORMAT:
            raise IndexMismatchError(
                say(
                    f"Milvus 里档案的格式是 {data['format']}，本版本用 {FORMAT}。",
                    f"The archive on Milvus has format {data['format']}; this version uses {FORMAT}.",
                )
            )
        values = {field.name: data[field.name] for field in fields(cls)}
        return cls(
            **values
            | {
                "manifest": Manifest(**data["manifest"]),
                "covers": tuple(data["covers"]),
                "printed": tuple(data["printed"]),
                "short_names": [tuple(pair) for pair in data["short_names"]],
            }
        )
