"""Where bytes come from: a file on disk, or one packed inside another; and the fault of a form."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from qabot.messages import say


class FormatError(ValueError):
    """The bytes are not of the form that the suffix names, or are more than is read; the message is for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read from its beginning as often as needed.

    Attributes:
        name: As people find it: path inside the corpus, then `!/` and the path inside for what is packed in an archive.
        label: File name that tells form and date: the last part of `name`, without `.gz` where that is unpacked.
        size: Bytes; None where only reading tells.
        open: Opens it for reading.
        depth: Archives and compressions around it.
    """

    name: str
    label: str
    size: int | None
    open: Callable[[], BinaryIO]
    depth: int = 0

    @property
    def suffix(self) -> str:
        """Give the suffix that tells the form, in small letters."""
        return PurePosixPath(self.label).suffix.lower()

    @property
    def stem(self) -> str:
        """Give the label without its suffix."""
        return PurePosixPath(self.label).stem

    def read(self, max_bytes: int) -> bytes:
        """Read all of it.

        Raises:
            FormatError: It is larger than `max_bytes`.
            OSError: It cannot be opened or read.
        """
        if self.size is None or self.size <= max_bytes:
            with self.open() as file:
                data = file.read(max_bytes + 1)
            if len(data) <= max_bytes:
                return data
        size = f"{max_bytes / 2**20:g} MB"
        raise FormatError(
            say(f"文件大于 {size}（设置 max_file_mb）", f"over {size} (setting max_file_mb)")
        )
