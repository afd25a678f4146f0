"""The prompt: editing, history, completion, and a line below it that tells what is in force."""

import os
import sys
import termios
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.styles import Style

from qabot.channels.repl.candidates import completions
from qabot.channels.repl.command import Commands
from qabot.channels.repl.session import Session
from qabot.channels.repl.toolbar import toolbar
from qabot.messages import say

_HISTORY_LINES = 1000
_MENU_ROWS = 6
_STYLE = Style.from_dict({"prompt": "bold ansicyan", "bottom-toolbar": "noreverse dim"})


def prompted_lines(
    session: Session, commands: Commands, history: Path
) -> Generator[str, None, None]:
    """Return the lines typed at a prompt; it ends with Ctrl-D, or when the archive cannot be opened.

    Args:
        session: Of which the line below the prompt tells.
        commands: Completed, as their arguments are.
        history: File that keeps what was typed.
    """
    prompt = _Prompt(
        lambda: [("class:prompt", say("问> ", "ask> "))],
        history=_History(history),
        completer=_Completer(session, commands),
        complete_in_thread=True,
        complete_while_typing=True,
        auto_suggest=AutoSuggestFromHistory(),
        bottom_toolbar=lambda: toolbar(session, *_size(prompt)),
        key_bindings=_keys(),
        style=_STYLE,
    )
    # Terminals that do not tell where the cursor is get a plainer screen, and no warning about it.
    prompt.app.renderer.cpr_not_supported_callback = lambda: None
    return _lines(prompt, session)


def _lines(prompt: "_Prompt", session: Session) -> Generator[str, None, None]:
    def load(_: object) -> None:
        # Behind the first screen: two threads that import slow each other down.
        prompt.app.after_render -= load
        session.open().add_done_callback(lambda _: _refresh(prompt, session))

    prompt.app.after_render += load
    with _keys_kept():
        while not session.failed:
            drawn = prompt.app.render_counter
            try:
                line = prompt.prompt()
            except EOFError:
                return
            except KeyboardInterrupt:
                if drawn and drawn == prompt.app.render_counter:
                    continue  # it was meant for the answer, which was there first
                raise
            yield line


@contextmanager
def _keys_kept() -> Iterator[None]:
    """Have the terminal keep what is typed while there is no prompt, Ctrl-D too, and not show it in the middle of an answer."""
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    quiet = termios.tcgetattr(keyboard)
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(keyboard, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)


def _refresh(prompt: "_Prompt", session: Session) -> None:
    """Show what is loaded; where it has failed, end the prompt: there is nothing to ask."""
    app, loop = prompt.app, prompt.app.loop
    if loop is None or not app.is_running:
        return

    def end() -> None:
        if app.is_running and not app.is_done:
            app.exit(exception=EOFError)

    if session.failed:
        loop.call_soon_threadsafe(end)
    else:
        app.invalidate()


class _Prompt(PromptSession[str]):
    """A prompt that has room for a menu only while there is one; else answers would scroll out of small windows."""

    @property
    def reserve_space_for_menu(self) -> int:
        state = self.default_buffer.complete_state
        return 1 + min(_MENU_ROWS, len(state.completions)) if state else 0

    @reserve_space_for_menu.setter
    def reserve_space_for_menu(self, _: int) -> None: ...


class _Completer(Completer):
    def __init__(self, session: Session, commands: Commands) -> None:
        self._session = session
        self._commands = commands

    def get_completions(self, document: Document, _: CompleteEvent) -> Iterable[Completion]:
        line = document.text_before_cursor
        for replaced, candidate in completions(self._session, self._commands, line):
            yield Completion(candidate.text, -replaced, display_meta=candidate.about)


class _History(FileHistory):
    """A history that only its owner can read, and whose file may be out of reach."""

    def load_history_strings(self) -> Iterable[str]:
        try:
            yield from islice(super().load_history_strings(), _HISTORY_LINES)
        except OSError:
            return

    def store_string(self, string: str) -> None:
        path = Path(os.fsdecode(self.filename))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            super().store_string(string)
        except OSError:
            return


def _keys() -> KeyBindings:
    keys = KeyBindings()

    @Condition
    def something_typed() -> bool:
        from prompt_toolkit.application import get_app

        return bool(get_app().current_buffer.text)

    @keys.add("c-c", filter=something_typed)
    def clear(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    return keys


def _size(prompt: _Prompt) -> tuple[int, int]:
    size = prompt.app.output.get_size()
    return size.columns, size.rows
