"""Passages read a second: the reader in int8 on ONNX Runtime against the same weights in torch, float32.

The weights are the lower layers of the packaged model, which take as long as trained ones. Both sides read the
same question with the same passages on the same cores: ours one passage a thread as at question time, without a
limit of time; torch in padded batches of 16, sorted by length. Loading is not measured with them but told apart,
with the memory that it takes.

    python -m benchmarks.reader [--layers N ...] [--passages N] [--rounds N] [--corpus FILE] [--json]
"""

import time
from functools import cache
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.measure import (
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
from qabot.types import Passage

_LENGTHS = (50, 200)
_LAYERS = (8,)
_BATCH = 16
_HEADER = ["layers", "characters", "ours/s", "torch/s", "times as fast", "ms for 16, ours"]
_QUESTION = "栖川水库二期工程的总投资是多少？"
_WEIGHTS = "reader.npz"


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options_parser = parser(__doc__, rounds=2)
    options_parser.add_argument("--layers", type=positive, nargs="+", default=list(_LAYERS))
    options_parser.add_argument("--passages", type=positive, default=8, help="(default 8)")
    add_corpus(options_parser)
    options = options_parser.parse_args(arguments)
    texts = passages(options.passages * 2, options.corpus)
    print_heading(f"Reading {options.passages} passages with a question")
    rows: list[list[str]] = []
    figures: list[dict[str, Any]] = []
    for layers in options.layers:
        with TemporaryDirectory() as folder, own_process() as ours, own_process() as theirs:
            with own_process() as maker:
                size = maker.run(_write_reader, Path(folder), layers)
            load_ms, load_mb = ours.run(_load, Path(folder))
            for chars in _LENGTHS:
                read = _of_length(texts, chars, options.passages)
                ours.run(_read_ours, Path(folder), read[:1])
                theirs.run(_read_theirs, Path(folder), read[:1])
                rounds = take_turns(
                    options.rounds,
                    lambda read=read: ours.run(_read_ours, Path(folder), read),  # type: ignore[misc]
                    lambda read=read: theirs.run(_read_theirs, Path(folder), read),  # type: ignore[misc]
                )
                rows.append(_row(layers, chars, len(read), rounds))
                print(" · ".join(map(" ".join, zip(_HEADER, rows[-1], strict=True))), flush=True)
                figures.append(
                    {"layers": layers, "chars": chars, "mb": size, "load_ms": load_ms}
                    | rounds.as_json()
                )
            print(
                f"{layers} layers: {size:.1f} MB, loaded in {load_ms:.0f} ms, {load_mb:.0f} MB more memory",
                flush=True,
            )
    print()
    print_table(_HEADER, rows, names=0)
    print_json(options, "reader", {"passages": options.passages, "runs": figures})


def _row(layers: int, chars: int, count: int, rounds: Rounds) -> list[str]:
    ours, theirs = median(rounds.ours), median(rounds.theirs)
    return [
        str(layers),
        str(chars),
        f"{count / ours:.1f}",
        f"{count / theirs:.1f}",
        f"{median(rounds.ratios):.2f}",
        f"{1000 * 16 * ours / count:.0f}",
    ]


def _of_length(texts: list[str], chars: int, count: int) -> list[str]:
    joined = "".join(texts)
    return [joined[at * chars : (at + 1) * chars] for at in range(count)]


def _write_reader(folder: Path, layers: int) -> float:
    """Write weights and files; return the model's size in MB."""
    from benchmarks.texts import SAMPLE
    from qabot.indexing.encoder.weights import Weights
    from qabot.searching.reader.reader import MODEL_FILE
    from training.reader.checkpoint import Checkpoint, untrained
    from training.reader.export import export, sample_inputs
    from training.reader.vocabulary import choose_kept

    weights = Weights()
    sample = [path.read_text("utf-8") for path in sorted(SAMPLE.glob("*.txt"))]
    arrays = untrained(weights, choose_kept(weights.pieces, sample), layers=layers)
    np.savez(folder / _WEIGHTS, allow_pickle=False, **arrays)
    checkpoint = Checkpoint(arrays)
    export(checkpoint, folder, sample_inputs(checkpoint)[:4], bits=8)
    return (folder / MODEL_FILE).stat().st_size / 1e6


def _load(folder: Path) -> tuple[float, float]:
    """Return milliseconds and MB of loading and of one reading; libraries and the way to normal form are there."""
    import onnxruntime

    from qabot.language.normal import normalize

    normalize("總投資")
    onnxruntime.get_available_providers()
    before, started = peak_mb(), time.perf_counter()
    _our_reader(folder)
    loaded = time.perf_counter() - started
    _read_ours(folder, ["水库" * 100])
    return 1000 * loaded, peak_mb() - before


@cache
def _our_reader(folder: Path) -> Any:
    from qabot.searching.reader import Reader

    return Reader(folder, threads=cores())


def _read_ours(folder: Path, texts: list[str]) -> float:
    read = [_passage(text) for text in texts]
    reader = _our_reader(folder)
    started = time.perf_counter()
    readings = reader.read(_QUESTION, read, float("inf"))
    assert len(readings) == len(texts)
    return time.perf_counter() - started


@cache
def _their_model(folder: Path) -> Any:
    import torch
    from tokenizers import Tokenizer

    from qabot.searching.reader.reader import TOKENIZER_FILE
    from training.reader.checkpoint import Checkpoint
    from training.torch_bert import torch_bert

    torch.set_num_threads(cores())
    checkpoint = Checkpoint.load(folder / _WEIGHTS)
    heads = torch.from_numpy(checkpoint.heads_matrix)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    return tokenizer, torch_bert(checkpoint, checkpoint.words), heads


def _read_theirs(folder: Path, texts: list[str]) -> float:
    import torch

    from qabot.searching.reader.text import reader_input

    tokenizer, model, heads = _their_model(folder)
    started = time.perf_counter()
    inputs = [reader_input(tokenizer, _QUESTION, "", None, text).ids for text in texts]
    inputs.sort(key=len)
    with torch.inference_mode():
        for at in range(0, len(inputs), _BATCH):
            rows = [torch.tensor(ids) for ids in inputs[at : at + _BATCH]]
            ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=1)
            model(ids, attention_mask=(ids != 1).long()).last_hidden_state @ heads.T
    return time.perf_counter() - started


def _passage(text: str) -> Passage:
    return Passage(
        id="a#0", article_id="a", title="", text=text, start=0, end=len(text), source="栖川日报"
    )


if __name__ == "__main__":
    main()
