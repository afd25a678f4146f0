"""`qabot chat`: questions and answers at a prompt."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from qabot.channels.days import day_of, period_of
from qabot.channels.terminal import print_answer, print_article, print_citations
from qabot.messages import say
from qabot.types import Answer, Citation

if TYPE_CHECKING:  # the search libraries load behind the first prompt
    from qabot.answering.conversation import Conversation
    from qabot.bot import QABot
    from qabot.searching import Period

_HISTORY_LINES = 1000


class Repl:
    """One conversation.

    Args:
        console: Where answers go.
        open_bot: Loads model and index; called behind the first prompt.
        page: Passages that `/more` shows at a time.
        period: Only articles of these days, until /from and /to change it; None is all.
    """

    def __init__(
        self,
        console: Console,
        open_bot: "Callable[[], QABot]",
        page: int,
        period: "Period | None" = None,
    ) -> None:
        self._console = console
        self._open_bot = open_bot
        self._page = page
        self._first = period.first if period else None
        self._last = period.last if period else None
        self._shown: list[Citation] = []
        self._waiting: list[Citation] = []
        self._conversation: Conversation | None = None

    def run(self, lines: Iterator[str]) -> None:
        """Answer every line until the lines end or one says /quit.

        Raises:
            QABotError: Model or index cannot be loaded.
        """
        self._console.print(
            Text(
                say(
                    "请输入问题，回车提问。/help 看命令，/quit 退出。",
                    "Type a question. /help lists commands, /quit leaves.",
                ),
                style="dim",
            )
        )
        with ThreadPoolExecutor(1) as pool:
            bot = pool.submit(self._open_bot)
            for line in lines:
                line = line.strip()
                if line in ("/quit", "/exit", "/q"):
                    break
                if line:
                    self._handle(line, bot)
            # An index that cannot be opened is an error even if nobody asked.
            bot.result()

    def _handle(self, line: str, bot: "Future[QABot]") -> None:
        command, _, argument = line.partition(" ")
        if command == "/help":
            self._console.print(_help())
        elif command == "/more":
            self._more()
        elif command == "/new":
            self._begin_anew()
        elif command in ("/from", "/to"):
            self._limit(command, argument.strip())
        elif command == "/source":
            self._source(argument.strip(), self._ready(bot))
        elif command.startswith("/"):
            self._say(
                say(
                    f"没有命令 {command}。/help 看命令。",
                    f"There is no command {command}. /help lists them.",
                )
            )
        else:
            self._ask(line, self._ready(bot))

    def _ready(self, bot: "Future[QABot]") -> "QABot":
        if bot.done():
            return bot.result()
        with self._console.status(say("正在加载模型和索引……", "Loading model and index…")):
            return bot.result()

    def _ask(self, question: str, bot: "QABot") -> None:
        if self._conversation is None:
            from qabot.answering.conversation import Conversation

            self._conversation = Conversation(bot)
        answer: Answer = self._conversation.ask(question, period=period_of(self._first, self._last))
        print_answer(self._console, answer)
        self._shown = list(answer.citations or answer.related)
        self._waiting = list(answer.more)
        if self._waiting:
            self._say(
                say(
                    "/more 看更多段落，/source 1 看全文",
                    "/more for further passages, /source 1 for the whole article",
                )
            )

    def _begin_anew(self) -> None:
        if self._conversation is not None:
            self._conversation.forget()
        self._say(
            say(
                "已忘掉前面的问题，开始新的对话。",
                "The questions so far are forgotten; a new conversation begins.",
            )
        )

    def _limit(self, command: str, typed: str) -> None:
        """Take the first or last day of the articles that count; without one, that side is open."""
        try:
            day = day_of(typed) if typed else None
            first, last = (day, self._last) if command == "/from" else (self._first, day)
            period_of(first, last)
        except ValueError as exc:
            self._say(say(f"{exc}用法：{command} 2020-01-01", f"{exc} Usage: {command} 2020-01-01"))
            return
        self._first, self._last = first, last
        self._say(_limits(first, last))

    def _more(self) -> None:
        batch, self._waiting = self._waiting[: self._page], self._waiting[self._page :]
        if not batch:
            self._say(say("没有更多段落了。", "There are no further passages."))
        print_citations(self._console, batch)
        self._shown += batch

    def _source(self, number: str, bot: "QABot") -> None:
        chosen = [citation for citation in self._shown if str(citation.number) == number]
        if not chosen:
            known = say("、", ", ").join(str(citation.number) for citation in self._shown) or "-"
            self._say(
                say(
                    f"没有第 {number or '?'} 段（现有：{known}）。用法：/source 1",
                    f"There is no passage {number or '?'} (there are: {known}). Usage: /source 1",
                )
            )
            return
        article = bot.article(chosen[0].passage.article_id)
        if article is None:
            self._say(
                say(
                    "索引更新后，这篇文章已不在档案里。",
                    "After a new index, the archive has this article no more.",
                )
            )
        else:
            print_article(self._console, article)

    def _say(self, message: str) -> None:
        self._console.print(Text(message, style="dim"))


def prompted_lines(history: Path) -> Iterator[str]:
    """Yield lines typed at a prompt, with editing and a history that is kept; from a pipe, its lines."""
    if not sys.stdin.isatty():
        for raw in sys.stdin.buffer:
            yield raw.decode("utf-8", "replace")
        return
    import readline

    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(_HISTORY_LINES)
    try:
        while True:
            try:
                yield input(say("问> ", "ask> "))
            except EOFError:
                print()  # noqa: T201  (the shell's prompt begins on a line of its own)
                return
    finally:
        with contextlib.suppress(OSError):
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)


def _limits(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return say("不限日期。", "All days count.")
    zh = [f"{first} 起"] * bool(first) + [f"{last} 止"] * bool(last)
    en = [f"from {first}"] * bool(first) + [f"to {last}"] * bool(last)
    return say(f"只看 {'、'.join(zh)}的文章。", f"Only articles {' '.join(en)} count.")


def _help() -> Text:
    return Text(
        say(
            "直接输入问题即可，例如：水库总投资多少？\n"
            "可以接着追问，例如：那2018年呢？\n"
            "/more      再看几段\n"
            "/source N  看第 N 段所在的全文\n"
            "/from 2020-01-01  只看这一天及以后的文章；只打 /from 则不限\n"
            "/to 2020-12-31    只看这一天及以前的文章；只打 /to 则不限\n"
            "/new       忘掉前面的问题，开始新的对话\n"
            "/help      显示本说明\n"
            "/quit      退出（也可以按 Ctrl-D）",
            "Type a question, in Chinese for a Chinese archive.\n"
            "Follow up as you like, for example: 那2018年呢？\n"
            "/more      show further passages\n"
            "/source N  show the whole article of passage N\n"
            "/from 2020-01-01  only articles from this day on; /from alone: no limit\n"
            "/to 2020-12-31    only articles up to this day; /to alone: no limit\n"
            "/new       forget the questions so far\n"
            "/help      show this\n"
            "/quit      leave (Ctrl-D does, too)",
        )
    )
