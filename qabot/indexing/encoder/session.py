"""The packaged model in ONNX Runtime, one text at a time, on the CPU or what else there is."""

import os
from pathlib import Path

import numpy as np
import onnxruntime

from qabot.errors import ModelError
from qabot.indexing.encoder.packaged import MAX_TOKENS, MODEL_FILE, WORDS_FILE
from qabot.indexing.encoder.unigram import Unigram
from qabot.indexing.encoder.weights import unpacked
from qabot.messages import say
from qabot.types import Vectors

CPU = "cpu"
_PROVIDER = "ExecutionProvider"
_REMOTE = {"AzureExecutionProvider"}  # sends what it computes to a service


def open_model(path: Path, *, threads: int, device: str = CPU) -> onnxruntime.InferenceSession:
    """Open a model; raises ONNX Runtime's own bare exceptions.

    Args:
        path: The .onnx file.
        threads: Threads for one run.
        device: See `execution_providers`.

    Raises:
        ModelError: No such provider is installed.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take a core from whatever else there is to do: of two threads on two busy
    # cores, a question cost 14 ms of processor time with, 9 without.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    providers = execution_providers(device)
    return onnxruntime.InferenceSession(str(path), options, providers=providers)


def execution_providers(device: str) -> list[str]:
    """Return ONNX Runtime's names of a device and, for what it cannot do, of the CPU.

    Args:
        device: `cpu`, or the name of a provider without its ending, in any case: `cuda`, `openvino`.

    Raises:
        ModelError: No such provider is installed; names those that are.
    """
    installed = {
        name.removesuffix(_PROVIDER).lower(): name
        for name in onnxruntime.get_available_providers()
        if name not in _REMOTE
    }
    if device.lower() not in installed:
        raise ModelError(
            say(
                f"ONNX Runtime 里没有设备 {device}（QABOT_DEVICE），现有：{'、'.join(installed)}。",
                f"ONNX Runtime has no device {device} (QABOT_DEVICE); it has: {', '.join(installed)}.",
            ),
            say(
                "请设 QABOT_DEVICE=cpu，或安装带有该设备的 ONNX Runtime，例如：pip install onnxruntime-gpu",
                "Set QABOT_DEVICE=cpu, or install an ONNX Runtime that has it: pip install onnxruntime-gpu",
            ),
        )
    return [*dict.fromkeys((installed[device.lower()], installed[CPU]))]


class OnnxSession:
    """Tokenizer, embedding table and model; `encode` may be called from several threads at once.

    The table is as large as three such models. It is memory-mapped, so that only the rows of tokens that occur are
    in memory.

    Texts are never padded into batches: on a CPU that gains nothing, and the scale of int8 activations
    would then depend on what else is in the batch, so that a text would have many vectors.

    Args:
        folder: The model's folder.
        threads: Threads for one text.
        device: See `execution_providers`.

    Raises:
        ModelError: The files cannot be loaded, or there is no such device.
    """

    def __init__(self, folder: Path, *, threads: int, device: str = CPU) -> None:
        try:
            self.tokenizer = Unigram(folder)
            self._words = np.load(folder / WORDS_FILE, mmap_mode="r", allow_pickle=False)
            self._session = open_model(folder / MODEL_FILE, threads=threads, device=device)
        except ModelError:
            raise
        except Exception as exc:  # both libraries raise their own bare exceptions
            raise ModelError(
                say(
                    f"模型 {folder} 加载失败：{exc}。", f"Cannot load the model in {folder}: {exc}."
                ),
                say(
                    "请删除这个目录再试，qabot 会重新生成它。",
                    "Remove the folder and try again; qabot makes it anew.",
                ),
            ) from exc

    def encode(self, text: str) -> Vectors:
        """Return the vector of a text that already carries its prompt, (384,) float32 of length 1."""
        return self.run(self.tokenizer.ids(text, MAX_TOKENS))

    def run(self, ids: list[int]) -> Vectors:
        """Return the vector of a text given as token ids."""
        words = unpacked(self._words[ids]).values
        (vectors,) = self._session.run(None, {"words": words[None]})
        vector: Vectors = vectors[0]
        return vector


def thread_count(setting: int) -> int:
    """Return how many threads a setting means; 0 takes the cores that this process may use."""
    if setting:
        return setting
    # Where the system tells which cores this process may use; macOS does not.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
