"""Answers that were shown, for what their buttons do later."""

import json
import secrets
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from qabot.answering.conversation import PAUSE_S
from qabot.channels.telegram.state.database import Database
from qabot.indexing.records import to_printing
from qabot.types import Answer, Citation, Passage, Printing

_ID_BYTES = 6  # eight characters, which nobody guesses
# More than a year, for a question that comes up once a year; what people voted on is kept for `qabot feedback`.
_KEPT_S = 400 * 86_400
_FORGET_EVERY_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A citation, kept without its text: that is looked up in the index that is in force by then.

    Attributes:
        article_id: As it was when the answer was given.
        checksum: Of the passage's text, which tells it from what stands there after a rebuild.
        quote: Range in the passage's text.
        highlights: As of the citation.
        also_in: As of the citation.
    """

    article_id: str
    checksum: int
    quote: tuple[int, int]
    highlights: tuple[tuple[int, int], ...]
    also_in: tuple[Printing, ...] = ()

    @classmethod
    def of(cls, citation: Citation) -> "ShownPassage":
        """Keep a citation."""
        start = citation.passage.text.index(citation.quote)
        return cls(
            article_id=citation.passage.article_id,
            checksum=_checksum(citation.passage),
            quote=(start, start + len(citation.quote)),
            highlights=citation.highlights,
            also_in=citation.also_in,
        )

    def find(self, passages: Iterable[Passage]) -> int | None:
        """Return which of these it is, counted from 0; None if it is not among them."""
        return next(
            (n for n, passage in enumerate(passages) if _checksum(passage) == self.checksum), None
        )

    def cite(self, passage: Passage, number: int) -> Citation:
        """Return the citation of the passage that was found."""
        return Citation(
            number=number,
            passage=passage,
            quote=passage.text[slice(*self.quote)],
            highlights=self.highlights,
            score=0.0,
            also_in=self.also_in,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer as it stands in a chat.

    Attributes:
        id: Short and random.
        found: As of the answer.
        passages: All citations, best first; none of an answer that was not found.
        cited: How many of them its message shows.
        message: HTML of the message with the buttons.
    """

    id: str
    found: bool
    passages: tuple[ShownPassage, ...]
    cited: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What was asked and answered last.

    Attributes:
        question: The whole one, where a follow-up was completed.
        text: The shortest answer.
        age_s: Seconds since then.
    """

    question: str
    text: str | None
    age_s: float


class ShownAnswers:
    """Keeps answers and finds them again, also after the bot has stopped in between.

    Args:
        database: Where they are kept.
        now: Seconds since 1970.
    """

    def __init__(self, database: Database, now: Callable[[], float] = time.time) -> None:
        self._database = database
        self._now = now
        self._forget_at = 0.0

    def add(
        self, chat_id: int, answer: Answer, message: str, first_message: int | None = None
    ) -> ShownAnswer:
        """Keep an answer; those of long ago that nobody voted on are forgotten meanwhile.

        Args:
            chat_id: Where it is shown.
            answer: What was answered.
            message: HTML of the message that has the buttons.
            first_message: Number of the first message that shows it.
        """
        if self._now() >= self._forget_at:
            self._forget()
        shown = ShownAnswer(
            id=secrets.token_urlsafe(_ID_BYTES),
            found=answer.found,
            passages=tuple(map(ShownPassage.of, (*answer.citations, *answer.more))),
            cited=len(answer.citations),
            message=message,
        )
        # A kill may have come between keeping and showing it: then it is shown anew, in the same message.
        self._database.rows(
            "DELETE FROM answers WHERE chat = ? AND first_message = ?", (chat_id, first_message)
        )
        self._database.rows(
            """
            INSERT INTO answers
            (id, chat, at, question, found, text, passages, cited, message, ms, first_message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                shown.id,
                chat_id,
                self._now(),
                answer.understood or answer.question,
                answer.found,
                answer.text,
                json.dumps([_pack(passage) for passage in shown.passages], ensure_ascii=False),
                shown.cited,
                message,
                answer.elapsed_ms,
                first_message,
            ),
        )
        return shown

    def remove(self, answer_id: str) -> None:
        """Forget an answer that could not be shown."""
        self._database.rows("DELETE FROM answers WHERE id = ?", (answer_id,))

    def get(self, answer_id: str, chat_id: int) -> ShownAnswer | None:
        """Return an answer that was shown in this chat; None if there is none of that id."""
        rows = self._database.rows(
            "SELECT found, passages, cited, message FROM answers WHERE id = ? AND chat = ?",
            (answer_id, chat_id),
        )
        for found, passages, cited, message in rows:
            return ShownAnswer(
                id=answer_id,
                found=bool(found),
                passages=unpack(passages),
                cited=cited,
                message=message,
            )
        return None

    def newest(self, chat_id: int, within_s: float) -> Earlier | None:
        """Return what was asked last in a chat; None if that is longer ago, or if it is closed."""
        now = self._now()
        rows = self._database.rows(
            "SELECT question, text, at, closed FROM answers WHERE at >= ? AND chat = ? "
            "ORDER BY at DESC LIMIT 1",
            (now - within_s, chat_id),
        )
        for question, text, at, closed in rows:
            if not closed:
                return Earlier(question=question, text=text, age_s=max(now - at, 0.0))
        return None

    def shown_in(self, chat_id: int, message_id: int) -> Earlier | None:
        """Return what a message answers, as if it was asked just now; None if it is no answer."""
        rows = self._database.rows(
            "SELECT question, text FROM answers WHERE chat = ? AND first_message = ?",
            (chat_id, message_id),
        )
        for question, text in rows:
            return Earlier(question=question, text=text, age_s=0.0)
        return None

    def close(self, chat_id: int) -> None:
        """Let nothing follow up on what was asked in a chat, unless it replies to the answer."""
        # Only what the index by time leads to quickly; of what is older, `newest` is not asked.
        self._database.rows(
            "UPDATE answers SET closed = 1 WHERE at >= ? AND chat = ?",
            (self._now() - PAUSE_S, chat_id),
        )

    def _forget(self) -> None:
        self._forget_at = self._now() + _FORGET_EVERY_S
        self._database.rows(
            "DELETE FROM answers WHERE at < ? AND NOT EXISTS (SELECT 1 FROM votes WHERE answer = id)",
            (self._now() - _KEPT_S,),
        )


def unpack(passages: str) -> tuple[ShownPassage, ...]:
    """Return the passages of an answer from their column."""
    return tuple(
        ShownPassage(
            article_id=article_id,
            checksum=checksum,
            quote=(start, end),
            highlights=tuple((first, last) for first, last in highlights),
            also_in=tuple(map(_printing, also_in)),
        )
        for article_id, checksum, start, end, highlights, also_in in json.loads(passages)
    )


def _pack(passage: ShownPassage) -> list[Any]:
    also_in = [
        (p.article_id, p.source, p.file, p.published and str(p.published), p.url, p.estimated)
        for p in passage.also_in
    ]
    return [passage.article_id, passage.checksum, *passage.quote, passage.highlights, also_in]


def _printing(row: list[Any]) -> Printing:
    article_id, source, file, published, url, estimated = row
    return to_printing((article_id, source, published, estimated, file, url))


def _checksum(passage: Passage) -> int:
    return zlib.crc32(passage.text.encode())
