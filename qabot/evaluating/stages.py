"""The stages that are compared: the bot with more and more of it switched on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from qabot.answering.conversation import Conversation
from qabot.bot import QABot
from qabot.evaluating.metrics import ANSWER_RANKS
from qabot.evaluating.questions import LabelledQuestion
from qabot.indexing.report import Progress
from qabot.messages import say
from qabot.settings import Settings
from qabot.types import Answer

NO_SCORE = float("-inf")


@dataclass(frozen=True, slots=True)
class Stage:
    """One way of answering.

    Attributes:
        name: As `--stages` and the tables call it.
        overrides: The settings that make it.
        probability: What it takes for the probability that the best passage answers, in [0, 1], also of what it
            refused, and None where nothing was searched for; None if it knows none.
    """

    name: str
    overrides: Mapping[str, Any] = field(default_factory=dict)
    probability: Callable[[Answer], float | None] | None = None

    def confidence(self, answer: Answer) -> float:
        """Return how sure the stage is, higher is surer: probability or score; NO_SCORE of a refusal without a score."""
        if self.probability is not None:
            return self.probability(answer) or 0.0
        return answer.citations[0].score if answer.found else NO_SCORE


_LEGS_ALONE = {"score": "off", "reader": "off"}
STAGES = (
    Stage("bm25", {"fusion": "bm25", **_LEGS_ALONE}),
    Stage("dense", {"fusion": "dense", **_LEGS_ALONE}),
    Stage("fused", {"fusion": "zscore", **_LEGS_ALONE}),
    Stage(
        "features", {"fusion": "zscore", "score": "on", "reader": "off"}, attrgetter("probability")
    ),
    Stage("reader", {"fusion": "zscore", "score": "on", "reader": "on"}, attrgetter("probability")),
)
"""Each is compared with the one before it; the last is the bot as the settings have it."""


def stages_named(names: Iterable[str]) -> tuple[Stage, ...]:
    """Return the stages of these names, in the order of STAGES.

    Raises:
        ValueError: There is no such stage; tells those that there are.
    """
    names = set(names)
    known = [stage.name for stage in STAGES]
    unknown = sorted(names.difference(known))
    if unknown:
        raise ValueError(
            say(
                f"没有阶段 {'、'.join(map(repr, unknown))}，可选：{'、'.join(known)}。",
                f"There is no stage {', '.join(map(repr, unknown))}; there are: {', '.join(known)}.",
            )
        )
    return tuple(stage for stage in STAGES if stage.name in names)


def answers_of(
    stage: Stage, settings: Settings, questions: Iterable[LabelledQuestion], progress: Progress
) -> list[Answer]:
    """Ask the bot of a stage each question, on its own or in the conversation that it continues.

    Args:
        stage: Its settings override those given.
        settings: Which index.
        questions: At least one.
        progress: Told of each question.
    """
    questions = list(questions)
    progress.start(say(f"提问（{stage.name}）", f"Asking ({stage.name})"), len(questions))
    bot = QABot(settings.model_copy(update=dict(stage.overrides)))
    bot.ask(questions[0].question)  # what is loaded on the first question is no part of its time
    answers = []
    for question in questions:
        conversation = Conversation(bot)
        for earlier in question.before:
            conversation.ask(earlier)
        answers.append(conversation.ask(question.question, k=max(ANSWER_RANKS)))
        progress.advance(1)
    return answers
