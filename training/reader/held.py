"""Figures on groups that the reader has not seen."""

import random
from collections.abc import Sequence

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from training.reader.batches import Batcher
from training.reader.model import ReaderModel
from training.reader.questions import Group

_OTHERS = 5


def measure(model: ReaderModel, groups: Sequence[Group], batcher: Batcher) -> dict[str, float]:
    """Measure ranking, rejecting and spans.

    Returns:
        `first`: share of answerable questions whose answering candidate has the highest relevance among up to
        five others; `auroc`: of the relevance, over all candidates; `refusing`: AUROC of the best candidate's
        relevance over questions; `span`: share of answering passages whose best span is one of the answers.
    """
    model.eval()
    rng = random.Random(0)
    first, span, best, answerable, relevance, answers = [], [], [], [], [], []
    with torch.inference_mode():
        for group in groups:
            drawn = [*group.answering[:1], *group.others[:_OTHERS]]
            if not drawn:
                continue
            batch = batcher.batch([(group.question, drawn)], rng)
            output = model(batch.ids, batch.mask)
            scores = output.relevance.numpy()
            relevance += scores.tolist()
            answers += batch.answers.tolist()
            best.append(scores.max())
            answerable.append(bool(group.answering))
            if group.answering:
                first.append(scores.argmax() == 0)
                logits = output.spans[0].masked_fill(~batch.text[0][:, None], -1e4)
                pairs = logits[:, 0][:, None] + logits[:, 1][None, :]
                pairs = (
                    pairs
                    + torch.full_like(pairs, -1e4).tril(-1)
                    + torch.full_like(pairs, -1e4).triu(40)
                )
                start, end = divmod(int(pairs.argmax()), len(pairs))
                span.append(bool(batch.starts[0, start] and batch.ends[0, end]))
    figures = {
        "first": float(np.mean(first)),
        "auroc": float(roc_auc_score(answers, relevance)),
        "span": float(np.mean(span)),
    }
    if not all(answerable):
        figures["refusing"] = float(roc_auc_score(answerable, best))
    return figures
