"""Answers against labels: what each question gives to each figure, and the figures of many questions.

Shares are in [0, 1]; higher is better, but for `misrefused` and the times.

    answer@k    the answer stands in the first k cited passages; a refusal is a miss
    article@k   a labelled article is among the first k cited
    quote@1     the answer stands in the first quote
    em, f1      the short answer against the labelled one, of questions of one part: equal, or overlap of characters
    misrefused  answerable questions that were refused
    refused     unanswerable questions that were refused
    verbatim    citations whose quote, marks and answer stand in their passage
    trust       harmonic mean of answer@3 and refused
    p50_ms …    time of a question, milliseconds
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qabot.evaluating.questions import LabelledQuestion, comparable
from qabot.types import Answer, Citation

ANSWER_RANKS = (1, 3, 5)
ARTICLE_RANKS = (1, 3)
SHARES = (
    *(f"answer@{k}" for k in ANSWER_RANKS),
    *(f"article@{k}" for k in ARTICLE_RANKS),
    *("quote@1", "em", "f1", "refused", "misrefused", "verbatim"),
)
TIMES = {"p50_ms": 0.5, "p95_ms": 0.95}
FIGURES = (*SHARES, "trust", *TIMES)

Floats = NDArray[np.float64]


def judge(question: LabelledQuestion, answer: Answer) -> dict[str, tuple[float, int]]:
    """Return what a question gives to each share that it counts for: a sum, and of how many."""
    exact = [_verbatim(citation, answer) for citation in answer.citations]
    judged: dict[str, tuple[float, int]] = {"verbatim": (sum(exact), len(exact))}
    if not question.answerable:
        return judged | {"refused": (not answer.found, 1)}
    judged["misrefused"] = (not answer.found, 1)
    if question.article_ids:
        for k in ARTICLE_RANKS:
            ids = {citation.passage.article_id for citation in answer.citations[:k]}
            judged[f"article@{k}"] = (not question.article_ids.isdisjoint(ids), 1)
    if question.answer_groups:
        texts = [citation.passage.text for citation in answer.citations]
        quotes = [citation.quote for citation in answer.citations[:1]]
        for k in ANSWER_RANKS:
            judged[f"answer@{k}"] = (question.answered_by(texts[:k]), 1)
        judged["quote@1"] = (question.answered_by(quotes), 1)
    if len(question.answer_groups) == 1:
        said, gold = comparable(answer.text or ""), map(comparable, question.answer_groups[0])
        overlaps = {right: character_f1(said, right) for right in gold}
        judged["em"] = (said in overlaps, 1)
        judged["f1"] = (max(overlaps.values(), default=0.0), 1)
    return judged


def character_f1(said: str, right: str) -> float:
    """Return the harmonic mean of precision and recall of characters, each counted as often as it stands.

    Source: Cui et al. 2019, A Span-Extraction Dataset for Chinese Machine Reading Comprehension, section 4.1.
    """
    same = (Counter(said) & Counter(right)).total()
    return 2 * same / (len(said) + len(right)) if same else 0.0


class Outcomes:
    """What the questions of one stage gave, ready for any weighting of the questions.

    Args:
        sums: (questions, shares) what each question gives.
        counts: (questions, shares) of how many; 0 where it does not count.
        times_ms: (questions,).
    """

    def __init__(self, sums: Floats, counts: Floats, times_ms: Floats) -> None:
        self._sums = sums
        self._counts = counts
        self._times_ms = times_ms
        self._by_time = np.argsort(times_ms)

    @classmethod
    def of(cls, questions: Sequence[LabelledQuestion], answers: Sequence[Answer]) -> "Outcomes":
        """Judge the answers to questions, one for each and in their order."""
        judged = [judge(*pair) for pair in zip(questions, answers, strict=True)]
        table = np.array([[row.get(name, (0, 0)) for name in SHARES] for row in judged], float)
        times = np.array([answer.elapsed_ms for answer in answers])
        return cls(table[..., 0], table[..., 1], times)

    def of_rows(self, rows: Sequence[int]) -> "Outcomes":
        """Return the outcomes of some of the questions."""
        return Outcomes(self._sums[rows], self._counts[rows], self._times_ms[rows])

    def __len__(self) -> int:
        return len(self._times_ms)

    def figures(self, weights: Floats) -> Floats:
        """Return the figures where each question counts as often as its weight says.

        Args:
            weights: (questions,) whole numbers, not all 0.

        Returns:
            (figures,) in the order of FIGURES; NaN where no question counts.
        """
        with np.errstate(invalid="ignore"):
            shares = (weights @ self._sums) / (weights @ self._counts)
        answered, refused = shares[SHARES.index("answer@3")], shares[SHARES.index("refused")]
        trust = 0.0 if answered + refused == 0 else 2 * answered * refused / (answered + refused)
        passed = np.cumsum(weights[self._by_time])
        ranks = [int(passed[-1] * share) for share in TIMES.values()]
        times = self._times_ms[self._by_time[np.searchsorted(passed, ranks, side="right")]]
        return np.array([*shares, trust, *times])

    def support(self) -> NDArray[np.int64]:
        """Return on how many questions each figure rests, (figures,); trust on the fewer of its two kinds."""
        counted = np.count_nonzero(self._counts, axis=0)
        trust = min(counted[SHARES.index("answer@3")], counted[SHARES.index("refused")])
        return np.array([*counted, trust, *[len(self)] * len(TIMES)])


def _verbatim(citation: Citation, answer: Answer) -> bool:
    text = citation.passage.text
    marked = all(0 <= start < end <= len(text) for start, end in citation.highlights)
    said = answer.text if citation.number == 1 and answer.text else ""
    return marked and citation.quote in text and said in citation.quote
