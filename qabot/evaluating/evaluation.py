"""`qabot eval`: labelled questions through the bot, stage by stage."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from qabot import __version__
from qabot.errors import CorpusError
from qabot.evaluating.calibration import Calibration, calibrate
from qabot.evaluating.estimates import Estimates, estimate
from qabot.evaluating.metrics import Outcomes
from qabot.evaluating.questions import LabelledQuestion, load_follow_ups, load_questions, sample
from qabot.evaluating.refusal_curve import RefusalCurve, refusal_curve
from qabot.evaluating.stages import STAGES, Stage, answers_of
from qabot.evaluating.worst import Case, counts, failures, worst
from qabot.indexing.encoder import load_encoder
from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.indexing.report import Progress, Silent
from qabot.indexing.vector_cache import text_hash
from qabot.language.words import Tokenizer
from qabot.messages import say
from qabot.settings import Settings
from qabot.types import Answer, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFigures:
    """How one stage did.

    Attributes:
        gains: By how much it differs from the stage before it; empty for the first.
        refusal: None without answerable or without unanswerable questions.
        calibration: None if the stage knows no probability.
    """

    name: str
    figures: Estimates
    gains: Estimates
    refusal: RefusalCurve | None
    calibration: Calibration | None

    def as_json(self) -> dict[str, Any]:
        """Return the stage for `--json`."""
        return {
            "figures": _estimates_json(self.figures),
            "gains": _estimates_json(self.gains),
            "refusal": self.refusal and self.refusal.as_json(),
            "calibration": self.calibration and self.calibration.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The figures of one folder.

    Attributes:
        name: Of the folder.
        version: Of qabot.
        machine: Kind of processor, cores, Python.
        day: On which it was measured.
        model: Which embedded.
        seed: Of sample and draws.
        stages: In order.
        kinds: Figures of the last stage for each kind of question, by name; `followup` are those that continue a
            conversation, which count nowhere else.
        failures: How many answers of the last stage were wrong in which way.
        worst: The last stage's cases to look at first.
        answers: Of the last stage, one for each question.
    """

    name: str
    version: str
    machine: str
    day: date
    model: str
    seed: int
    questions: int
    answerable: int
    articles: int
    passages: int
    stages: tuple[StageFigures, ...]
    kinds: dict[str, Estimates]
    failures: dict[str, int]
    worst: tuple[Case, ...]
    answers: tuple[Answer, ...]

    def as_json(self, *, words: bool) -> dict[str, Any]:
        """Return the figures as `qabot eval --json` prints them.

        Args:
            words: With the words of the worst cases, which may belong to others.
        """
        return {
            "name": self.name,
            "version": self.version,
            "machine": self.machine,
            "day": self.day.isoformat(),
            "model": self.model,
            "seed": self.seed,
            "questions": self.questions,
            "answerable": self.answerable,
            "articles": self.articles,
            "passages": self.passages,
            "stages": {stage.name: stage.as_json() for stage in self.stages},
            "kinds": {kind: _estimates_json(figures) for kind, figures in self.kinds.items()},
            "failures": self.failures,
            "worst": [case.as_json(words=words) for case in self.worst],
        }


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a stage answered."""

    stage: Stage
    questions: Sequence[LabelledQuestion]
    answers: Sequence[Answer]

    @property
    def confidences(self) -> list[float]:
        return [self.stage.confidence(answer) for answer in self.answers]

    def refusal(self) -> RefusalCurve | None:
        sides: dict[bool, list[float]] = {True: [], False: []}
        for question, confidence in zip(self.questions, self.confidences, strict=True):
            sides[question.answerable].append(confidence)
        return refusal_curve(sides[True], sides[False])

    def calibration(self) -> Calibration | None:
        if self.stage.probability is None:
            return None
        right = [
            question.answered_by_passages(_most_probable(answer))
            for question, answer in zip(self.questions, self.answers, strict=True)
        ]
        return calibrate(self.confidences, right)


def _most_probable(answer: Answer) -> list[Passage]:
    """Return the passage that an answer's probability is of, if there is one; of a refusal, the nearest miss."""
    cited = (*answer.citations, *answer.more) or answer.related
    return [citation.passage for citation in sorted(cited, key=lambda c: -c.score)[:1]]


