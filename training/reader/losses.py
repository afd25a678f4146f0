"""What the reader learns from: which candidate answers, whether any does, and where."""

import torch
from torch import Tensor
from torch.nn import functional

from training.reader.batches import Batch
from training.reader.model import Output

_LOW = -1e4


def loss_of(output: Output, batch: Batch) -> Tensor:
    """Return the sum of the losses.

    - ranking: softmax of the relevance over the candidates of each question (listwise);
    - rejecting: each relevance against "answers" and "does not", which makes it a logit of a probability;
    - span in each passage, where the first token stands for "not here";
    - span among all passages of a question, so that spans of several passages can be compared.

    Source: Clark and Gardner 2018, Simple and Effective Multi-Paragraph Reading Comprehension (shared
    normalisation, sum over all places of the answer).
    """
    groups = torch.split(output.relevance, [*batch.sizes])
    answers = torch.split(batch.answers, [*batch.sizes])
    ranking = [
        torch.logsumexp(r, 0) - torch.logsumexp(r[a], 0)
        for r, a in zip(groups, answers, strict=True)
        if a.any() and len(a) > 1
    ]
    rejecting = functional.binary_cross_entropy_with_logits(output.relevance, batch.answers.float())
    total = rejecting + _mean(ranking)
    for side, gold in enumerate((batch.starts, batch.ends)):
        logits = output.spans[:, :, side]
        total = total + 0.5 * _inside(logits, batch, gold) + 0.25 * _among(logits, batch, gold)
    return total


def _inside(logits: Tensor, batch: Batch, gold: Tensor) -> Tensor:
    none = torch.zeros_like(gold)
    none[:, 0] = True
    found = gold.any(1)
    target = torch.where(found[:, None], gold, none)
    allowed = batch.text | none
    # An answer that was cut away teaches nothing here.
    taught = found | ~batch.answers
    loss = _log_sum(logits, allowed) - _log_sum(logits, target)
    return _mean([*loss[taught]])


def _among(logits: Tensor, batch: Batch, gold: Tensor) -> Tensor:
    losses = []
    for part, text, target in zip(
        torch.split(logits, [*batch.sizes]),
        torch.split(batch.text, [*batch.sizes]),
        torch.split(gold, [*batch.sizes]),
        strict=True,
    ):
        if target.any():
            losses.append(torch.logsumexp(part[text], 0) - torch.logsumexp(part[target], 0))
    return _mean(losses)


def _log_sum(logits: Tensor, where: Tensor) -> Tensor:
    return torch.logsumexp(logits.masked_fill(~where, _LOW), 1)


def _mean(losses: list[Tensor]) -> Tensor:
    return torch.stack(losses).mean() if losses else torch.zeros(())
