"""The exploring commands: how each is read and what it shows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from qabot.channels.telegram.exploring import wording
from qabot.channels.telegram.exploring.arguments import period_in, topic_in
from qabot.channels.telegram.exploring.figures import show_figures
from qabot.channels.telegram.exploring.headlines import show_printed
from qabot.channels.telegram.exploring.latest import show_latest
from qabot.channels.telegram.exploring.page import Shown
from qabot.channels.telegram.exploring.related import show_related
from qabot.channels.telegram.exploring.timeline import show_timeline
from qabot.channels.telegram.exploring.topics import show_topics
from qabot.channels.telegram.exploring.who import show_who
from qabot.channels.telegram.links import Links, linked_payload
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.people import read_name
from qabot.searching.engine import Period

Read = Callable[[str, Period], Request]
"""Reads what stands behind a command, with the days that the chat wishes; a ValueError says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An exploring command.

    Attributes:
        read: Makes a request of it.
        show: Returns what is asked for; called off the event loop.
        usage: How it is written, with an example, HTML.
        takes_reply: True if what it replies to may stand in place of an argument.
    """

    read: Read
    show: Callable[[Explorer, Request, Links], Shown]
    usage: Callable[[], str]
    takes_reply: bool = False


def _topic(command: str, argument: str, period: Period) -> Request:
    return Request(command=command, argument=topic_in(argument), period=period)


def _topic_or_all(command: str, argument: str, period: Period) -> Request:
    return Request(command=command, argument=topic_in(argument) if argument else "", period=period)


def _days(command: str, argument: str, period: Period) -> Request:
    """Read days, which are what counts, whatever the chat wishes."""
    return Request(command=command, period=period_in(argument))


def _days_or_all(command: str, argument: str, period: Period) -> Request:
    return Request(command=command, period=period_in(argument) if argument else period)


def _name(argument: str, period: Period) -> Request:
    if not argument:
        raise ValueError
    return Request(command="who", argument=read_name(argument), period=period)


def _article(command: str, argument: str, period: Period) -> Request:
    if not argument:
        raise ValueError
    return Request(command=command, argument=linked_payload(argument))


COMMANDS = {
    "timeline": Command(
        read=partial(_topic, "timeline"), show=show_timeline, usage=wording.timeline
    ),
    "figures": Command(read=partial(_topic, "figures"), show=show_figures, usage=wording.figures),
    "who": Command(read=_name, show=show_who, usage=wording.who),
    "related": Command(
        read=partial(_article, "related"),
        show=show_related,
        usage=wording.related,
        takes_reply=True,
    ),
    "topics": Command(read=partial(_days_or_all, "topics"), show=show_topics, usage=wording.topics),
    "latest": Command(
        read=partial(_topic_or_all, "latest"), show=show_latest, usage=wording.latest
    ),
    "on": Command(read=partial(_days, "on"), show=show_printed, usage=wording.on),
    "between": Command(read=partial(_days, "between"), show=show_printed, usage=wording.between),
}
"""Name → command."""
