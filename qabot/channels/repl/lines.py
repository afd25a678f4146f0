"""Where the lines of a session come from: a pipe, a plain terminal, or a prompt with editing."""

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import TextIO

from qabot.channels.repl.command import Commands
from qabot.channels.repl.session import Session
from qabot.errors import SettingsError
from qabot.messages import say, speak


def lines_for(session: Session, commands: Commands, history: Path) -> Generator[str, None, None]:
    """Return the lines of standard input; on a terminal typed at a prompt, if it can move its cursor with editing.

    Args:
        session: For which they are.
        commands: Completed at the prompt.
        history: File that keeps what was typed there.

    Returns:
        To be closed, so that the terminal is left as it was found.
    """
    if not sys.stdin.isatty():
        return piped_lines()
    if not sys.stdout.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        return plain_lines(session, sys.stdout if sys.stdout.isatty() else sys.stderr)
    from qabot.channels.repl.prompt import prompted_lines  # heavy, and no use to a pipe

    return prompted_lines(session, commands, history)


def piped_lines() -> Generator[str, None, None]:
    """Yield the lines of a pipe or file, in UTF-8."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").removeprefix("\ufeff")


def plain_lines(session: Session, prompt: TextIO) -> Generator[str, None, None]:
    """Yield lines as the terminal itself lets people edit them.

    Args:
        session: Loaded behind the first prompt.
        prompt: Where the prompt is written.
    """
    while True:
        prompt.write(say("问> ", "ask> "))
        prompt.flush()
        session.open()
        raw = sys.stdin.buffer.readline()
        if not raw:
            prompt.write("\n")  # the shell's prompt begins on a line of its own
            return
        yield raw.decode(sys.stdin.encoding, "replace")


def require_chinese(stream: TextIO) -> None:
    """Make sure that a stream takes Chinese, and that no rare character stops it.

    Raises:
        SettingsError: Its encoding has no Chinese characters; said in English, which every encoding has.
    """
    encoding = stream.encoding or "utf-8"
    try:
        "问答".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        speak("en")
        raise SettingsError(
            f"The output has the encoding {encoding}, which cannot show Chinese.",
            "Take a UTF-8 locale: LC_ALL=C.UTF-8 qabot chat (or PYTHONUTF8=1 without PYTHONIOENCODING)",
        ) from None
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")
