"""The questions of `qabot ask`: one, or a line each, answered in order."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console

from qabot.answering.conversation import Conversation
from qabot.bot import QABot
from qabot.channels.machine import answer_json
from qabot.channels.terminal import print_answer
from qabot.cli.failing import error_line, print_error
from qabot.cli.options import print_json
from qabot.messages import say
from qabot.searching import Period
from qabot.types import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Asks the bot and prints its answers on standard output.

    Attributes:
        bot: Answers.
        console: On standard output.
        k: Most citations; None takes the setting.
        period: Only articles of these days.
        as_json: Print an object a line.
        in_chat: The lines are one conversation; an empty one begins a new one.
    """

    bot: QABot
    console: Console
    k: int | None
    period: Period
    as_json: bool
    in_chat: bool

    def one(self, question: str) -> None:
        """Ask a single question."""
        self._print(self.bot.ask(question, self.k, self.period))

    def lines(self, lines: Iterable[str]) -> bool:
        """Ask the question of each line; one that fails is told on standard error and costs the others nothing.

        Returns:
            False if one failed.
        """
        conversation = Conversation(self.bot)
        asked = conversation.ask if self.in_chat else self.bot.ask
        failed = False
        for number, line in enumerate(lines, 1):
            if self.in_chat and not line.strip():
                conversation.forget()
                self._print_break()
                continue
            try:
                answer = asked(line, self.k, self.period)
            except Exception as exc:
                failed = True
                self._print_failure(number, line, exc)
            else:
                self._print(answer, repeated=True)
        return not failed

    def _print(self, answer: Answer, *, repeated: bool = False) -> None:
        """Print an answer, on a screen behind its question if that is repeated."""
        if self.as_json:
            print_json(answer_json(answer, in_chat=self.in_chat))
            return
        if repeated:
            shown = "".join(
                c for c in answer.question if c.isprintable()
            )  # no escapes to the terminal
            self.console.print(f"? {shown}", style="bold")
        print_answer(self.console, answer)

    def _print_break(self) -> None:
        if not self.as_json:
            self.console.print(say("—— 新的对话 ——", "—— new conversation ——"), style="dim")

    def _print_failure(self, number: int, line: str, error: Exception) -> None:
        """Tell which line failed; an object in its place keeps the lines of JSON in step with the questions."""
        print_error(error, say(f"第 {number} 行：", f"line {number}: "))
        if self.as_json:
            print_json({"question": line, "error": error_line(error)})
