"""`Explorer`: the one door to what the exploring commands of every channel show."""

from datetime import date

from qabot.exploring.people import Who, WhoFinder
from qabot.language.normal import normal_form
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
        self._who = WhoFinder(engine, tokenizer)

    def headlines(self, period: Period = ALWAYS, most: int | None = None) -> list[Headline]:
        """Return the articles printed in a period, the newest first; undated ones are none of them."""
        return self._engine.headlines(period, most)

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        return self._engine.covers()

    def who(self, name: str, period: Period = ALWAYS, most: int = 20) -> Who:
        """Return the offices of those who have a name, by date, with whoever is named beside them.

        Args:
            name: As `read_name` gives it.
            period: Only articles of these days.
            most: Offices, those first that most articles name.
        """
        return self._who.who(name, period, most)

    def names(self, prefix: str, most: int) -> list[str]:
        """Return the names of people in the archive that begin so, those first that stand in most articles.

        Args:
            prefix: In any form; of an empty one, those named most of all.
            most: How many at most.
        """
        return [name for name, _ in self._engine.people(normal_form(prefix), most)]
