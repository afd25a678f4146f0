"""The packaged model as a sentence-transformers module; importing it imports torch."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from qabot.indexing.encoder.packaged import MAX_TOKENS
from qabot.indexing.encoder.session import CPU, OnnxSession
from qabot.indexing.encoder.tokenizer import PADDING, build_tokenizer


class OnnxTransformer(InputModule):
    """Tokenizes and embeds with ONNX Runtime inside a `SentenceTransformer`.

    Args:
        folder: The model's folder.
        threads: Texts embedded at once, one thread each, which on few cores is faster than many threads
            for one text; 0 takes what torch was told to use.
        device: See `execution_providers`.
    """

    def __init__(self, folder: Path, threads: int = 0, device: str = CPU) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._session = OnnxSession(folder, threads=1, device=device)
        self._pool = ThreadPoolExecutor(threads or torch.get_num_threads())
        pieces = self._session.tokenizer
        self.tokenizer = build_tokenizer([*zip(pieces.pieces, pieces.scores, strict=True)])
        self.tokenizer.enable_truncation(MAX_TOKENS)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Tokenize texts, each with the prompt before it.

        Returns:
            `input_ids` and `attention_mask`, (n, tokens) int64, padded at the end.
        """
        texts = [f"{prompt or ''}{text}" for text in inputs]
        ids = [torch.tensor(encoding.ids) for encoding in self.tokenizer.encode_batch(texts)]
        lengths = torch.tensor([len(row) for row in ids])
        padded = torch.nn.utils.rnn.pad_sequence(ids, batch_first=True, padding_value=PADDING)
        mask = torch.arange(padded.shape[1])[None, :] < lengths[:, None]
        return {"input_ids": padded, "attention_mask": mask.long()}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, (n, 384) float32 with rows of length 1."""
        lengths = features["attention_mask"].sum(dim=1).tolist()
        rows = [row[:n] for row, n in zip(features["input_ids"].tolist(), lengths, strict=True)]
        vectors = np.stack(list(self._pool.map(self._session.run, rows)))
        return {**features, "sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return len(self._session.encode(""))

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Refuse: the folder that it was loaded from is the saved form."""
        raise ValueError(f"copy the model's own folder to {output_path} instead")

    @classmethod
    def load(
        cls,
        model_name_or_path: str,
        *_: Any,
        model_kwargs: Mapping[str, Any] | None = None,
        **__: Any,
    ) -> Self:
        """Load from a folder; `model_kwargs` may name a device of ONNX Runtime as `onnx_device`."""
        device = (model_kwargs or {}).get("onnx_device", CPU)
        return cls(Path(model_name_or_path), device=device)
