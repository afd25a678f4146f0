"""The reader as a torch module, started from the weights of the packaged embedding model.

Names of the parameters are those of the packaged weights (`l0.q.w`, ...), so that the same builder makes
ONNX graphs of both.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from qabot.indexing.encoder.weights import Weights


class Output(NamedTuple):
    """Logits of one batch.

    Attributes:
        relevance: (n,), of the passage answering.
        spans: (n, tokens, 2), of an answer starting and ending at each token; the first token stands for none.
    """

    relevance: Tensor
    spans: Tensor


class Layer(nn.Module):
    """One layer of BERT with attention over the tokens that are not padding."""

    def __init__(self, hidden: int, inner: int, heads: int, epsilon: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi = nn.Linear(hidden, inner)
        self.fo = nn.Linear(inner, hidden)
        self.aln = nn.LayerNorm(hidden, epsilon)
        self.oln = nn.LayerNorm(hidden, epsilon)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """Return the next state; both states are (n, tokens, hidden), the mask (n, 1, 1, tokens) bool."""
        n, tokens, hidden = state.shape
        query, key, value = (
            linear(state).view(n, tokens, self.heads, -1).transpose(1, 2)
            for linear in (self.q, self.k, self.v)
        )
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        state = self.aln(
            state + self._drop(self.ao(seen.transpose(1, 2).reshape(n, tokens, hidden)))
        )
        state = self.oln(state + self._drop(self.fo(functional.gelu(self.fi(state)))))
        return state

    def _drop(self, state: Tensor) -> Tensor:
        return functional.dropout(state, self.dropout, self.training)


class ReaderModel(nn.Module):
    """Question and passage together.

    Args:
        weights: Where it starts.
        kept: (n,) ids of the pieces that remain; their positions are the new ids.
        layers: The first so many layers.
    """

    word: Tensor
    position: Tensor

    def __init__(
        self, weights: Weights, kept: NDArray[np.int32], layers: int, dropout: float = 0.1
    ) -> None:
        super().__init__()
        words = weights.blocks("emb.word", weights.rows).values[kept]
        positions = weights.floats("emb.pos").reshape(weights.positions, -1)
        # Training leaves both as they are.
        self.register_buffer("word", torch.from_numpy(words), persistent=False)
        added = positions + weights.floats("emb.type")[: weights.hidden]
        self.register_buffer("position", torch.from_numpy(added), persistent=False)
        self.norm = nn.LayerNorm(weights.hidden, weights.epsilon)
        _copy(self.norm, weights, "emb.ln")
        self.layers = nn.ModuleList(
            Layer(weights.hidden, weights.inner, weights.heads, weights.epsilon, dropout)
            for _ in range(layers)
        )
        for number, layer in enumerate(self.layers):
            for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln"):
                _copy(getattr(layer, name), weights, f"l{number}.{name}")
        self.relevance = nn.Linear(weights.hidden, 1)
        self.span = nn.Linear(weights.hidden, 2)
        for head in (self.relevance, self.span):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        self.frozen = 0

    def freeze(self, layers: int) -> None:
        """Keep the first layers as they are."""
        self.frozen = layers
        for part in (self.norm, *self.layers[:layers]):
            part.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, mask: Tensor) -> Output:
        """Read a batch.

        Args:
            ids: (n, tokens) int64.
            mask: (n, tokens) bool, False for padding.
        """
        with torch.no_grad():
            state: Tensor = self.norm(self.word[ids] + self.position[: ids.shape[1]])
            seen = mask[:, None, None, :]
            for layer in self.layers[: self.frozen]:
                state = layer(state, seen)
        for layer in self.layers[self.frozen :]:
            state = layer(state, seen)
        spans = self.span(state).masked_fill(~mask[:, :, None], -1e4)
        return Output(self.relevance(state[:, 0]).squeeze(-1), spans)


def _copy(part: nn.Linear | nn.LayerNorm, weights: Weights, name: str) -> None:
    bias = weights.floats(f"{name}.b")
    if isinstance(part, nn.Linear):
        weight = weights.blocks(f"{name}.w", len(bias)).values
    else:
        weight = weights.floats(f"{name}.w")
    part.weight.data = torch.from_numpy(weight.copy())
    part.bias.data = torch.from_numpy(bias.copy())
