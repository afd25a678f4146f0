"""The words that make a question, where they stand, and what each asks for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from qabot.searching.question.heads import kind_of_first_noun, kind_of_phrase
from qabot.searching.question.kinds import Asked


@dataclass(frozen=True, slots=True)
class Asking:
    """A question word, with its place in the text."""

    start: int
    end: int
    asked: Asked


_QUOTED = re.compile('《[^》]*》|“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"|‘[^’]*’|【[^】]*】')
_QUESTION = re.compile("谁|什么|哪|何|几|多少|多[大高长久远]|怎|吗|为啥|是否|如何|[?]")
_MEASURE = (
    "[1一个家种款部本位名座所支条项首只张场次届类期段起方间辆台件份片篇批组对层道门副幅栋艘枚颗块]"
)
# What a question may begin with that asks nothing itself.
_LEADS = re.compile(
    "(?:(?:请问|请教|你好|您好|那么|有没有人|有谁|谁|你们?|您|大家|我(?:们)?|能不能|能否|可否|可以|麻烦|帮我?|给我|请)*"
    "(?:知不知道|知道|晓得|了解|清楚|告诉(?:我|大家)?[1一]?下?|说[1一]?下|说说|讲[1一]?下|讲讲|介绍[1一]?下|查[1一]?[下查]|问[1一]?[下问]|想知道|想问|想了解|搜[1一]?下|找[1一]?下|列出|列举))+"
    "(?:关于|[1一]下|的是)?[,， :：]?|^(?:请问|那么|话说|你好|您好)[,， :：]*"
)

# Every pattern with its kind; at one place the first that matches counts.
_THAT_ASKS = (
    (
        Asked.REASON,
        "(?<![称成作名类变分列视誉定改译认以])为(?:什么|何)|为啥|为嘛|何故|何以|因何|缘何|干嘛|凭什么|怎么回事|怎么(?:就|会|没|不|还|又|老|总|突然|这么|那么|1直)|咋(?:会|就|没|不)|(?:由于|因为|出于)(?:什么|哪些?)|什么(?:原因|理由|缘故|导致|促使|造成)|(?:哪些|哪几个|啥)(?:原因|理由)|(?:有|是)(?:何|啥)(?:原因|目的|理由)|原因(?:何在|在哪|在于)|意欲何为|\\bwhy\\b|what (?:caused|is the reason|was the reason)",
    ),
    (
        Asked.NUMBER,
        "多(?:长|少|大|久)(?:的)?(?:时间|年纪|年龄|岁数|天|年|个?小时|岁|面积|规模)|多(?:少|大|高|长|久|远|重|宽|深|厚|快|粗|贵|热|冷)|(?:百|千)分之(?:几|多少)|第(?:几|多少)|哪[1一]?[届级](?!.?[领人])|什么(?:价|价格|价位|比例|规模|水平|名次|比分)|好多(?=钱|人|个)|how (?:many|much|long|old|far|tall|high|big|large|fast|often|deep|heavy)",
    ),
    (
        Asked.DATE,
        "什么(?:时候|时间|时刻|日子|年代|日期|年份|时期)|啥时候?|何(?:时|年|月|日)|几时|哪[1一]?(?:个?(?:年份|月份|季度|时期|年代|世纪|朝代|王朝|月|星期|时段|阶段)|年|天|日(?!本)|周)|哪几(?:年|天|个月|日)|星期几|周几|(?<![十数好上近这过去])几(?:月|日|号(?!线|楼|院)|点(?!建议|要求)|几年)|多少(?:号|年代)(?!线)|when\\b|what (?:time|date|day|year|month)\\b|(?:which|in what) (?:year|month|day)",
    ),
    (
        Asked.LIST,
        f"哪些|哪几|哪(?:两|[2-9])(?=[个位名家所座部种项条支款国])|(?:都|分别|各|主要)?(?<![具没拥含带])有(?:些)?(?:什么|啥|谁)(?!关系|区别|用$|样)|都[\u4e00-\u9fff]{{0,3}}?(?:什么|谁|啥|哪)|(?:分别|各自?)(?:是|为|叫|在|有|来自|属于)?(?:谁|什么|哪{_MEASURE}?)|(?:包括|包含|涵盖|涉及)(?:了)?(?:什么|哪|谁|啥)|(?:什么|啥)和(?:什么|啥)|list (?:of|all)|what are\\b|who are\\b|which .{{1,20}} are\\b",
    ),
    (
        Asked.PLACE,
        f"哪里|哪儿|哪边|哪(?=$|[?。,，呢啊呀 ])|何(?:地|处|方)|(?:什么|啥)(?:地方|地点|位置)|啥地儿|(?<=[在于到去从往自])哪(?![些1一]|{_MEASURE}|[年天日月周国省市县])|哪[1一]?(?:个|座|片|条|处)?(?:国|省|市|县|区|镇|乡|村|州|洲|郡)(?!家队|长|委|政府|队)|来自哪(?!{_MEASURE})|where\\b|(?:what|which) (?:country|city|place|province|town|state)",
    ),
    (
        Asked.PERSON,
        "(?<!无论)谁(?!家(?:公司|企业|单位|医院|银行))|哪[1一]?(?:位|名)|(?:什么|何|啥|哪(?:1|一)?个)人(?!群|口)|何许人|(?:who|whom|whose)\\b",
    ),
    (
        Asked.ORGANISATION,
        "谁家|哪[1一]?(?:家|所)|哪[1一]?(?:支|个|只)?(?:球|战|国家|代表|车)?队|哪[1一]?(?:个)?(?:部门|部委|机构|单位|公司|学校|大学|企业|银行|局)|(?:which|what) (?:company|organi[sz]ation|team|university|school|bank|agency|party)",
    ),
    (
        Asked.MANNER,
        "怎么(?:样)?|怎样|如何|咋(?:样)?|(?:以|用|通过|采取|采用)(?:什么|何种|哪种)(?:方式|办法|方法|手段|途径|形式|渠道|技术|工艺|手法)|什么(?:方法|方式|办法|途径|手段|做法)|how\\b",
    ),
    (
        Asked.NUMBER,
        "(?<![十百千万数好上近这去后前隔每0-9])(?<!未来)(?<!下来)几(?![乎何内率经十百千万])(?=[\u4e00-\u9fff%])|(?<=[是有为达到了第])几(?=$|[?。,，])",
    ),
    (
        Asked.THING,
        f"什么|啥|何(?=种|物|事|在|为$|名|等|人)|哪(?:[1一]?{_MEASURE})?|what\\b|which\\b|几何",
    ),
)
_ASKS = re.compile("|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(_THAT_ASKS)))
_NO_QUESTION = re.compile(
    "什么的$|没什么|无论(?:什么|谁|哪|如何|怎)|不管(?:什么|谁|哪|如何|怎)|(?:不论|任)(?:谁|何|什么)|谁都|什么都|哪里都|任何|如何是好|为何物|[二两]?几何学|哪咤|几乎|几何图|几内亚|几率|几经|好几|茶几|如何如何|好奇怎"
)
# A question that yes or no answers.
_YES_NO = re.compile(
    "吗[?!。 ]*$|是否|是不是|有没有|能不能|会不会|可不可以|该不该|要不要|对不对|好不好|行不行|能否|可否|会否|有无|(?:是真的|真的假的|属实|真假)[?]*$|([^时动])不\\1(?![\u4e00-\u9fff]?不)"
    "|(?:了|过|的)(?:没有|没|么)[?。 ]*$|(?<!什)(?<!怎)(?<!那)(?<!这)(?<!多)么[?]*$|吧[?]+$|对吗|^(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)\\b"
)
_ENGLISH_NUMBER = re.compile(
    r"(?:number|amount|price|cost|rate|population|percentage|size|length|height|value|total|gdp) of\b"
)
_QUALIFIES = re.compile("[^的是在有被把和,，。?了]{1,3}")
_NAMED = {Asked.PERSON, Asked.PLACE, Asked.ORGANISATION}


def masked(text: str) -> str:
    """Give the text with what is quoted in it, and with its titles, made blank: no word there asks anything."""
    text = text.replace("甚么", "什么")
    blank = _QUOTED.sub(lambda quoted: "□" * len(quoted[0]), text)
    if _QUESTION.search(text) and not _QUESTION.search(blank) and "《" not in text:
        return text  # somebody put the whole question between quotes
    return _NO_QUESTION.sub(lambda found: "□" * len(found[0]), blank)


def without_lead(text: str) -> str:
    """Give the text with 请问, 你知道…吗 and the like made blank; it must be masked."""
    blank = _LEADS.sub(lambda lead: " " * len(lead[0]), text)
    if blank == text or not any(True for _ in asking_words(blank)):
        return text
    return re.sub("吗(?=[?。!]*$)", " ", blank)


def asking_words(text: str) -> Iterator[Asking]:
    """Give the question words of a masked text, from left to right, with what each asks for."""
    for found in _ASKS.finditer(text):
        asked = _THAT_ASKS[int((found.lastgroup or "k0")[1:])][0]
        yield Asking(*found.span(), _by_context(text, found, asked))


def asks_at(text: str, start: int, end: int) -> bool:
    """Tell whether a range of a text in normal form has part of a question word: 几只, 百分之."""
    return any(first < end and start < last for first, last in _places_of_asking(text))


@lru_cache(maxsize=8)  # it is asked for word by word
def _places_of_asking(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((word.start, word.end) for word in asking_words(without_lead(masked(text))))


def yes_or_no(text: str) -> bool:
    """Tell whether a masked text asks for yes or no, where it has no other question."""
    return _YES_NO.search(text) is not None


def asks(text: str) -> bool:
    """Tell whether a text in normal form has a question word, or asks for yes or no."""
    clear = without_lead(masked(text))
    return yes_or_no(clear) or any(True for _ in asking_words(clear))


def _by_context(text: str, found: re.Match[str], asked: Asked) -> Asked:
    """Let the noun at a question word decide where the word alone tells little."""
    after = text[found.end() :].lstrip(" 的")
    if asked is Asked.LIST:
        kind = kind_of_first_noun(after)
        return Asked.REASON if kind is Asked.REASON else asked
    if asked is not Asked.THING:
        return asked
    return kind_of_first_noun(after) or _kind_of_near_noun(after) or _by_subject(text, found, after)


def _kind_of_near_noun(after: str) -> Asked | None:
    """哪个|欧洲|国家: only with little between, and nothing that ends the phrase."""
    between = _QUALIFIES.match(after)
    kinds = (kind_of_first_noun(after[at:]) for at in range(1, between.end() + 1 if between else 1))
    return next((kind for kind in kinds if kind in _NAMED), None)


def _by_subject(text: str, found: re.Match[str], after: str) -> Asked:
    """X的导演是什么, 选手叫什么名字: what stands before it decides."""
    if found[0].startswith(("what", "which")):
        return Asked.NUMBER if _ENGLISH_NUMBER.search(text, found.end()) else Asked.THING
    if re.match(r"(?:名字|名)?[? 。,，]*$", after) or after.startswith("名字"):
        before = re.search(
            "([^,，。?]*?)(?:分别)?(?:是|为|叫做?|名叫|在于|在)$", text[: found.start()]
        )
        kind = (
            before
            and not before[1].endswith("的")
            and kind_of_phrase(re.sub("的?(?:名字|姓名)$", "", before[1]))
        )
        if kind:
            return kind
    return Asked.THING
