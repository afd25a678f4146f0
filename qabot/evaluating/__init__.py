"""Figures for labelled questions."""

from qabot.evaluating.evaluation import Evaluation, evaluate
from qabot.evaluating.stages import STAGES, Stage, stages_named

__all__ = ["STAGES", "Evaluation", "Stage", "evaluate", "stages_named"]
