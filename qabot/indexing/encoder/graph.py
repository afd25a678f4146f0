"""The packaged model as an ONNX graph: BERT, mean pooling and unit length.

The embedding table is not part of it: that lies beside it, memory-mapped, see `OnnxSession`.
Source: Wang et al. 2024, multilingual-e5, section 3 (mean pooling).
"""

import onnx

from qabot.indexing.encoder.bert import Graph
from qabot.indexing.encoder.weights import Weights


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Build the model.

    Returns:
        A graph from `words`, (n, tokens, hidden) float32, rows of the embedding table without padding, to
        `sentence_embedding`, (n, hidden) float32 with rows of length 1; `OnnxSession` gives it one text at a time.
    """
    graph = Graph()
    words = graph.input("words", onnx.TensorProto.FLOAT, ["n", "tokens", weights.hidden])
    state = graph.bert(weights, words)
    graph.node("ReduceSum", [state, "c1"], "summed", keepdims=0)  # at unit length, the mean
    graph.node("LpNormalization", ["summed"], "sentence_embedding", axis=-1, p=2)
    return graph.model("multilingual-e5-small", {"sentence_embedding": ("n", weights.hidden)})
