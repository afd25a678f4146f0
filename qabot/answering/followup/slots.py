"""Where the slots of a question stand: its times and names, what it speaks of, how it asks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from qabot.answering.followup.words import ON_THE_WAY, is_verb
from qabot.language.dates.times import Time
from qabot.language.kinds import kind_of
from qabot.language.normal import Normalized, normalize
from qabot.language.words import Token, Tokenizer
from qabot.searching.question import MAX_QUESTION_CHARS, Asked, Question
from qabot.searching.question.heads import kind_of_noun, kind_of_phrase
from qabot.searching.question.names import names_in
from qabot.searching.question.words import asking_words, masked, without_lead

Span = tuple[int, int]

_END = re.compile(r"[\s?!。.,;:~…]*$")
_EVERYWHERE = re.compile(
    "全球|全世界|世界|全国|我国|我们国家|咱们国家|咱们?国|国内|中国|全省|全市|全区|全县"
)
_AND = re.compile("(?:还有|以及|另外|然后|而|再问1下)[,， ]*")
_PLACE_END = re.compile("(?:[省市县区镇乡村州旗岛]|街道|社区|自治区)$")
_QUOTES = ("《》", "“”", "「」", "『』", '""')
_STOPS_AT = frozenset(("是", "叫", "有", "为", "叫做"))
_ASIDE = re.compile("(?:手里|手上|名下|方面|[的之])$")
_COUNTED = re.compile(
    "[十百千万亿]*(?:个百分点|百分点|个月|公里|平方米|平方公里|立方米|美元|欧元|[个名位人次项条只头棵亩公千元角月日号天周小时秒岁届类期批座所家间栋层件台辆架艘处张份本册支队种款部场回轮倍成吨斤克米里度片段根颗杯瓶套枚面篇首起例趟户桩块钱]?)"
)


@dataclass(frozen=True)
class Slots:
    """A question with the places of its slots; all places are in `text`, its normal form.

    Args:
        question: As it is understood.
        tokenizer: Cuts words.
    """

    question: Question
    tokenizer: Tokenizer

    @property
    def text(self) -> str:
        """The question in normal form."""
        return self.question.text

    @property
    def times(self) -> tuple[Span, ...]:
        """Where the periods stand of which it speaks, with their quotes."""
        return tuple(self._whole(time) for time in self.question.times)

    def _whole(self, time: Time) -> Span:
        text, start, end = self.text, time.start, time.end
        if text[start - 1 : start] == "“" and text[end : end + 1] == "”":
            start, end = start - 1, end + 1
        return start, end

    def raw(self, start: int, end: int | None = None) -> str:
        """Give what was typed for a part of the normal form."""
        end = len(self.text) if end is None else end
        if start >= end:
            return ""
        first, last = self._normal.span(start, end)
        return self.question.raw[first:last]

    @cached_property
    def end(self) -> int:
        """Behind the last character that is no punctuation."""
        found = _END.search(self.text)
        return found.start() if found else len(self.text)

    @cached_property
    def core(self) -> Span:
        """The question without 那 before it and 呢 behind it."""
        start, end = self.begin, self.end
        if (found := _AND.match(self.text, start, end)) and found.end() < end:
            start = found.end()
        tail = re.search("[呢啊呀嘛]+$", self.text[start:end])
        return start, start + tail.start() if tail else end

    def words(self, text: str) -> list[str]:
        """Cut a text in normal form into words."""
        return [token.word for token in self.tokenizer.cut(text)]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All words, also the small ones."""
        return tuple(self.tokenizer.cut(self.text))

    @cached_property
    def names(self) -> tuple[Span, ...]:
        """Where names stand, with what stands for a place: 全国, 我国."""
        found = [m.span() for m in _EVERYWHERE.finditer(self.text)]
        # Without 那, which is a surname: 那日本 reads like a person.
        names = self.question.names
        if self.begin:
            names = names_in(self.text[self.begin :], self.tokenizer, ())
        for name in names:
            at = self.text.find(name, self.begin)
            end = at + len(name)
            if self.text[at - 1 : at] + self.text[end : end + 1] in _QUOTES:
                at, end = at - 1, end + 1
            if at >= self.begin and not any(low < end and at < high for low, high in found):
                found.append((at, end))
        return tuple(sorted(found))

    def kind(self, span: Span) -> str:
        """Tell what a name names: place, person, latin or thing."""
        name = self.text[slice(*span)]
        if name.isascii():
            return "latin"
        known = kind_of(name)
        if known.startswith("ns") or _EVERYWHERE.fullmatch(name) or _PLACE_END.search(name):
            return "place"
        return "person" if known.startswith("nr") or (len(name) <= 3 and not known) else "thing"

    @cached_property
    def asking(self) -> Span | None:
        """Where its first question word stands, with the measure and the kind that belong to it: 哪座城市, 多少吨."""
        clear = without_lead(masked(self.text))
        first = next(asking_words(clear), None)
        if first is None:
            return None
        end = first.end
        word = clear[first.start : end]
        if word.endswith(("多少", "几")) or word.startswith("哪"):
            counted = _COUNTED.match(clear, end)
            end = counted.end() if counted else end
        if first.asked in (Asked.PLACE, Asked.PERSON, Asked.ORGANISATION, Asked.DATE):
            end += next((n for n in (3, 2, 1) if kind_of_noun(clear[end : end + n])), 0)
        return first.start, end

    @cached_property
    def predicate(self) -> int:
        """Where what is told of the subject begins: the verb before the question word, with its adverbs."""
        at = self.asking[0] if self.asking else self.end
        verb = ""
        for token in reversed([token for token in self.tokens if token.end <= at]):
            if token.end != at or self._taken(token):
                break
            small = token.word in ON_THE_WAY
            if not small and (verb or not self._is_verb(token)):
                break
            verb = verb if small else token.word
            at = token.start
            if token.word in _STOPS_AT:
                break
        found = re.search("(?:[1一]?共|总共|大概|分别|都|[预总]计)$", self.text[:at])
        return found.start() if found else at

    def _is_verb(self, token: Token) -> bool:
        """Tell a verb, also one that the dictionary has as a noun alone: 投|了."""
        behind = self.text[token.end : token.end + 1]
        aspect = len(token.word) == 1 and behind in ("了", "过", "着")
        return aspect or is_verb(token.word)

    @cached_property
    def subject(self) -> Span:
        """What it speaks of, from its beginning to its predicate; without 那 and 请问."""
        return self._trimmed(self.begin, self.predicate)

    @cached_property
    def begin(self) -> int:
        """Behind what asks nothing: 请问, 那."""
        found = re.match(
            r"(?:请问|你知道|想问1?下|那么|那(?![里儿边个位家年天时次场些块款种座条份段件支])|[\s,，])+",
            self.text,
        )
        return found.end() if found else 0

    @cached_property
    def bearer(self) -> Span:
        """The subject without the measure at its end: 青龙水库 of 青龙水库的总投资."""
        start, end = self.subject
        inside = [t for t in self.tokens if start <= t.start and t.end <= end]
        if not inside or len(inside) < 2:
            return start, end
        at = inside[-1].start
        if inside[-1].word.isdigit() or self.text[at - 1 : at].isdigit():
            return start, end
        owned = self.text[:at].endswith("的")
        if owned and self.text[end : end + 1] in _STOPS_AT and not self._taken(inside[-1]):
            return self._trimmed(start, at)
        kind = kind_of_phrase(inside[-1].word) if owned else kind_of_noun(inside[-1].word)
        if kind in (Asked.NUMBER, Asked.DATE, Asked.PLACE) or (kind and owned):
            if self._taken(inside[-1]):
                return start, end
            # 水库1月完成(投资): what was done to the measure goes with it.
            done = inside[-2]
            return self._trimmed(start, done.start if self._is_verb(done) else at)
        return start, end

    @cached_property
    def object(self) -> Span:
        """What its verb is done to, at its end: 鱼苗 of 放了多少鱼苗; empty where nothing is."""
        if not self.asking:
            return self.end, self.end
        start = self.asking[1]
        for token in self.tokens:
            verbal = token.word in "的了过" or self._is_verb(token)
            if token.start == start and token.end < self.end and verbal:
                start = token.end
                if token.word in "的了过":
                    break
        return start, self.end

    @cached_property
    def context(self) -> str:
        """Who or what it speaks of, as typed, with what is done to whom behind its question word: 李强见的塞西."""
        told = self.raw(*self.bearer)
        counted = self.question.asked in (Asked.NUMBER, Asked.LIST)
        if not told or not self.asking or counted or self.raw(*self.object) in told:
            return told
        inside = [token.word for token in self.tokens if token.start >= self.object[0]]
        if all(is_verb(word) or word in "的了过" or not word.isalnum() for word in inside):
            return told
        return told + self.raw(self.asking[1], self.end)

    def named(self, fits: Callable[[str], bool]) -> Span | None:
        """Give the first name that fits."""
        return next((span for span in self.names if fits(self.text[slice(*span)])), None)

    @cached_property
    def anchor(self) -> int:
        """Behind the last time or name of the subject: what follows there can be replaced by another measure."""
        start, end = self.subject
        ends = [span[1] for span in (*self.names, *self.times)]
        at = max((stop for stop in ends if start < stop <= end), default=start)
        found = re.match("[的内里间]", self.text[at:end])
        return at + (1 if found else 0)

    def _taken(self, token: Token) -> bool:
        return any(
            low < token.end and token.start < high for low, high in (*self.names, *self.times)
        )

    def _trimmed(self, start: int, end: int) -> Span:
        while end > start:
            text = self.text[start:end]
            shorter = _ASIDE.sub("", text.rstrip(" ,，、"))
            if shorter == text:
                break
            end = start + len(shorter)
        return start, end

    @cached_property
    def _normal(self) -> Normalized:
        return normalize(self.question.raw[:MAX_QUESTION_CHARS])
