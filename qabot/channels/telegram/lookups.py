"""Quick searches outside of the chats, for questions that are asked while they are still typed."""

import asyncio

from qabot.channels.telegram.archive import Archive
from qabot.channels.telegram.rate import RateLimit
from qabot.channels.telegram.recent import Recent
from qabot.channels.telegram.searches import Searches
from qabot.channels.telegram.turns import Turns
from qabot.language.normal import normal_form
from qabot.searching import Period
from qabot.searching.engine import ALWAYS
from qabot.types import Answer

PASSAGES = 10
"""Most passages of an answer."""

_BUDGET_S = 3.0
_MOST_KEPT = 500  # answers; of more, the one that was not asked for longest is forgotten

_Key = tuple[str, str, Period]


class Lookups:
    """Searches with a time limit; of one person's, one runs, and only the latest waits.

    Args:
        searches: Has the places in which searches run.
        archive: Whose build the answers belong to.
        rate: How often people may ask; None: as often as they like.
        budget_s: Seconds after which nobody waits any longer.
        most_kept: Answers that are remembered.
    """

    def __init__(
        self,
        searches: Searches,
        archive: Archive,
        rate: RateLimit | None,
        *,
        budget_s: float = _BUDGET_S,
        most_kept: int = _MOST_KEPT,
    ) -> None:
        self._searches = searches
        self._archive = archive
        self._rate = rate
        self._budget_s = budget_s
        self._kept: Recent[_Key, Answer] = Recent(most_kept)
        self._waiting: dict[int, asyncio.Task[Answer | None]] = {}
        self._turns = Turns()

    async def find(self, person: int, question: str, period: Period = ALWAYS) -> Answer | None:
        """Return the answer to a person's question from the articles of these days.

        Returns:
            None if it takes too long, if the person has asked another one since, or asks too often.
        """
        self._drop(person)
        search = asyncio.create_task(self._search(person, question, period))
        self._waiting[person] = search
        await asyncio.wait({search}, timeout=self._budget_s)
        if self._waiting.get(person) is search:
            self._drop(person)
        return search.result() if search.done() and not search.cancelled() else None

    def _build(self) -> str:
        """Return what the answers of one build have in common; this may open a new build."""
        return self._archive.manifest.built_at

    def _drop(self, person: int) -> None:
        """Give up a search that has not begun; one that has cannot be stopped, and its answer is kept."""
        if search := self._waiting.pop(person, None):
            search.cancel()

    async def _search(self, person: int, question: str, period: Period) -> Answer | None:
        key = (await asyncio.to_thread(self._build), normal_form(question).strip(), period)
        if kept := self._kept.get(key):
            return kept
        if self._rate and self._rate.take(person):
            return None
        async with (
            self._turns.of(person),
            self._searches.place() as archive,
        ):
            del self._waiting[person]
            answer = await asyncio.to_thread(archive.ask, question, PASSAGES, period)
        self._kept.put(key, answer)
        return answer
