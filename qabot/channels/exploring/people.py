"""Who somebody is, on a terminal and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from qabot.channels.exploring.quotes import narrowing, print_quote
from qabot.channels.machine import citation_json
from qabot.channels.sources import shown_date
from qabot.exploring.people import Companion, Office, Person, Who
from qabot.messages import say
from qabot.types import Citation


def print_who(console: Console, who: Who, *, prompt: bool = False) -> None:
    """Print the offices of those who have a name, each with its quotes, or what may have been meant.

    Args:
        console: Where they go.
        who: What was found.
        prompt: It is read at the prompt, which has no options.
    """
    if who.first is None or who.last is None:
        console.print(Text(nobody(who), style="red"))
        return
    console.print(Text.assemble((who.name, "bold"), " · ", shown_summary(who.first, who.last, who)))
    if len(who.persons) > 1:
        console.print(Text(namesakes(who), style="dim"))
    for number, person in enumerate(who.persons, 1):
        heading = f"{who.name} ({number})" if len(who.persons) > 1 else ""
        _print_person(console, person, heading)
    if not who.persons:
        _print_appearances(console, who.first, who.last)
    if len(who.persons) <= 1:
        _print_line(console, companions_line(who.companions))
    _print_line(console, _left_out(who, prompt=prompt), style="dim")


def _print_person(console: Console, person: Person, heading: str) -> None:
    console.print()
    _print_line(console, heading, style="bold")
    for office in person.offices:
        _print_office(console, office)
    _print_line(console, companions_line(person.companions))


def _print_appearances(console: Console, first: Citation, last: Citation) -> None:
    console.print(Text(no_office(), style="dim"))
    print_quote(console, first, "")
    if last.number != first.number:
        print_quote(console, last, "")


def _left_out(who: Who, *, prompt: bool) -> str:
    if not who.left_out:
        return ""
    told = say(f"另有 {who.left_out} 个职务", f"{who.left_out} more offices")
    return told + narrowing("-n", prompt=prompt)


def _print_line(console: Console, line: str, style: str = "") -> None:
    if line:
        console.print(Text(line, style=style))


def nobody(who: Who) -> str:
    """Return that the archive does not have a name, with those that are near it."""
    near = "、".join(who.nearest)
    return say(
        f"档案里没有“{who.name}”。" + (f"相近的名字：{near}" if near else ""),
        f"The archive has no {who.name}." + (f" Names like it: {near}" if near else ""),
    )


def no_office() -> str:
    """Tell that no passage names an office."""
    return say("没有一处写明职务。", "No passage names an office.")


def shown_articles(office: Office) -> str:
    """Return how many articles name an office."""
    return say(f"{office.articles} 篇", f"{office.articles} articles")


def namesakes(who: Who) -> str:
    """Return that several people may have a name."""
    return say(
        f"职务或地点不同，可能是 {len(who.persons)} 个同名的人。",
        f"By offices and places these may be {len(who.persons)} people of one name.",
    )


def companions_line(companions: Sequence[Companion]) -> str:
    """Return who else is named in the same articles, with the number of these; empty for nobody."""
    if not companions:
        return ""
    listed = say("、", ", ").join(f"{one.name} {one.articles}" for one in companions)
    return say(f"同篇提到：{listed}", f"Named in the same articles: {listed}")


def days_of(first: Citation, last: Citation) -> str:
    """Return the days of print from one citation to another."""
    days = [
        shown_date(one.passage.published, estimated=one.passage.estimated)
        or say("无日期", "no date")
        for one in (first, last)
    ]
    return " – ".join(dict.fromkeys(days))


def who_json(who: Who) -> dict[str, Any]:
    """Return what `qabot who --json` prints."""
    return {
        "name": who.name,
        "found": who.found,
        "passages": who.passages,
        "read": who.read,
        "first": who.first and citation_json(who.first),
        "last": who.last and citation_json(who.last),
        "persons": [_person_json(person) for person in who.persons],
        "named_with": _companions_json(who.companions),
        "left_out": who.left_out,
        "nearest": list(who.nearest),
    }


def _person_json(person: Person) -> dict[str, Any]:
    return {
        "offices": [
            {
                "office": office.name,
                "from": _day(office.first),
                "to": _day(office.last),
                "articles": office.articles,
                "first": citation_json(office.first),
                "last": citation_json(office.last),
            }
            for office in person.offices
        ],
        "named_with": _companions_json(person.companions),
    }


def _companions_json(companions: Sequence[Companion]) -> list[dict[str, Any]]:
    return [{"name": one.name, "articles": one.articles} for one in companions]


def _day(citation: Citation) -> str | None:
    day = citation.passage.published
    return day.isoformat() if day else None


def shown_summary(first: Citation, last: Citation, who: Who) -> str:
    """Return the days from the first passage with a name to the last, and how many there are."""
    passages = say(f"{who.passages} 段", f"{who.passages} passages")
    read = say(f"，读了其中 {who.read} 段", f", {who.read} of them read")
    return f"{days_of(first, last)} · {passages}{'' if who.complete else read}"


def _print_office(console: Console, office: Office) -> None:
    console.print(
        Text.assemble(
            (days_of(office.first, office.last), "cyan"),
            "  ",
            (office.name, "bold"),
            f" · {shown_articles(office)}",
        )
    )
    print_quote(console, office.first, "")
    if office.last.number != office.first.number:
        print_quote(console, office.last, "")
