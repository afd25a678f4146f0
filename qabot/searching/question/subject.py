"""What a question is about, and a later question that leaves it out or says 它."""

import re

from qabot.searching.question.heads import kind_of_noun, kind_of_phrase
from qabot.searching.question.words import asking_words, masked, without_lead

_PRONOUN = (
    "(?:它们|他们|她们|它|他(?!国|乡|人)|她"
    "|该(?:国|市|省|县|镇|村|公司|校|片|项目|书|剧|队|企业|机构|银行|地|工程)"
    "|这(?:部|个|家|位|座|本|所|支|款|种|项)?(?:电影|影片|人|公司|城市|书|剧|学校|球队|项目|工程|会议|比赛|活动)"
    "|(?<![尤与极])其(?!中|他|它|实|余|次|间))的?"
)
_CONNECTIVE = "[,，; ]*(?:而且|并且|以及|还有|那么?|然后|另外|同时|并|和|又)?[,， ]*"
_BEGINS_WITH_PRONOUN = re.compile(f"(?P<pronoun>{_PRONOUN})")
_HAS_PRONOUN = re.compile("(?:它们|它|她|他(?!国|乡|人|们))的?")
_CONNECTS = re.compile(f"^{_CONNECTIVE}")
# What the subject ends before.
_PREDICATE = re.compile(
    "的|是|在|有|由|于|[\u4e00-\u9fff]了|什么|谁|哪|何|多少|几|怎|如何|为什么|叫|属于|位于|成立|创办|创立|建立|建成|开工|竣工|开通"
    "|开业|上映|播出|出版|发行|发布|推出|举行|举办|召开|开幕|闭幕|出生|去世|毕业|获得|担任|当选|来自|拥有|达到|出席|参加|会见|访问"
)
_SMALL_WORDS = re.compile("(?:分别|大约|又|都|是|为|在|有|于|由|的|了)+$")
_BARE = 4
"""Characters of a noun that stands alone: 县长, 总部."""


def subject_of(clause: str) -> str:
    """Give what a question in normal form is about: all before its predicate."""
    clear = without_lead(masked(clause))
    first = next(asking_words(clear), None)
    end = first.start if first else len(clause)
    if found := _PREDICATE.search(clear, 1):
        end = min(end, found.start())
    start = len(clear) - len(clear.lstrip())
    return clause[start:end].strip(" ,，")


def with_subject(clause: str, subject: str) -> str:
    """Put the subject of a first question where a later one has a pronoun, or no subject at all."""
    clause = _CONNECTS.sub("", clause)
    if not subject:
        return clause
    if found := _BEGINS_WITH_PRONOUN.match(clause) or _HAS_PRONOUN.search(masked(clause)):
        owner = "的" if found[0].endswith("的") or found[0] == "其" else ""
        return f"{clause[: found.start()]}{subject}{owner}{clause[found.end() :]}"
    if kind_of_noun(subject):
        return clause
    first = next(asking_words(masked(clause)), None)
    own = _SMALL_WORDS.sub("", clause[: first.start] if first else clause)
    if len(own) <= _BARE and kind_of_phrase(own):
        return f"{subject}的{clause}"
    return subject + clause if len(own) <= 2 else clause
