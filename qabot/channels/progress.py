"""Progress of long runs: bars on a terminal, one line a stage elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from qabot.messages import say


class ProgressBars:
    """A bar with the remaining time for each stage of a long run; one line a stage where there is no terminal."""

    def __init__(self, console: Console, bars: Progress) -> None:
        self._console = console
        self._bars = bars
        self._task = bars.add_task("", total=None, visible=False)

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""
        if self._console.is_terminal:
            self._bars.reset(self._task, total=total, description=stage, visible=True)
        else:
            self._console.print(Text(f"{stage}：{total}"))

    def advance(self, steps: int) -> None:
        """Note that so many more steps of the stage are done."""
        self._bars.advance(self._task, steps)


@contextmanager
def progress_bars(console: Console) -> Iterator[ProgressBars]:
    """Show bars while the block runs."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn(say("剩余", "left")),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bars:
        yield ProgressBars(console, bars)
