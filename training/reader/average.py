"""The mean of an exported reader's weights and of those of a run that went on from it.

    python -m training.reader.average reader.onnx reader.npz averaged.npz

What the second run learned stays in good part, and what it unlearned comes back: on passages of one sentence the second
run alone said "not here" of nearly every answer, since in its written examples short passages seldom answer.
Source: Wortsman et al. 2022, Robust fine-tuning of zero-shot models.
"""

import argparse
from pathlib import Path

import numpy as np

from training.reader.restore import restored, torch_name


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("first", type=Path, metavar="reader.onnx")
    parser.add_argument("second", type=Path, metavar="reader.npz")
    parser.add_argument("out", type=Path, metavar="averaged.npz")
    parser.add_argument("--share", type=float, default=0.5, help="of the second (default 0.5)")
    args = parser.parse_args()
    first = restored(args.first)
    with np.load(args.second) as arrays:
        mean = {name: array.astype(np.float32) for name, array in arrays.items() if name != "kept"}
        kept = arrays["kept"]
    for name, array in mean.items():
        if torch_name(name) in first:
            other = first[torch_name(name)].numpy().reshape(array.shape)
            mean[name] = args.share * array + (1 - args.share) * other
    np.savez(args.out, kept=kept, **mean)


if __name__ == "__main__":
    main()
