"""`Explorer`: the one door to what the exploring commands of every channel show."""

from datetime import date
from functools import cached_property

from qabot.exploring.figures import Figures, find_figures
from qabot.exploring.latest import Latest, latest
from qabot.exploring.people import Who, WhoFinder
from qabot.exploring.related import Related, related
from qabot.exploring.standing_out import Topical, outstanding
from qabot.exploring.timeline import Timeline, timeline
from qabot.exploring.topic import Topics
from qabot.language.normal import normal_form
from qabot.language.words import Tokenizer
from qabot.searching.engine import ALWAYS, Engine, Period
from qabot.searching.engines import opener_of
from qabot.settings import Settings
from qabot.types import Headline


def open_explorer(settings: Settings) -> "Explorer":
    """Open the archive of these settings as it is now, without loading a model.

    Raises:
        SettingsError: The engine's package is not installed, or the user's dictionary cannot be read.
        UnusableIndexError: There is no archive, or it is damaged.
        EngineError: The server that holds it does not answer.
    """
    opener = opener_of(settings)
    engine = opener.open(opener.newest())
    return Explorer(settings, engine, Tokenizer(settings.user_dict, settings.cache))


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

    def timeline(self, topic: str, period: Period = ALWAYS, most: int = 20) -> Timeline:
        """Return how a topic went on in a period, in `most` entries at most."""
        return timeline(self._topics, topic, period, most)

    def latest(self, topic: str, period: Period = ALWAYS, most: int = 20) -> Latest:
        """Return the newest articles about a topic in a period."""
        return latest(self._topics, topic, period, most)

    def figures(
        self, topic: str, period: Period = ALWAYS, *, most: int = 10, each: int = 6
    ) -> Figures:
        """Return the numbers said about a topic, by what they count and by date.

        Args:
            topic: As typed; a name or some words: 雄安新区, 粮食产量.
            period: Only what was printed on these days.
            most: Most things that are counted.
            each: Most figures of one of them; of more, some evenly from the first to the last.
        """
        return find_figures(
            self._topics, self._engine, self._tokenizer, topic, period, most=most, each=each
        )

    def topical(self, period: Period = ALWAYS, most: int = 20) -> Topical:
        """Return the words that stand out in a period; without one, in the last days of the archive."""
        return outstanding(self._engine, self._tokenizer, period, most)

    def related(self, article_id: str, most: int = 20) -> Related | None:
        """Return what belongs to an article, or None for an unknown one."""
        return related(self._engine, self._tokenizer, article_id, most)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._engine, self._tokenizer)

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
