"""Which columns of a layer's input are too large for int8.

In this model one to four columns reach 10 to 50 where the others stay below 3: with them in float32, logits of
relevance are off by .06 on average instead of .34, for 2 % more time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.reader.checkpoint import Checkpoint
from training.torch_bert import torch_bert

Outliers = Mapping[str, NDArray[np.int64]]

_COLUMNS = {"q": 4, "fi": 4, "fo": 8}
_SHARED = {"q": ("q", "k", "v"), "fi": ("fi",), "fo": ("fo",)}


def outlier_columns(checkpoint: Checkpoint, inputs: Sequence[Sequence[int]]) -> Outliers:
    """Return the largest columns of the inputs of each layer but the attention's output.

    Args:
        checkpoint: The trained weights.
        inputs: Token ids of texts like those that will be read.
    """
    import torch

    model = torch_bert(checkpoint, checkpoint.words)
    largest: dict[str, NDArray[np.float32]] = {}

    def watch(name: str, module: Any) -> None:
        def seen(_: Any, args: tuple[Any, ...]) -> None:
            most = args[0].abs().reshape(-1, args[0].shape[-1]).amax(0).numpy()
            largest[name] = np.maximum(largest.get(name, most), most)

        module.register_forward_pre_hook(seen)

    for number, layer in enumerate(model.encoder.layer):
        watch(f"l{number}.q", layer.attention.self.query)
        watch(f"l{number}.fi", layer.intermediate.dense)
        watch(f"l{number}.fo", layer.output.dense)
    with torch.inference_mode():
        for ids in inputs:
            model(torch.tensor([list(ids)]))
    columns: dict[str, NDArray[np.int64]] = {}
    for name, most in largest.items():
        layer, part = name.split(".")
        chosen = np.sort(np.argsort(-most)[: _COLUMNS[part]])
        columns |= {f"{layer}.{other}": chosen for other in _SHARED[part]}
    return columns
