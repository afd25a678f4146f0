"""A program on a terminal of its own, and the screen that it draws."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path

import pyte

import qabot

_WAIT_S = 60


class Terminal:
    """A Python program on a terminal of its own.

    A new process and not a fork: a fork of this one, with its threads, may wait for a lock for ever. The program takes
    the terminal as its own, so that Ctrl-C and changes of size reach it.

    Attributes:
        process: The program.
        raw: All that it has written.
    """

    def __init__(
        self,
        program: Sequence[str],
        folder: Path,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.raw = b""
        # Where a program asks for the cursor, the terminal answers.
        self._screen = _Screen(size, lambda data: self.press(data))
        # pyte knows no second screen, as pagers have.
        self._behind = deepcopy((self._screen.buffer, self._screen.cursor))
        self._stream = pyte.ByteStream(self._screen)
        self._end, inner = pty.openpty()
        self._resize(*size)
        own = {"PYTHONPATH": str(Path(qabot.__file__).parent.parent), "TERM": "xterm-256color"}
        env = {**os.environ, **own, **(environment or {})}
        self.process = subprocess.Popen(
            [sys.executable, *program],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=folder,
            env={name: value for name, value in env.items() if name not in ("COLUMNS", "LINES")},
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(inner)

    def wait_for(self, text: str, within_s: float = _WAIT_S) -> None:
        """Read until a text stands on the screen or has left it at the top."""
        self.wait_until(lambda: text in self.all(), f"{text!r} on the screen", within_s)

    def wait_until(self, holds: Callable[[], bool], what: str, within_s: float = _WAIT_S) -> None:
        """Read until something holds."""
        end = time.monotonic() + within_s
        while not holds():
            self._read(0.1)
            assert time.monotonic() < end, f"no {what}:\n{self.all()}"

    def settle(self, quiet_s: float = 0.3) -> None:
        """Read until nothing has come for a while."""
        while self._read(quiet_s):
            pass

    def press(self, keys: bytes | str) -> None:
        """Type keys."""
        os.write(self._end, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program is told."""
        self._screen.resize(rows, columns)
        self._resize(columns, rows)

    def lines(self) -> list[str]:
        """Return what stands on the screen, a string a row; the right half of a wide character is left out."""
        return [
            _row(self._screen.buffer[y], self._screen.columns) for y in range(self._screen.lines)
        ]

    def all(self) -> str:
        """Return the screen with what has left it at the top."""
        above = [_row(line, self._screen.columns) for line in self._screen.history.top]
        return "\n".join([*above, *self.lines()])

    def marked(self, **look: object) -> list[str]:
        """Return the runs of characters that look so, row by row: `bold=True, fg="brown"`."""
        runs = []
        for y in range(self._screen.lines):
            run = ""
            for x in range(self._screen.columns + 1):
                cell = self._screen.buffer[y][x]
                same = x < self._screen.columns and all(
                    getattr(cell, name) == value for name, value in look.items()
                )
                if same:
                    run += cell.data
                elif run:
                    runs.append(run)
                    run = ""
        return runs

    def exit_status(self) -> int:
        """Read the rest of the screen and return the exit status."""
        while self._read(_WAIT_S):
            pass
        return self.process.wait(_WAIT_S)

    def close(self) -> None:
        """End the process if it is still there."""
        self.process.kill()
        self.process.wait()
        os.close(self._end)

    def _resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, wait_s: float) -> bool:
        """Read what has come; return False at the end, or if nothing comes for so long."""
        if wait_s <= 0 or not select.select([self._end], [], [], wait_s)[0]:
            return False
        try:
            data = os.read(self._end, 65_536)
        except OSError:  # so Linux reports the end of a terminal
            return False
        self.raw += data
        for part in re.split(rb"(\x1b\[\?1049[hl])", data):
            if part == b"\x1b[?1049h":
                self._behind = deepcopy((self._screen.buffer, self._screen.cursor))
            elif part == b"\x1b[?1049l":
                self._screen.buffer, self._screen.cursor = self._behind
            else:
                self._stream.feed(part)
        return bool(data)


class _Screen(pyte.HistoryScreen):
    def __init__(self, size: tuple[int, int], answer: Callable[[str], None]) -> None:
        super().__init__(*size, history=10_000, ratio=0.5)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        """Send what a terminal says by itself."""
        self._answer(data)


def _take_terminal() -> None:
    # Whoever runs the tests may not want to hear of hang-ups, and a child would not, either.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _row(cells: Mapping[int, pyte.screens.Char], columns: int) -> str:
    return "".join(cells[x].data for x in range(columns)).rstrip()
