"""What the bot needs of an archive; `qabot.bot.QABot` is one."""

from typing import Protocol

from qabot.answering.conversation import Answers
from qabot.exploring import Explorer
from qabot.indexing.manifest import Manifest
from qabot.types import Article, Passage


class Archive(Answers, Protocol):
    """Answers questions and opens articles; called from several threads at once."""

    @property
    def manifest(self) -> Manifest:
        """What the index in force is made of; another one after `qabot reindex`."""
        ...

    def article(self, article_id: str) -> Article | None:
        """Return an article, also by an earlier id."""
        ...

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; none for an unknown one."""
        ...

    @property
    def explorer(self) -> Explorer:
        """Looks around in the archive."""
        ...

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        ...
