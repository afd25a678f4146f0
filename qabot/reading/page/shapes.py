"""What a line looks like by itself: the named patterns that the tagger weighs, and a few more marks of form."""

import re

from qabot.language.surnames import is_name
from qabot.reading.page.blocks import is_closed
from qabot.reading.page.bylines import is_byline, is_credit, is_marked, starts_report
from qabot.reading.patterns import Shape

_DAY = r"(?:公历|西历)?\s*(?:[12]\d{3}|[一二〇零○]{4})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*[月./-]\s*[\d一二三四五六七八九十]{1,3}\s*日?"
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_PAGE = r"(?:第\s*[0-9一二三四五六七八九十]{1,3}\s*[版页]|[A-D]?\d{1,2}\s*版?|[A-D]\d{1,2})"

SHAPES = {
    "date": Shape(rf"\W*{_DAY}\W*(?:{_WEEKDAY})?.{{0,24}}|\W*{_WEEKDAY}\W*{_DAY}.{{0,16}}"),
    "weekday": Shape(rf".{{0,40}}{_WEEKDAY}.{{0,30}}"),
    "lunar": Shape(r".{0,40}(?:农历|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年).{0,30}"),
    "page": Shape(rf"{_PAGE}(?:[\s:：·|｜/]*\S{{2,8}})?|\S{{2,8}}[\s:：·|｜/]+{_PAGE}"),
    "paper": Shape(
        r"《?[^\s，。]{1,8}(?:日报|晚报|早报|时报|周报|导报|商报|都市报|快报|新报|农民报|工人报|青年报|政协报|报)》?(?:[\s·].{0,30})?"
    ),
    "editor": Shape(
        r".{0,12}(?:责编|责任编辑|编辑|编审|版式|校对|美编|排版|组版|值班|主编|审读|检校|照排|视觉)(?:员|设计|总编|编委)?\s*[：:／/｜|\s].{1,70}"
    ),
    "contact": Shape(
        r".{0,20}(?:(?:热线|电话|邮箱|网址|邮编|传真|地址|微信|统一(?:连续)?出版物?号|刊号|邮发代号|印刷|出版|订阅|总第).{0,60}|[\w.]+@[\w.]+.{0,20}|.{0,10}www\..{3,40}|CN\s?\d\d-\d{4}.{0,20})"
    ),
    "jump": Shape(
        r"[（(【\[]?\s*[▲▼△▽→←]?\s*(?:[紧]?[下上][转接]|转|接|详见|见)\s*(?:第?\s*[0-9一二三四五六七八九十A-D]{1,4}\s*版)(?:.{0,14})?[）)】\]]?|.{0,24}[（(](?:[下上紧][转接])\s*第?\s*[0-9一二三四五六七八九十A-D]{1,4}\s*版.{0,12}[）)]"
    ),
    "source": Shape(r"[（(【\[]?\s*(?:据|来源|摘自|综合|转载自|原载|记者手记).{1,24}[）)】\]]?"),
    "picture": Shape(
        r"[▲△▼▽←→↑↓◀▶]?\s*(?:[上下左右前]?[侧方]?图(?:[①-⑩一二三四1-9]|为|[：:]|是)|图片说明|题图|资料图|漫画)(?s:.*)"
    ),
    "shot": Shape(
        r"(?s:.*)[\s（(。：:/／](?:\S{0,14}[\s：:/／]?(?:摄|供图|摄影|翻拍|提供|制图|图)|资料图片?|资料照片|新华社发|新华社照片|图片来源.*|视觉中国.*)[）)。]?"
    ),
    "dash": Shape(r"(?:[—―─–－-]{1,3}|--)\s*[^—―─–－\s-](?s:.*)"),
    "question": Shape(r"(?:问|[Qq]|(?:本报|本台|本刊)?记者|主持人|提问|笔者|编者)\s*[：:](?s:.*)"),
    "answer": Shape(r"(?:答|[Aa]|[\u4e00-\u9fff·•]{2,6})\s*[：:](?s:.*)"),
    "asks": Shape(r"(?s:.*)[？?][”’」』）)]*"),
    "numbered": Shape(
        r"(?:[一二三四五六七八九十]{1,3}\s*[、.．]|（[一二三四五六七八九十]{1,2}）|[①-⑳]|\d{1,2}\s*[、.．](?!\d)|第[一二三四五六七八九十]{1,2}[，、：章节条]|[一二三四五六七八九]是)(?s:.*)"
    ),
    "fresh": Shape(
        r"(?:据[了悉介统]|近年来|近日|日前|目前|同时|此外|另外|另据|如今|今年|去年|截至|截止|下一步|随着|与此同时|接下来|其中|为[了此确]|在[^，。]{2,20}[，,]|“|‘|「|\d{1,4}[年月日]|会议|活动|记者|一[直边]|当[天日前]|昨[天日]|今[天日]|[这该此]|[他她我]们?|不[过仅久]|然而|但[是]?)(?s:.*)"
    ),
    "column": Shape(
        r"[【〖\[［■◆●▍|｜]?\s*[^，。；]{2,12}\s*[】〗\]］|｜]|[^，。；\s]{2,14}(?:·|•|丨|—)[^，。；\s]{2,14}"
    ),
    "notice": Shape(
        r".{0,20}(?:公告|启事|通告|声明|公示|通知|告示|遗失|招聘|讣告|更正|简讯|短讯|快讯|一句话新闻|征文|征集)"
    ),
    "greeting": Shape(r"[^，。；]{1,20}[：:]"),
    "body_role": Shape(r"(?s:.*)(?:记者|通讯员|实习生|作者|文[/／｜|]|图[/／｜|])(?s:.*)"),
}

