"""Figures for labelled questions."""

from qabot.evaluating.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
