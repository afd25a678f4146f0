"""The reader as an ONNX graph, and its embedding table in 4 or 8 bits."""

import numpy as np
import onnx
from numpy.typing import NDArray

from qabot.indexing.encoder.bert import Graph, Table
from training.reader.checkpoint import Checkpoint
from training.reader.outliers import Outliers

BLOCKS = {4: 32, 8: 128}  # columns that share a scale, by bits


def build_reader_graph(
    checkpoint: Checkpoint, *, bits: int, outliers: Outliers | None = None
) -> onnx.ModelProto:
    """Build the model.

    Args:
        checkpoint: The trained weights.
        bits: 4 or 8, of the embedding table.
        outliers: Columns that stay in float32, see `training.reader.outliers`.

    Returns:
        A graph from `input_ids`, (n, tokens) int64 without padding, to the logits `relevance`, (n,), and `start`
        and `end`, (n, tokens).
    """
    graph = Graph(outliers)
    state = graph.bert(checkpoint, graph.words(quantized(checkpoint.words, bits)))
    graph.constant("heads.w", checkpoint.heads_matrix.T)
    graph.constant("heads.b", checkpoint.heads_bias)
    graph.node("MatMul", [state, "heads.w"], "heads.product")
    graph.node("Add", ["heads.product", "heads.b"], "heads")
    for number, name in enumerate(("relevance.all", "start", "end")):
        graph.constant(f"head{number}", np.array(number))
        graph.node("Gather", ["heads", f"head{number}"], name, axis=2)
    graph.node("Gather", ["relevance.all", "head0"], "relevance", axis=1)  # that of <s>
    outputs = {"relevance": ("n",), "start": ("n", "tokens"), "end": ("n", "tokens")}
    return graph.model("qabot-reader", outputs)


def quantized(matrix: NDArray[np.float32], bits: int) -> Table:
    """Return an embedding table in blocks whose scale puts the largest number on the lowest step.

    Weights that come from such blocks, as the packaged ones of 4 bits, are kept exactly.
    """
    block, middle = BLOCKS[bits], 2 ** (bits - 1)
    blocks = matrix.reshape(len(matrix), -1, block)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[:, :, None], axis=2)
    scales = largest / -middle
    steps = np.divide(blocks, scales, out=np.zeros_like(blocks), where=scales != 0)
    numbers = np.clip(np.round(steps) + middle, 0, 2 * middle - 1).astype(np.uint8)
    numbers = numbers.reshape(len(matrix), -1)
    packed = numbers if bits == 8 else numbers[:, 0::2] | (numbers[:, 1::2] << 4)
    return Table(packed, scales[:, :, 0], bits, block)
