"""Names of people in a text that was cut into words: those that the dictionary has, and those that it has not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from qabot.language.foreign_names import FOREIGN_NAME, SOUNDS
from qabot.language.kinds import kind_of
from qabot.language.numerals import MEASURES
from qabot.language.surnames import COMPOUND, SURNAMES, starts_with_surname
from qabot.language.titles import title_at_end, title_at_start
from qabot.language.words import Token

Span = tuple[int, int]

# A word of two characters that the dictionary has as a person is one with these surnames; with others it
# is as often an everyday word: 高峰, 洪水, 安静.
SURE_SURNAMES = frozenset(
    "王李张刘陈杨赵周吴徐孙朱郭林罗郑梁宋唐韩冯邓曹彭曾萧蔡潘袁蒋于杜叶程魏苏吕丁任卢姚沈崔谭陆汪"
)
_NO_GIVEN_NAME = frozenset(
    "的了是在和与及跟由被把对从向到为于以将曾已就也都还又不没有哪谁几多什么怎何吗呢吧啊说去来进打踢夺拿赢输获"
    "卖买任这那该各每某其他她它我你个年日时号第担率团亲自前后里内外下"
)
_LONGEST_GIVEN_NAME = 2
_LISTED = ("、", " ")
_TITLE = 8
# Kinds of words that a given name seldom is.
_EVERYDAY = frozenset("nvadmtqfisl")
_BY_SOUND = re.compile(f"[{SOUNDS}]{{2,7}}")
_FOREIGN_CHARS = frozenset(SOUNDS)
# Buildings and lands that jieba's dictionary has among foreign names.
_NO_PERSON = tuple(
    "宫国州省市县区镇乡村岛山河湖海洋湾港城堡街路院寺塔厅馆社报化性感率者法档部会观证股核房"
)


def people_in(text: str, tokens: Sequence[Token]) -> list[str]:
    """Return the names of people in a text in normal form, each once, in its order.

    A name that may be something else is believed where a title or another name of a list stands beside it: 高水平, 段时间
    begin with surnames, and jieba's dictionary has 乌克兰 among names.

    Args:
        text: In normal form.
        tokens: Its words, as `Tokenizer.tokens` gives them: without stop words, with shorter words inside longer ones.
    """
    words = _outer(tokens)
    known = [*_known(words)]
    dotted = [found.span() for found in FOREIGN_NAME.finditer(text)]
    sure = [*dotted, *_behind_titles(text, words)]
    sure += [span for span in known if not _is_doubtful(text[slice(*span)])]
    doubtful = [*people(words), *(span for span in known if _is_doubtful(text[slice(*span)]))]
    beside = _Beside(text, sure, doubtful)
    sure += [span for span in doubtful if beside.believed(span)]
    return [*dict.fromkeys(text[start:end] for start, end in _apart(sorted(sure, key=_widest)))]


class _Beside:
    """Tells by what stands beside a doubtful name whether it is one."""

    def __init__(self, text: str, sure: Iterable[Span], doubtful: Sequence[Span]) -> None:
        self._text = text
        spans = [*sure, *(span for span in doubtful if span[1] - span[0] > _LONGEST_GIVEN_NAME)]
        self._starts = {start for start, _ in spans}
        self._ends = {end for _, end in spans}
        self._counts = Counter(text[start:end] for start, end in doubtful)

    def believed(self, span: Span) -> bool:
        start, end = span
        name = self._text[start:end]
        if title_at_end(self._text[max(0, start - _TITLE) : start].rstrip()):
            return True
        if _FOREIGN_CHARS.issuperset(name) and name[0] not in SURE_SURNAMES:
            return False  # 乌克兰总统 is no president 乌克兰
        if title_at_start(self._text[end : end + _TITLE]):
            return True
        often = self._counts[name] > 1 and not _is_doubtful(name)
        return often or self._is_listed(start, end)

    def _is_listed(self, start: int, end: int) -> bool:
        before, after = self._text[max(0, start - 1) : start], self._text[end : end + 1]
        return (before in _LISTED and start - 1 in self._ends) or (
            after in _LISTED and end + 1 in self._starts
        )


def _is_doubtful(name: str) -> bool:
    """Tell whether what begins with a surname may be another word: of two characters, with an everyday word behind it, or by its sound."""
    if len(name) <= _LONGEST_GIVEN_NAME:
        return True
    given = name[2 if name[:2] in COMPOUND else 1 :]
    if (
        len(given) > 1
        and kind_of(given)[:1] in _EVERYDAY
        and kind_of(given)[:2] not in ("nr", "ns", "nz")
    ):
        return True
    return _FOREIGN_CHARS.issuperset(name) and name[0] not in SURE_SURNAMES


def _widest(span: Span) -> Span:
    return span[0], -span[1]


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield those that begin behind the one before them."""
    last = 0
    for start, end in spans:
        if start >= last:
            last = end
            yield start, end


