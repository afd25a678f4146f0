"""From the last checkpoint of a training run to `reader.npz`.

python -m training.reader.save RUN reader.npz
"""

import argparse
from pathlib import Path

import numpy as np
import torch

from qabot.indexing.encoder.weights import Weights


def main() -> None:
    """Save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="folder that training wrote")
    parser.add_argument("out", type=Path, metavar="reader.npz")
    args = parser.parse_args()
    weights = Weights()
    kept = np.load(args.run / "kept.npy")
    arrays = {
        "kept": kept,
        "emb.word": weights.blocks("emb.word", weights.rows).values[kept].astype(np.float16),
        "emb.pos": weights.floats("emb.pos").reshape(weights.positions, -1),
        "emb.type": weights.floats("emb.type")[: weights.hidden],
    }
    for name, tensor in torch.load(args.run / "checkpoint.pt", weights_only=True)["model"].items():
        arrays[_packaged_name(name)] = tensor.numpy()
    np.savez(args.out, **arrays)


def _packaged_name(name: str) -> str:
    """Turn `layers.0.q.weight` into `l0.q.w`, as the packaged weights have it."""
    name = name.replace("layers.", "l", 1).replace("norm.", "emb.ln.", 1)
    return name.removesuffix("eight").removesuffix("ias")


if __name__ == "__main__":
    main()
