"""`qabot eval`: labelled questions through each leg alone and through both."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from qabot.answering import compose
from qabot.errors import CorpusError
from qabot.evaluating.questions import LabelledQuestion, load_questions
from qabot.indexing.encoder import load_encoder
from qabot.indexing.index import open_build
from qabot.indexing.pointer import current_build
from qabot.indexing.reindex import reindex
from qabot.indexing.report import Progress, Silent
from qabot.indexing.vector_cache import text_hash
from qabot.language.words import Tokenizer
from qabot.messages import say
from qabot.searching import Searcher
from qabot.searching.engine import EmbeddedEngine
from qabot.settings import Settings
from qabot.types import Hit

_DEPTH = 10
RANKS = (1, 3, 5)
# Name → fusion; None is what the settings say. The hybrid comes last.
LEGS: dict[str, Literal["bm25", "dense"] | None] = {
    "bm25": "bm25",
    "dense": "dense",
    "hybrid": None,
}


@dataclass(frozen=True, slots=True)
class LegFigures:
    """How one way of searching did, over the answerable questions; shares in [0, 1].

    Attributes:
        recall: At 1, 3, 5: share with a gold article among the first passages; None without gold articles.
        mrr: Mean of 1 / rank of the first passage of a gold article, 0 beyond rank 10; None without.
        answer: At 1, 3, 5: share whose answer stands in the first passages; None without labelled answers.
        p50_ms, p95_ms: Time of a question, milliseconds.
    """

    recall: tuple[float, ...] | None
    mrr: float | None
    answer: tuple[float, ...] | None
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one folder.

    Attributes:
        refused: Share of the unanswerable questions that were refused; None without any.
        misrefused: Share of the answerable ones that were refused; None without any.
    """

    questions: int
    articles: int
    passages: int
    legs: dict[str, LegFigures]
    refused: float | None
    misrefused: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as `qabot eval --json` prints them."""
        return {
            "questions": self.questions,
            "articles": self.articles,
            "passages": self.passages,
            "legs": {
                name: {
                    "recall": _by_rank(leg.recall),
                    "mrr": leg.mrr,
                    "answer": _by_rank(leg.answer),
                    "p50_ms": leg.p50_ms,
                    "p95_ms": leg.p95_ms,
                }
                for name, leg in self.legs.items()
            },
            "refused": self.refused,
            "misrefused": self.misrefused,
        }


def evaluate(folder: Path, settings: Settings, progress: Progress | None = None) -> Evaluation:
    """Index the folder's corpus in the cache, and measure its questions.

    Args:
        folder: Holds `corpus.jsonl` or `corpus/`, and `questions.jsonl`.
        settings: Model, fusion, passage size; its index is not touched.
        progress: Told of each step.

    Raises:
        CorpusError: Corpus or questions are missing or broken.
    """
    progress = progress or Silent()
    questions = load_questions(folder)
    corpus = _corpus_of(folder)
    index = settings.cache / "eval" / text_hash(str(corpus.resolve())).hex()
    settings = settings.model_copy(update={"corpus": corpus, "index": index})
    encoder, tokenizer = load_encoder(settings), Tokenizer(settings.user_dict, settings.cache)
    reindex(settings, encoder, tokenizer, progress=progress)
    build = open_build(current_build(settings.index))
    answerable = [question for question in questions if question.answerable]
    progress.start(say("提问", "Asking"), len(LEGS) * len(answerable) + len(questions))
    legs = {}
    for name, fusion in LEGS.items():
        leg_settings = settings.model_copy(update={"fusion": fusion or settings.fusion})
        searcher = Searcher(leg_settings, EmbeddedEngine(build), encoder, tokenizer)
        legs[name] = _measure(answerable, searcher, progress)
    refused: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:  # with the searcher of the last leg, which is the hybrid
        found = searcher.search(question.question, settings.k)
        answer = compose(question.question, found, k=settings.k, in_period=False)
        refused[question.answerable].append(not answer.found)
        progress.advance(1)
    return Evaluation(
        questions=len(questions),
        articles=build.manifest.articles,
        passages=build.manifest.passages,
        legs=legs,
        refused=_mean(refused[False]),
        misrefused=_mean(refused[True]),
    )


def _corpus_of(folder: Path) -> Path:
    for name in ("corpus", "corpus.jsonl"):
        if (folder / name).exists():
            return folder / name
    raise CorpusError(
        say(
            f"{folder} 里没有 corpus/ 或 corpus.jsonl。",
            f"{folder} holds neither corpus/ nor corpus.jsonl.",
        )
    )


def _measure(
    questions: Sequence[LabelledQuestion], searcher: Searcher, progress: Progress
) -> LegFigures:
    recall: list[list[bool]] = []
    reciprocal: list[float] = []
    answer: list[list[bool]] = []
    times: list[float] = []
    for question in questions:
        started = time.perf_counter()
        hits = searcher.search(question.question, _DEPTH).hits
        times.append((time.perf_counter() - started) * 1000)
        passages = [hit.passage for hit in hits]
        if question.article_ids:
            # A reprint of a gold article is as good: it says the same.
            gold = [not question.article_ids.isdisjoint(_article_ids(hit)) for hit in hits]
            recall.append([any(gold[:k]) for k in RANKS])
            reciprocal.append(1 / (gold.index(True) + 1) if any(gold) else 0.0)
        if question.answer_groups:
            answer.append([question.answered_by([p.text for p in passages[:k]]) for k in RANKS])
        progress.advance(1)
    times.sort()
    return LegFigures(
        recall=_means(recall),
        mrr=_mean(reciprocal),
        answer=_means(answer),
        p50_ms=round(times[len(times) // 2], 2) if times else 0.0,
        p95_ms=round(times[int(len(times) * 0.95)], 2) if times else 0.0,
    )


def _article_ids(hit: Hit) -> set[str]:
    return {hit.passage.article_id, *(printing.article_id for printing in hit.also_in)}


def _means(rows: Sequence[Sequence[bool]]) -> tuple[float, ...] | None:
    return (
        tuple(round(statistics.fmean(column), 4) for column in zip(*rows, strict=True))
        if rows
        else None
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(statistics.fmean(values), 4) if values else None


def _by_rank(figures: tuple[float, ...] | None) -> dict[str, float] | None:
    return (
        None
        if figures is None
        else {str(k): figure for k, figure in zip(RANKS, figures, strict=True)}
    )
