"""The reader's weights as training leaves them, `reader.npz`, and as it finds them.

`kept` (n,) int32, the pieces that remain; `emb.word` (n, 384), `emb.pos`, `emb.type`, `emb.ln.w`, `emb.ln.b`; of
each layer `l0.q.w` (outputs, inputs), `l0.q.b` and so on as the packaged weights name them; `relevance.w` (1, 384),
`relevance.b` on `<s>`, `span.w` (2, 384), `span.b` on every token. float32 or float16.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from qabot.indexing.encoder.weights import Weights
from qabot.searching.reader.text import MAX_TOKENS
from training.reader.vocabulary import Ids

Arrays = Mapping[str, NDArray[Any]]
HEAD_WIDTH = 32  # columns of one attention head in multilingual-e5-small
_LINEAR = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln", "oln")


class Checkpoint:
    """The weights by name.

    Raises:
        ValueError: One is missing.
    """

    epsilon = 1e-12

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self.layers = sum(name.endswith(".q.w") for name in arrays)
        missing = sorted(_names(self.layers) - set(arrays))
        if missing or not self.layers:
            raise ValueError(f"missing weights: {', '.join(missing)}")
        self.hidden = arrays["emb.word"].shape[1]
        self.heads = self.hidden // HEAD_WIDTH

    @classmethod
    def load(cls, path: Path) -> Self:
        """Load `reader.npz`."""
        with np.load(path) as arrays:
            return cls(dict(arrays))

    @property
    def kept(self) -> Ids:
        """Ids of the packaged tokenizer's pieces that remain, by new id."""
        return self._arrays["kept"].astype(np.int32)

    @property
    def words(self) -> NDArray[np.float32]:
        """The embedding table, (pieces, hidden)."""
        return self._arrays["emb.word"].astype(np.float32)

    @property
    def heads_matrix(self) -> NDArray[np.float32]:
        """Weights of relevance, start and end, (3, hidden)."""
        return np.concatenate([self._arrays["relevance.w"], self._arrays["span.w"]]).astype(
            np.float32
        )

    @property
    def heads_bias(self) -> NDArray[np.float32]:
        """Biases of relevance, start and end, (3,)."""
        return np.concatenate([self.floats("relevance.b"), self.floats("span.b")])

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one row of numbers."""
        return self._arrays[name].astype(np.float32).reshape(-1)

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """Return the matrix of a linear layer, (outputs, inputs)."""
        return self._arrays[name].astype(np.float32).reshape(rows, -1)


def untrained(
    weights: Weights, kept: Ids, *, layers: int, seed: int = 1
) -> dict[str, NDArray[Any]]:
    """Return the arrays of a reader that has learned nothing: lower layers of the packaged model, random heads."""
    hidden = weights.hidden
    arrays: dict[str, NDArray[Any]] = {
        "kept": kept,
        "emb.word": weights.matrix("emb.word", weights.rows)[kept],
        "emb.pos": weights.floats("emb.pos").reshape(-1, hidden)[:MAX_TOKENS],
        "emb.type": weights.floats("emb.type")[:hidden],
        "emb.ln.w": weights.floats("emb.ln.w"),
        "emb.ln.b": weights.floats("emb.ln.b"),
    }
    for layer in range(layers):
        for name in (f"l{layer}.{part}" for part in _LINEAR):
            arrays[f"{name}.b"] = weights.floats(f"{name}.b")
            arrays[f"{name}.w"] = weights.matrix(f"{name}.w", len(arrays[f"{name}.b"]))
        for name in (f"l{layer}.{part}" for part in _NORMS):
            arrays[f"{name}.w"] = weights.floats(f"{name}.w")
            arrays[f"{name}.b"] = weights.floats(f"{name}.b")
    random = np.random.default_rng(seed)
    for name, outputs in (("relevance", 1), ("span", 2)):
        drawn = random.normal(0, hidden**-0.5, (outputs, hidden))
        arrays[f"{name}.w"] = drawn.astype(np.float32)
        arrays[f"{name}.b"] = np.zeros(outputs, dtype=np.float32)
    return arrays


def _names(layers: int) -> set[str]:
    parts = [f"l{layer}.{part}" for layer in range(layers) for part in (*_LINEAR, *_NORMS)]
    both = (
        f"{part}.{letter}" for part in (*parts, "emb.ln", "relevance", "span") for letter in "wb"
    )
    return {"kept", "emb.word", "emb.pos", "emb.type", *both}
