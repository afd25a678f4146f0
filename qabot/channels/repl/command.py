"""What a command at the prompt is, and a table of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from qabot.messages import say

if TYPE_CHECKING:
    from qabot.channels.repl.session import Session

Wording = tuple[str, str]
"""What is said, in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be typed next.

    Attributes:
        text: What is inserted.
        about: What stands beside it in the menu: a date, a title.
    """

    text: str
    about: str = ""


Completes = Callable[["Session", str], Iterable[Candidate]]
"""Takes a session and what was typed of an argument; gives whole arguments. Runs in a thread; may be slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: all that prompt, help and completion know of it.

    Attributes:
        name: As typed, with its slash.
        help: What it does.
        run: Does it, with what was typed behind the name, without white space around it.
        argument: What stands behind the name in the help; empty for a command without.
        completes: Completes the argument; None for nothing.
        aliases: Other names, which the help leaves out.
    """

    name: str
    help: Wording
    run: Callable[["Session", str], None]
    argument: Wording = ("", "")
    completes: Completes | None = None
    aliases: tuple[str, ...] = ()

    @property
    def usage(self) -> str:
        """Name and argument."""
        return f"{self.name} {say(*self.argument)}".rstrip()


class Commands:
    """A table of commands.

    Args:
        commands: In the order of the help; no two with the same name or alias.
    """

    def __init__(self, commands: Sequence[Command]) -> None:
        self._commands = tuple(commands)
        self._by_name = {
            name: command for command in commands for name in (command.name, *command.aliases)
        }

    def __iter__(self) -> Iterator[Command]:
        """Yield them in the order of the help."""
        return iter(self._commands)

    def named(self, name: str) -> Command | None:
        """Return a command by its name or an alias."""
        return self._by_name.get(name)

    def nearest(self, name: str) -> str | None:
        """Return the name that was probably meant, or None."""
        close = get_close_matches(name, self._by_name, n=1, cutoff=0.6)
        return close[0] if close else None


def split(line: str) -> tuple[str, str]:
    """Return command and argument of a line; a question has the command ''.

    Chinese keyboards type ／ or 、 where the slash is.
    """
    name, *rest = line[1:].split(maxsplit=1) or [""]
    slash = line[:1] in ("/", "／")
    if not slash and not (line[:1] == "、" and name.rstrip("!").isascii() and name[:1].isalpha()):
        return "", line
    return f"/{name.lower()}", rest[0].strip() if rest else ""
