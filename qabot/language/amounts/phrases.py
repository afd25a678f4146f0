"""The words around a number: what stands before it, and what behind its unit."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qabot.language.amounts.lists import words_of
from qabot.language.kinds import kind_of

Cut = Callable[[str], Iterable[str]]
"""Gives the words of a text in normal form, one behind the other, all of them."""

MASK = "\0"
"""Stands for each character of a time, which is not what is counted."""

# 占比, 多增 and 规模以上 are one word here.
_JOINED = frozenset(("占比", "多增", "少增", "规模以上"))
_LEVELS = ("到", "至", "为")
_COMPARISON = re.compile(
    "(?:与|同|比|较)(?:\0|1周前)+(?:同期)?(?:相比|水平)?$"
    "|(?:与|同|比|较)?(?:上年|上届|上月|去年|同期|前1[年月天]|上个?月|前期|昨[天日]|往年|上1年|前年|[上前][一1]年|上[一1]?季度|上半年|1周前|之前)*"
    "(?:同期)?(?:相比|水平)?$"
)
_BEGINS_LOOSE = re.compile(
    "^(?:其中|但|而|且|并|确保|实现|力争|未来|在|的|了|将|据|预计|已经?|约|共|和|与|及|以及|低于|高于|比|较|、)+"
)
_ENDS_LOOSE = re.compile("(?:再?创(?:下|出)?(?:历史)?新[高低]|的|了|,)+$")
_FOR_SO_LONG = re.compile(r"连续\d+(?:天|年|个月|个?季度)")
# 迈上1.4万亿斤新台阶, 突破10万亿元大关: these are not what is counted.
_STEP = re.compile("新台阶|台阶|大关|关口|新高|整数关|历史|以来|时|后|之间")
_QUOTATION_MARKS = re.compile("[\"“”‘’「」『』']")
_LONGEST_BEFORE, _LONGEST_BEHIND, _LONGEST_ACTION = 22, 20, 10
# How far behind a unit the 的 may stand that ends a description: 具有奉献精神的党员.
_DESCRIPTION = 9
_LONGEST_NAME = 6
# 村级寄递服务站: what ends so describes what follows.
_ADJECTIVES = ("级", "型", "性", "化", "式")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts, in normal form.

    Attributes:
        subject: The thing: 粮食产量, 确诊病例; empty where nobody can tell.
        change: What became of it, where the number says by how much: 增长.
    """

    subject: str
    change: str = ""


def is_change(word: str) -> bool:
    """Tell whether a word says that the number is by how much something changed: 增长, and not what it is."""
    return word in words_of("change")


def without_comparison(text: str) -> str:
    """Leave out with what something is compared at the end of a text: 较上年同期, 与一周前相比."""
    return _COMPARISON.sub("", text)


class Phrases:
    """Reads the words around numbers.

    Args:
        cut: Cuts a text in normal form into words.
    """

    def __init__(self, cut: Cut) -> None:
        self._cut = cut

    def subject(self, before: str) -> Counted | None:
        """Read the subject, and the verb of change, that stand before a number; None without a subject."""
        words, level = _unlinked(self._words(before))
        change = ""
        if words and is_change(words[-1]):
            change = "" if level else words[-1]
            words, _ = _unlinked(words[:-1])
            while words and (
                words[-1] in words_of("manner") | words_of("link") or _blank(words[-1])
            ):
                words = words[:-1]
        phrase = last_phrase(words)
        return Counted(phrase, change) if phrase else None

    def change(self, before: str) -> str:
        """Read the verb of change before a number; empty for none, and for 到: up to, not by."""
        words, level = _unlinked(self._words(before))
        return words[-1] if words and is_change(words[-1]) and not level else ""

    def named(self, text: str) -> str:
        """Read the phrase that a text ends with."""
        return last_phrase([*self._cut(text)])

    def linked(self, before: str) -> bool:
        """Tell whether what stands before a number says that it is this number: 达到, 增长, but not 种植了."""
        words = [word for word in self._cut(before.rstrip(MASK)) if word.strip()]
        loose = {"了", "有", "的", "近", "约"}
        return bool(words) and (words[-1] in words_of("link") - loose or is_change(words[-1]))

    def noun(self, behind: str) -> str:
        """Read the noun behind a unit, with what describes it: 差异化扶持政策, 具有奉献精神的党员."""
        if _STEP.match(behind):
            return ""
        words = self._words(behind.removeprefix("的"))
        of = next((at for at, word in enumerate(words[:_DESCRIPTION]) if word == "的"), 0)
        if of and _is_verb(words[0]) and (head := _nouns(words[of + 1 :])):
            return head
        if behind.startswith("的") and words and _is_verb(words[0]):  # 99.9%的提案
            return words[0]
        return _nouns(words)

    def action(self, behind: str) -> str:
        """Read what those counted did or suffered: 死亡, 摆脱贫困, 受到指控."""
        words = [word for word in self._cut(behind) if word.strip()]
        while words and words[0] in words_of("link"):
            words = words[1:]
        if words and (is_change(words[0]) or _is_level(words[0])):
            return ""
        phrase = ""
        for word in words:
            if word in words_of("stop") or len(phrase) + len(word) > _LONGEST_ACTION:
                break
            phrase += word
        return _plain(phrase).rstrip("的了")

    def _words(self, text: str) -> list[str]:
        words: list[str] = []
        for word in self._cut(text):
            if words and words[-1] + word in _JOINED:
                words[-1] += word
            else:
                words.append(word)
        return words


