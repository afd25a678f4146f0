"""A question cut into the words between which its parts are told: names and times whole, each word with its class."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from qabot.language.kinds import kind_of
from qabot.language.words import Tokenizer
from qabot.searching.question.heads import kind_of_noun
from qabot.searching.question.words import asking_words, masked


class Class(StrEnum):
    """What a piece can be to its neighbours."""

    TIME = "time"
    NAME = "name"
    """A title, a quotation, a name."""
    NOUN = "noun"
    """Also figures, measures, and words that no dictionary has."""
    VERB = "verb"
    JOINT = "joint"
    EACH = "each"
    ASKING = "asking"
    OTHER = "other"
    """的, particles, adverbs, prepositions, punctuation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, name or time of a question, with its place there."""

    word: str
    start: int
    end: int
    kind: Class


JOINTS = frozenset(["和", "与", "跟", "及", "以及", "、", "还有", "暨"])
EACH = frozenset(["分别", "各", "各自", "分別"])
_NO_NOUN = frozenset("是为有在达到占共约需叫的等")
# Of what words.py takes as one with a question word: 分别是|谁.
_LEADS_TO = re.compile("(?:分别|各自?|都|主要)?(?:是|为|叫|在|有|来自|属于|包括|包含|涉及)?了?")
# The season behind a Latin name is no part of it, nor an event before a body: nba|2021-2022, 亚运会|中国队.
_NO_NAME = re.compile(r"(?<=[a-z])(?:19|20)\d\d.*$|^.*(?:[运残]会|奥会|世界杯|[联锦标]赛)(?=.{2})")
_LONGEST_HEAD = 3
# 全国水稻: what bounds a phrase as a place does.
_SCOPES = frozenset(
    ["全国", "全球", "全省", "全市", "全县", "全区", "世界", "我国", "我省", "我市", "全年"]
)


class Cutter:
    """Cuts a question and its parts.

    Args:
        tokenizer: Cuts words.
        names: The names in the question.
        times: The times in it, as they stand there.
    """

    def __init__(self, tokenizer: Tokenizer, names: Iterable[str], times: Iterable[str]) -> None:
        self._tokenizer = tokenizer
        short = [
            _NO_NAME.sub("", name) for name in names if len(name) > 1 and not kind_of_noun(name)
        ]
        self._solid = [(word, Class.TIME) for word in times] + [
            (name, Class.NAME) for name in short
        ]

    def cut(self, text: str) -> list[Piece]:
        """Give the pieces of a text in normal form, in order and without gaps."""
        pieces: list[Piece] = []
        at = 0
        for start, end, kind in [*self._spans(text), (len(text), len(text), Class.OTHER)]:
            pieces += self._words(text, at, start)
            if start < end:
                pieces.append(Piece(text[start:end], start, end, kind))
            at = end
        return pieces

    def _spans(self, text: str) -> list[tuple[int, int, Class]]:
        """Give what stays whole: first what is quoted, then times, question words and names."""
        clear = masked(text)
        found = [(*quoted.span(), Class.NAME) for quoted in re.finditer("□+", clear)]
        for asking in asking_words(clear):
            lead = _LEADS_TO.match(clear, asking.start, asking.end - 1)
            found.append((lead.end() if lead else asking.start, asking.end, Class.ASKING))
        for word, kind in self._solid:
            found += [
                (m.start(), m.end(), kind) for m in re.finditer(re.escape(word), text) if word
            ]
        kept: list[tuple[int, int, Class]] = []
        for start, end, kind in found:
            if all(end <= low or high <= start for low, high, _ in kept):
                kept.append((start, end, kind))
        return sorted(kept)

    def _words(self, text: str, start: int, end: int) -> Iterator[Piece]:
        words = [token.word for token in self._tokenizer.cut(text[start:end])]
        if (
            words[:1] == ["比"] and len(words) > 1
        ):  # with nothing before it that is compared: 比亚迪
            words[:2] = [words[0] + words[1]]
        while words:
            count = next((n for n in range(_LONGEST_HEAD, 1, -1) if _is_head(words[:n])), 1)
            word = "".join(words[:count])
            yield Piece(word, start, start + len(word), _class_of(word))
            start += len(word)
            del words[:count]


def _is_head(words: list[str]) -> bool:
    """Tell whether the tokenizer cut one noun into these: 营|收, 最高|价."""
    return len(words) > 1 and kind_of_noun("".join(words)) is not None


def _class_of(word: str) -> Class:
    if word in JOINTS:
        return Class.JOINT
    if word in EACH:
        return Class.EACH
    if word in _SCOPES:
        return Class.NAME
    if not word[0].isalnum() or word in _NO_NOUN:
        return Class.OTHER
    if not "\u4e00" <= word[0] <= "\u9fff" or kind_of_noun(word):
        return Class.NOUN
    kind = kind_of(word)
    if kind[:1] == "v" and kind != "vn":
        return Class.VERB
    if kind == "t" and len(word) == 1:
        return Class.NOUN
    return Class.OTHER if kind[:1] in tuple("dpcuyreot") else Class.NOUN
