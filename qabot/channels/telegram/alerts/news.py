"""What a build of the index brought that was not there before."""

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from qabot.channels.telegram.alerts.topics import Topics
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.state.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class News:
    """How a build differs from the articles that are known.

    Attributes:
        fresh: Ids that are not known, in order.
        replaced: Known ids whose article now has another one.
        new: Of the fresh ids, those of new articles, in order: the others belong to a known article that was
            corrected, whose earlier id leads to the new one.
    """

    fresh: Collection[str]
    replaced: Collection[str]
    new: Collection[str]


def compare(archive: Archive, known: AbstractSet[str]) -> News:
    """Compare the build in force with the articles that are known."""
    ids = archive.article_ids()
    fresh = sorted(ids - known)
    # Articles are looked up only if they are gone, and only if one of the fresh ids could be theirs.
    vanished = sorted(known - ids) if fresh else []
    heirs = {id_: heir.id for id_ in vanished if (heir := archive.article(id_))}
    taken = set(heirs.values())
    return News(fresh, [*heirs], [id_ for id_ in fresh if id_ not in taken])


def matches(archive: Archive, ids: Iterable[str], topics: Topics) -> list[tuple[Subscription, str]]:
    """Return which subscriptions these articles are for, each with the article's id."""
    articles = (archive.article(id_) for id_ in ids)
    # An article may be gone already, if yet another build is in force by now.
    return [
        (subscription, article.id)
        for article in articles
        if article
        for subscription in topics.about(article)
    ]