def _outer(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the words that stand inside a longer one: those come before it."""
    kept: list[Token] = []
    for token in reversed(tokens):
        if not kept or token.end <= kept[-1].start:
            kept.append(token)
    return kept[::-1]


def _known(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield the names that jieba's dictionary has, as far as they are sure to be names."""
    for token in tokens:
        word = token.word
        length = len(word)
        if 2 <= length <= 4 and (word[0] in SURE_SURNAMES or length > 2) and is_person(word):
            yield token.start, token.end


def is_person(word: str) -> bool:
    """Tell whether jieba's dictionary has a word as a person's name, and it looks like one."""
    if word.endswith(_NO_PERSON) or title_at_end(word) or not kind_of(word).startswith("nr"):
        return False
    return starts_with_surname(word) or (len(word) > 2 and _FOREIGN_CHARS.issuperset(word))


def _behind_titles(text: str, tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield what is written by sound behind an office: 总统特朗普."""
    ends = {token.end for token in tokens}
    for token in tokens:
        end = token.end
        if text[end : end + 1] in _FOREIGN_CHARS and title_at_end(token.word):
            found = _BY_SOUND.match(text, end)
            if found and not starts_with_surname(found[0]):
                last = max(at for at in range(end, found.end() + 1) if at in ends)
                if last - end >= _LONGEST_GIVEN_NAME:
                    yield end, last


def people(tokens: Sequence[Token]) -> Iterator[Span]:
    """Give names that no dictionary has: a surname, and characters that jieba left single behind it."""
    at = 0
    while at < len(tokens):
        length = 1
        if tokens[at].word in SURNAMES or tokens[at].word in COMPOUND:
            while length < 3 and _is_given(tokens, at + length):
                length += 1
            given = tokens[at + length - 1].end - tokens[at].end
            whole = given == _LONGEST_GIVEN_NAME or (given == 1 and _ends_there(tokens, at + 2))
            if whole and not is_counted(tokens, at):
                yield tokens[at].start, tokens[at + length - 1].end
        at += length


def _is_given(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word can be a given name, or a character of one."""
    if at >= len(tokens) or tokens[at - 1].end != tokens[at].start:
        return False
    word = tokens[at].word
    if not "\u4e00" <= word[0] <= "\u9fff" or word in _NO_GIVEN_NAME:
        return False
    return len(word) == 1 or (len(word) == 2 and kind_of(word)[:2] in ("nr", "ns", ""))


def _ends_there(tokens: Sequence[Token], at: int) -> bool:
    return (
        at >= len(tokens)
        or tokens[at - 1].end != tokens[at].start
        or tokens[at].word in _NO_GIVEN_NAME
        or not tokens[at].word[0].isalnum()
    )


def is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word is a measure, after its number."""
    return at > 0 and tokens[at - 1].word[-1:].isdigit() and tokens[at].word[0] in MEASURES
