"""A question through both legs to ranked hits."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from qabot.indexing.encoder import Encoder
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.coverage import best_sentence_share
from qabot.searching.engine import ALWAYS, Engine, LegHits, Period
from qabot.searching.expected import expected_form
from qabot.searching.folding import fold, thin_out
from qabot.searching.fusion import Fused, reciprocal_rank, weighted_zscore
from qabot.searching.homophones import corrections, weights_with
from qabot.searching.sparse_question import sparse_weights
from qabot.searching.synonyms import own_synonyms
from qabot.settings import Settings
from qabot.types import Hit, Passage, Printing

# An encoder sees no more than 512 tokens, and a question of more characters is a pasted page.
MAX_QUESTION_CHARS = 1000
# Sentences are looked at in so many of the best passages.
_RERANKED = 50
# What stands in so many of each leg is no typing error.
_LOOKED_AT = 50
# Captions and bylines have the title's words, but seldom the answer: they lead where nothing better is found.
_STATEMENT_END = re.compile(r"[。！；!;]")
_LABEL_CHARS = 60
_LABEL_PENALTY = 1.5
# In an archive of a few passages, Okapi's idf of a word that stands in half of them is zero or below.
_LEAST_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives.

    Attributes:
        weights: The question's words that are searched for, in normal form and in order, with how much
            each tells (its inverse document frequency, above 0); None for a word that stands nowhere in the archive.
        hits: Best first.
        expansions: Word or name of the question → what else may stand for it; see `synonyms.py`.
        corrections: What was typed, probably by mistake → the word of the archive that was searched for besides.
    """

    weights: dict[str, float | None]
    hits: list[Hit]
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)

    @property
    def known(self) -> dict[str, float]:
        """The words that stand somewhere in the archive, with their weights."""
        return {word: weight for word, weight in self.weights.items() if weight is not None}


class Searcher:
    """Hybrid search; may be shared between threads."""

    def __init__(
        self, settings: Settings, engine: Engine, encoder: Encoder, tokenizer: Tokenizer
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._encoder = encoder
        self._tokenizer = tokenizer

    def search(self, question: str, k: int, period: Period = ALWAYS) -> Found:
        """Return up to k hits for a question.

        Args:
            question: Raw text; without a word to search for it gives no hits.
            k: Most hits, above 0.
            period: Only articles of these days.
        """
        text = normal_form(question[:MAX_QUESTION_CHARS])
        tokens = list(self._tokenizer.tokens(text))
        idfs = {token.word: self._engine.idf(token.word) for token in tokens}
        weights = {
            word: None if idf is None else max(idf, _LEAST_WEIGHT) for word, idf in idfs.items()
        }
        if not tokens:
            return Found(weights, [])
        expansions = own_synonyms().expansions(text, tokens)
        fusion = self._settings.fusion
        vector = None if fusion == "bm25" else self._encoder.encode_question(text)
        terms = sparse_weights(text, expansions, self._tokenizer, self._engine.idf)
        dense, sparse = self._engine.search(
            vector,
            {} if fusion == "dense" else terms,
            max(k, self._settings.candidates),
            period,
        )
        corrected: Mapping[str, str] = {}
        if fusion != "dense":
            corrected = corrections(
                text, self._tokenizer, self._engine.idf, lambda: self._texts(dense, sparse, period)
            )
        if corrected:
            terms = weights_with(terms, corrected.values(), self._tokenizer, self._engine.idf)
            _, sparse = self._engine.search(None, terms, max(k, self._settings.candidates), period)
        # One leg alone keeps its order under reciprocal ranks.
        fused = (
            weighted_zscore([dense, sparse], [1.0, self._settings.bm25_weight])
            if fusion == "zscore"
            else reciprocal_rank([dense, sparse])
        )
        fused, group_of = thin_out(fused, self._engine.groups([row for row, _ in fused]))
        fused = fused[: max(k, _RERANKED)]
        hits = self._hits(fused, dense, sparse, period)
        groups = {
            hit.passage.id: group_of[row]
            for hit, (row, _) in zip(hits, fused, strict=True)
            if row in group_of
        }
        if fusion == "zscore":
            hits = self._reranked(text, Found(weights, hits, expansions))
        hits = self._with_printings(fold(hits, groups)[:k], period)
        return Found(weights, hits, expansions, corrected)

    def _texts(self, dense: LegHits, sparse: LegHits, period: Period) -> list[str]:
        """Return the best passages of both legs in normal form, with their titles."""
        rows = dict.fromkeys(
            [*dense.rows[:_LOOKED_AT].tolist(), *sparse.rows[:_LOOKED_AT].tolist()]
        )
        passages = self._engine.passages([*rows], period)
        return [normal_form(f"{passage.title}\n{passage.text}") for passage in passages]

    def _with_printings(self, hits: list[Hit], period: Period) -> list[Hit]:
        """Tell of each hit where else its article was printed."""
        ids = list(dict.fromkeys(hit.passage.article_id for hit in hits))
        printings = self._engine.printings(ids, period)
        return [
            replace(hit, also_in=_others(hit.passage, printings[hit.passage.article_id]))
            if hit.passage.article_id in printings
            else hit
            for hit in hits
        ]

    def _reranked(self, text: str, found: Found) -> list[Hit]:
        """Prefer passages with one sentence that covers the question, and with what it asks for."""
        form = expected_form(text)
        known = found.known

        def bonus(passage: Passage) -> float:
            has_form = form is None or form.search(normal_form(passage.text)) is not None
            covered = best_sentence_share(passage.text, known, found.expansions)
            label = len(passage.text) <= _LABEL_CHARS and not _STATEMENT_END.search(passage.text)
            return (
                self._settings.sentence_weight * covered
                + self._settings.form_weight * has_form
                - _LABEL_PENALTY * label
            )

        scored = [replace(hit, score=hit.score + bonus(hit.passage)) for hit in found.hits]
        return sorted(scored, key=lambda hit: -hit.score)  # stable: ties keep the order of fusion

    def _hits(self, fused: Fused, dense: LegHits, sparse: LegHits, period: Period) -> list[Hit]:
        cosines = dict(zip(dense.rows.tolist(), dense.scores.tolist(), strict=True))
        bm25 = dict(zip(sparse.rows.tolist(), sparse.scores.tolist(), strict=True))
        passages = self._engine.passages([row for row, _ in fused], period)
        return [
            Hit(passage=passage, score=score, cosine=cosines.get(row), bm25=bm25.get(row))
            for passage, (row, score) in zip(passages, fused, strict=True)
        ]


def _others(passage: Passage, printings: Iterable[Printing]) -> tuple[Printing, ...]:
    """Leave out the printing that a passage is cited from."""
    cited = Printing(
        article_id=passage.article_id,
        source=passage.source,
        file=passage.file,
        published=passage.published,
        url=passage.url,
        estimated=passage.estimated,
    )
    return tuple(printing for printing in printings if printing != cited)
