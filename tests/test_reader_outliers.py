from pathlib import Path

import numpy as np
import onnx
from readers import small_checkpoint

from qabot.searching.reader.reader import MODEL_FILE
from training.reader.checkpoint import Checkpoint
from training.reader.export import compare, sample_inputs
from training.reader.graph import build_reader_graph
from training.reader.outliers import outlier_columns

LARGE = 7


def with_a_large_column() -> Checkpoint:
    """The small reader with one column of a layer's input a hundred times as large, and its weights as small."""
    checkpoint = small_checkpoint()
    arrays = dict(checkpoint._arrays)
    norm, inner = arrays["l1.aln.w"].copy(), arrays["l1.fi.w"].copy()
    norm[LARGE] *= 100
    inner[:, LARGE] /= 100
    return Checkpoint(arrays | {"l1.aln.w": norm, "l1.fi.w": inner})


def test_large_columns_are_found_and_shared_by_the_layers_of_one_input() -> None:
    checkpoint = with_a_large_column()
    columns = outlier_columns(checkpoint, sample_inputs(checkpoint)[:4])
    assert LARGE in columns["l1.fi"]
    assert sorted(columns) == sorted(
        f"l{layer}.{part}" for layer in range(2) for part in ("q", "k", "v", "fi", "fo")
    )
    assert [len(columns[f"l0.{part}"]) for part in ("q", "fi", "fo")] == [4, 4, 8]
    np.testing.assert_array_equal(columns["l0.q"], columns["l0.v"])


def test_large_columns_in_float_keep_int8_near_float32(tmp_path: Path) -> None:
    checkpoint = with_a_large_column()
    inputs = sample_inputs(checkpoint)[:8]
    means = []
    for outliers in (None, outlier_columns(checkpoint, inputs[:4])):
        onnx.save(build_reader_graph(checkpoint, bits=4, outliers=outliers), tmp_path / MODEL_FILE)
        _, spans = compare(checkpoint, tmp_path, inputs)
        means.append(spans.mean)
    assert means[1] < means[0] / 2
