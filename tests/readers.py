"""Small readers made from the packaged weights: two layers, single characters, heads that have learned nothing."""

from functools import cache
from pathlib import Path

import numpy as np

from qabot.indexing.encoder.weights import Weights
from qabot.types import Passage
from training.reader.checkpoint import Checkpoint, untrained
from training.reader.export import export, sample_inputs

LAYERS = 2


@cache
def small_checkpoint() -> Checkpoint:
    """Return weights that are the same in every run."""
    weights = Weights()
    kept = [old for old, (piece, _) in enumerate(weights.pieces) if old < 4 or len(piece) == 1]
    return Checkpoint(untrained(weights, np.array(kept, dtype=np.int32), layers=LAYERS))


def write_small_reader(folder: Path, *, bits: int = 4) -> Path:
    """Write the files that a `Reader` loads."""
    folder.mkdir(parents=True, exist_ok=True)
    export(small_checkpoint(), folder, sample_inputs(small_checkpoint())[:4], bits=bits)
    return folder


def passage(text: str, number: int = 0) -> Passage:
    """Return a passage of this text."""
    return Passage(
        id=f"a{number}#0",
        article_id=f"a{number}",
        title="水庫",
        text=text,
        start=0,
        end=len(text),
        source="栖川日报",
    )
