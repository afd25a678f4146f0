"""The weights of an exported reader, so that training can go on from them without the run that made them.

int8 keeps them to a 250th of each row's largest; training mends that within some dozen steps.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import Tensor

from qabot.indexing.encoder.weights import Weights
from training.reader.vocabulary import Ids

_NORM = re.compile(r"(?:emb\.ln|l\d+\.[ao]ln)\.scale")
_MATRIX = re.compile(r"l\d+\.(?:q|k|v|ao|fi|fo)\.w")


def kept_pieces(tokenizer: Path, weights: Weights) -> Ids:
    """Return the ids that the pieces of an exported tokenizer have in the packaged one, (n,) int32."""
    old = {piece: number for number, (piece, _) in enumerate(weights.pieces)}
    pieces = Tokenizer.from_file(str(tokenizer)).get_vocab()
    return np.array([old[piece] for piece in sorted(pieces, key=pieces.__getitem__)], np.int32)


def restored(model: Path) -> dict[str, Tensor]:
    """Return the parameters of `ReaderModel` from `reader.onnx`."""
    arrays = {c.name: numpy_helper.to_array(c) for c in onnx.load(model).graph.initializer}
    parameters: dict[str, NDArray[np.float32]] = {}
    for name in arrays:
        if _NORM.fullmatch(name):
            part = name.removesuffix(".scale")
            parameters |= {f"{part}.w": arrays[name], f"{part}.b": arrays[f"{part}.shift"]}
        elif _MATRIX.fullmatch(name):
            part = name.removesuffix(".w")
            parameters |= {f"{part}.w": _matrix(part, arrays), f"{part}.b": arrays[f"{part}.b"]}
    heads, bias = arrays["heads.w"].T, arrays["heads.b"]
    parameters |= {"relevance.w": heads[:1], "relevance.b": bias[:1]}
    parameters |= {"span.w": heads[1:], "span.b": bias[1:]}
    return {torch_name(name): torch.from_numpy(value.copy()) for name, value in parameters.items()}


def _matrix(part: str, arrays: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    matrix = (arrays[f"{part}.w"] * arrays[f"{part}.scales"]).astype(np.float32)
    if f"{part}.large" in arrays:
        matrix[_outliers(part, arrays)] = arrays[f"{part}.large"]
    return matrix.T


def _outliers(part: str, arrays: Mapping[str, NDArray[np.float32]]) -> NDArray[np.int64]:
    """Return the columns that stayed in float32: they belong to the state that the layer takes."""
    layer, name = part.split(".")
    before = int(layer[1:]) - 1
    state = {"fi": f"{layer}.aln.out", "fo": f"{layer}.active"}.get(
        name, "emb.ln.out" if before < 0 else f"l{before}.oln.out"
    )
    return arrays[f"{state}.columns"].astype(np.int64)


def torch_name(name: str) -> str:
    """Turn a name of the packaged weights into one of `ReaderModel`: `l0.q.w` into `layers.0.q.weight`."""
    name = re.sub(r"^l(\d+)\.", r"layers.\1.", name.replace("emb.ln", "norm", 1))
    return re.sub(r"\.w$", ".weight", re.sub(r"\.b$", ".bias", name))
