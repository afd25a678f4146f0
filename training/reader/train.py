"""Train the reader; a stopped run goes on from its last checkpoint.

python -m training.reader.train OUT GROUPS... --steps 6000 --held held.jsonl
"""

import argparse
import json
import math
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from qabot.indexing.encoder.weights import Weights
from qabot.language.words import Tokenizer
from qabot.searching.reader.reader import MODEL_FILE, TOKENIZER_FILE
from training.reader.batches import Batcher, Sampler, batches, read_groups, texts_of
from training.reader.held import measure
from training.reader.losses import loss_of
from training.reader.model import Output, ReaderModel
from training.reader.restore import kept_pieces, restored
from training.reader.swaps import Swaps
from training.reader.vocabulary import Ids, choose_kept, pruned_tokenizer


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="folder of checkpoint and log")
    parser.add_argument("groups", type=Path, nargs="+", help="files of groups")
    parser.add_argument("--held", type=Path, required=True, help="groups that are only measured")
    parser.add_argument("--start", type=Path, help="folder of an exported reader to go on from")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--per-batch", type=int, default=4, help="questions a step")
    parser.add_argument("--size", type=int, default=4, help="candidates a question")
    parser.add_argument("--layers", type=int, default=8)
    parser.add_argument("--freeze", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--longest", type=int, default=160, help="tokens of question and passage")
    parser.add_argument("--every", type=int, default=400, help="steps between checkpoints")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument(
        "--bf16", action="store_true", help="where the processor has it, twice as fast"
    )
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    weights = Weights()
    kept = _kept(args.out / "kept.npy", weights, args.groups, args.start)
    model = ReaderModel(weights, kept, args.layers, args.dropout)
    model.freeze(args.freeze)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=args.rate, weight_decay=0.01)
    step = 0
    checkpoint = args.out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        step = state["step"]
    elif args.start:
        model.load_state_dict(restored(args.start / MODEL_FILE))
    batcher = Batcher(pruned_tokenizer(weights.pieces, kept), args.longest)
    held = read_groups(args.held)
    rng = random.Random(args.seed + step)
    started, losses = time.monotonic(), []
    log = (args.out / "log.jsonl").open("a", encoding="utf-8")
    model.train()
    groups = [group for path in args.groups for group in read_groups(path)]
    sampler = Sampler(args.size, swaps=Swaps.of(groups, Tokenizer()))
    while step < args.steps:
        for batch in batches(groups, batcher, sampler, args.per_batch, rng):
            factor = min(1.0, (step + 1) / 200) * 0.5 * (1 + math.cos(math.pi * step / args.steps))
            for part in optimizer.param_groups:
                part["lr"] = args.rate * max(factor, 0.02)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                output = model(batch.ids, batch.mask)
            loss = loss_of(Output(output.relevance.float(), output.spans.float()), batch)
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            losses.append(loss.item())
            step += 1
            if step % args.every == 0 or step == args.steps:
                figures = measure(model, held, batcher)
                row = {
                    "step": step,
                    "loss": float(np.mean(losses)),
                    "seconds": time.monotonic() - started,
                } | figures
                print(json.dumps(row), file=log, flush=True)
                print(row, flush=True)
                losses = []
                aside = checkpoint.with_suffix(".new")
                torch.save(
                    {
                        "model": model.state_dict(),
                        "optimizer": optimizer.state_dict(),
                        "step": step,
                    },
                    aside,
                )
                aside.replace(checkpoint)
                model.train()
            if step == args.steps:
                break


def _kept(file: Path, weights: Weights, groups: Sequence[Path], start: Path | None) -> Ids:
    """Return the pieces that the texts need; chosen once, so that a run that goes on keeps its ids."""
    if not file.exists():
        np.save(
            file,
            kept_pieces(start / TOKENIZER_FILE, weights)
            if start
            else choose_kept(weights.pieces, texts_of(groups)),
        )
    kept: Ids = np.load(file)
    return kept


if __name__ == "__main__":
    main()
