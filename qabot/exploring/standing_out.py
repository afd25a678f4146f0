"""The words that stand out in the headlines of a period against the rest of the archive."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from qabot.exploring.telling import best_telling, cite
from qabot.exploring.title_words import Candidate, candidates_of
from qabot.exploring.topic import Topic
from qabot.language.words import Tokenizer
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.types import Citation, Headline

# Without a period it is the last days of the archive.
_LATELY = timedelta(days=30)
# Of more headlines, every second, third and so on is cut into words.
_CUT = 4000
# So many candidates are held against the archive.
_WEIGHED = 200
# What stands out is so many times as frequent as in the whole archive.
_LEAST_TIMES = 2.0
# Words whose headlines are mostly those of a word before them say the same.
_SAME_HEADLINES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """A word of a period.

    Attributes:
        word: As one of the headlines has it.
        headlines: How many of the period's headlines have it.
        times: How many times as frequent it is in the passages of the period as in all of the archive.
        citation: From one of the articles, the sentence that tells best of it.
    """

    word: str
    headlines: int
    times: float
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Topical:
    """What stands out in a period.

    Attributes:
        period: Its days; where none were named, the last ones of the archive.
        articles: Dated articles in it.
        words: The most outstanding first.
    """

    period: Period
    articles: int
    words: tuple[Outstanding, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    candidate: Candidate
    value: float
    times: float


def outstanding(engine: Engine, tokenizer: Tokenizer, period: Period, most: int) -> Topical:
    """Return the words that stand out in a period; none where that is the whole archive.

    Args:
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.
        period: Its days; an open one stands for the last days of the archive.
        most: Most words, above 0.
    """
    period = _closed(engine, period)
    headlines = engine.headlines(period)
    step = max(1, -(-len(headlines) // _CUT))
    sample = headlines[::step]
    weighed = _weighed(engine, tokenizer, sample, period, len(headlines))
    words = []
    for one in _different(weighed):
        word = _cited(engine, one, weighed, sample, len(words) + 1, step)
        if word is not None:
            words.append(word)
        if len(words) == most:
            break
    return Topical(period=period, articles=len(headlines), words=tuple(words))


def _closed(engine: Engine, period: Period) -> Period:
    _, newest = engine.covers()
    if not period.open or newest is None:
        return period
    return Period(max(newest, date.min + _LATELY) - _LATELY, newest)


def _weighed(
    engine: Engine,
    tokenizer: Tokenizer,
    sample: Sequence[Headline],
    period: Period,
    articles: int,
) -> list[_Weighed]:
    """Return the candidates that are more frequent in the period than in the archive, the most outstanding first."""
    found = candidates_of([line.title for line in sample], tokenizer, engine.idf)[:_WEIGHED]
    share = articles / max(1, engine.manifest.articles)
    weighed = []
    for candidate in found:
        inside = len(engine.having(candidate.words, period).keys)
        everywhere = len(engine.having(candidate.words, ALWAYS).keys)
        expected = share * everywhere
        times = inside / expected if expected else 0.0
        if times >= _LEAST_TIMES:
            value = _log_likelihood(inside, everywhere, share) * len(candidate.headlines)
            weighed.append(_Weighed(candidate, value, times))
    return sorted(weighed, key=lambda one: (-one.value, one.candidate.text))


def _log_likelihood(inside: int, everywhere: int, share: float) -> float:
    """Return how unlikely it is that a word is so frequent in a period by chance.

    Source: Dunning 1993, Accurate Methods for the Statistics of Surprise and Coincidence, for one word.
    """
    outside = everywhere - inside
    value = inside * log(inside / (everywhere * share))
    if outside and share < 1:
        value += outside * log(outside / (everywhere * (1 - share)))
    return 2 * value


def _different(weighed: Sequence[_Weighed]) -> Iterator[_Weighed]:
    """Yield the words that do not merely stand in the headlines of one before them."""
    before: list[frozenset[int]] = []
    for one in weighed:
        own = one.candidate.headlines
        if all(len(own & other) < _SAME_HEADLINES * len(own) for other in before):
            before.append(own)
            yield one


def _cited(
    engine: Engine,
    one: _Weighed,
    weighed: Sequence[_Weighed],
    sample: Sequence[Headline],
    number: int,
    step: int,
) -> Outstanding | None:
    """Return a word with a quote from the article whose headline has most of the outstanding words."""
    form = one.candidate.text
    topic = Topic(form, {form: (form,)}, {form: 1.0})
    values: Mapping[int, float] = {
        at: sum(other.value for other in weighed if at in other.candidate.headlines)
        for at in one.candidate.headlines
    }
    for at in sorted(values, key=lambda at: (-values[at], at)):
        tellings = (best_telling(topic, p) for p in engine.passages_of(sample[at].article_id))
        best = max(filter(None, tellings), key=lambda telling: telling.value, default=None)
        if best is not None:
            return Outstanding(
                word=one.candidate.printed,
                headlines=step * len(one.candidate.headlines),
                times=one.times,
                citation=cite(number, best, topic.forms),
            )
    return None
