"""How a command tells what went wrong."""

import logging
import os

import click

from qabot.errors import QABotError
from qabot.memory import shortage
from qabot.messages import say

_log = logging.getLogger(__name__)


def colours() -> bool | None:
    """Return False where nobody wants colours, else None: a terminal gets them, a file does not."""
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return False if plain else None


def error_line(error: Exception) -> str:
    """Return an error in one line, with what to do about it."""
    if short := shortage(error):
        return str(short)
    if isinstance(error, (QABotError, OSError)):
        return str(error)
    told = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    return say(
        f"意外的错误：{told}。请加上 --debug 再试一次（qabot --debug …），并报告显示的内容。",
        f"unexpected error: {told}. Run it again with --debug (qabot --debug …) and report what that shows.",
    )


def print_error(error: Exception, where: str = "") -> None:
    """Print an error in one line on standard error; with --debug, its trace before it.

    Args:
        error: What was raised.
        where: Goes before it, such as the line of input that it is about.
    """
    _log.debug("the trace of the error", exc_info=error)
    click.secho(f"qabot: {where}{error_line(error)}", fg="red", err=True, color=colours())
