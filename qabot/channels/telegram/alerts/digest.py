"""Alerts as one message: a few articles with a sentence each, of many their titles by topic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from qabot.channels.sources import shown_origin
from qabot.channels.telegram.alerts.topics import first_sentence, topic_words
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.links import Link
from qabot.channels.telegram.split import Run, clip, split, to_html
from qabot.channels.telegram.state.alerts import Alert
from qabot.messages import say
from qabot.types import Article

ENTRIES = 3
"""Articles that are shown with a sentence; of more there are only titles."""
TITLES = 20
"""Titles in one message."""

_TITLE_CHARS = 80
_SENTENCE_CHARS = 200


@dataclass(frozen=True, slots=True)
class _Shown:
    topic: str
    article: Article


def compose(archive: Archive, alerts: Sequence[Alert], link: Link) -> list[str]:
    """Return the alerts of one chat as HTML, one message unless its titles are very long.

    Args:
        archive: Where the articles are.
        alerts: In the order of topics.
        link: Opens an article.

    Returns:
        Nothing if the articles are no longer in the archive.
    """
    queue = iter(_in_turn(alerts))
    found = (
        _Shown(alert.topic, article)
        for alert in queue
        if (article := archive.article(alert.article))
    )
    shown = list(islice(found, TITLES))
    if not shown:
        return []
    more = sum(1 for _ in queue)
    runs = [Run(_heading(len(shown) + more))]
    if len(shown) + more <= ENTRIES:
        for entry in shown:
            runs += _entry(archive, entry, link)
    else:
        totals = Counter(alert.topic for alert in alerts)
        runs += _titles(shown, totals, link)
        if more:
            runs.append(Run(_and_more(more)))
    return [to_html(part).strip() for part in split(runs)]


def _in_turn(alerts: Iterable[Alert]) -> list[Alert]:
    """Return the first alert of each topic, then the second ones: none is crowded out by a common topic."""
    counts: Counter[str] = Counter()
    turns = []
    for alert in alerts:
        counts[alert.topic] += 1
        turns.append((counts[alert.topic], alert))
    return [alert for _, alert in sorted(turns, key=lambda pair: pair[0])]


def _entry(archive: Archive, entry: _Shown, link: Link) -> Iterator[Run]:
    yield Run("\n\n")
    yield Run(_title(entry.article), bold=True, link=link(entry.article.id))
    yield Run(_origin(entry.article, "\n"))
    if sentence := first_sentence(entry.article, topic_words(entry.topic, archive.tokenizer)):
        yield Run(f"\n{clip(sentence, _SENTENCE_CHARS)}")
    yield Run(say(f"\n主题：{entry.topic}", f"\nTopic: {entry.topic}"))


def _titles(shown: Iterable[_Shown], totals: Counter[str], link: Link) -> Iterator[Run]:
    by_topic: dict[str, list[Article]] = defaultdict(list)
    for entry in shown:
        by_topic[entry.topic].append(entry.article)
    for topic, articles in by_topic.items():
        yield Run("\n\n")
        yield Run(say(f"{topic}（{totals[topic]} 篇）", f"{topic} ({totals[topic]})"), bold=True)
        for article in sorted(articles, key=_day, reverse=True):
            yield Run("\n· ")
            yield Run(_title(article), link=link(article.id))
            yield Run(_origin(article, " · "))


def _day(article: Article) -> date:
    return article.published or date.min


def _title(article: Article) -> str:
    return clip(article.title.strip() or article.text.strip() or article.id, _TITLE_CHARS)


def _origin(article: Article, lead: str) -> str:
    origin = shown_origin(article)
    return f"{lead}{origin}" if origin else ""


def _heading(count: int) -> str:
    return say(
        f"您订阅的主题有 {count} 篇新文章：",
        f"{count} new {'article' if count == 1 else 'articles'} on your topics:",
    )


def _and_more(count: int) -> str:
    return say(
        f"\n\n另有 {count} 篇未列出，可以直接提问查找。",
        f"\n\nAnd {count} more; ask a question to find them.",
    )
