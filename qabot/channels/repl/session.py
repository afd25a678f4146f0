"""What one person at the prompt has asked and been shown, and the bot behind it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.text import Text

from qabot.channels.days import period_of
from qabot.channels.repl.transcript import Finding, Transcript
from qabot.channels.terminal import print_answer, print_citations
from qabot.channels.wrapping import Wrapped
from qabot.messages import say

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.answering.conversation import Conversation
    from qabot.bot import QABot
    from qabot.exploring import Explorer
    from qabot.searching import Period
    from qabot.types import Answer, Citation

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Archive:
    """What is told of an archive below the prompt, as it was when it was last asked.

    Attributes:
        articles: How many there are.
        first: First day of print; None where nothing is dated.
        last: Last day.
        model: Identity of the encoder.
    """

    articles: int
    first: date | None
    last: date | None
    model: str


class Session:
    """One session at the prompt.

    The bot works in a thread of its own: so Ctrl-C only ends the waiting for it, and breaks nothing off in its middle.

    Args:
        console: Where answers go.
        open_bot: Loads model and index.
        page: Passages that `/more` shows at a time.
        period: Only articles of these days; None is all.

    Attributes:
        first: First day of the articles that count; None is open.
        last: Last day of them; None is open.
        archive: What is told of it; None before it is loaded.
        shown: Passages that can be named by their numbers.
        transcript: All that was asked and shown.
        ended: True once the person wants to leave.
    """

    def __init__(
        self,
        console: Console,
        open_bot: "Callable[[], QABot]",
        page: int,
        period: "Period | None" = None,
    ) -> None:
        self.console = console
        self.first: date | None = period.first if period else None
        self.last: date | None = period.last if period else None
        self.archive: Archive | None = None
        self.shown: list[Citation] = []
        self.transcript = Transcript()
        self.ended = False
        self._open_bot = open_bot
        self._page = page
        self._waiting: list[Citation] = []
        self._conversation: Conversation | None = None
        self._worker = ThreadPoolExecutor(1)
        self._bot: Future[QABot] | None = None

    def open(self) -> "Future[QABot]":
        """Begin to load the bot, behind whatever comes next, unless that has begun."""
        if self._bot is None:
            self._bot = self._worker.submit(copy_context().run, self._load)
        return self._bot

    def close(self) -> None:
        """Wait for what is under way.

        Raises:
            QABotError: The bot could not be loaded: an error even if nobody asked.
        """
        bot = self.open()
        self._worker.shutdown()
        bot.result()

    @property
    def failed(self) -> bool:
        """True if the bot could not be loaded."""
        return self._bot is not None and self._bot.done() and self._bot.exception() is not None

    @property
    def loaded(self) -> "QABot | None":
        """The bot; None before it is there."""
        ready = self._bot is not None and self._bot.done() and not self.failed
        return self._bot.result() if ready and self._bot else None

    def ready(self) -> "QABot":
        """Return the bot; wait for it if need be.

        Raises:
            QABotError: It cannot be loaded.
        """
        bot = self.open()
        if bot.done():
            return bot.result()
        with self.console.status(say("正在加载模型和索引……", "Loading model and index…")):
            return bot.result()

    def await_bot(self, work: "Callable[[QABot], _Found]") -> _Found:
        """Have the bot do something, and return what it gives.

        Raises:
            QABotError: The bot cannot be loaded, or cannot do it.
            KeyboardInterrupt: The person does not want to wait; the work goes on to its end unseen.
        """
        bot = self.ready()
        return self._worker.submit(copy_context().run, work, bot).result()

    @property
    def period(self) -> "Period":
        """The days in force."""
        return period_of(self.first, self.last)

    def explore(self, look: "Callable[[Explorer], _Found]") -> _Found:
        """Look around in the newest build, and return what is found.

        Raises:
            QABotError: The bot cannot be loaded, or the archive not be read.
            KeyboardInterrupt: As of `await_bot`.
        """
        return self.await_bot(lambda bot: look(bot.explorer))

    def found(self, finding: Finding) -> None:
        """Note what a command has found and printed; its passages can be named by their numbers then."""
        self.transcript.add_finding(finding)
        self.shown = list(finding.citations)
        self._waiting = []

    def ask(self, question: str) -> None:
        """Answer a question and print the answer."""
        period = self.period
        answer = self.await_bot(lambda bot: self._answered(bot, question, period))
        print_answer(self.console, answer)
        self.transcript.add(answer, period)
        self.shown = list(answer.citations or answer.related)
        self._waiting = list(answer.more)
        if self._waiting:
            self.tell(
                say(
                    "/more 看更多段落，/source 1 看全文",
                    "/more for further passages, /source 1 for the whole article",
                )
            )

    def more(self) -> None:
        """Print further passages of the last answer."""
        batch, self._waiting = self._waiting[: self._page], self._waiting[self._page :]
        if not batch:
            self.tell(say("没有更多段落了。", "There are no further passages."))
            return
        self.show(batch)

    def show(self, citations: "Sequence[Citation]") -> None:
        """Print further passages under the last question; they can be named by their numbers then."""
        print_citations(self.console, citations)
        self.transcript.add_more(citations)
        self.shown += citations

    def forget(self) -> None:
        """Begin a new conversation."""
        if self._conversation is not None:
            self._conversation.forget()
        self.transcript.begin_anew()

    def tell(self, message: str) -> None:
        """Print a remark that is no part of the archive."""
        text = Text(message, style="dim")
        self.console.print(Wrapped(text) if self.console.is_terminal else text)

    def _load(self) -> "QABot":
        bot = self._open_bot()
        self._look_at(bot)
        return bot

    def _look_at(self, bot: "QABot") -> None:
        """Note what is told of the archive, so that no prompt waits for a server or a new build."""
        manifest, (first, last) = bot.manifest, bot.covers()
        self.archive = Archive(manifest.articles, first, last, manifest.model)

    def _answered(self, bot: "QABot", question: str, period: "Period") -> "Answer":
        answer = self._talk(bot).ask(question, period=period)
        self._look_at(bot)
        return answer

    def _talk(self, bot: "QABot") -> "Conversation":
        if self._conversation is None:
            from qabot.answering.conversation import Conversation

            self._conversation = Conversation(bot)
        return self._conversation
