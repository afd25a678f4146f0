"""What the commands do that look around in the archive: its topics, people, figures and days."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from qabot.channels.days import day_of, period_of
from qabot.channels.repl.naming import gone, id_of
from qabot.channels.repl.session import Session
from qabot.channels.repl.transcript import Finding
from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.exploring.absence import Absence
    from qabot.exploring.people import Who
    from qabot.exploring.related import Related
    from qabot.searching import Period
    from qabot.types import Citation

_MOST = 20


def timeline(session: Session, typed: str) -> None:
    """Show how a topic went on."""
    topic = _topic(session, "/timeline", typed)
    if not topic:
        return
    period = session.period
    found = session.explore(lambda explorer: explorer.timeline(topic, period))
    from qabot.channels.exploring.timelines import print_timeline

    print_timeline(session.console, topic, found, prompt=True)
    _keep(session, f"/timeline {topic}", (entry.citation for entry in found.entries), found.absence)


def figures(session: Session, typed: str) -> None:
    """Show the numbers said about a topic."""
    topic = _topic(session, "/figures", typed)
    if not topic:
        return
    period = session.period
    found = session.explore(lambda explorer: explorer.figures(topic, period))
    from qabot.channels.exploring.figures import print_figures

    print_figures(session.console, topic, found, prompt=True)
    _keep(session, f"/figures {topic}", found.citations, found.absence)


def who(session: Session, typed: str) -> None:
    """Show the offices of a person."""
    period = session.period
    try:
        name = session.await_bot(lambda _: _name(typed))
    except ValueError as exc:
        _tell_usage(session, str(exc), "/who 周明华")
        return
    found = session.explore(lambda explorer: explorer.who(name, period, _MOST))
    from qabot.channels.exploring.people import print_who

    print_who(session.console, found, prompt=True)
    _keep(session, f"/who {found.name}", _ends(found))


def related(session: Session, typed: str) -> None:
    """Show what belongs to the article of a passage that was shown, or of a title."""
    article_id = id_of(session, typed, "/related")
    if article_id is None:
        return
    found = session.explore(lambda explorer: explorer.related(article_id, _MOST))
    if found is None:
        session.tell(gone())
        return
    from qabot.channels.exploring.related import print_related

    print_related(session.console, found)
    title = found.article.title or found.article.id
    session.found(Finding(f"/related {title}", tuple(_cited(found))))


def topics(session: Session, typed: str) -> None:
    """Show what stands out in the days in force, or in the archive's last ones."""
    if typed:
        told = say(
            "/topics 后面不写什么；日期用 /from 和 /to 限定。",
            "Nothing stands behind /topics; /from and /to limit the days.",
        )
        _tell_usage(session, told, "/topics")
        return
    period = session.period
    found, covers = session.explore(
        lambda explorer: (explorer.topical(period, _MOST), explorer.covers())
    )
    from qabot.channels.exploring.topics import print_topical

    print_topical(session.console, found, covers)
    _keep(session, "/topics", (word.citation for word in found.words))


def latest(session: Session, typed: str) -> None:
    """List the newest articles, of all or about a topic."""
    if not typed:
        _list(session, "/latest", session.period, _MOST)
        return
    topic = _topic(session, "/latest", typed)
    if not topic:
        return
    period = session.period
    found = session.explore(lambda explorer: explorer.latest(topic, period, _MOST))
    from qabot.channels.exploring.timelines import print_latest

    print_latest(session.console, topic, found)
    _keep(session, f"/latest {topic}", found.citations, found.absence)


def on(session: Session, typed: str) -> None:
    """List the articles of a day."""
    days = _days(session, typed, 1, "/on 2021-01-18")
    if days:
        _list(session, f"/on {days[0]}", period_of(days[0], days[0]), None, named=True)


def between(session: Session, typed: str) -> None:
    """List the articles from one day to another."""
    usage = "/between 2021-01-01 2021-01-31"
    days = _days(session, typed, 2, usage)
    if not days:
        return
    try:
        period = period_of(*days)
    except ValueError as exc:
        _tell_usage(session, str(exc), usage)
        return
    _list(session, f"/between {days[0]} {days[1]}", period, _MOST, named=True)


def _list(
    session: Session, asked: str, period: "Period", most: int | None, *, named: bool = False
) -> None:
    """List articles by day; `named`: the days stand in the command, those in force do not count."""
    headlines, covers = session.explore(
        lambda explorer: (explorer.headlines(period, most), explorer.covers())
    )
    from qabot.channels.exploring.terminal import print_headlines

    print_headlines(session.console, headlines, covers)
    session.found(
        Finding(asked, headlines=tuple(headlines), period=None if named else session.period)
    )
    if headlines:
        title = next((line.title for line in headlines if line.title), headlines[0].article_id)
        session.tell(say(f"/source {title} 看全文", f"/source {title} for the whole article"))


def _keep(
    session: Session,
    asked: str,
    citations: "Iterable[Citation]",
    absence: "Absence | None" = None,
) -> None:
    """Note what was shown of the days in force; the nearest passages where there was nothing."""
    cited = tuple(absence.near if absence else citations)
    session.found(Finding(asked, cited, period=session.period, near=absence is not None))


def _ends(found: "Who") -> "list[Citation]":
    """Return what is shown of a person, each quote once: of every office, or else of the name."""
    offices = [office for person in found.persons for office in person.offices]
    ends = [end for office in offices for end in (office.first, office.last)]
    shown = ends or [end for end in (found.first, found.last) if end]
    return list({citation.number: citation for citation in shown}.values())


def _cited(found: "Related") -> "Iterator[Citation]":
    yield from (*found.event, *found.earlier, *found.later)
    for reprint in found.reprints:
        for change in reprint.changes:
            yield from filter(None, (change.own, change.other))


def _topic(session: Session, command: str, typed: str) -> str:
    """Return the topic that was typed; where it has no word, say so and return an empty one."""
    if any(map(str.isalnum, typed)):
        return typed
    _tell_usage(session, say("请写出主题。", "Name a topic."), f"{command} 雄安新区")
    return ""


def _name(typed: str) -> str:
    from qabot.exploring.people import read_name

    return read_name(typed)


def _days(session: Session, typed: str, count: int, usage: str) -> list[date]:
    """Return so many days; where they are not that many days, say so and return none."""
    words = typed.split()
    if len(words) != count:
        told = say(f"请写出 {count} 个日期。", "Name one day." if count == 1 else "Name two days.")
        _tell_usage(session, told, usage)
        return []
    try:
        return [day_of(word) for word in words]
    except ValueError as exc:
        _tell_usage(session, str(exc), usage)
        return []


def _tell_usage(session: Session, told: str, usage: str) -> None:
    session.tell(say(f"{told}用法：{usage}", f"{told} Usage: {usage}"))
