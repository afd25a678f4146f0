"""Tables of text, on a terminal or as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table.

    Attributes:
        note: How it is to be read; may be empty.
        header: Title of each column.
        rows: As wide as the header.
        figures: True if the columns but the first are figures, to be set at the right.
    """

    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: bool = True


def print_sheets(console: Console, heading: str, sheets: Sequence[Sheet]) -> None:
    """Print tables below each other."""
    console.print(Text(_line(heading)))
    for sheet in sheets:
        table = Table(box=None, pad_edge=False)
        for number, title in enumerate(sheet.header):
            table.add_column(
                title, justify="right" if sheet.figures and number else "left", overflow="fold"
            )
        for row in sheet.rows:
            table.add_row(*(Text(_line(cell)) for cell in row))
        console.print()
        console.print(Text(sheet.title, style="bold"))
        console.print(table)
        if sheet.note:
            console.print(Text(sheet.note, style="dim"))


def as_markdown(heading: str, sheets: Sequence[Sheet]) -> str:
    """Return tables below each other as Markdown."""
    return "\n\n".join([_line(heading), *map(_section, sheets)]) + "\n"


def _section(sheet: Sheet) -> str:
    rule = ("---", *["---:" if sheet.figures else "---"] * (len(sheet.header) - 1))
    rows = (f"| {' | '.join(map(_cell, row))} |" for row in (sheet.header, rule, *sheet.rows))
    parts = (f"## {_line(sheet.title)}", "\n".join(rows), _line(sheet.note))
    return "\n\n".join(part for part in parts if part)


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    """Return a text of one line that no terminal takes for a command."""
    return "".join(c if c.isprintable() else " " for c in text)
