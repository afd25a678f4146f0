"""Short names that a text itself explains: 临水县乡村振兴投资有限公司（以下简称“临乡投”）."""

import re
from collections.abc import Iterable, Iterator

from qabot.language.words import Tokenizer

_EXPLAINED = re.compile(
    r"(?P<full>[^\W\d_][\w·]{3,40})[”\"」]?[(](?:以下|下文|下面)?统?(?:简|下)称(?:为|作)?[:,]?"
    r"[“\"‘「]?(?P<short>\w{2,12})[”\"’」]?[)]"
)
# Documents, which every text shortens alike: 《办法》, “规划”; and the firm or the side that a text is about.
_OF_THIS_TEXT = re.compile(
    "(?:本|该)?(?:公司|集团|办法|条例|规定|意见|通知|方案|规划|计划|纲要|协议|合同|细则|指南|项目|活动|大赛|[甲乙丙]方)"
)


def short_names(text: str, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
    """Yield full and short names.

    The full name begins with the word that has the short name's first character, at the last place from which all
    of the short name's characters follow in order.
    Source: Schwartz and Hearst 2003, A Simple Algorithm for Identifying Abbreviation Definitions, for words of letters.

    Args:
        text: In normal form.
        tokenizer: Tells where words begin.
    """
    for explained in _EXPLAINED.finditer(text):
        before, short = explained["full"], explained["short"]
        at = len(before)
        for char in reversed(short):
            at = before.rfind(char, 0, max(at, 0))
        if at < 0 or _OF_THIS_TEXT.fullmatch(short):
            continue
        full = before[max(t.start for t in tokenizer.cut(before) if t.start <= at) :]
        if len(full) > len(short):
            yield full, short


def unambiguous(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out short names that stand for several things; 水务公司 and 临水县水务公司 are one."""
    full_names: dict[str, dict[str, None]] = {}
    for full, short in pairs:
        full_names.setdefault(short, {})[full] = None
    return [
        (full, short)
        for short, several in full_names.items()
        if all(full.endswith(min(several, key=len)) for full in several)
        for full in several
    ]
