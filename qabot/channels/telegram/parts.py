"""The parts that handle updates, put together; a new command or button gets its place here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from qabot.channels.telegram.access import Access
from qabot.channels.telegram.admission import Admission
from qabot.channels.telegram.alerts.commands import AlertCommands
from qabot.channels.telegram.application import TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.articles import Articles
from qabot.channels.telegram.buttons import Buttons
from qabot.channels.telegram.commands import Commands, Rest
from qabot.channels.telegram.edits import Edits
from qabot.channels.telegram.exploring import Exploring
from qabot.channels.telegram.exploring.plot import Plots
from qabot.channels.telegram.feedback import Feedback
from qabot.channels.telegram.gate import Gate
from qabot.channels.telegram.inline import Inline
from qabot.channels.telegram.links import Links
from qabot.channels.telegram.lookups import Lookups
from qabot.channels.telegram.metrics import Metrics
from qabot.channels.telegram.preferences import ChatSettings
from qabot.channels.telegram.questions import Questions
from qabot.channels.telegram.rate import Buckets, RateLimit
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.state.answers import ShownAnswers
from qabot.channels.telegram.state.database import Database
from qabot.channels.telegram.state.inbox import Inbox
from qabot.channels.telegram.state.preferences import Preferences
from qabot.channels.telegram.state.remarks import Remarks
from qabot.channels.telegram.state.requests import Requests
from qabot.channels.telegram.state.subscriptions import Subscriptions
from qabot.channels.telegram.statistics import Statistics
from qabot.channels.telegram.supergroups import Supergroups

# Of one person.
_PRESSES_A_MINUTE = 60
_MESSAGES_A_MINUTE = 30


class Part(Protocol):
    """Handles updates of some kinds."""

    def register(self, application: TelegramApplication) -> None:
        """Add its handlers to the application."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What several parts use, and the tasks beside them.

    Attributes:
        access: Who may do what.
        archive: What answers come from.
        database: What must not be forgotten.
        inbox: The updates that are not done yet.
        links: Links to articles.
        preferences: What each chat wishes.
        metrics: What is counted.
        supergroups: Groups that get a new id.
        cache: Folder of the user's for what can be made again.
    """

    access: Access
    archive: Archive
    database: Database
    inbox: Inbox
    links: Links
    preferences: Preferences
    metrics: Metrics
    supergroups: Supergroups
    cache: Path


def parts(shared: Shared, *, limited: bool) -> list[Part]:
    """Return the parts in the order in which they are asked: the first that takes an update keeps it.

    Args:
        shared: What they use.
        limited: False lifts the limits on messages, questions and presses.
    """
    access, archive, database, inbox = shared.access, shared.archive, shared.database, shared.inbox
    link = shared.links.url
    rate = RateLimit() if limited else None
    while_typing = RateLimit.while_typing() if limited else None
    messages = Buckets(_MESSAGES_A_MINUTE) if limited else None
    presses = Buckets(_PRESSES_A_MINUTE) if limited else None
    searches = Searches(archive, inbox.is_open, ShownAnswers(database))
    remarks = Remarks(database)
    edits = Edits()
    admission = Admission(inbox, rate)
    articles = Articles(archive, searches, shared.links)
    exploring = Exploring(
        archive,
        searches,
        inbox,
        admission,
        shared.preferences,
        Requests(database),
        shared.links,
        Plots(searches, shared.cache),
    )
    buttons = Buttons(archive, searches, database, inbox, articles, exploring, link, edits)
    return [
        shared.supergroups,
        Gate(access, shared.preferences, inbox, messages, presses),
        Commands(searches),
        articles,
        exploring,
        ChatSettings(shared.preferences, edits),
        Feedback(remarks, shared.preferences, access.admins, rate),
        Statistics(archive, database, remarks, access.admins),
        AlertCommands(archive, Subscriptions(database)),
        Questions(searches, inbox, admission, shared.preferences, link, buttons, shared.metrics),
        Inline(Lookups(searches, archive, while_typing), shared.preferences, link),
        buttons,
        Rest(),
    ]
