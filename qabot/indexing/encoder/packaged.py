"""The packaged model: a regular sentence-transformers folder, made once in the cache from the shipped weights."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np
from filelock import FileLock

from qabot.errors import StorageError
from qabot.indexing.encoder.unigram import PIECES_FILE, SCORES_FILE
from qabot.indexing.encoder.weights import Weights
from qabot.messages import say

MODEL_FILE = "model.onnx"
WORDS_FILE = "words.npy"  # the embedding table as it is shipped: exact, and a seventh of float32
PROMPTS = {"query": "query: ", "document": "passage: "}
MAX_TOKENS = 512
# The folder's name: a new recipe makes a new folder and never touches one in use.
NAME = "multilingual-e5-small-int8-4"
# What the vectors are called: recipes 2 to 4 make the same to the last bit, so that indexes of before stay valid.
# A recipe that changes them takes another name. Another device rounds otherwise (OpenVINO: cosine .997 and more to
# the CPU's), which is no other model: an archive may be embedded on one machine and asked on another.
IDENTITY = "multilingual-e5-small-int8-2-3af8e244440c"
_SUMS = "SHA256SUMS.json"
_ASIDE = ".making-"


def packaged_model(cache: Path, *, verify: bool = False) -> Path:
    """Return the folder of the packaged model, and make it if it is not there.

    Args:
        cache: The user's cache folder.
        verify: Compare the checksums of all files and make the folder anew if they differ; otherwise only
            the sizes are compared, which costs nothing.

    Raises:
        ModelError: The weights cannot be read.
        StorageError: The cache folder cannot be written.
    """
    folder = cache / "models" / NAME
    if _intact(folder, verify=verify):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if not _intact(folder, verify=verify):
                _make(folder)
    except OSError as exc:
        raise StorageError(
            say(
                f"模型缓存 {folder} 写不进去：{exc.strerror or exc}。",
                f"Cannot write the model cache {folder}: {exc.strerror or exc}.",
            ),
            say(
                "请腾出约 80 MB 空间，或用 QABOT_CACHE 换一个目录。",
                "Free about 80 MB, or name another folder with QABOT_CACHE.",
            ),
        ) from exc
    return folder


def _make(folder: Path) -> None:
    # Imported here: it costs half a second, and only the first run on a machine needs it.
    import onnx

    from qabot.indexing.encoder.graph import build_graph

    weights = Weights()
    for leftover in folder.parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder.parent))
    try:
        onnx.save(build_graph(weights), aside / MODEL_FILE)
        np.save(aside / WORDS_FILE, weights.packed("emb.word", weights.rows), allow_pickle=False)
        pieces, scores = zip(*weights.pieces, strict=True)
        (aside / PIECES_FILE).write_text("\n".join(pieces), "utf-8")
        np.save(aside / SCORES_FILE, np.array(scores, dtype=np.float32), allow_pickle=False)
        _write_configuration(aside)
        sums = {file.name: (file.stat().st_size, _sha256(file)) for file in sorted(aside.iterdir())}
        (aside / _SUMS).write_text(json.dumps(sums, indent=1), "utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_configuration(folder: Path) -> None:
    modules = [
        {
            "idx": 0,
            "name": "0",
            "path": "",
            "type": "qabot.indexing.encoder.module.OnnxTransformer",
        }
    ]
    settings = {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"}
    for name, content in (
        ("modules.json", modules),
        ("config_sentence_transformers.json", settings),
        ("config.json", {"max_tokens": MAX_TOKENS}),
    ):
        (folder / name).write_text(json.dumps(content, indent=1), "utf-8")


def _intact(folder: Path, *, verify: bool) -> bool:
    try:
        sums = json.loads((folder / _SUMS).read_text("utf-8"))
        return MODEL_FILE in sums and all(
            (folder / name).stat().st_size == size
            and (not verify or _sha256(folder / name) == digest)
            for name, (size, digest) in sums.items()
        )
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
