"""The Telegram bot under load: what becomes of every question, how long people wait, what the bot holds in memory.

`qabot telegram` with its real models answers people who write to it by way of a server on this machine, twice. On a
calm line first one of them asks, then all chats ask at once, each its next question as soon as the last is answered;
meanwhile somebody asks for /help twice a second. On a bad line some calls fail: refused (429, wait a second or more),
answered by a proxy (502, HTML) or cut off. Each chat has four questions open, and in the middle the bot is killed
(kill -9) and started again.

A question counts as answered once if in the end exactly one message of the bot replies to it that is no placeholder,
and that is no excuse. A kill between sending a placeholder and noting it leaves that one over. The run ends with
status 1 if a question was not answered once, a call was wrong, a secret was written anywhere, SIGTERM did not end the
bot as it should, its memory grew by a tenth in the end, or one of twenty calls for /help on the calm line took a second.
The limits on questions are off: with them, a crowd like this would be told to wait.

    python -m benchmarks.telegram [--index DIR] [--questions-file FILE] [--questions N] [--chats N] [--json]
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.measure import existing, positive, print_heading, print_json, print_table
from benchmarks.telegram_bot import BotProcess, reindex, secrets_in
from benchmarks.telegram_crowd import Asked, Crowd, Outcome, outcomes
from benchmarks.texts import SAMPLE
from qabot.messages import speak
from telegram_server import PLACEHOLDERS, TelegramServer

_SAMPLE_QUESTIONS = SAMPLE.parent / "tests" / "data" / "sample_questions.jsonl"
_FAULTS = ("flood", "bad gateway", "dropped")
_HELP_WITHIN_S = 1.0
_MOST_GROWTH = 0.1
_MOST_OPEN = 4  # of one chat; the bot refuses more


@dataclass(frozen=True, slots=True)
class _Times:
    """Seconds from an update to the answer."""

    count: int
    median_s: float
    p95_s: float

    @classmethod
    def of(cls, asked: Sequence[Asked]) -> "_Times":
        """Sum up what was answered; nan if nothing was."""
        seconds = [one.seconds for one in asked if one.seconds is not None]
        if len(seconds) < 2:
            return cls(len(seconds), *(seconds or [float("nan")]) * 2)
        return cls(len(seconds), median(seconds), quantiles(seconds, n=20, method="inclusive")[-1])

    def __str__(self) -> str:
        return f"{self.median_s:.2f} / {self.p95_s:.2f}"


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the bot held, MB: before the first question, in the middle, after all of them.

    The middle is after half of the questions, or after three quarters where the bot was started anew after half.
    """

    rest_mb: float
    middle_mb: float
    end_mb: float

    @property
    def growth(self) -> float:
        """From the middle to the end, as a share."""
        return self.end_mb / self.middle_mb - 1


@dataclass(frozen=True, slots=True)
class _Line:
    """What came of one line, calm or bad."""

    outcomes: dict[Outcome, int]
    placeholders_left: int
    calls: int
    calls_failed: int
    calls_wrong: int
    secrets: int
    traces: int
    exit_status: int
    seconds: float
    answers: _Times
    helps: _Times
    memory: _Memory

    @property
    def is_right(self) -> bool:
        """True if it went as people may expect."""
        lost = sum(count for outcome, count in self.outcomes.items() if outcome != Outcome.ONCE)
        wrong = lost or self.calls_wrong or self.secrets or self.exit_status
        return not wrong and self.memory.growth < _MOST_GROWTH


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    options = _parser().parse_args(arguments)
    speak("zh")  # the language of the people who ask, and so of the excuses to be recognised
    questions = _questions(options.questions_file)
    print_heading(f"`qabot telegram`, {options.questions:,} questions from {options.chats} chats")
    with TemporaryDirectory() as name:
        folder = Path(name)
        index = options.index or reindex(SAMPLE, folder / "index")
        calm, alone = _calm_line(options, index.resolve(), folder / "calm", questions)
        bad = _bad_line(options, index.resolve(), folder / "bad", questions)
    _print(calm, bad, alone)
    print_json(
        options,
        "telegram",
        {
            "questions": options.questions,
            "chats": options.chats,
            "fails": options.fails,
            "webhook": options.webhook,
            "calm": asdict(calm),
            "bad": asdict(bad),
            "alone": asdict(alone),
            "growth": [round(line.memory.growth, 4) for line in (calm, bad)],
        },
    )
    if not (calm.is_right and bad.is_right and calm.helps.p95_s < _HELP_WITHIN_S):
        raise SystemExit(1)


