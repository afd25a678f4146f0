"""What several commands share: their options, and the way from options to settings, period and output."""

import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qabot.errors import UnusableIndexError
from qabot.messages import say

if TYPE_CHECKING:
    from qabot.findings import Examined
    from qabot.searching import Period
    from qabot.settings import Settings

INDEX = click.option(
    "--index",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help=say(
        "索引目录（QABOT_INDEX，默认 index）。", "Folder of the index (QABOT_INDEX, default index)."
    ),
)
JSON = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=say("输出 JSON，供程序使用。", "Print JSON, for scripts."),
)


class _Day(click.ParamType):  # type: ignore[type-arg]  # generic in stubs of newer versions only
    """A day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read what was typed."""
        from qabot.channels.days import day_of

        try:
            return value if isinstance(value, date) else day_of(value)
        except ValueError as exc:
            self.fail(str(exc), param, ctx)


DAY = _Day()
FROM = click.option(
    "--from",
    "first",
    type=DAY,
    help=say("只看这一天及以后，如 2021-01-18。", "Only from this day on, e.g. 2021-01-18."),
)
TO = click.option(
    "--to",
    "last",
    type=DAY,
    help=say("只看这一天及以前。", "Only up to this day."),
)


def help_of(zh: str, en: str, *examples: str) -> str:
    """Return the help of a command: what it does, in the language of messages, and examples, a command each."""
    lines = "\n".join(f"  {example}" for example in examples)
    return f"{say(zh, en)}\n\n\b\n{say('例：', 'Examples:')}\n{lines}"


def settings_of(**flags: Any) -> "Settings":
    """Return the settings, with these options over the environment; None leaves one as it is."""
    from qabot.settings import load_settings

    return load_settings(**flags)


@contextmanager
def remedy_named(index: Path | None) -> Iterator[None]:
    """Have an error of an index that --index names tell the command that mends that one."""
    try:
        yield
    except UnusableIndexError as exc:
        exc.hint = _named(exc.hint, index)
        raise


def remedies_named(found: "Iterable[Examined]", index: Path | None) -> "Iterator[Examined]":
    """Have the remedies of findings name the index that --index names."""
    for one in found:
        remedy = _named(one.finding.remedy, index)
        yield replace(one, finding=replace(one.finding, remedy=remedy))


def _named(hint: str, index: Path | None) -> str:
    if index is None:
        return hint
    return hint.replace("qabot reindex", f"qabot reindex --index {shlex.quote(str(index))}")


def typed_text(typed: str) -> str:
    """Return what was typed as text that may be shown: bytes of another encoding replaced, control characters blank."""
    text = os.fsencode(typed).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()


def period_between(first: date | None, last: date | None) -> "Period":
    """Return the period of --from and --to.

    Raises:
        click.UsageError: It ends before it begins.
    """
    from qabot.channels.days import period_of

    try:
        return period_of(first, last)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc


def print_json(data: dict[str, Any]) -> None:
    """Print one line of JSON; in ASCII where the output does not take all of its characters."""
    line = json.dumps(data, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json.dumps(data)
    click.echo(line)
