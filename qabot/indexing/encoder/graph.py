"""The packaged model as an ONNX graph: BERT, mean pooling and unit length, in ONNX Runtime's fused operators.

The embedding table keeps the 4-bit blocks it is shipped in (exact, and a quarter of the memory of int8);
the layers run in int8: weights per output channel, activations at run time.
Source: Devlin et al. 2019, BERT, section 3; Wang et al. 2024, multilingual-e5, section 3 (mean pooling).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from qabot.indexing.encoder.weights import Weights

_FUSED = "com.microsoft"  # operators of ONNX Runtime beyond the standard


class _Graph:
    """Nodes and constants under construction; every method returns the name of what it adds."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any
    ) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Build the model.

    Returns:
        A graph from `input_ids`, (n, tokens) int64 without padding, to `sentence_embedding`, (n, hidden)
        float32 with rows of length 1. It takes no attention mask: attention over whole texts is a third
        faster, and `OnnxSession` gives it one text at a time.
    """
    graph = _Graph()
    state = _embed(graph, weights)
    for layer in range(weights.layers):
        state = _layer(graph, weights, f"l{layer}", state)
    graph.node("ReduceSum", [state, "c1"], "summed", keepdims=0)  # at unit length, the mean
    graph.node("LpNormalization", ["summed"], "sentence_embedding", axis=-1, p=2)
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "tokens"])
    vectors = helper.make_tensor_value_info(
        "sentence_embedding", TensorProto.FLOAT, ["n", weights.hidden]
    )
    return helper.make_model(
        helper.make_graph(graph.nodes, "multilingual-e5-small", [ids], [vectors], graph.constants),
        opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)],
        ir_version=10,
    )


def _embed(graph: _Graph, weights: Weights) -> str:
    words = weights.blocks("emb.word", weights.rows)
    graph.constant("words", words.nibbles[:, 0::2] | (words.nibbles[:, 1::2] << 4))
    graph.constant("words.scales", words.scales)
    graph.node(
        "GatherBlockQuantized",
        ["words", "input_ids", "words.scales"],
        "words.embedded",
        _FUSED,
        bits=4,
        block_size=32,
        gather_axis=0,
        quantize_axis=1,
    )
    # Every token has type 0, so its vector is added to the positions once and for all.
    positions = weights.floats("emb.pos").reshape(weights.positions, -1)
    graph.constant("positions", positions + weights.floats("emb.type")[: weights.hidden])
    for number in range(3):
        graph.constant(f"c{number}", np.array([number]))
    graph.node("Shape", ["input_ids"], "shape")
    graph.node("Slice", ["shape", "c1", "c2"], "tokens")
    graph.node("Slice", ["positions", "c0", "tokens", "c0"], "positions.used")
    graph.node("Add", ["words.embedded", "positions.used"], "embedded")
    return _normalise(graph, weights, "emb.ln", "embedded")


def _layer(graph: _Graph, weights: Weights, layer: str, state: str) -> str:
    query, key, value = (_linear(graph, weights, f"{layer}.{name}", state) for name in "qkv")
    graph.node(
        "MultiHeadAttention",
        [query, key, value],
        f"{layer}.seen",
        _FUSED,
        num_heads=weights.heads,
    )
    attended = _linear(graph, weights, f"{layer}.ao", f"{layer}.seen")
    state = _add_and_normalise(graph, weights, f"{layer}.aln", attended, state)
    inner = _linear(graph, weights, f"{layer}.fi", state)
    graph.node("Gelu", [inner], f"{layer}.active", _FUSED)
    outer = _linear(graph, weights, f"{layer}.fo", f"{layer}.active")
    return _add_and_normalise(graph, weights, f"{layer}.oln", outer, state)


def _linear(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    bias = weights.floats(f"{name}.b")
    matrix = weights.blocks(f"{name}.w", len(bias)).values
    scales = np.abs(matrix).max(axis=1) / 127
    graph.constant(f"{name}.w", np.round(matrix / scales[:, None]).astype(np.int8).T)
    graph.constant(f"{name}.scales", scales)
    graph.constant(f"{name}.b", bias)
    inputs = [state, f"{name}.w", f"{name}.scales", "", f"{name}.b"]
    return graph.node("DynamicQuantizeMatMul", inputs, f"{name}.out", _FUSED)


def _add_and_normalise(graph: _Graph, weights: Weights, name: str, new: str, old: str) -> str:
    # Two operators: the fused SkipLayerNormalization takes three times as long on a CPU (ONNX Runtime 1.32).
    return _normalise(graph, weights, name, graph.node("Add", [new, old], f"{name}.sum"))


def _normalise(graph: _Graph, weights: Weights, name: str, state: str) -> str:
    scale = graph.constant(f"{name}.scale", weights.floats(f"{name}.w"))
    shift = graph.constant(f"{name}.shift", weights.floats(f"{name}.b"))
    inputs = [state, scale, shift]
    return graph.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=weights.epsilon)
