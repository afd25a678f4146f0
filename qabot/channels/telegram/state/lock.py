"""One bot for one state file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from qabot.errors import QABotError
from qabot.messages import say


@contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Keep other bots off a state file; a lock that a kill left behind holds nobody up.

    Raises:
        QABotError: Another bot runs on it; both would answer what waits there.
    """
    try:
        with FileLock(state.with_name(state.name + ".lock"), timeout=0):
            yield
    except Timeout:
        raise QABotError(
            say(
                f"另一个 qabot telegram 正在使用状态文件 {state}。",
                f"Another qabot telegram is running on the state file {state}.",
            ),
            say(
                "请先停掉它；要运行另一个机器人，请用 QABOT_TELEGRAM_STATE 换一个文件。",
                "Stop it first; for a second bot, set QABOT_TELEGRAM_STATE to another file.",
            ),
        ) from None
