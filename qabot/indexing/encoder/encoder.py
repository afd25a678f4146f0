"""Encoders: passages through sentence-transformers, questions as directly as the model allows."""

import hashlib
import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qabot.errors import ModelError
from qabot.indexing.encoder.packaged import IDENTITY, PROMPTS, packaged_model
from qabot.indexing.encoder.session import CPU, OnnxSession, thread_count
from qabot.messages import say
from qabot.settings import PACKAGED_MODEL, Settings
from qabot.types import Vectors

_BATCH = 32


class Encoder(Protocol):
    """Makes vectors of length 1, so that their inner product is their cosine."""

    @property
    def identity(self) -> str:
        """The model's name; vectors of different identities cannot be compared."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) float32; no texts give (0, d)."""

    def encode_question(self, text: str) -> Vectors:
        """Return (d,) float32."""


class SentenceTransformersEncoder:
    """Any sentence-transformers model, by name or path.

    Args:
        model: Name or path.
        threads: Of torch; 0: the cores there are.
        device: Of torch.
        options: What else `SentenceTransformer` takes.

    Raises:
        ModelError: The model cannot be loaded, at first use.
    """

    def __init__(self, model: str, *, threads: int = 0, device: str = CPU, **options: Any) -> None:
        self._model_name = model
        self._threads = threads
        self._loading = {"device": device} | options

    @property
    def identity(self) -> str:
        """The model's name; for a folder, its path and what changes when its files are replaced."""
        folder = Path(self._model_name)
        if not folder.is_dir():
            return self._model_name
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        states = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
        return f"{self._model_name}-{hashlib.sha256(repr(states).encode()).hexdigest()[:12]}"

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with the model's document prompt, in batches by length."""
        if not texts:
            return np.zeros((0, self._model.get_embedding_dimension()), dtype=np.float32)
        return self._unit(self._model.encode_document(list(texts), **self._options()))

    def encode_question(self, text: str) -> Vectors:
        """Embed one question with the model's query prompt."""
        return self._unit(self._model.encode_query(text, **self._options()))

    @staticmethod
    def _options() -> dict[str, Any]:
        return {"batch_size": _BATCH, "show_progress_bar": False, "normalize_embeddings": True}

    @staticmethod
    def _unit(vectors: Any) -> Vectors:
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        # Imported at first use: torch takes seconds that a person who only asks should not wait for.
        import torch
        from sentence_transformers import SentenceTransformer

        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        torch.set_num_threads(thread_count(self._threads))
        try:
            return SentenceTransformer(self._model_name, **self._loading)
        except (OSError, ValueError, ImportError, RuntimeError) as exc:
            reason = next(iter(str(exc).strip().splitlines()), repr(exc))
            raise ModelError(
                say(
                    f"模型 {self._model_name} 加载失败：{reason}",
                    f"Cannot load the model {self._model_name}: {reason}",
                ),
                say(
                    "请检查 QABOT_MODEL 的名称或路径；没有网络时用 QABOT_MODEL=packaged。",
                    "Check the name or path in QABOT_MODEL; without a network use QABOT_MODEL=packaged.",
                ),
            ) from exc


class PackagedEncoder:
    """The packaged model: passages through sentence-transformers, a question straight from the same ONNX file."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = packaged_model(settings.cache)

    @property
    def identity(self) -> str:
        """A name that changes with the vectors."""
        return IDENTITY

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages, after the model's files have been verified once."""
        return self._passages.encode_passages(texts)

    def encode_question(self, text: str) -> Vectors:
        """Embed one question, without torch."""
        return self._session.encode(PROMPTS["query"] + text)

    @cached_property
    def _session(self) -> OnnxSession:
        # A question is short: two threads wait for each other longer than they work (6.2 ms, and 5.1 with one).
        return OnnxSession(self._folder, threads=1, device=self._settings.device)

    @cached_property
    def _passages(self) -> SentenceTransformersEncoder:
        folder = packaged_model(self._settings.cache, verify=True)
        return SentenceTransformersEncoder(
            str(folder),
            threads=self._settings.threads,
            trust_remote_code=True,
            model_kwargs={"onnx_device": self._settings.device},
        )


def load_encoder(settings: Settings) -> Encoder:
    """Return the encoder that the settings name; large parts are loaded at first use.

    Raises:
        ModelError: The packaged model cannot be made.
        StorageError: There is no room for it.
    """
    if settings.model == PACKAGED_MODEL:
        return PackagedEncoder(settings)
    return SentenceTransformersEncoder(
        settings.model, threads=settings.threads, device=settings.device
    )
