"""The loop of the prompt: a line, what it asks for, the next one."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from qabot.channels.repl.command import split
from qabot.channels.repl.session import Session
from qabot.channels.repl.table import COMMANDS
from qabot.errors import QABotError
from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.bot import QABot
    from qabot.searching import Period


class Repl:
    """One session.

    Args:
        console: Where answers go.
        open_bot: Loads model and index; called behind the first prompt.
        page: Passages that `/more` shows at a time.
        period: Only articles of these days, until /from and /to change it; None is all.
        by_hand: Somebody sits there: Ctrl-C in the middle of a question leads back to the prompt.

    Attributes:
        session: What the lines act on.
        complete: False once a line has failed.
    """

    def __init__(
        self,
        console: Console,
        open_bot: "Callable[[], QABot]",
        page: int,
        period: "Period | None" = None,
        *,
        by_hand: bool = False,
    ) -> None:
        self.session = Session(console, open_bot, page, period)
        self.complete = True
        self._by_hand = by_hand

    def run(self, lines: Iterable[str]) -> None:
        """Answer every line until the lines end or one says /quit; the error of one is printed in its place.

        Raises:
            QABotError: Model or index cannot be loaded.
            KeyboardInterrupt: Ctrl-C at the prompt, or, unless somebody sits there, anywhere.
        """
        self.session.tell(
            say(
                "请输入问题，回车提问。/help 看命令，/quit 退出。",
                "Type a question. /help lists commands, /quit leaves.",
            )
        )
        try:
            for line in lines:
                self._answer(line.encode("utf-8", "replace").decode().strip())
                if self.session.ended:
                    break
        finally:
            self.session.close()

    def _answer(self, line: str) -> None:
        """Do what a line asks for, and come back to the prompt."""
        try:
            self._handle(line)
        except KeyboardInterrupt:
            if not self._by_hand:
                raise
            self.session.tell(say("已中断。", "Interrupted."))
        except QABotError as exc:
            if self.session.failed:
                raise
            self.complete = False
            self.session.console.print(Text(str(exc), style="red"))

    def _handle(self, line: str) -> None:
        name, argument = split(line)
        if not name:
            if line:
                self.session.ask(line)
        elif command := COMMANDS.named(name):
            command.run(self.session, argument)
        else:
            self.session.tell(_unknown(name))


def _unknown(name: str) -> str:
    if nearest := COMMANDS.nearest(name):
        return say(
            f"没有命令 {name}。是 {nearest} 吗？/help 看命令。",
            f"There is no command {name}. Is it {nearest}? /help lists them.",
        )
    return say(f"没有命令 {name}。/help 看命令。", f"There is no command {name}. /help lists them.")
