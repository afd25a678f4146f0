"""The words that stand out in the headlines of a period against the rest of the archive."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from qabot.exploring.telling import Telling, best_telling, cite
from qabot.exploring.title_words import Candidate, candidates_of
from qabot.exploring.topic import Topic
from qabot.language.normal import normal_form, normalize
from qabot.language.words import Tokenizer
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.types import Citation, Headline

# Without a period it is the last days of the archive.
_LATELY = timedelta(days=30)
# Of more headlines, every second, third and so on is cut into words.
_CUT = 1000
# So many candidates are held against the archive.
_WEIGHED = 120
# What stands out is so many times as frequent as in the whole archive.
_LEAST_TIMES = 2.0
# Articles that are looked at for a quote.
_LOOKED_AT = 5
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
    if len(headlines) * _LEAST_TIMES > engine.manifest.articles:
        return Topical(period=period, articles=len(headlines), words=())  # nothing can stand out
    step = max(1, -(-len(headlines) // _CUT))
    sample = headlines[::step]
    weighed = _weighed(engine, tokenizer, sample, period, len(headlines))
    words: list[Outstanding] = []
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
    weighed: list[_Weighed] = []
    for candidate in found:
        inside = len(engine.having(candidate.words, period).keys)
        everywhere = len(engine.having(candidate.words, ALWAYS).keys)
        expected = share * everywhere
        times = inside / expected if expected else 0.0
        if times >= _LEAST_TIMES:
            # Dunning's likelihood ratio measured worse: common words (一线, 大会) came first.
            value = len(candidate.headlines) * log(times) ** 2
            weighed.append(_Weighed(candidate, value, times))
    return sorted(weighed, key=lambda one: (-one.value, one.candidate.text))


def _different(weighed: Sequence[_Weighed]) -> Iterator[_Weighed]:
    """Yield the words that neither overlap one before them nor merely stand in its headlines."""
    before: list[Candidate] = []
    for one in weighed:
        if not any(_says_the_same(one.candidate, other) for other in before):
            before.append(one.candidate)
            yield one


def _says_the_same(one: Candidate, before: Candidate) -> bool:
    if one.text in before.text or before.text in one.text:
        return True
    return len(one.headlines & before.headlines) >= _SAME_HEADLINES * len(one.headlines)


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
    ordered = sorted(values, key=lambda at: (-values[at], at))[:_LOOKED_AT]
    found = _first_with(form, ((at, _best_of(engine, sample[at], topic)) for at in ordered))
    if found is None:
        return None
    at, telling = found
    return Outstanding(
        word=_printed(form, sample[at].title),
        headlines=step * len(one.candidate.headlines),
        times=one.times,
        citation=cite(number, telling, topic.forms),
    )


def _best_of(engine: Engine, headline: Headline, topic: Topic) -> Telling | None:
    """Return what an article tells best of a topic."""
    passages = engine.passages_of(headline.article_id)
    tellings = (best_telling(topic, passage) for passage in passages)
    return max(filter(None, tellings), key=lambda telling: telling.value, default=None)


def _first_with(
    form: str, told: Iterable[tuple[int, Telling | None]]
) -> tuple[int, Telling] | None:
    """Return the first quote that has a word itself, else the first that only stands under it."""
    first = None
    for at, telling in told:
        if telling is not None and form in normal_form(telling.quote):
            return at, telling
        if telling is not None and first is None:
            first = at, telling
    return first


def _printed(text: str, title: str) -> str:
    """Return a text in normal form as a headline that has it prints it."""
    normal = normalize(title)
    start = normal.text.index(text)
    return title[slice(*normal.span(start, start + len(text)))]
