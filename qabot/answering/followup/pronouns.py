"""Who or what a pronoun stands for."""

import re
from dataclasses import dataclass
from enum import Enum

from qabot.answering.followup.slots import Slots, Span
from qabot.answering.followup.words import is_small
from qabot.language.kinds import kind_of
from qabot.searching.question import Asked
from qabot.searching.question.heads import kind_of_noun
from qabot.searching.question.words import masked


class Stands(Enum):
    """For what a pronoun stands."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun in a question.

    Attributes:
        noun: What is said with it: 县 in 该县; empty for 他, 它.
        plural: 他们, 它们.
    """

    start: int
    end: int
    stands: Stands
    noun: str = ""
    plural: bool = False


_TIMES = re.compile("当时|那时候?|当[天日年月晚]|那[1一]?[天年]|同年|同月|同[1一]天|届时|此时")
_PLACES = re.compile("那里|那儿|那边|这里|这儿|当地|该地|此地")
_PEOPLE = re.compile("(?<![其吉维无])[他她](?P<plural>们)?(?![人乡国杀])")
_THINGS = re.compile("它(?P<plural>们)?|(?:这件事|此事|这事|这(?=是|有|在|从))")
_POINTING = re.compile(
    "(?:该(?!不)|此|[这那](?=[个家位座所款种条场次项部支名批届起本片架颗艘])[个家位座所款种条场次项部支名批届起本片架颗艘]|这些|那些|这)"
)
_PLACE_NOUNS = "省市县区镇乡村州旗国"


def find_pronoun(new: Slots) -> Pronoun | None:
    """Give the first pronoun that stands for something outside of the question: no name is before it."""
    text = masked(new.text)
    for pattern, stands in (
        (_TIMES, Stands.TIME),
        (_PLACES, Stands.PLACE),
        (_PEOPLE, Stands.PERSON),
        (_THINGS, Stands.THING),
    ):
        found = pattern.search(text)
        if found and stands is Stands.TIME and new.times:
            continue  # 2020年6月19日那天 tells which
        if found and not _begun_before(new, found.start()):
            plural = bool(found.groupdict().get("plural"))
            return Pronoun(*found.span(), stands, plural=plural)
    found = _POINTING.search(text)
    if (
        found
        and not any(start < found.start() for start, _ in new.times)
        and not _begun_before(new, found.start())
    ):
        return _pointing(new, found.span(), found[0])
    return None


def _begun_before(new: Slots, at: int) -> bool:
    """Tell whether the question has said of whom it speaks before a place in it: 华为和它的对手, 刘洋说他."""
    if any(start < at for start, _ in new.names):
        return True
    before = [token for token in new.tokens if new.begin <= token.start and token.end <= at]
    return not all(is_small(token.word) for token in before)


def _pointing(new: Slots, span: Span, word: str) -> Pronoun | None:
    """Read 该县, 这家公司, 这个项目, with a noun right behind the pronoun."""
    noun = _noun_at(new, span[1])
    if not noun:
        return None
    end = span[1] + len(noun)
    if new.text[end : end + 1] == "的" and word.startswith("那"):
        return None  # 那个果园的… describes; 该公司的… points
    kind = kind_of_noun(noun)
    stands = Stands.THING
    if noun in _PLACE_NOUNS or noun in ("地区", "城市", "国家"):
        stands = Stands.PLACE
    elif kind is Asked.PERSON or noun in ("老人", "男子", "女子", "孩子", "姑娘", "小伙"):
        stands = Stands.PERSON
    return Pronoun(span[0], end, stands, noun)


def _noun_at(new: Slots, at: int) -> str:
    known = next((n for n in (4, 3, 2, 1) if kind_of_noun(new.text[at : at + n])), 0)
    if known:
        return new.text[at : at + known]
    token = next((token for token in new.tokens if token.start == at), None)
    return (
        token.word
        if token and kind_of(token.word)[:1] in ("n", "v") and len(token.word) > 1
        else ""
    )


def referent(pronoun: Pronoun, old: Slots, answer: str | None) -> str | None:
    """Give what a pronoun stands for, as the last question or its answer wrote it; None where nothing fits."""
    match pronoun.stands:
        case Stands.TIME:
            return _asked_for(Asked.DATE, old, answer) or _time(old)
        case Stands.PLACE:
            return _place(pronoun, old, answer)
        case Stands.PERSON:
            return _person(pronoun, old, answer)
        case _:
            return _thing(pronoun, old, answer)


def _asked_for(kind: Asked, old: Slots, answer: str | None) -> str | None:
    return answer if answer and old.question.asked is kind else None


def _time(old: Slots) -> str | None:
    return old.raw(*old.times[0]) if old.times else None


def _named(old: Slots, kind: str) -> list[Span]:
    return [span for span in old.names if old.kind(span) == kind]


def _place(pronoun: Pronoun, old: Slots, answer: str | None) -> str | None:
    if told := _asked_for(Asked.PLACE, old, answer):
        return told
    places = _named(old, "place")
    ending = [s for s in places if pronoun.noun and old.text[s[1] - 1] == pronoun.noun[-1]]
    if chosen := next(iter(ending or places), None):
        return old.raw(*chosen)
    return old.raw(*old.bearer) or None


def _person(pronoun: Pronoun, old: Slots, answer: str | None) -> str | None:
    if told := _asked_for(Asked.PERSON, old, answer):
        return told
    people = _named(old, "person")
    if pronoun.plural and len(people) > 1:
        return "和".join(old.raw(*span) for span in people[:2])
    if pronoun.plural and (counted := _counted(old)):
        return counted
    if people and not pronoun.plural and old.question.asked is not Asked.PERSON:
        return old.raw(*people[0])
    return described(old)


def _thing(pronoun: Pronoun, old: Slots, answer: str | None) -> str | None:
    asked = kind_of_noun(pronoun.noun)
    names_it = old.text[old.predicate : old.predicate + 1] == "叫"
    if answer and (names_it or old.question.asked is (asked or Asked.ORGANISATION)):
        return answer
    if pronoun.plural and (counted := _counted(old)):
        return counted
    ending = old.named(lambda name: bool(pronoun.noun) and name.endswith(pronoun.noun))
    if ending is None and old.question.asked is Asked.PERSON and not old.context:
        ending = old.named(lambda _: True)  # what was done, not who did it
    return old.raw(*ending) if ending else described(old)


def _counted(old: Slots) -> str | None:
    """Give what was counted: 自贸试验区 of 有几个自贸试验区."""
    if old.question.asked not in (Asked.NUMBER, Asked.LIST):
        return None
    return old.raw(*old.object) or None


def described(old: Slots) -> str | None:
    """Give what the last question speaks of, in its words; where it begins with 谁, the one who did it."""
    if old.context:
        return old.context
    if old.asking is None:
        return None
    rest = old.raw(old.asking[1], old.end)
    if old.question.asked is Asked.PERSON and rest:
        verb = re.match("是", rest)
        return rest[1:] if verb else f"{rest}的人"
    if names := [span for span in old.names if span[0] >= old.asking[1]]:
        return old.raw(names[0][0], old.end)
    return old.raw(*old.object) or None
