"""What an examination finds: of each thing whether it is in order, and what mends it if not."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from qabot.errors import QABotError
from qabot.messages import say

_log = logging.getLogger(__name__)

Subject = TypeVar("Subject")


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    """It works, but not as well as it could, or not for long."""
    FAULT = "fault"
    """Something does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        state: How it is.
        told: What was found, with the values, for people.
        remedy: What to type or do; empty where nothing has to be done.
    """

    state: State
    told: str
    remedy: str = ""


def ok(told: str) -> Finding:
    """Return what is in order."""
    return Finding(State.OK, told)


def warning(told: str, remedy: str) -> Finding:
    """Return what works, but should be mended."""
    return Finding(State.WARNING, told, remedy)


def fault(told: str, remedy: str) -> Finding:
    """Return what does not work."""
    return Finding(State.FAULT, told, remedy)


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """One thing to be looked at.

    Attributes:
        name: For scripts.
        zh: For people, in Chinese.
        en: The same in English.
        run: Looks at it; None if there is nothing to be looked at here.
    """

    name: str
    zh: str
    en: str
    run: Callable[[Subject], Finding | None]

    @property
    def title(self) -> str:
        """What it is called, for people."""
        return say(self.zh, self.en)


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing as it was found.

    Attributes:
        name: Of the check, for scripts.
        title: Of the check, for people.
    """

    name: str
    title: str
    finding: Finding


def examine(checks: Iterable[Check[Subject]], subject: Subject) -> Iterator[Examined]:
    """Yield what each check finds, as soon as it is known; one that fails is a fault, and costs the others nothing."""
    for check in checks:
        finding = _found(check, subject)
        if finding is not None:
            yield Examined(check.name, check.title, finding)


def _found(check: Check[Subject], subject: Subject) -> Finding | None:
    try:
        return check.run(subject)
    except QABotError as exc:
        return fault(exc.message, exc.hint)
    except Exception as exc:  # whatever is broken is what is looked for
        _log.debug("the check %s failed", check.name, exc_info=exc)
        told = " ".join(f"{type(exc).__name__}: {exc}".split()).removesuffix(":")
        return fault(told, _mending(exc))


def _mending(error: Exception) -> str:
    if isinstance(error, ImportError):
        return say(
            "请重新安装：pip install --force-reinstall qabot",
            "Install it anew: pip install --force-reinstall qabot",
        )
    return say(
        "请看完整的调用栈：qabot --debug doctor", "See the whole trace: qabot --debug doctor"
    )
