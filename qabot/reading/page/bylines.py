"""Who wrote it: byline lines, the lead of a report, signatures; and the names in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from qabot.language.normal import simplified
from qabot.language.surnames import is_name, starts_with_surname
from qabot.reading.patterns import Shape

_MARK = "○◯□◎■●▲△◇◆☆★／/"
_HAN = "\u3400-\u9fff"
_AUTHOR = "记者|通讯员|实习生|评论员|特派员|特派记者|撰稿人|撰稿|读者|作者|撰文|采写|整理|口述|执笔|报道|主笔|观察员|文图|文"
_OTHER = "摄影|摄像|供图|配图|制图|绘图|插图|漫画|翻译|编辑|责编|校对|图片|图|摄|指导老师|指导教师"
_ROLE = re.compile(rf"[{_HAN}]{{0,6}}?(?:{_AUTHOR}|{_OTHER})")
_AUTHOR_ROLE = re.compile(rf"[{_HAN}]{{0,6}}?(?:{_AUTHOR})")
_ROLE_ALONE = re.compile(f"{_AUTHOR}|{_OTHER}")
_SAYS_REPORTER = re.compile("记者|通讯员|实习生|评论员|特派员|作者")
_NO_NAMES = frozenset(("单位", "作者单位", "电话", "邮箱", "本报", "本刊", "综合"))
_GLUED = re.compile(rf"([{_HAN}]{{0,6}}?(?:记者|通讯员|实习生|作者))([{_HAN}·•]{{2,}})")
_ARTICLE_WORK = Shape(
    r"文\s*[/／｜|、]?\s*(?:图|摄影|摄)(?![\u3400-\u9fff])|图\s*[/／｜|、]?\s*文(?![\u3400-\u9fff])|摄影报[道导]|文并摄|图文"
)
_TOKEN = re.compile(rf"[{_HAN}·•]+|[/／｜|：:]|[（(][^（）()]*[）)]|[^\s、，,；;{_HAN}]")
_SPACED_NAME = re.compile(
    rf"(?<![^\s、，,／/｜|：:（(○◯□◎■●▲△◇◆])([{_HAN}])[ \u3000]+([{_HAN}])(?![^\s、，,）)／/])"
)
_AGENCY = (
    "本报|本刊|本台|本网|本社|融媒体?|据?新华社|据?新华网|据?中新社|据?中新网|据?人民网|据?央视"
)
_ENCLOSED = re.compile(r"[（(](?P<who>[^（）()]{2,60})[）)]$")
_LEAD = Shape(
    rf"^[【〔\[(（]?(?:{_AGENCY})"
    r"(?:讯|消息|[^，。；：、（(\s]{0,14}?(?:日[讯电]|[讯电](?=[\s：:】〕\]]*[（(])))[】〕\]）)]?[：:]?"
    r"\s*(?:[（(](?P<who>[^（）()]{2,60})[）)])?"
)
_LOCAL_LEAD = Shape(
    r"^[\u4e00-\u9fff]{2,8}(?:讯|\d{1,2}日[讯电]|报讯)\s*[（(](?P<who>[^（）()]{2,60})[）)]"
)
_SAID_LEAD = Shape(
    r"^(?:[^，。；：（(]{0,16}[讯电】〕\]])?[\s：:]*(?P<who>(?:本报|见习|特约|全媒体|融媒体|实习)*(?:记者|通讯员)[\u4e00-\u9fff·•\s、]{2,40}?)(?:报道|[：:])"
)
_BRACKET_LEAD = Shape(r"^[（(](?P<who>[^（）()。，]{2,40}?)[）)]")
_SPACED_LEAD = Shape(
    r"^[^，。；：（(]{2,20}[讯电】〕\]][：:]?\s+(?P<who>(?:记者|通讯员)\s*[\u4e00-\u9fff·•]{2,5}(?:\s+[\u4e00-\u9fff·•]{2,4})*)\s"
)
_AFTER_SENTENCE = Shape(r"[。！？”」…][（(](?![见据转摘])(?P<who>[^（）()]{2,60})[）)]$")


@dataclass(slots=True)
class _Found:
    """What a line of authors holds.

    Attributes:
        authors: Names of those who wrote, in order.
        others: Names of those who did something else, photographers mostly.
        said: A role or a kind of work is named.
        strange: Something that is neither a name nor a role stands in the line.
    """

    authors: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    said: bool = False
    strange: bool = False


def is_marked(line: str) -> bool:
    """Tell whether a line begins with one of the marks that stand before authors."""
    return line[:1] in _MARK and bool(line)


def is_byline(line: str) -> bool:
    """Tell whether a line names authors and says so, by a mark or a role (`○ 通讯员 …`)."""
    found = _scan(line)
    return bool(
        (found.authors or found.others) and not found.strange and (found.said or is_marked(line))
    )


def is_credit(line: str) -> bool:
    """Tell whether a line is a signature: names and work (`… 文/图`), or authors in brackets."""
    enclosed = _ENCLOSED.fullmatch(line)
    if enclosed:
        return is_byline(enclosed["who"])
    found = _scan(line)
    words = line.split()
    return (
        len(words) > 1
        and _ARTICLE_WORK.fits(words[-1])
        and bool(found.authors)
        and not found.strange
        and not is_marked(line)
    )


def starts_report(paragraph: str) -> bool:
    """Tell whether a paragraph opens a report (`本报讯（…）`, `本报某地1月1日电`)."""
    head = paragraph[:100]
    if _LEAD.is_in(head):
        return True
    return bool(_names_of_other_lead(head))


def names_of_lead(paragraph: str) -> tuple[str, ...]:
    """Give the authors in the lead of a report (`本报讯（记者 …）`)."""
    head = paragraph[:100]
    found = _scan(_LEAD.part("who", head))
    if found.authors and not found.strange:
        return tuple(found.authors)
    return _names_of_other_lead(head)


def _names_of_other_lead(head: str) -> tuple[str, ...]:
    """Give the authors of a lead in which they alone tell that it is one."""
    for lead in (_LOCAL_LEAD, _SAID_LEAD, _BRACKET_LEAD, _SPACED_LEAD):
        found = _scan(lead.part("who", head))
        if found.authors and not found.strange and (found.said or lead is not _BRACKET_LEAD):
            return tuple(found.authors)
    return ()


def names_of_tail(paragraph: str) -> tuple[str, ...]:
    """Give the authors in brackets after the last sentence of a paragraph."""
    found = _scan(_AFTER_SENTENCE.part("who", paragraph[-80:]))
    return () if found.strange else tuple(found.authors)


def names_alone(line: str) -> tuple[str, ...]:
    """Give the authors of a line that holds nothing else; empty where something else stands in it."""
    found = _scan(line)
    return () if found.strange else tuple(found.authors)


def names_of_credit(line: str) -> tuple[str, ...]:
    """Give the authors of a line that is known to name them; what else it holds is passed over."""
    enclosed = _ENCLOSED.fullmatch(line)
    return tuple(_scan(enclosed["who"] if enclosed else line).authors)


@lru_cache(maxsize=256)
def _scan(line: str) -> _Found:
    """Read a line of authors: a role tells who the names after it are, or, behind a slash, the names before it."""
    found = _Found()
    if not 2 <= len(line) <= 80:
        found.strange = True
        return found
    marked = is_marked(line)
    current, fresh, slash, explicit = found.authors, list[str](), False, marked
    for word, plain in _words(line.lstrip(_MARK).strip()):
        if plain in "/／｜|：:":
            slash = plain not in "：:"
            continue
        if _is_role(plain):
            # `… 文/图` signs a text as well as it heads one; any other role says that authors follow.
            found.said = found.said or plain != "文图" or not found.authors
            explicit = True
            is_author = bool(_AUTHOR_ROLE.fullmatch(plain))
            if slash and fresh:
                _move(fresh, found, is_author)
                current = found.authors
            else:
                current = found.authors if is_author else found.others
            fresh = []
        elif _is_name(plain, explicit and not found.strange):
            current.append(word)
            fresh.append(word)
        elif word[0] in "（(":
            found.strange = found.strange or not fresh
        else:
            found.strange = True
        slash = False
    found.authors = list(dict.fromkeys(found.authors))
    return found


def _is_role(word: str) -> bool:
    """Tell a role, with what may stand before it (`本报见习记者`), from a name that ends like one (`王文`)."""
    if _ROLE_ALONE.fullmatch(word):
        return True
    return bool(_ROLE.fullmatch(word)) and (not is_name(word) or bool(_SAYS_REPORTER.search(word)))


def _move(names: list[str], found: _Found, is_author: bool) -> None:
    """File the names before a role (`…/图`) under it."""
    if not is_author:
        found.authors = [name for name in found.authors if name not in names]
        found.others += names


def _words(line: str) -> Iterator[tuple[str, str]]:
    """Cut a line into words, each as printed and in simplified characters; roles stand apart from names."""
    text = _ARTICLE_WORK.replace(" 文图 ", line)
    text = _SPACED_NAME.sub(r"\1\2", text)
    for found in _TOKEN.finditer(text):
        word = found[0]
        plain = simplified(word)
        glued = _GLUED.fullmatch(plain)
        if glued and not _ROLE.fullmatch(plain):
            cut = glued.end(1)
            yield word[:cut], plain[:cut]
            yield word[cut:], plain[cut:]
        else:
            yield word, plain


def _is_name(word: str, explicit: bool) -> bool:
    """Tell a name; where a role or a mark says that names follow, its first character need be no surname."""
    if word in _NO_NAMES:
        return False
    if "·" in word or "•" in word:
        return bool(re.fullmatch(rf"[{_HAN}]{{1,8}}(?:[·•][{_HAN}]{{1,8}})+", word))
    if not re.fullmatch(rf"[{_HAN}]{{2,4}}", word):
        return False
    return starts_with_surname(word) or (explicit and len(word) <= 4)
