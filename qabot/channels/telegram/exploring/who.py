"""/who NAME."""

from collections.abc import Iterator

from qabot.channels.exploring.people import (
    companions_line,
    days_of,
    namesakes,
    no_office,
    nobody,
    shown_articles,
    shown_summary,
)
from qabot.channels.telegram.exploring.page import (
    Block,
    Shown,
    day_entry,
    entry,
    headed,
    pages_of,
    titled,
)
from qabot.channels.telegram.links import Link, Links
from qabot.channels.telegram.split import Run
from qabot.channels.telegram.state.requests import Request
from qabot.exploring import Explorer
from qabot.exploring.people import Companion, Office, Person, Who
from qabot.messages import say
from qabot.types import Citation

_MOST = 20


def show_who(explorer: Explorer, request: Request, links: Links) -> Shown:
    """Return the offices of those who have a name."""
    who = explorer.who(request.argument, request.period, _MOST)
    title = titled(say("其人", "Who"), who.name, request.period)
    return Shown(pages=pages_of(title, [*_blocks(who, links.url)]))


def _blocks(who: Who, link: Link) -> Iterator[Block]:
    if who.first is None or who.last is None:
        yield [Run(nobody(who))]
        return
    yield [Run(shown_summary(who.first, who.last, who))]
    several = len(who.persons) > 1
    if several:
        yield [Run(namesakes(who))]
    for number, person in enumerate(who.persons, 1):
        blocks = _person(person, link)
        yield from headed(f"{who.name} ({number})", blocks) if several else blocks
    if not who.persons:
        yield [Run(no_office())]
        yield from (day_entry(citation, link) for citation in _different(who.first, who.last))
    if not several:
        yield from _named_with(who.companions)
    if who.left_out:
        told = say(f"另有 {who.left_out} 个职务。", f"{who.left_out} more offices.")
        yield [Run(told)]


def _person(person: Person, link: Link) -> Iterator[Block]:
    for office in person.offices:
        yield from _office(office, link)
    yield from _named_with(person.companions)


def _office(office: Office, link: Link) -> Iterator[Block]:
    head = f"{office.name} · {days_of(office.first, office.last)}"
    note = shown_articles(office)
    for citation in _different(office.first, office.last):
        yield entry(citation, link, head, note)
        head = note = ""


def _named_with(companions: tuple[Companion, ...]) -> Iterator[Block]:
    if line := companions_line(companions):
        yield [Run(line)]


def _different(first: Citation, last: Citation) -> list[Citation]:
    return [first] if first.number == last.number else [first, last]
