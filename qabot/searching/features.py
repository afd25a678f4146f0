"""What speaks for a passage answering a question, in figures that the score weighs.

Every figure is about 0 to 1, or a logit; which weigh how much is in `data/score.json`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from qabot.language.dates.mentions import DateMention, mentions
from qabot.language.dates.times import Time
from qabot.language.normal import normal_form
from qabot.language.sentences import sentence_spans
from qabot.searching.coverage import Forms, covered_by_each, covered_words, forms_of, stands
from qabot.searching.question import Question
from qabot.types import Hit, Passage

# A year's figures come in the January and February after it.
_TOLD_AFTER = timedelta(days=60)
# A passage printed so long after a period speaks of another one, unless it names it.
_FORGOTTEN = timedelta(days=400)
# Newspapers look ahead: 端午前的龙舟赛, 下月起.
_AHEAD = timedelta(days=31)
_RAREST = 3
_LABEL_CHARS = 60


@dataclass(frozen=True)
class Sought:
    """A question with the weights of its words in this archive.

    Attributes:
        weights: Words in normal form with how much each tells, above 0; see `filled`.
    """

    question: Question
    weights: Mapping[str, float]
    expansions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def forms(self) -> Forms:
        """The words with what may stand for them."""
        return forms_of(self.weights, self.expansions)

    def share(self, words: set[str]) -> float:
        """Return the share of the whole weight that these words have, in [0, 1]."""
        return sum([self.weights[word] for word in words]) / self._total if self._total else 0.0

    @cached_property
    def _total(self) -> float:
        return sum(self.weights.values())

    @cached_property
    def rarest(self) -> set[str]:
        """The few words that tell most."""
        return set(sorted(self.weights, key=lambda word: -self.weights[word])[:_RAREST])


def filled(weights: Mapping[str, float | None]) -> dict[str, float]:
    """Give words that stand nowhere the weight of the rarest that do: they tell as much."""
    most = max((weight for weight in weights.values() if weight is not None), default=1.0)
    return {word: most if weight is None else weight for word, weight in weights.items()}


def features_of(sought: Sought, hits: Sequence[Hit]) -> list[dict[str, float]]:
    """Return the figures of each hit; some compare it with the others.

    Args:
        sought: The question.
        hits: The candidates, best first by the fusion of the legs.
    """
    cosines = [hit.cosine for hit in hits if hit.cosine is not None]
    top, floor = max(cosines, default=0.0), min(cosines, default=0.0)
    most = max((hit.bm25 or 0.0 for hit in hits), default=0.0) or 1.0
    best = max((hit.score for hit in hits), default=0.0)
    rows = []
    for hit in hits:
        cosine = floor if hit.cosine is None else hit.cosine
        rows.append(
            {
                "cosine": 10 * (cosine - 0.85),
                "cosine behind best": 10 * (cosine - top),
                "bm25 to best": (hit.bm25 or 0.0) / most,
                "fused behind best": hit.score - best,
                **_text_features(sought, hit.passage),
                **_time_features(sought.question.dated, hit.passage),
            }
        )
    return rows


def _text_features(sought: Sought, passage: Passage) -> dict[str, float]:
    question, forms = sought.question, sought.forms
    head = normal_form(passage.title)
    day = passage.published
    when = f"{day.year}年{day.month}月{day.day}日" if day else ""
    sentences = [normal_form(passage.text[s:e]) for s, e in sentence_spans(passage.text)]
    body = "\n".join(sentences)
    about = covered_words(f"{head}\n{when}", forms)
    inside = covered_by_each(sentences, forms)
    formed = [question.fits(sentence) for sentence in sentences]
    # What the headline says need not be said again beside the answer.
    joint = max(
        (sought.share(words | about) for words, good in zip(inside, formed, strict=True) if good),
        default=0.0,
    )
    covered = set().union(*inside)
    told = f"{head}\n{when}\n{body}"
    return {
        "sentence coverage": max((sought.share(words) for words in inside), default=0.0),
        "coverage": sought.share(covered | about),
        "coverage with form": joint,
        "title coverage": sought.share(about),
        "rarest covered": len(sought.rarest & (covered | about)) / max(1, len(sought.rarest)),
        "form": float(any(formed)),
        "names": _share_told(question.names, told),
        "figures": _share_told(question.figures, told),
        "label": float(
            len(passage.text) <= _LABEL_CHARS and not any(c in passage.text for c in "。！；!;")
        ),
    }


def _share_told(wanted: Sequence[str], text: str) -> float:
    return sum(stands(word, text) for word in wanted) / len(wanted) if wanted else 1.0


def speaks_of(passage: Passage, time: Time) -> bool:
    """Tell whether a passage names days of a period, or was printed when such news is."""
    day = passage.published
    dates = mentions(f"{passage.title}\n{passage.text}", day)
    return any(_inside(found, time) for found in dates) or (day is not None and _told_of(day, time))


def _time_features(times: Sequence[Time], passage: Passage) -> dict[str, float]:
    day = passage.published
    if not times:
        return {"time said": 0.0, "time printed": 0.0, "time missed": 0.0}
    dates = mentions(f"{passage.title}\n{passage.text}", day)
    said = sum(any(_inside(found, time) for found in dates) for time in times) / len(times)
    printed = sum(day is not None and _told_of(day, time) for time in times) / len(times)
    missed = sum(
        not any(_inside(found, time) for found in dates) and day is not None and _too_far(day, time)
        for time in times
    ) / len(times)
    return {"time said": said, "time printed": printed, "time missed": missed}


def _inside(found: DateMention, time: Time) -> bool:
    return time.first <= found.first and found.last <= time.last


def _told_of(day: date, time: Time) -> bool:
    return time.first <= day <= told_until(time.last)


def told_until(day: date) -> date:
    """Return until when is printed what happened on a day, or in a period that ends with it."""
    return _later(day, _TOLD_AFTER)


def _too_far(day: date, time: Time) -> bool:
    return _later(day, _AHEAD) < time.first or day > _later(time.last, _FORGOTTEN)


def _later(day: date, by: timedelta) -> date:
    return day + by if day < date.max - by else date.max
