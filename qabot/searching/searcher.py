"""A question through both legs to ranked hits."""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from qabot.indexing.encoder import Encoder
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.candidates import Candidates, Pool
from qabot.searching.coverage import best_sentence_share, forms_of
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.searching.features import Sought, filled
from qabot.searching.folding import fold
from qabot.searching.question import Question, analyse
from qabot.searching.ranking import rank
from qabot.searching.reader import BackgroundReader
from qabot.searching.score import scores
from qabot.searching.synonyms import synonyms_of
from qabot.settings import Settings, today
from qabot.types import Hit, Passage, Printing

# Sentences are looked at in so many of the best passages.
_RERANKED = 50
# A question of more parts is a list of questions, and each costs a search.
_PARTS = 4
# Captions and bylines have the title's words, but seldom the answer: they lead where nothing better is found.
_STATEMENT_END = re.compile(r"[。！；!;]")
_LABEL_CHARS = 60
_LABEL_PENALTY = 1.5


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives.

    Attributes:
        question: As it was understood.
        asked: The questions that were searched for, which `Hit.part` counts: the parts of several, and the whole where
            it is one or where no part is answered.
        weights: The question's words that are searched for, in normal form and in order, with how much
            each tells (its inverse document frequency, above 0); None for a word that stands nowhere in the archive.
        hits: Best first.
        covers: First and last day of print in the archive; None where nothing is dated.
        expansions: Word or name of the question → what else may stand for it; see `synonyms.py`.
        corrections: What was typed, probably by mistake → the word of the archive that was searched for besides.
        unanswered: Of the parts of a question that is answered, those that are not.
    """

    question: Question
    asked: tuple[Question, ...]
    weights: dict[str, float | None]
    hits: list[Hit]
    covers: tuple[date | None, date | None] = (None, None)
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[str, str] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()

    @property
    def known(self) -> dict[str, float]:
        """The words that stand somewhere in the archive, with their weights."""
        return {word: weight for word, weight in self.weights.items() if weight is not None}

    @property
    def findable(self) -> dict[str, float]:
        """The words that a passage can have, themselves or by what stands for them, with weights as `filled` has them."""
        return {
            word: weight
            for word, weight in filled(self.weights).items()
            if word in self.known or any(synonyms_of(word, self.expansions))
        }


class Searcher:
    """Hybrid search; may be shared between threads.

    Args:
        settings: How the legs are combined, and what is done after them.
        engine: Where the legs are searched.
        encoder: Of the model that made the index.
        tokenizer: Of the dictionary that made it.
        reader: Reads the best candidates; None for none.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        encoder: Encoder,
        tokenizer: Tokenizer,
        reader: BackgroundReader | None = None,
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._tokenizer = tokenizer
        self._reader = reader
        self._candidates = Candidates(settings, engine, encoder, tokenizer)

    def search(self, question: str, k: int, period: Period = ALWAYS) -> Found:
        """Return up to k hits for a question.

        Args:
            question: Raw text; without a word to search for it gives no hits.
            k: Most hits, above 0.
            period: Only articles of these days.
        """
        whole = analyse(question, self._tokenizer, today(self._settings))
        weights = self._candidates.weights(whole)
        covers = self._engine.covers()
        if not weights:
            return Found(whole, (whole,), weights, [], covers)
        asked, pools, unanswered = self._asked(whole, k, period)
        hits = _in_turn([pool.hits for pool in pools])[:k]
        return Found(
            whole,
            asked,
            weights,
            self._with_printings(hits, period),
            covers,
            expansions=dict(ChainMap(*(dict(pool.expansions) for pool in pools))),
            corrections=dict(ChainMap(*(dict(pool.corrections) for pool in pools))),
            unanswered=unanswered,
        )

    def _asked(
        self, whole: Question, k: int, period: Period
    ) -> tuple[tuple[Question, ...], list[Pool], tuple[str, ...]]:
        """Ask each part; the whole where it is one, or where no part is answered: it may be cut badly.

        Returns:
            The questions, those that are answered first; what each found; the parts that are not answered, if others are.
        """
        day = today(self._settings)
        parts = whole.parts[:_PARTS] if whole.parts != (whole.text,) else ()
        asked = [analyse(part, self._tokenizer, day) for part in parts]
        ms = self._settings.reader_ms / max(1, len(parts))
        found = [(question, self._ranked(question, k, period, ms)) for question in asked]
        sides: dict[bool, list[tuple[Question, Pool]]] = {True: [], False: []}
        for question, pool in found:
            sides[scores().answered(pool.hits)].append((question, pool))
        answered, missing = sides[True], sides[False]
        if not answered:
            pool = self._ranked(whole, k, period, ms)
            if scores().answered(pool.hits):
                return (whole,), [pool], ()
            missing.append((whole, pool))
        questions, pools = zip(*answered, *missing, strict=True)
        unanswered = tuple(question.text for question, _ in missing) if answered else ()
        return questions, [*pools], unanswered

    def _ranked(self, question: Question, k: int, period: Period, ms: float) -> Pool:
        pool = self._candidates.find(question, max(k, _RERANKED), period)
        hits = pool.hits
        if self._settings.fusion == "zscore":
            weights = self._candidates.weights(question)
            if self._settings.score == "on":
                sought = Sought(question, filled(weights), pool.expansions)
                hits = rank(sought, hits, scores(), self._reader, ms)
            else:
                hits = self._reranked(question, weights, pool)
        return replace(pool, hits=fold(hits, pool.groups))

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

    def _reranked(
        self, question: Question, weights: Mapping[str, float | None], pool: Pool
    ) -> list[Hit]:
        """Prefer passages with one sentence that covers the question, and with what it asks for."""
        known = {word: weight for word, weight in weights.items() if weight is not None}
        forms = forms_of(known, pool.expansions)

        def bonus(passage: Passage) -> float:
            covered = best_sentence_share(passage.text, known, forms)
            label = len(passage.text) <= _LABEL_CHARS and not _STATEMENT_END.search(passage.text)
            return (
                self._settings.sentence_weight * covered
                + self._settings.form_weight * question.fits(normal_form(passage.text))
                - _LABEL_PENALTY * label
            )

        scored = [replace(hit, score=hit.score + bonus(hit.passage)) for hit in pool.hits]
        return sorted(scored, key=lambda hit: -hit.score)  # stable: ties keep the order of fusion


def _in_turn(rankings: Sequence[list[Hit]]) -> list[Hit]:
    """Take the best hit of each question, then the second of each, and so on; each passage once."""
    chosen: dict[str, Hit] = {}
    for row in zip_longest(*rankings):
        for part, hit in enumerate(row):
            if hit is not None:
                chosen.setdefault(hit.passage.id, replace(hit, part=part))
    return [*chosen.values()]


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
