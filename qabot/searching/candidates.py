"""The passages that may answer: what both legs bring, fused, reprints thinned out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qabot.indexing.encoder import Encoder
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.engine import Engine, LegHits, Period
from qabot.searching.features import told_until
from qabot.searching.folding import thin_out
from qabot.searching.fusion import Fused, alone, reciprocal_rank, weighted_zscore
from qabot.searching.homophones import corrections, weights_with
from qabot.searching.question import Question, asks_at
from qabot.searching.sparse_question import sparse_weights
from qabot.searching.synonyms import Synonyms, lines_for
from qabot.settings import Settings
from qabot.types import Hit, Vectors

# In an archive of a few passages, Okapi's idf of a word that stands in half of them is zero or below.
_LEAST_WEIGHT = 0.1


# What stands in so many of each leg is no typing error.
_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates for one question.

    Attributes:
        hits: Best first by the fusion of the legs.
        groups: Numbers of the groups of reprints, by passage id; without those that stand alone.
        expansions: Word or name of the question → what else may stand for it; see `synonyms.py`.
        corrections: What was typed, probably by mistake → the word of the archive that was searched for besides.
    """

    hits: list[Hit]
    groups: dict[str, int]
    expansions: Mapping[str, tuple[str, ...]]
    corrections: Mapping[str, str]


class Candidates:
    """Searches both legs; may be shared between threads."""

    def __init__(
        self, settings: Settings, engine: Engine, encoder: Encoder, tokenizer: Tokenizer
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._encoder = encoder
        self._tokenizer = tokenizer
        self._synonyms = Synonyms(lines_for(engine.short_names()))

    def weights(self, question: Question) -> dict[str, float | None]:
        """Return the question's words, in order, with their weights above 0; None for one that stands nowhere.

        What merely asks (几只) is none of them if no passage has it.
        """
        weights: dict[str, float | None] = {}
        for token in self._tokenizer.tokens(question.text):
            idf = self._engine.idf(token.word)
            if idf is not None:
                weights[token.word] = max(idf, _LEAST_WEIGHT)
            elif not asks_at(question.text, token.start, token.end):
                weights[token.word] = None
        return weights

    def find(self, question: Question, k: int, period: Period) -> Pool:
        """Return the k best candidates.

        A question that speaks of a time is also searched for in what was printed then, so that in an archive
        of many years those passages are among the candidates. Where the legs find nothing with a word as it was
        typed, the word that sounds like it is searched for besides.
        """
        tokens = self._tokenizer.tokens(question.text)
        expansions = self._synonyms.expansions(question.text, tokens)
        vector = self._vector(question)
        terms = self._terms(question, expansions)
        depth = max(k, self._settings.candidates)
        legs = self._engine.search(vector, terms, depth, period)
        corrected: Mapping[str, str] = {}
        if terms:
            corrected = corrections(
                question.text, self._tokenizer, self._engine.idf, lambda: self._texts(legs, period)
            )
        if corrected:
            terms = weights_with(terms, corrected.values(), self._tokenizer, self._engine.idf)
            legs = (legs[0], self._engine.search(None, terms, depth, period)[1])
        for narrowed in _periods_of(question, period):
            more = self._engine.search(vector, terms, depth // 2, narrowed)
            legs = (_joined(legs[0], more[0]), _joined(legs[1], more[1]))
        fused = self._fused(*legs)
        fused, group_of = thin_out(fused, self._engine.groups([key for key, _ in fused]))
        fused = fused[:k]
        hits = self._hits(fused, legs, period)
        groups = {
            hit.passage.id: group_of[key]
            for hit, (key, _) in zip(hits, fused, strict=True)
            if key in group_of
        }
        return Pool(hits, groups, expansions, corrected)

    def _vector(self, question: Question) -> Vectors | None:
        if self._settings.fusion == "bm25":
            return None
        return self._encoder.encode_question(question.text)

    def _terms(
        self, question: Question, expansions: Mapping[str, tuple[str, ...]]
    ) -> dict[int, float]:
        if self._settings.fusion == "dense":
            return {}
        return sparse_weights(question.text, expansions, self._tokenizer, self._engine.idf)

    def _texts(self, legs: Sequence[LegHits], period: Period) -> list[str]:
        """Return the best passages of both legs in normal form, with their titles."""
        keys = dict.fromkeys(key for leg in legs for key in leg.keys[:_LOOKED_AT].tolist())
        passages = self._engine.passages([*keys], period)
        return [normal_form(f"{passage.title}\n{passage.text}") for passage in passages]

    def _fused(self, dense: LegHits, sparse: LegHits) -> Fused:
        """Make one ranking of both legs, or take the one that searches alone with its own scores."""
        match self._settings.fusion:
            case "zscore":
                return weighted_zscore([dense, sparse], [1.0, self._settings.bm25_weight])
            case "rrf":
                return reciprocal_rank([dense, sparse])
            case "dense":
                return alone(dense)
            case "bm25":
                return alone(sparse)

    def _hits(self, fused: Fused, legs: Sequence[LegHits], period: Period) -> list[Hit]:
        cosines, bm25 = (
            dict(zip(leg.keys.tolist(), leg.scores.tolist(), strict=True)) for leg in legs
        )
        passages = self._engine.passages([key for key, _ in fused], period)
        return [
            Hit(passage=passage, score=score, cosine=cosines.get(key), bm25=bm25.get(key))
            for passage, (key, score) in zip(passages, fused, strict=True)
        ]


def _periods_of(question: Question, period: Period) -> Iterator[Period]:
    """Yield when passages on the times of a question were printed, so far as it lies in the period searched."""
    for time in question.dated:
        first, last = time.first, told_until(time.last)
        if period.first is not None:
            first = max(first, period.first)
        if period.last is not None:
            last = min(last, period.last)
        if first <= last and (first, last) != (date.min, date.max):
            yield Period(first, last)


def _joined(leg: LegHits, more: LegHits) -> LegHits:
    """Add the passages that a leg lacks."""
    new = ~np.isin(more.keys, leg.keys)
    keys = np.concatenate([leg.keys, more.keys[new]])
    scores = np.concatenate([leg.scores, more.scores[new]])
    order = np.lexsort((keys, -scores))
    return LegHits(keys[order], scores[order])
