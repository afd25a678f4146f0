"""Names of people, places and bodies in a text that was cut into words."""

import re
from collections.abc import Container, Iterator, Sequence

from qabot.language.kinds import kind_of
from qabot.language.people import SURE_SURNAMES, is_counted
from qabot.language.words import Token
from qabot.searching.question.heads import kind_of_noun

Span = tuple[int, int]

_BODIES = re.compile(
    "(?:"
    "公司|集团|大学|学院|医院|银行|中学|小学|学校|幼儿园|研究所|研究院|科学院|委员会|"
    "管委会|居委会|协会|学会|商会|工会|基金会|联合会|组委会|法院|检察院|公安局|教育局|"
    "卫健委|发改委|出版社|通讯社|电视台|日报|晚报|博物馆|图书馆|美术馆|纪念馆|体育馆|"
    "体育场|俱乐部|交易所|事务所|派出所|政府|办事处|中心|机场|火车站|高铁站|车站|水库|"
    "大桥|隧道|高速|铁路|公园|广场|开发区|新区|景区|保护区|合作社|剧院|剧团|乐团|球队|"
    "国家队|代表团|局|部|委|厅|署|处|院|所|馆|站|厂|队|社|港|湖|江|河|山|岛|"
    "寺|塔|路|街|省|市|县|区|镇|乡|村|州|旗|盟|街道|社区"
    ")$"
)
_JOIN_A_BODY = {
    "n",
    "ns",
    "nr",
    "nz",
    "nt",
    "nrt",
    "nrfg",
    "j",
    "vn",
    "an",
    "b",
    "s",
    "zg",
    "g",
    "ng",
}
_STAND_APART = re.compile(
    "(?:"
    "的|了|是|在|和|与|及|跟|由|被|把|对|从|向|到|为|于|以|将|曾|已|就|也|都|"
    "还|又|不|没|没有|有|成立|位于|举行|召开|举办|宣布|担任|出任|访问|参观|进入|来自|"
    "属于|获得|去|来|这|那|该|各|每|某|哪|什么|谁|几|多少|建设|建成|称|说|叫|请|"
    "问|请问|关于|现任|前任|目前|现在|今年|去年|全国|哪家|哪个|哪些|当地|本地|一个|"
    "一家|开通|毕业|就读|加盟|加入|执教|收购|投资|入选|当选|出席|参加|会见|会晤|介绍|"
    "我|你|他|她|它|我们|你们|他们|知道|告诉|想|查|总部|地处|位处|主管|任|两|次|届|全|本|多|"
    "第|条|只|个|家|所|间|座|起"
    ")"
)
_LONGEST_BODY = 12


def known_names(tokens: Sequence[Token], everyday: Container[str]) -> Iterator[Span]:
    """Give the words that jieba's dictionary has as names, without the everyday ones."""
    for token in tokens:
        word = token.word
        if len(word) > 1 and _is_known(word) and word not in everyday and not kind_of_noun(word):
            yield token.start, token.end


def _is_known(word: str) -> bool:
    kind = kind_of(word)
    if kind.startswith("nr"):
        return len(word) > 2 or word[0] in SURE_SURNAMES or kind == "nrt"
    return kind in ("ns", "nt")


def bodies(tokens: Sequence[Token], everyday: Container[str]) -> Iterator[Span]:
    """Give bodies and places by their ending, with the nouns before it."""
    for at, token in enumerate(tokens):
        if not _ends_a_body(token.word) or token.word in everyday:
            continue
        first = at
        while first > 0 and _joins(tokens, first - 1, token.end):
            first -= 1
        joined = token.start - tokens[first].start
        if joined >= min(2, len(token.word)) or (
            not joined and len(token.word) > 2 and kind_of(token.word) in ("nt", "ns", "")
        ):
            yield tokens[first].start, token.end


def _ends_a_body(word: str) -> bool:
    ends = _BODIES.search(word) and not _STAND_APART.fullmatch(word)
    return bool(ends) and (len(word) == 1 or not kind_of(word).startswith(("v", "d")))


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether a word belongs to the body that ends at `end`."""
    before = tokens[at]
    if before.end != tokens[at + 1].start or end - before.start > _LONGEST_BODY:
        return False
    word = before.word
    if (
        _STAND_APART.fullmatch(word)
        or not "\u4e00" <= word[0] <= "\u9fff"
        or is_counted(tokens, at)
    ):
        return False
    return len(word) == 1 or kind_of(word) in _JOIN_A_BODY
