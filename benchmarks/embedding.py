"""Passages embedded a second: as `qabot reindex` embeds them, against sentence-transformers on torch.

Both run the packaged model's weights over the same texts on the same cores. The other side is the way of the
book: the weights in float32 in a regular folder of transformers, `SentenceTransformer(folder)`, batches of 32,
all texts in one call so that it can sort them by length. qabot gets them in the batches that `reindex` makes.
Loading is not measured. The cosines tell what the packaged model's 8-bit layers cost.

    python -m benchmarks.embedding [--passages N] [--rounds N] [--corpus FILE] [--json]
"""

import shutil
import time
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.measure import (
    Process,
    Rounds,
    add_corpus,
    cores,
    own_process,
    parser,
    positive,
    print_heading,
    print_json,
    print_table,
    take_turns,
)
from benchmarks.memory import peak_mb
from benchmarks.texts import passages
from qabot.types import Vectors

_REINDEX_BATCH = 512  # as qabot.indexing.reindex
_MAX_TOKENS = 512
# transformers' own pooling layer is not part of the model: its vectors are means over all tokens.
_NO_POOLER = {"add_pooling_layer": False}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=5)
    options_parser.add_argument("--passages", type=positive, default=400, help="(default 400)")
    add_corpus(options_parser)
    options = options_parser.parse_args(arguments)
    texts = passages(options.passages, options.corpus)
    print_heading(f"Embedding {len(texts):,} passages")
    with (
        TemporaryDirectory() as folder,
        own_process() as ours,
        own_process() as theirs,
    ):
        with own_process() as maker:  # the float32 copy of the weights is no one's memory
            maker.run(write_plain_model, Path(folder))
        rounds, vectors = _measure(options.rounds, texts, ours, theirs, Path(folder))
        peaks = ours.run(peak_mb), theirs.run(peak_mb)
    cosines = (vectors[0] * vectors[1]).sum(axis=1)
    rates = [len(texts) / median(seconds) for seconds in (rounds.ours, rounds.theirs)]
    names = ("qabot (ONNX Runtime, int8)", "sentence-transformers (torch, float32)")
    print_table(
        ["", "passages/s, median", "peak memory, MB"],
        [[n, f"{r:.1f}", f"{p:,.0f}"] for n, r, p in zip(names, rates, peaks, strict=True)],
    )
    print(rounds)
    print(f"cosine between the two: worst {cosines.min():.4f}, mean {cosines.mean():.4f}")
    figures = {
        "passages": len(texts),
        "mean_chars": round(sum(map(len, texts)) / len(texts), 1),
        "passages_per_s": {"ours": round(rates[0], 2), "theirs": round(rates[1], 2)},
        "peak_mb": {"ours": round(peaks[0]), "theirs": round(peaks[1])},
        "cosine": {
            "worst": round(float(cosines.min()), 5),
            "mean": round(float(cosines.mean()), 5),
        },
    }
    print_json(options, "embedding", figures | rounds.as_json())


def _measure(
    count: int, texts: list[str], ours: Process, theirs: Process, folder: Path
) -> tuple[Rounds, list[Vectors]]:
    """Return the rounds, and what each side made of the texts in the last one."""
    vectors: list[Vectors] = [np.zeros(0, dtype=np.float32)] * 2

    def our_turn() -> float:
        seconds, vectors[0] = ours.run(_encode_ours, texts)
        return seconds

    def their_turn() -> float:
        seconds, vectors[1] = theirs.run(_encode_theirs, folder, texts)
        return seconds

    ours.run(_encode_ours, texts[:32])
    theirs.run(_encode_theirs, folder, texts[:32])
    return take_turns(count, our_turn, their_turn), vectors


@cache
def _our_encoder() -> Any:
    from qabot.indexing.encoder import load_encoder
    from qabot.settings import PACKAGED_MODEL, load_settings

    return load_encoder(load_settings(model=PACKAGED_MODEL, threads=cores()))


def _encode_ours(texts: list[str]) -> tuple[float, Vectors]:
    encoder = _our_encoder()
    started = time.perf_counter()
    batches = [
        encoder.encode_passages(texts[at : at + _REINDEX_BATCH])
        for at in range(0, len(texts), _REINDEX_BATCH)
    ]
    return time.perf_counter() - started, np.concatenate(batches)


@cache
def their_model(folder: Path) -> Any:
    """Return sentence-transformers with the model that `write_plain_model` wrote."""
    import torch
    from sentence_transformers import SentenceTransformer

    _hide_progress_bars()
    torch.set_num_threads(cores())
    return SentenceTransformer(str(folder), device="cpu", model_kwargs=_NO_POOLER)


def _encode_theirs(folder: Path, texts: list[str]) -> tuple[float, Vectors]:
    model = their_model(folder)
    started = time.perf_counter()
    vectors: Vectors = model.encode_document(texts, batch_size=32, show_progress_bar=False)
    return time.perf_counter() - started, vectors


def write_plain_model(folder: Path) -> None:
    """Write the packaged weights as a regular sentence-transformers folder, in float32."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    from qabot.indexing.encoder.packaged import PROMPTS
    from qabot.indexing.encoder.tokenizer import build_tokenizer
    from qabot.indexing.encoder.weights import Weights
    from training.torch_bert import torch_bert

    _hide_progress_bars()
    bare = folder / "bare"
    weights = Weights()
    torch_bert(weights, weights.matrix("emb.word", weights.rows)).save_pretrained(bare)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_tokenizer(weights.pieces),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=_MAX_TOKENS,
    ).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=_MAX_TOKENS, model_kwargs=_NO_POOLER)
    pooling = Pooling(transformer.get_embedding_dimension(), "mean")
    modules = [transformer, pooling, Normalize()]
    SentenceTransformer(modules=modules, prompts=PROMPTS).save(str(folder), create_model_card=False)
    shutil.rmtree(bare)


def _hide_progress_bars() -> None:
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
