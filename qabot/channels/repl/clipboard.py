"""Text to the clipboard: of this machine, or through the terminal of the one at which the person sits."""

import base64
import os
from enum import Enum, auto

from rich.console import Console

# Most bytes of base64 that terminals take in one sequence; xterm and tmux have the lowest known limits.
_OSC52_BYTES = 74_994
_NO_OSC52 = ("", "dumb", "linux")


class Copied(Enum):
    """Where a text went."""

    CLIPBOARD = auto()
    """Onto the clipboard of this machine."""
    TERMINAL = auto()
    """To the terminal, which does not tell whether it puts it onto a clipboard."""
    NOWHERE = auto()
    """There is no clipboard."""


def copy(text: str, console: Console) -> Copied:
    """Put a text onto the clipboard.

    Over ssh the clipboard of this machine is nobody's, so that the terminal comes first.
    """
    remote = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
    ways = (_by_terminal, _by_program) if remote else (_by_program, _by_terminal)
    for way in ways:
        if (copied := way(text, console)) is not Copied.NOWHERE:
            return copied
    return Copied.NOWHERE


def _by_program(text: str, console: Console) -> Copied:
    import pyperclip

    try:
        pyperclip.copy(text)
    except (pyperclip.PyperclipException, OSError):
        return Copied.NOWHERE
    return Copied.CLIPBOARD


def _by_terminal(text: str, console: Console) -> Copied:
    """Send OSC 52, as xterm defined it and kitty, iTerm2, WezTerm, foot, tmux and Windows Terminal take it."""
    data = base64.b64encode(text.encode()).decode()
    takes = console.is_terminal and os.environ.get("TERM", "") not in _NO_OSC52
    if not takes or len(data) > _OSC52_BYTES:
        return Copied.NOWHERE
    console.file.write(f"\x1b]52;c;{data}\x07")
    console.file.flush()
    return Copied.TERMINAL