def _parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument(
        "--index",
        type=existing,
        metavar="DIR",
        help="made by qabot reindex (default: one of the sample archive, made for the run)",
    )
    made.add_argument(
        "--questions-file",
        type=existing,
        default=_SAMPLE_QUESTIONS,
        metavar="FILE",
        help="JSON lines with a field `question`, asked in turn (default: those of the sample archive)",
    )
    made.add_argument("--questions", type=positive, default=1000, help="a line (default 1000)")
    made.add_argument("--chats", type=positive, default=50, help="that ask at once (default 50)")
    made.add_argument(
        "--alone", type=positive, default=30, help="questions of one who asks alone (default 30)"
    )
    made.add_argument(
        "--fails", type=float, default=5.0, help="of a hundred calls on the bad line (default 5)"
    )
    made.add_argument(
        "--retry-after",
        type=positive,
        default=5,
        metavar="S",
        help="longest wait that a 429 asks for; each asks for 1 s to that (default 5)",
    )
    made.add_argument(
        "--webhook",
        action="store_true",
        help="the server sends updates by itself (default: the bot polls)",
    )
    made.add_argument("--seed", type=int, default=5, help="of what fails (default 5)")
    made.add_argument(
        "--json", action="store_true", help="end with the figures as one line of JSON"
    )
    return made


def _questions(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def _calm_line(
    options: argparse.Namespace, index: Path, folder: Path, questions: Sequence[str]
) -> tuple[_Line, _Times]:
    with _answering(index, folder, webhook=options.webhook) as (server, bot):
        rest_mb = middle_mb = bot.memory_mb()
        alone = list(Crowd(server, questions).ask(options.alone, chats=1))
        crowd = Crowd(server, questions)
        for number, _ in enumerate(
            crowd.ask(options.questions, chats=options.chats, helps=True), 1
        ):
            if number == max(1, options.questions // 2):
                middle_mb = bot.memory_mb()
        memory = _Memory(rest_mb, middle_mb, bot.memory_mb())
        exit_status = bot.stop()
    return _line(server, bot, crowd, exit_status, memory), _Times.of(alone)


def _bad_line(
    options: argparse.Namespace, index: Path, folder: Path, questions: Sequence[str]
) -> _Line:
    with _answering(index, folder, webhook=options.webhook) as (server, bot):
        rest_mb = middle_mb = bot.memory_mb()
        crowd = Crowd(server, questions)
        server.fail_at_random(
            options.fails / 100,
            _FAULTS,
            seed=options.seed,
            longest_flood_s=options.retry_after,
        )
        answered = crowd.ask(options.questions, chats=options.chats, each=_MOST_OPEN, helps=True)
        for number, _ in enumerate(answered, 1):
            if number == max(1, options.questions // 2):
                bot.kill()
                bot.start()
            if number == max(1, options.questions * 3 // 4):
                middle_mb = bot.memory_mb()
        memory = _Memory(rest_mb, middle_mb, bot.memory_mb())
        exit_status = bot.stop()
    return _line(server, bot, crowd, exit_status, memory)


@contextmanager
def _answering(
    index: Path, folder: Path, *, webhook: bool
) -> Iterator[tuple[TelegramServer, BotProcess]]:
    """Start a server, and a bot with a new state that takes updates from it."""
    folder.mkdir()
    with (
        TelegramServer().running() as server,
        BotProcess(server, index, folder, webhook=webhook) as bot,
    ):
        yield server, bot


def _line(
    server: TelegramServer, bot: BotProcess, crowd: Crowd, exit_status: int, memory: _Memory
) -> _Line:
    said = json.dumps([call.params for call in server.calls if call.method != "setWebhook"])
    texts = [params["text"] for params in server.messages.values()]
    return _Line(
        outcomes=outcomes(crowd.asked, server.messages.values()),
        placeholders_left=sum(text in PLACEHOLDERS for text in texts),
        calls=len(server.calls),
        calls_failed=sum(call.fault is not None for call in server.calls),
        calls_wrong=len(server.problems),
        secrets=bot.secrets() + secrets_in(said),
        traces=bot.log().count("Traceback"),
        exit_status=exit_status,
        seconds=crowd.seconds,
        answers=_Times.of(crowd.asked),
        helps=_Times.of(crowd.helps),
        memory=memory,
    )


def _print(calm: _Line, bad: _Line, alone: _Times) -> None:
    lines = (calm, bad)
    rows = [
        [f"questions {outcome}", *(f"{line.outcomes[outcome]:,}" for line in lines)]
        for outcome in Outcome
    ]
    rows += [
        [name, *(f"{getattr(line, field):,}" for line in lines)]
        for name, field in (
            ("placeholders left over", "placeholders_left"),
            ("calls", "calls"),
            ("calls that failed", "calls_failed"),
            ("calls that the API would refuse", "calls_wrong"),
            ("secrets in log, state and calls", "secrets"),
            ("traces in the log", "traces"),
            ("exit status at SIGTERM", "exit_status"),
        )
    ]
    rows.append(["seconds", *(f"{line.seconds:,.0f}" for line in lines)])
    rows.append(["answer after, s, median / p95", *(str(line.answers) for line in lines)])
    rows.append(["/help after, s, median / p95", *(str(line.helps) for line in lines)])
    rows.append(["answer to one who asks alone, s", str(alone), ""])
    rows += [
        [f"memory {name}, MB", *(f"{getattr(line.memory, field):,.0f}" for line in lines)]
        for name, field in (
            ("at rest", "rest_mb"),
            ("in the middle", "middle_mb"),
            ("at the end", "end_mb"),
        )
    ]
    rows.append(["memory, growth to the end", *(f"{line.memory.growth:.1%}" for line in lines)])
    print_table(["what", "calm line", "bad line, one kill -9"], rows)


if __name__ == "__main__":
    main()
