"""Who wrote it: byline lines, the lead of a report, signatures; and the names in them."""

import re

from qabot.reading.patterns import Shape

_MARK = "○◯□◎■●▲△◇◆☆★"
_ROLE = Shape(r"[\u4e00-\u9fff]{0,6}(?:记者|通讯员|实习生|评论员|特派员|撰稿人|读者|作者)[：:]?")
_ARTICLE_WORKS = "文[/／]图|图[/／]文|摄影报[道导]|文并摄"
_ARTICLE_WORK = Shape(_ARTICLE_WORKS)
_WORK = Shape(f"{_ARTICLE_WORKS}|撰文|摄影|供图|文|图|摄")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,8}(?:[·•][\u4e00-\u9fff]{1,8})+")
_APART = re.compile(r"[\s、，,；;]+")
_SPACED_NAME = re.compile(
    r"(?<![^\s、，,])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![^\s、，,])"
)
_AFTER_ROLE = "(?:(?<=记者)|(?<=通讯员)|(?<=实习生))"
_ROLE_TO_NAME = Shape(_AFTER_ROLE + r"[：:](?=[\u4e00-\u9fff])")
_MARKED_ROLE_TO_NAME = Shape(_AFTER_ROLE + r"[：:]?(?=[\u4e00-\u9fff])")
_LEAD = Shape(
    "^(?:本报|本刊|本台|新华社|新华网|中新社|中新网|人民网)"
    r"(?:讯|[^，。；：、（(]{0,14}(?:日[讯电]|[讯电]\s*(?=[（(])))"
    r"\s*(?:[（(](?P<who>[^（）()]{2,60})[）)])?"
)
_ENCLOSED = re.compile(r"[（(](?P<who>[^（）()]{2,60})[）)]$")
_AFTER_SENTENCE = Shape(r"[。！？”」…][（(](?![见据转摘])(?P<who>[^（）()]{2,60})[）)]$")


def names_in(line: str) -> tuple[str, ...] | None:
    """Read a line that holds nothing but authors.

    Args:
        line: Without brackets around it.

    Returns:
        The names in order; None if something else stands in the line.
    """
    names: list[str] = []
    for word in _words(line):
        if _ROLE.fits(word) or _WORK.fits(word):
            continue
        if not _NAME.fullmatch(word):
            return None
        names.append(word)
    return tuple(dict.fromkeys(names)) or None


def is_marked(line: str) -> bool:
    """Tell whether a line begins with one of the marks that stand before authors."""
    return line[:1] in _MARK and bool(line)


def is_byline(line: str) -> bool:
    """Tell whether a line names authors and says so, by a mark or a role (`○ 通讯员 …`)."""
    said = is_marked(line) or any(map(_ROLE.fits, _words(line)))
    return said and names_in(line) is not None


def _words(line: str) -> list[str]:
    """Cut a line of authors into roles, names and work; a name set apart (`王 磊`) is one."""
    # Without a mark, 记者走基层 must not become a reporter named 走基层.
    role_to_name = _MARKED_ROLE_TO_NAME if is_marked(line) else _ROLE_TO_NAME
    text = role_to_name.replace(" ", line.lstrip(_MARK).strip())
    return list(filter(None, _APART.split(_SPACED_NAME.sub(r"\1\2", text))))


def is_credit(line: str) -> bool:
    """Tell whether a line is a signature: names and work (`… 文/图`), or authors in brackets."""
    enclosed = _ENCLOSED.fullmatch(line)
    if enclosed:
        return is_byline(enclosed["who"])
    words = _APART.split(line)
    return len(words) > 1 and _ARTICLE_WORK.fits(words[-1]) and names_in(line) is not None


def starts_report(paragraph: str) -> bool:
    """Tell whether a paragraph opens a report (`本报讯（…）`, `本报某地1月1日电`)."""
    return _LEAD.is_in(paragraph)


def names_of_lead(paragraph: str) -> tuple[str, ...]:
    """Give the authors in the lead of a report (`本报讯（记者 …）`)."""
    return names_in(_LEAD.part("who", paragraph)) or ()


def names_of_tail(paragraph: str) -> tuple[str, ...]:
    """Give the authors in brackets after the last sentence of a paragraph."""
    return names_in(_AFTER_SENTENCE.part("who", paragraph)) or ()


def names_of_credit(line: str) -> tuple[str, ...]:
    """Give the authors of a byline or credit line."""
    enclosed = _ENCLOSED.fullmatch(line)
    return names_in(enclosed["who"] if enclosed else line) or ()
