"""Questions of one person, one after the other, so that a follow-up knows what came before."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import Protocol

from qabot.answering.followup import Turn, rewrite
from qabot.answering.refusal import is_aside
from qabot.language.words import Tokenizer
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.searching.question import Question
from qabot.types import Answer

# Who comes back after a longer pause has another matter in mind.
PAUSE_S = 30 * 60
# Probability from which an answer is taken for the one that was wanted, whether its question was completed or not.
_SURE = 0.5


class Answers(Protocol):
    """Answers single questions; `qabot.bot.QABot` is one."""

    @property
    def tokenizer(self) -> Tokenizer:
        """Cuts words."""
        ...

    def understand(self, question: str) -> Question:
        """Tell what a question asks for."""
        ...

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        """Answer one question."""
        ...


@dataclass(frozen=True, slots=True)
class _Last:
    turn: Turn
    at_s: float


class Conversation:
    """One conversation; may be shared between threads, and then answers one question after the other.

    It keeps one turn, its question made complete, also over thanks and greetings. That is enough: a rewritten question
    holds whatever it took from those before it, so that the third builds on the first through the second.

    Args:
        bot: Answers the questions.
        clock: Seconds from any fixed moment, never going back.
    """

    def __init__(self, bot: Answers, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._clock = clock
        self._last: _Last | None = None
        self._lock = Lock()

    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        """Answer a question; `understood` is the whole question where a follow-up was completed.

        Args:
            question: Raw text, of any length and content.
            k: Citations, above 0; None takes the setting.
            period: Only articles of these days.

        Raises:
            ValueError: k is below 1.
        """
        arrived_s = self._clock()
        with self._lock:
            typed = self._bot.understand(question)
            aside = is_aside(typed.text)
            understood = None if aside else self._completed(typed)
            answer = self._bot.ask(understood or typed.raw, k, period)
            if understood and not _sure(answer) and (alone := self._alone(typed, k, period)):
                answer, understood = alone, None
            if not aside:
                whole = self._bot.understand(understood) if understood else typed
                self._last = _Last(Turn(question=whole, answer=answer.text), self._clock())
            return replace(
                answer,
                question=typed.raw,
                understood=understood,
                elapsed_ms=(self._clock() - arrived_s) * 1000,
            )

    def resume(self, question: str, answer_text: str | None, age_s: float = 0.0) -> None:
        """Go on where an earlier conversation ended.

        Args:
            question: The last one, complete in itself.
            answer_text: The short answer to it; None if there was none.
            age_s: Seconds since then.
        """
        turn = Turn(question=self._bot.understand(question), answer=answer_text)
        with self._lock:
            self._last = _Last(turn, self._clock() - age_s)

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._last = None

    def _alone(self, typed: Question, k: int | None, period: Period) -> Answer | None:
        """Return a sure answer to a question as it was typed: it was whole, and what was added kept it from its answer."""
        if typed.text.rstrip("?!。 ").endswith("呢"):
            return None
        answer = self._bot.ask(typed.raw, k, period)
        return answer if _sure(answer) else None

    def _completed(self, typed: Question) -> str | None:
        if self._last is None or self._clock() - self._last.at_s > PAUSE_S:
            return None
        return rewrite(typed, self._last.turn, self._bot.tokenizer)


def _sure(answer: Answer) -> bool:
    return answer.found and (answer.probability or 0.0) >= _SURE
