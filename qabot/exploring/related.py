"""What belongs to an article: the same event, what was reported before and after it, and reprints with their changes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log1p

from qabot.answering.quote import choose_quote, highlights
from qabot.exploring.reprint_changes import Reprint, reprints_of
from qabot.indexing.sparse import term_id
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.coverage import forms_of
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.types import Article, Citation, Passage

# An article is searched for by so many of its words: the rare ones that it says often.
_WORDS = 25
_IN_TITLE = 3
_DEEP = 200
# Reports of one event are printed within so many days.
_EVENT = timedelta(days=3)
_AROUND = timedelta(days=30)
# A passage belongs to an article if it has at least this share of the score that the article's own best one has.
_LEAST_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What belongs to an article; all citations are numbered on, from 1.

    Attributes:
        article: The article itself.
        event: Other articles of the days around it, by day; all that are found where it has no date.
        earlier: Articles from before those days, by day.
        later: Articles from after them, by day.
        reprints: Where else it was printed, with what was changed.
    """

    article: Article
    event: tuple[Citation, ...]
    earlier: tuple[Citation, ...]
    later: tuple[Citation, ...]
    reprints: tuple[Reprint, ...]


def related(engine: Engine, tokenizer: Tokenizer, article_id: str, most: int) -> Related | None:
    """Return what belongs to an article, or None for an unknown one.

    Args:
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.
        article_id: As of the article, also by an id of an earlier build.
        most: Most articles besides reprints, above 0: those that share most of its rare words.
    """
    article = engine.article(article_id)
    if article is None:
        return None
    weights = _words(article, tokenizer, engine)
    found = _passages(engine, article, weights)[:most]
    day = article.published
    groups: dict[str, list[tuple[Passage, float]]] = {"event": [], "earlier": [], "later": []}
    for passage, share in sorted(found, key=lambda pair: pair[0].published or date.min):
        groups[_side(passage.published, day)].append((passage, share))
    cited: dict[str, tuple[Citation, ...]] = {}
    number = 1
    for name in ("event", "earlier", "later"):
        cited[name] = tuple(
            _cite(at, passage, share, weights)
            for at, (passage, share) in enumerate(groups[name], number)
        )
        number += len(cited[name])
    return Related(article=article, reprints=tuple(reprints_of(engine, article, number)), **cited)


def _words(article: Article, tokenizer: Tokenizer, engine: Engine) -> dict[str, float]:
    """Return the words that tell an article from others, with their weights."""
    counts = Counter(tokenizer.words(normal_form(article.text)))
    for word in tokenizer.words(normal_form(article.title)):
        counts[word] += _IN_TITLE
    weights = {
        word: idf * log1p(count)
        for word, count in counts.items()
        if len(word) > 1 and (idf := engine.idf(word)) is not None and idf > 0
    }
    best = sorted(weights, key=lambda word: (-weights[word], word))[:_WORDS]
    return {word: weights[word] for word in best}


def _passages(
    engine: Engine, article: Article, weights: Mapping[str, float]
) -> list[tuple[Passage, float]]:
    """Return the best passage of each other article that belongs to one, with its share, best first."""
    terms = {term_id(word): weight for word, weight in weights.items()}
    scores: dict[int, float] = {}
    for period in _periods(article.published):
        _, leg = engine.search(None, terms, _DEEP, period)
        scores.update(zip(leg.keys.tolist(), leg.scores.tolist(), strict=True))
    keys = sorted(scores, key=lambda key: (-scores[key], key))
    passages = engine.passages(keys, ALWAYS)
    groups = engine.groups(keys)
    own = {
        (passage.article_id, group)
        for passage, group in zip(passages, groups, strict=True)
        if passage.article_id == article.id
    }
    taken = {article.id}
    seen = {group for _, group in own if group}
    whole = max(
        (scores[k] for k, p in zip(keys, passages, strict=True) if p.article_id == article.id),
        default=0.0,
    )
    found = []
    for key, passage, group in zip(keys, passages, groups, strict=True):
        if passage.article_id in taken or group in seen or scores[key] < _LEAST_SHARE * whole:
            continue
        taken.add(passage.article_id)
        seen |= {group} - {0}
        found.append((passage, scores[key] / whole if whole else 0.0))
    return found


def _periods(day: date | None) -> Iterator[Period]:
    yield ALWAYS
    if day is not None:
        yield Period(_moved(day, -_AROUND), _moved(day, _AROUND))


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _side(day: date | None, of: date | None) -> str:
    if day is None or of is None or abs(day - of) <= _EVENT:
        return "event"
    return "earlier" if day < of else "later"


def _cite(number: int, passage: Passage, share: float, weights: Mapping[str, float]) -> Citation:
    forms = forms_of(weights)
    start, end = choose_quote(None, passage.text, weights, forms)
    return Citation(
        number=number,
        passage=passage,
        quote=passage.text[start:end],
        highlights=highlights(None, passage.text, (start, end), forms),
        score=share,
    )
