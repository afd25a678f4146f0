"""/subscribe, /unsubscribe and /subscriptions."""

from telegram import Message, Update
from telegram.ext import CommandHandler

from qabot.channels.telegram.alerts import wording
from qabot.channels.telegram.alerts.topics import topic_form, topic_words
from qabot.channels.telegram.application import Context, TelegramApplication
from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.asked import argument_of
from qabot.channels.telegram.gate import sender
from qabot.channels.telegram.sending import reply
from qabot.channels.telegram.state.subscriptions import Subscription, Subscriptions
from qabot.messages import language

MOST_TOPICS = 20
"""Topics of one chat."""
TOPIC_CHARS = 60
"""Longest topic."""

_ALL = ("all", "全部", "所有")


class AlertCommands:
    """The commands, in private chats and in groups.

    Args:
        archive: Cuts topics into words.
        subscriptions: Where topics are kept.
    """

    def __init__(self, archive: Archive, subscriptions: Subscriptions) -> None:
        self._archive = archive
        self._subscriptions = subscriptions

    def register(self, application: TelegramApplication) -> None:
        """Answer the commands."""
        application.add_handlers(
            [
                CommandHandler("subscribe", self.subscribe),
                CommandHandler("unsubscribe", self.unsubscribe),
                CommandHandler("subscriptions", self.subscriptions),
            ]
        )

    async def subscribe(self, update: Update, context: Context) -> None:
        """Answer /subscribe TOPIC."""
        if (message := update.message) is not None:
            await reply(message, [self._subscribe(message, _topic(message))])

    async def unsubscribe(self, update: Update, context: Context) -> None:
        """Answer /unsubscribe, with a number, a topic or `all`; without, tell what there is to choose from."""
        if (message := update.message) is not None:
            await reply(message, [self._unsubscribe(message.chat_id, _topic(message))])

    async def subscriptions(self, update: Update, context: Context) -> None:
        """Answer /subscriptions."""
        if (message := update.message) is not None:
            topics = self._subscriptions.topics(message.chat_id)
            await reply(message, [wording.topics(topics) if topics else wording.no_topics()])

    def _subscribe(self, message: Message, topic: str) -> str:
        topics = self._subscriptions.topics(message.chat_id)
        if not topic:
            return wording.how_to_subscribe()
        if len(topic) > TOPIC_CHARS:
            return wording.topic_too_long(TOPIC_CHARS)
        if topic.lower() in _ALL or topic_form(topic).isdigit():
            return wording.no_topic(topic)
        if not topic_words(topic, self._archive.tokenizer):
            return wording.nothing_to_search(topic)
        if (same := _find(topics, topic)) is not None:
            return wording.subscribed_already(same)
        if len(topics) >= MOST_TOPICS:
            return wording.too_many_topics(MOST_TOPICS)
        self._subscriptions.add(Subscription(message.chat_id, topic, sender(message), language()))
        return wording.subscribed(topic)

    def _unsubscribe(self, chat: int, wanted: str) -> str:
        topics = self._subscriptions.topics(chat)
        if not topics:
            return wording.no_topics()
        if not wanted:
            return wording.which_topic(topics)
        if wanted.lower() in _ALL:
            self._subscriptions.remove_all(chat)
            return wording.unsubscribed_from_all()
        if (topic := _numbered(topics, wanted) or _find(topics, wanted)) is None:
            return wording.no_such_topic(wanted[:TOPIC_CHARS], topics)
        self._subscriptions.remove(chat, topic)
        return wording.unsubscribed(topic)


def _topic(message: Message) -> str:
    """Return what stands behind a command, white space made single."""
    return " ".join(argument_of(message).split())


def _find(topics: list[str], wanted: str) -> str | None:
    """Return the topic that is the same in normal form."""
    form = topic_form(wanted)
    return next((topic for topic in topics if topic_form(topic) == form), None)


def _numbered(topics: list[str], wanted: str) -> str | None:
    """Return the topic of a number as the list shows it."""
    return {str(number): topic for number, topic in enumerate(topics, 1)}.get(topic_form(wanted))
