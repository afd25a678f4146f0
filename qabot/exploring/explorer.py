"""`Explorer`: the one door to what the exploring commands of every channel show."""

from datetime import date

from qabot.exploring.figures import Figures, find_figures
from qabot.language.words import Tokenizer
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.settings import Settings
from qabot.types import Headline


class Explorer:
    """Looks around in one archive as it was when its engine was opened; may be shared between threads.

    Args:
        settings: What counts as today, among others.
        engine: Holds the archive.
        tokenizer: Of the dictionary that made it.

    Raises:
        UnusableIndexError: From every method: the archive is damaged.
        EngineError: From every method: the server that holds it does not answer.
    """

    def __init__(self, settings: Settings, engine: Engine, tokenizer: Tokenizer) -> None:
        self._settings = settings
        self._engine = engine
        self._tokenizer = tokenizer

    def headlines(self, period: Period = ALWAYS, most: int | None = None) -> list[Headline]:
        """Return the articles printed in a period, the newest first; undated ones are none of them."""
        return self._engine.headlines(period, most)

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        return self._engine.covers()

    def figures(
        self, topic: str, period: Period = ALWAYS, *, most: int = 10, each: int = 10
    ) -> Figures:
        """Return the numbers said about a topic, by what they count and by date.

        Args:
            topic: As typed; a name or some words: 雄安新区, 粮食产量.
            period: Only what was printed on these days.
            most: Most things that are counted.
            each: Most figures of one of them; of more, some evenly from the first to the last.
        """
        return find_figures(self._engine, self._tokenizer, topic, period, most=most, each=each)
