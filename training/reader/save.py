"""From a checkpoint of training to `reader.npz`, with the pieces that texts need.

python -m training.reader.save CHECKPOINT reader.npz GROUPS...
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch

from qabot.indexing.encoder.weights import Weights
from training.reader.batches import read_groups
from training.reader.vocabulary import choose_kept


def main() -> None:
    """Save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path, metavar="reader.npz")
    parser.add_argument("groups", type=Path, nargs="+", help="whose texts decide which pieces stay")
    args = parser.parse_args()
    weights = Weights()
    kept = choose_kept(weights.pieces, _texts(args.groups))
    arrays = {
        "kept": kept,
        "emb.word": weights.blocks("emb.word", weights.rows).values[kept].astype(np.float16),
        "emb.pos": weights.floats("emb.pos").reshape(weights.positions, -1),
        "emb.type": weights.floats("emb.type")[: weights.hidden],
    }
    for name, tensor in torch.load(args.checkpoint, weights_only=True)["model"].items():
        arrays[_packaged_name(name)] = tensor.numpy()
    np.savez(args.out, **arrays)


def _packaged_name(name: str) -> str:
    """Turn `layers.0.q.weight` into `l0.q.w`, as the packaged weights have it."""
    name = name.replace("layers.", "l", 1).replace("norm.", "emb.ln.", 1)
    return name.removesuffix("eight").removesuffix("ias")


def _texts(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        for group in read_groups(path):
            yield group.question
            for candidate in (*group.answering, *group.others[:4]):
                yield candidate.title + candidate.text


if __name__ == "__main__":
    main()
