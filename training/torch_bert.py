"""Weights as transformers' BERT in float32: what int8 is compared with."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertModel

from qabot.indexing.encoder.bert import Parameters

# Part of the weights' names → part of transformers' BERT layer.
_LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def torch_bert(parameters: Parameters, words: NDArray[np.float32]) -> Any:
    """Return a `BertModel` without the pooling layer, which is no part of the weights.

    Args:
        parameters: All weights but the embedding table.
        words: The embedding table, (rows, hidden).
    """
    tensors = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": parameters.floats("emb.pos"),
        "embeddings.token_type_embeddings.weight": parameters.floats("emb.type"),
        "embeddings.LayerNorm.weight": parameters.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": parameters.floats("emb.ln.b"),
    }
    for layer in range(parameters.layers):
        for part, name in _LINEAR.items():
            bias = parameters.floats(f"l{layer}.{part}.b")
            matrix = parameters.matrix(f"l{layer}.{part}.w", len(bias))
            tensors[f"encoder.layer.{layer}.{name}.weight"] = matrix
            tensors[f"encoder.layer.{layer}.{name}.bias"] = bias
        for part, name in _NORMS.items():
            for kind, letter in (("weight", "w"), ("bias", "b")):
                norm = parameters.floats(f"l{layer}.{part}.{letter}")
                tensors[f"encoder.layer.{layer}.{name}.{kind}"] = norm
    hidden = parameters.hidden
    model = BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=hidden,
            num_hidden_layers=parameters.layers,
            num_attention_heads=parameters.heads,
            intermediate_size=len(parameters.floats("l0.fi.b")),
            max_position_embeddings=parameters.floats("emb.pos").size // hidden,
            type_vocab_size=parameters.floats("emb.type").size // hidden,
            layer_norm_eps=parameters.epsilon,
        ),
        add_pooling_layer=False,
    )
    model.load_state_dict(
        {
            name: torch.from_numpy(tensors[name].reshape(old.shape).copy())
            for name, old in model.state_dict().items()
        }
    )
    model.eval()  # type: ignore[no-untyped-call]
    return model