def _unlinked(words: list[str]) -> tuple[list[str], bool]:
    """Leave out linking words and times at the end; tell also whether they say up to where something went."""
    level = False
    while words and (words[-1] in words_of("link") or _is_level(words[-1]) or _blank(words[-1])):
        level = level or words[-1].endswith(_LEVELS)
        words = words[:-1]
    return words, level


def _blank(word: str) -> bool:
    return not word.strip(f"{MASK} ")


def _is_level(word: str) -> bool:
    """Tell whether a word says up to where something went: 降到, 提高至."""
    return word.endswith(_LEVELS) and is_change(word[:-1])


def last_phrase(words: Sequence[str]) -> str:
    """Join the last words as far back as they belong to one phrase."""
    phrase = ""
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if MASK in word:
            phrase = _whose(words[:at]) + phrase
            break
        if word in words_of("report"):
            break
        if len(phrase) + len(word) > _LONGEST_BEFORE:
            break
        phrase = word + phrase
    phrase = _FOR_SO_LONG.sub("", without_comparison(phrase))
    return _plain(_ENDS_LOOSE.sub("", _BEGINS_LOOSE.sub("", phrase))).strip()


def _whose(words: Sequence[str]) -> str:
    """Join what stands before a time if it only says whose or where: 云桥镇去年茶叶产量."""
    named = [word for word in words if not _blank(word)]
    loose = words_of("link") | words_of("stop") | words_of("report")
    short = sum(map(len, named)) <= _LONGEST_NAME
    if short and all(word not in loose and _is_name(word) for word in named):
        return "".join(named)
    return ""


def _is_name(word: str) -> bool:
    return word.isalpha() and (len(word) == 1 or kind_of(word)[:1] in ("n", "r"))


def _plain(phrase: str) -> str:
    """Leave out quotation marks: often only one of a pair belongs to the phrase."""
    return _QUOTATION_MARKS.sub("", phrase)


def _nouns(words: Sequence[str]) -> str:
    phrase, head = "", False
    for at, word in enumerate(words):
        kind = kind_of(word) if len(word) > 1 else ""
        if _ends_noun(word, kind, head=head) or len(phrase) > _LONGEST_BEHIND:
            break
        if _is_verb(word) and not (
            _describes(words, at) and (not head or phrase.endswith(_ADJECTIVES))
        ):
            break
        phrase += word
        head = head or kind.startswith(("n", "vn", "j", "l", "i", "z", "s"))
        head = head or (not kind and len(word) > 1)
    return _plain(phrase).strip(" 的了").removesuffix("之一")


def _ends_noun(word: str, kind: str, *, head: bool) -> bool:
    if word in words_of("stop") or word == "的" or kind[:1] in ("p", "c", "d", "u"):
        return True
    return head and kind[:1] in ("i", "l", "a")


def _describes(words: Sequence[str], at: int) -> bool:
    """Tell whether a verb stands between a word and the noun that it describes: 差异化扶持政策."""
    return at > 0 and at + 1 < len(words) and kind_of(words[at + 1]).startswith("n")


def _is_verb(word: str) -> bool:
    return len(word) > 1 and kind_of(word) in ("v", "vi", "vd")
