"""The packaged model as an ONNX graph: BERT, mean pooling and unit length.

The embedding table keeps the 4-bit blocks it is shipped in: exact, and a quarter of the memory of int8.
Source: Wang et al. 2024, multilingual-e5, section 3 (mean pooling).
"""

import numpy as np
import onnx

from qabot.indexing.encoder.bert import Graph, Table
from qabot.indexing.encoder.weights import BLOCK, Weights


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Build the model.

    Returns:
        A graph from `input_ids`, (n, tokens) int64 without padding, to `sentence_embedding`, (n, hidden)
        float32 with rows of length 1; `OnnxSession` gives it one text at a time.
    """
    words = weights.blocks("emb.word", weights.rows)
    packed = (words.nibbles[:, 0::2] | (words.nibbles[:, 1::2] << 4)).astype(np.uint8)
    graph = Graph()
    state = graph.bert(weights, Table(packed, words.scales, bits=4, block=BLOCK))
    graph.node("ReduceSum", [state, "c1"], "summed", keepdims=0)  # at unit length, the mean
    graph.node("LpNormalization", ["summed"], "sentence_embedding", axis=-1, p=2)
    return graph.model("multilingual-e5-small", {"sentence_embedding": ("n", weights.hidden)})
