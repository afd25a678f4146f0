"""`QABot.ask`: the one door for every channel."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, islice
from threading import Lock

from qabot.answering import compose
from qabot.errors import EngineError, QABotError, UnusableIndexError
from qabot.exploring import Explorer
from qabot.indexing.encoder import Encoder, load_encoder
from qabot.indexing.manifest import Manifest
from qabot.language.normal import normal_form, without_lone_surrogates
from qabot.language.words import Tokenizer
from qabot.memory import shortage_named
from qabot.searching import Period, Searcher
from qabot.searching.engine import ALWAYS, Engine
from qabot.searching.engines import opener_of
from qabot.searching.question import Question, analyse
from qabot.searching.reader import load_reader
from qabot.settings import Settings, today
from qabot.types import Answer, Article, Passage, Title

_log = logging.getLogger(__name__)

# Passages that a person can page through after an answer.
_MORE = 20


@dataclass(frozen=True, slots=True)
class _Opened:
    name: str
    engine: Engine
    searcher: Searcher
    explorer: Explorer


class QABot:
    """Answers questions from an archive; takes a new build of it by itself; may be shared between threads.

    Args:
        settings: Which archive, model and dictionary.

    Raises:
        UnusableIndexError: There is no index, it is damaged, or another model or dictionary made it.
        EngineError: The server that holds the archive does not answer.
        ModelError: The model cannot be loaded.
        OutOfMemoryError: Also from `ask`: there is not enough memory.
    """

    @shortage_named()
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._opener = opener_of(settings)
        self._opener.newest()  # the likeliest mistake is told before seconds are spent on loading
        self._reader = load_reader(settings)
        self._encoder, self._tokenizer = _load(settings)
        self._opened = self._open(self._opener.newest())
        self._refused = ""  # name of a build that was tried and is not tried again

    @shortage_named()
    def ask(self, question: str, k: int | None = None, period: Period = ALWAYS) -> Answer:
        """Answer a question.

        Args:
            question: Raw text, of any length and content.
            k: Citations, above 0; None takes the setting.
            period: Only articles of these days.

        Raises:
            ValueError: k is below 1.
            EngineError: The server that holds the archive does not answer; the next question may be answered.
        """
        if k is not None and k < 1:
            raise ValueError(f"k must be above 0, not {k}")
        started = time.perf_counter()
        question = without_lone_surrogates(question)
        k = self._settings.k if k is None else k
        searcher = self._newest().searcher
        found = searcher.search(question, max(k, _MORE), period)
        answer = compose(question, found, k=k, in_period=not period.open)
        return replace(answer, elapsed_ms=(time.perf_counter() - started) * 1000)

    def understand(self, question: str) -> Question:
        """Tell what a question asks for."""
        return analyse(question, self._tokenizer, today(self._settings))

    @property
    def tokenizer(self) -> Tokenizer:
        """Cuts words as the index does."""
        return self._tokenizer

    def article(self, article_id: str) -> Article | None:
        """Return an article, or None if the archive has none of that id."""
        return self._newest().engine.article(article_id)

    def passages_of(self, article_id: str) -> list[Passage]:
        """Return the passages of an article in order; none if the archive has none of that id."""
        return self._newest().engine.passages_of(article_id)

    @property
    def explorer(self) -> Explorer:
        """Looks around in the build in force."""
        return self._newest().explorer

    def titles(self, part: str, most: int, *, inside: bool = True) -> list[Title]:
        """Return articles by title; see `Engine.titles`."""
        part = without_lone_surrogates(part)
        return self._newest().engine.titles(part, most, inside=inside)

    def names(self, part: str, most: int, *, inside: bool = True) -> list[str]:
        """Return full and short names that articles explain, those first that begin with a part.

        Args:
            part: Of a name, not empty, in any characters; names are in normal form.
            most: Above 0.
            inside: False for names that begin with it only.
        """
        part = normal_form(part)
        known = dict.fromkeys(chain.from_iterable(self._newest().engine.short_names()))
        begin = (name for name in known if name.startswith(part))
        hold = (name for name in known if inside and part in name and not name.startswith(part))
        return list(islice(chain(begin, hold), most))

    def covers(self) -> tuple[date | None, date | None]:
        """Return the first and the last day of print; None where nothing is dated."""
        return self._newest().engine.covers()

    def article_ids(self) -> set[str]:
        """Return the ids of all articles."""
        return self._newest().engine.article_ids()

    @property
    def manifest(self) -> Manifest:
        """What the build in force is made of."""
        return self._newest().engine.manifest

    def _newest(self) -> _Opened:
        """Return the build in force; if a new one cannot be used, the last one goes on.

        Raises:
            EngineError: The server that holds the archive does not answer.
        """
        with self._lock:
            try:
                name = self._opener.newest()
            except EngineError:
                raise  # the question would wait for the same server once more, only to hear the same
            except QABotError:
                return self._opened
            if name not in (self._opened.name, self._refused):
                try:
                    self._opened = self._open(name)
                except UnusableIndexError as exc:
                    self._refused = name
                    _log.warning("the new index cannot be used, the last one goes on: %s", exc)
            return self._opened

    def _open(self, name: str) -> _Opened:
        engine = self._opener.open(name)
        engine.manifest.check_maker(self._encoder.identity, self._tokenizer.fingerprint)
        searcher = Searcher(self._settings, engine, self._encoder, self._tokenizer, self._reader)
        explorer = Explorer(self._settings, engine, self._tokenizer)
        return _Opened(name, engine, searcher, explorer)


def _load(settings: Settings) -> tuple[Encoder, Tokenizer]:
    """Load model and dictionary side by side; each takes most of a second."""
    with ThreadPoolExecutor(2) as pool:
        tokenizer = pool.submit(Tokenizer, settings.user_dict, settings.cache)
        encoder = load_encoder(settings)
        encoder.encode_question("")
        return encoder, tokenizer.result()
