"""What people think of answers."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qabot.channels.telegram.state.answers import ShownPassage, unpack
from qabot.channels.telegram.state.database import Database


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes on one answer."""

    good: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswer:
    """An answer that was voted on.

    Attributes:
        question: The whole one, where a follow-up was completed.
        text: The shortest answer; None where there is none.
        passages: Best first; none of an answer that was not found.
    """

    id: str
    question: str
    text: str | None
    passages: tuple[ShownPassage, ...]
    tally: Tally


class Votes:
    """Keeps one vote a person and answer.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now

    def toggle(self, answer_id: str, user_id: int, *, good: bool) -> bool:
        """Put a person's vote, in place of the other one if there was one; the same again takes it back.

        Returns:
            False if it was taken back.
        """
        with self._database.transaction():
            same = self._database.rows(
                "DELETE FROM votes WHERE answer = ? AND user = ? AND good = ? RETURNING user",
                (answer_id, user_id, good),
            )
            if not same:
                self._database.rows(
                    "REPLACE INTO votes (answer, user, good, at) VALUES (?, ?, ?, ?)",
                    (answer_id, user_id, good, self._now()),
                )
        return not same

    def of(self, answer_id: str) -> Tally:
        """Count the votes on an answer."""
        ((votes, good),) = self._database.rows(
            "SELECT count(*), total(good) FROM votes WHERE answer = ?", (answer_id,)
        )
        return Tally(int(good), votes - int(good))

    def judged(self) -> Iterator[JudgedAnswer]:
        """Yield the answers that were voted on, the oldest first."""
        rows = self._database.rows(
            """
            SELECT id, question, text, passages, count(*), total(good)
            FROM answers JOIN votes ON answer = id GROUP BY id ORDER BY answers.at, id
            """
        )
        for answer_id, question, text, passages, votes, good in rows:
            yield JudgedAnswer(
                id=answer_id,
                question=question,
                text=text,
                passages=unpack(passages),
                tally=Tally(int(good), votes - int(good)),
            )
