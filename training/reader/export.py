"""From trained weights to the files that the bot loads: `python -m training.reader.export reader.npz`.

Writes `reader.onnx`, in int8, and its tokenizer, and tells how far the logits of int8 are from float32.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray

from qabot.indexing.encoder.session import open_model
from qabot.indexing.encoder.weights import Weights
from qabot.reading import corpus_files, iter_articles
from qabot.searching.reader.reader import DATA, MODEL_FILE, TOKENIZER_FILE
from qabot.searching.reader.text import reader_input
from qabot.types import Page
from training.reader.checkpoint import Checkpoint
from training.reader.graph import build_reader_graph
from training.reader.outliers import outlier_columns
from training.reader.vocabulary import pruned_tokenizer

MAX_MB = 35
_SAMPLE = Path(__file__).parents[2] / "corpus"
_QUESTIONS = ("总投资多少？", "什么时候开工？", "在哪里？", "由谁负责？")
_PASSAGES = 60
_CHARS = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """How far int8 is from float32, over all tokens of all inputs.

    Attributes:
        largest: Largest difference of a logit.
        mean: Mean difference.
        spread: Standard deviation of the float32 logits, to compare with.
    """

    largest: float
    mean: float
    spread: float

    def __str__(self) -> str:
        return (
            f"largest {self.largest:.3f}, mean {self.mean:.3f}, logits spread by {self.spread:.3f}"
        )


def export(
    checkpoint: Checkpoint, folder: Path, inputs: Sequence[Sequence[int]], *, bits: int
) -> None:
    """Write model and tokenizer.

    Args:
        checkpoint: The trained weights.
        folder: Where to.
        inputs: Token ids that show which columns are large.
        bits: 4 or 8, of the embedding table.
    """
    outliers = outlier_columns(checkpoint, inputs)
    graph = build_reader_graph(checkpoint, bits=bits, outliers=outliers)
    onnx.save(graph, folder / MODEL_FILE)
    tokenizer = pruned_tokenizer(Weights().pieces, checkpoint.kept)
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)


def float_logits(
    checkpoint: Checkpoint, inputs: Sequence[Sequence[int]]
) -> list[NDArray[np.float32]]:
    """Return what torch makes of the weights: for each input (tokens, 3), relevance, start and end."""
    # Imported here: both take seconds that writing the files does not need.
    import torch

    from training.torch_bert import torch_bert

    model = torch_bert(checkpoint, checkpoint.words)
    heads = torch.from_numpy(checkpoint.heads_matrix)
    bias = torch.from_numpy(checkpoint.heads_bias)
    with torch.inference_mode():
        states = (model(torch.tensor([ids])).last_hidden_state[0] for ids in inputs)
        return [(state @ heads.T + bias).numpy() for state in states]


def compare(
    checkpoint: Checkpoint, folder: Path, inputs: Sequence[Sequence[int]]
) -> tuple[Difference, Difference]:
    """Compare the written model with torch: relevance of the inputs, start and end of their tokens."""
    session = open_model(folder / MODEL_FILE, threads=1)
    relevance: list[tuple[float, float]] = []
    spans: list[NDArray[np.float32]] = []
    for ids, logits in zip(inputs, float_logits(checkpoint, inputs), strict=True):
        ours = session.run(None, {"input_ids": np.array([ids])})
        relevance.append((float(ours[0][0]), float(logits[0, 0])))
        spans += [np.stack([ours[1][0], logits[:, 1]]), np.stack([ours[2][0], logits[:, 2]])]
    return _difference(np.array(relevance).T), _difference(np.concatenate(spans, axis=1))


def _difference(pair: NDArray[np.float64]) -> Difference:
    apart = np.abs(pair[0] - pair[1])
    return Difference(float(apart.max()), float(apart.mean()), float(pair[1].std()))


def sample_inputs(checkpoint: Checkpoint) -> list[list[int]]:
    """Return token ids of questions with passages of the sample archive."""
    tokenizer = pruned_tokenizer(Weights().pieces, checkpoint.kept)
    pages = (
        page
        for file in corpus_files(_SAMPLE)
        for page in iter_articles(file, name=file.name, max_bytes=1 << 24)
        if isinstance(page, Page)
    )
    texts = [
        (article.title, article.text[at : at + _CHARS])
        for page in pages
        for article in page.articles
        for at in range(0, len(article.text), _CHARS)
    ][:_PASSAGES]
    return [
        reader_input(tokenizer, _QUESTIONS[n % len(_QUESTIONS)], title, date(2021, 1, 18), text).ids
        for n, (title, text) in enumerate(texts)
    ]


def main() -> None:
    """Export, compare, and fail if the file is too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path, metavar="reader.npz")
    parser.add_argument("--to", type=Path, default=DATA, metavar="FOLDER")
    parser.add_argument(
        "--bits", type=int, choices=(4, 8), default=4, help="of the embedding table"
    )
    options = parser.parse_args()
    checkpoint = Checkpoint.load(options.weights)
    options.to.mkdir(parents=True, exist_ok=True)
    inputs = sample_inputs(checkpoint)
    export(checkpoint, options.to, inputs[0::2], bits=options.bits)
    size = (options.to / MODEL_FILE).stat().st_size / 1e6
    print(f"{checkpoint.layers} layers, {len(checkpoint.kept):,} pieces, {size:.1f} MB")
    relevance, spans = compare(checkpoint, options.to, inputs[1::2])
    print(
        f"int8 against float32, relevance: {relevance}\nint8 against float32, start and end: {spans}"
    )
    if size > MAX_MB:
        raise SystemExit(f"{size:.1f} MB is more than {MAX_MB}")


if __name__ == "__main__":
    main()