_WORD = re.compile(r"[\u4e00-\u9fff]+(?:[·•][\u4e00-\u9fff]+)*")
_OPENING, _CLOSING = "“‘「『（(《〈【[", "”’」』）)》〉】]"
_TELLING_CHARS = 2000
"""Characters of a block that its shape is judged by; a longer one is a body whatever follows."""


def shape_flags(text: str) -> list[str]:
    """Name every pattern that a line fits, with the parsers' findings about authors.

    Args:
        text: A block; of a very long one only the beginning and the end count.
    """
    text = telling(text)
    flags = [name for name, shape in SHAPES.items() if shape.fits(text)]
    if starts_report(text):
        flags.append("report")
    if is_byline(text):
        flags.append("byline")
    if is_credit(text):
        flags.append("credit")
    if is_marked(text):
        flags.append("marked")
    return flags


def telling(text: str) -> str:
    """Give the part of a text that tells its shape: all, or the beginning and the end."""
    if len(text) <= _TELLING_CHARS:
        return text
    return text[: _TELLING_CHARS - 100] + text[-100:]


def names_share(text: str) -> float:
    """Give the share of the words of a line that look like names: two to four characters, a surname first."""
    words = _WORD.findall(text[:80])
    if not words or len(text) > 80:
        return 0.0
    named = sum(map(is_name, words))
    return named / len(words)


def unbalanced(text: str) -> tuple[int, int]:
    """Count the quotes and brackets that a piece of text closes without opening, and opens without closing."""
    unopened = depth = 0
    for char in text:
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            if depth:
                depth -= 1
            else:
                unopened += 1
    return unopened, depth


def ending(text: str) -> str:
    """Give the kind of a line's last sign: `stop`, `comma`, `colon`, `quote`, `bracket`, `digit`, `han`, `other`."""
    last = text[-1]
    if last in "”’」』":
        return "stop" if is_closed(text) else "quote"
    kinds = {"。！？!?…": "stop", "，、,": "comma", "：:；;": "colon", "）)】]》": "bracket"}
    for signs, kind in kinds.items():
        if last in signs:
            return kind
    if last.isdigit():
        return "digit"
    return "han" if "\u3400" <= last <= "\u9fff" else "other"


def beginning(text: str) -> str:
    """Give the kind of a line's first sign: `closing`, `opening`, `digit`, `han`, `latin`, `mark`."""
    first = text[0]
    if first in _CLOSING or first in "，。、；：！？,.;:!?%％":
        return "closing"
    if first in _OPENING:
        return "opening"
    if first.isdigit():
        return "digit"
    if "\u3400" <= first <= "\u9fff":
        return "han"
    return "latin" if first.isascii() and first.isalpha() else "mark"
