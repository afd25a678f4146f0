"""Training goes on from an exported reader."""

from pathlib import Path

import numpy as np
import pytest

from qabot.indexing.encoder.weights import Weights
from qabot.searching.reader.reader import DATA, MODEL_FILE, TOKENIZER_FILE
from training.reader.checkpoint import Checkpoint, untrained
from training.reader.export import export
from training.reader.restore import kept_pieces, restored, torch_name


@pytest.mark.parametrize(
    ("name", "of_torch"),
    [
        ("l0.q.w", "layers.0.q.weight"),
        ("l11.aln.b", "layers.11.aln.bias"),
        ("emb.ln.w", "norm.weight"),
        ("span.b", "span.bias"),
    ],
)
def test_names(name: str, of_torch: str) -> None:
    assert torch_name(name) == of_torch


def test_weights_come_back_as_exact_as_int8_keeps_them(tmp_path: Path) -> None:
    weights = Weights()
    kept = kept_pieces(DATA / TOKENIZER_FILE, weights)[:500]
    arrays = untrained(weights, kept, layers=1)
    export(Checkpoint(arrays), tmp_path, [[0, 5, 6, 7, 2]], bits=4)
    back = restored(tmp_path / MODEL_FILE)
    assert set(back) == {
        torch_name(n)
        for n in arrays
        if not n.startswith(("kept", "emb.word", "emb.pos", "emb.type"))
    }
    for name, array in arrays.items():
        if torch_name(name) in back:
            again = back[torch_name(name)].numpy().reshape(array.shape)
            largest = np.abs(array).max(axis=-1, keepdims=True)
            assert np.all(np.abs(again - array) <= largest / 250 + 1e-7), name
    assert np.array_equal(kept_pieces(tmp_path / TOKENIZER_FILE, weights), kept)
