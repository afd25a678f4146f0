"""Findings on a terminal, each as soon as it is known; without rich, which may be what is broken."""

from collections.abc import Iterable

import click

from qabot.cli.failing import colours
from qabot.cli.options import print_json
from qabot.findings import Examined, State
from qabot.messages import say

_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAULT: "red"}
_STATE_COLUMNS = 8
_TITLE_COLUMNS = 11


def print_findings(found: Iterable[Examined], *, as_json: bool) -> None:
    """Print what was found, a line each and one for what mends it; as JSON, one object.

    Raises:
        SystemExit: With status 1, at the end, if there was a fault.
    """
    shown = []
    for one in found:
        shown.append(one)
        if not as_json:
            _print(one)
    states = [one.finding.state for one in shown]
    if as_json:
        print_json(
            {"ok": State.FAULT not in states, "checks": [_finding_json(one) for one in shown]}
        )
    if State.FAULT in states:
        raise SystemExit(1)


def _print(one: Examined) -> None:
    state, remedy = one.finding.state, one.finding.remedy
    word = {
        State.OK: say("正常", "ok"),
        State.WARNING: say("注意", "warning"),
        State.FAULT: say("故障", "fault"),
    }[state]
    told = " ".join(one.finding.told.split())
    marked = click.style(_wide(word, _STATE_COLUMNS), fg=_COLOURS[state])
    click.echo(f"{marked}{_wide(one.title, _TITLE_COLUMNS)}{told}", color=colours())
    if remedy:
        click.echo(f"{'':{_STATE_COLUMNS}}-> {remedy}")


def _wide(text: str, columns: int) -> str:
    """Return a text with spaces behind it to so many columns; Chinese characters take two."""
    return text + " " * max(1, columns - sum(1 if c.isascii() else 2 for c in text))


def _finding_json(one: Examined) -> dict[str, str | None]:
    return {
        "name": one.name,
        "state": one.finding.state.value,
        "told": one.finding.told,
        "remedy": one.finding.remedy or None,
    }
