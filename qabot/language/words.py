"""Chinese words by jieba, with the project's dictionary and the user's, and without stop words."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import jieba

from qabot.errors import SettingsError, StorageError
from qabot.language.figures import figure_terms
from qabot.language.normal import RULES, normal_form
from qabot.messages import say

_OWN_DICTIONARY = "dictionary.txt"
_STOP_WORDS = "stopwords.txt"
_QUESTION_CHARS = 60
_RULE = "search-dictionary-figures"  # how terms are made; part of the fingerprint


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, with its place there."""

    word: str
    start: int
    end: int


class Tokenizer:
    """Cuts texts in normal form into words; one for each process, and safe to share between threads.

    Args:
        user_dict: jieba dictionary file of words that must not be cut, in any form; None for none.
        cache: Folder where jieba keeps its parsed dictionary; None for jieba's own choice.

    Attributes:
        fingerprint: Changes when the same text could be cut otherwise: jieba's version, the dictionaries,
            the stop words.

    Raises:
        SettingsError: The user's dictionary cannot be read.
    """

    def __init__(self, user_dict: Path | None = None, cache: Path | None = None) -> None:
        self._made_of = user_dict, cache
        jieba.setLogLevel(logging.WARNING)
        own = resources.files(__package__)
        stop_words = own.joinpath(_STOP_WORDS).read_text("utf-8")
        dictionaries = [own.joinpath(_OWN_DICTIONARY).read_text("utf-8")]
        if user_dict is not None:
            dictionaries.append(_read_dictionary(user_dict))
        self._stop_words = frozenset(stop_words.split())
        self._jieba = jieba.Tokenizer()
        if cache is not None:
            _make_folder(cache)
            self._jieba.tmp_dir = str(cache)
        self._jieba.initialize()
        for dictionary in dictionaries:
            # Texts are cut in normal form: a word in any other could never be met.
            lines = normal_form(dictionary).splitlines()
            self._jieba.load_userdict(
                line for line in lines if line.strip() and not line.startswith("#")
            )
        parts = (jieba.__version__, _RULE, str(RULES), stop_words, *dictionaries)
        self.fingerprint = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        # A question, and the words that may stand for its own, are cut many times while it is answered.
        self._cut_lately = lru_cache(maxsize=1 << 12)(self._cut)

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process makes one of its own, once."""
        return _same, self._made_of

    def tokens(self, text: str) -> Sequence[Token]:
        """Return the words of a text in normal form; long words also give the shorter ones inside them.

        Only the dictionaries decide: jieba's guesses at new words cut the same name one way in a passage
        and another way in a question (姚元荣养 | 蜂), and measured worse.
        """
        return self._cut_lately(text) if len(text) <= _QUESTION_CHARS else self._cut(text)

    def _cut(self, text: str) -> tuple[Token, ...]:
        return tuple(
            Token(word, start, end)
            for word, start, end in self._jieba.tokenize(text, mode="search", HMM=False)
            if word not in self._stop_words and any(map(str.isalnum, word))
        )

    def cut(self, text: str) -> Iterator[Token]:
        """Yield everything in a text in normal form once, word by word, stop words and punctuation as well."""
        for word, start, end in self._jieba.tokenize(text, HMM=False):
            yield Token(word, start, end)

    def words(self, text: str) -> list[str]:
        """Return the words of a text in normal form, in order."""
        return [token.word for token in self.tokens(text)]

    def dictionary(self, least: int) -> list[str]:
        """Return the words of the dictionaries that have at least this frequency there, above 0."""
        return [word for word, frequency in self._jieba.FREQ.items() if frequency >= least]

    def terms(self, text: str, tokens: Sequence[Token] | None = None) -> list[str]:
        """Return what the sparse leg knows a text in normal form by: its words, then its figures.

        Args:
            text: In normal form.
            tokens: What `tokens` gave for it, where that is known.
        """
        words = self.words(text) if tokens is None else [token.word for token in tokens]
        return [*words, *figure_terms(text)]


@cache
def _same(user_dict: Path | None, cache: Path | None) -> Tokenizer:
    return Tokenizer(user_dict, cache)


def _read_dictionary(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(
            say(
                f"用户词典 {path} 读不出来：{exc}。",
                f"Cannot read the user dictionary {path}: {exc}.",
            ),
            say(
                "请改正 QABOT_USER_DICT，文件须为 UTF-8。",
                "Mend QABOT_USER_DICT; the file must be UTF-8.",
            ),
        ) from exc


def _make_folder(cache: Path) -> None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StorageError(
            say(
                f"缓存目录 {cache} 建不了：{exc.strerror}。",
                f"Cannot make the cache folder {cache}: {exc.strerror}.",
            ),
            say("请用 QABOT_CACHE 换一个目录。", "Name another folder with QABOT_CACHE."),
        ) from exc
