"""What may be typed next: passages by number, titles, names, days, files, and the words of a question."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from qabot.channels.repl.command import Candidate, Commands, split
from qabot.errors import QABotError
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.channels.repl.session import Session
    from qabot.types import Title

_MOST = 8
# In a question, the last so many characters may be the beginning of a title or a name; fewer than two say nothing.
_LONGEST, _SHORTEST = 12, 2
_MOST_IN_QUESTION = 5


def completions(
    session: "Session", commands: Commands, line: str
) -> Iterator[tuple[int, Candidate]]:
    """Yield what may follow a line, with the number of characters at its end that it takes the place of.

    Args:
        session: Knows the archive, once it is loaded, and what was shown.
        commands: All that there are.
        line: As far as the cursor.
    """
    name, argument = split(line)
    if not name:
        yield from _in_question(session, line)
    elif not argument and not line[-1].isspace():
        for command in commands:
            if command.name.startswith(name):
                yield len(line), Candidate(command.name, say(*command.help))
    elif (named := commands.named(name)) and named.completes:
        try:
            for candidate in named.completes(session, argument):
                yield len(argument), candidate
        except QABotError:  # nobody asked for anything
            return


def passages(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield the numbers of the passages shown."""
    for citation in session.shown:
        if str(citation.number).startswith(typed):
            yield Candidate(str(citation.number), citation.passage.title)


def titles(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield titles that hold what was typed."""
    if typed and (bot := session.loaded):
        yield from _distinct(bot.titles(typed, _MOST))


def names(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield names that hold what was typed."""
    if typed and (bot := session.loaded):
        yield from map(Candidate, bot.names(typed, _MOST))


def people(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield people whose names begin with what was typed; before that, those named most."""
    if bot := session.loaded:
        yield from map(Candidate, bot.explorer.names(typed, _MOST))


def articles(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield the numbers of the passages shown, and titles."""
    yield from passages(session, typed)
    yield from titles(session, typed)


def days(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield the days with which the archive begins and ends, and the beginnings of the years between."""
    archive = session.archive
    if archive and (first := archive.first) and (last := archive.last):
        years = (date(year, 1, 1) for year in range(first.year + 1, last.year + 1))
        for day in dict.fromkeys((first, *years, last)):
            if day.isoformat().startswith(typed):
                yield Candidate(day.isoformat())


def two_days(session: "Session", typed: str) -> Iterator[Candidate]:
    """Yield a first day, then a second one behind it."""
    first, apart, second = typed.partition(" ")
    for candidate in days(session, second.lstrip() if apart else first):
        yield Candidate(f"{first} {candidate.text}") if apart else candidate


def languages(_: "Session", typed: str) -> Iterator[Candidate]:
    """Yield the languages of messages."""
    for name, about in (("zh", "中文"), ("en", "English")):
        if name.startswith(typed):
            yield Candidate(name, about)


def files(_: "Session", typed: str) -> Iterator[Candidate]:
    """Yield files and folders that begin with what was typed."""
    folder, _slash, begin = typed.rpartition("/")
    within = f"{folder}/" if "/" in typed else ""
    try:
        found = sorted(Path(within or ".").expanduser().iterdir())
    except (OSError, RuntimeError):
        return
    for path in found:
        if path.name.startswith(begin) and (begin or not path.name.startswith(".")):
            yield Candidate(f"{within}{path.name}{'/' if path.is_dir() else ''}")


def _in_question(session: "Session", line: str) -> Iterator[tuple[int, Candidate]]:
    """Yield the names and titles that begin with the end of a question: with as much of it as any of them does."""
    bot = session.loaded
    if bot is None:
        return
    for length in range(min(_LONGEST, len(line)), _SHORTEST - 1, -1):
        part = line[-length:]
        if not part.isalnum():
            continue
        found = [Candidate(name) for name in bot.names(part, _MOST_IN_QUESTION, inside=False)]
        found += _distinct(bot.titles(part, _MOST_IN_QUESTION, inside=False))
        if found:
            yield from ((length, one) for one in found[:_MOST_IN_QUESTION] if one.text != part)
            return


def _distinct(titles: "list[Title]") -> Iterator[Candidate]:
    seen: set[str] = set()
    for headline in titles:
        if headline.title not in seen:
            seen.add(headline.title)
            yield Candidate(headline.title, str(headline.published or ""))