def evaluate(
    folder: Path,
    settings: Settings,
    progress: Progress | None = None,
    *,
    stages: Sequence[Stage] = STAGES,
    limit: int | None = None,
    seed: int = 0,
) -> Evaluation:
    """Bring the index of the folder's corpus, in the cache, up to date, and measure its questions.

    Args:
        folder: Holds `corpus.jsonl`, `corpus.jsonl.gz` or `corpus/`, and `questions.jsonl`; maybe
            `followups.jsonl`, conversations whose later questions the last stage answers.
        settings: Of the bot; its index is not touched.
        progress: Told of each step.
        stages: At least one; each is compared with the one before it.
        limit: Measure a random sample of so many questions, above 0.
        seed: Of the sample, and of the draws behind the intervals.

    Raises:
        CorpusError: Corpus or questions are missing or broken.
    """
    progress = progress or Silent()
    questions = sample(load_questions(folder), limit, seed)
    follow_ups = sample(load_follow_ups(folder), limit, seed)
    corpus = _corpus_of(folder)
    index = settings.cache / "eval" / text_hash(str(corpus.resolve())).hex()
    settings = settings.model_copy(update={"corpus": corpus, "index": index, "engine": "embedded"})
    tokenizer = Tokenizer(settings.user_dict, settings.cache)
    reindex(settings, load_encoder(settings), tokenizer, progress=progress)
    manifest = open_build(current_build(index)).manifest
    asked = [
        _Asked(stage, questions, answers_of(stage, settings, questions, progress))
        for stage in stages
    ]
    every = _with_follow_ups(asked[-1], follow_ups, settings, progress)
    outcomes = [Outcomes.of(questions, each.answers) for each in asked]
    figures, gains = estimate(outcomes, seed)
    cases = failures(questions, asked[-1].answers, asked[-1].confidences)
    return Evaluation(
        name=folder.resolve().name,
        version=__version__,
        machine=f"{platform.machine()} × {os.cpu_count()}, Python {platform.python_version()}",
        day=datetime.now(tz=UTC).date(),
        model=manifest.model,
        seed=seed,
        questions=len(questions),
        answerable=sum(question.answerable for question in questions),
        articles=manifest.articles,
        passages=manifest.passages,
        stages=tuple(
            StageFigures(
                name=each.stage.name,
                figures=own,
                gains=gain,
                refusal=each.refusal(),
                calibration=each.calibration(),
            )
            for each, own, gain in zip(asked, figures, [{}, *gains], strict=True)
        ),
        kinds=_by_kind(every.questions, Outcomes.of(every.questions, every.answers), seed),
        failures=counts(cases),
        worst=worst(cases),
        answers=tuple(asked[-1].answers),
    )


def _with_follow_ups(
    asked: _Asked, follow_ups: Sequence[LabelledQuestion], settings: Settings, progress: Progress
) -> _Asked:
    if not follow_ups:
        return asked
    answers = answers_of(asked.stage, settings, follow_ups, progress)
    return _Asked(asked.stage, [*asked.questions, *follow_ups], [*asked.answers, *answers])


def _by_kind(
    questions: Sequence[LabelledQuestion], outcomes: Outcomes, seed: int
) -> dict[str, Estimates]:
    rows: dict[str, list[int]] = {}
    for row, question in enumerate(questions):
        rows.setdefault(question.kind, []).append(row)
    return {kind: estimate([outcomes.of_rows(rows[kind])], seed)[0][0] for kind in sorted(rows)}


def _corpus_of(folder: Path) -> Path:
    for name in ("corpus", "corpus.jsonl", "corpus.jsonl.gz"):
        if (folder / name).exists():
            return folder / name
    raise CorpusError(
        say(
            f"{folder} 里没有 corpus/ 或 corpus.jsonl。",
            f"{folder} holds neither corpus/ nor corpus.jsonl.",
        )
    )


def _estimates_json(estimates: Estimates) -> dict[str, Any]:
    return {name: figure.as_json() for name, figure in estimates.items()}
