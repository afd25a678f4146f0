"""A web page → the text of its articles, without menus and advertisements (trafilatura)."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from qabot.messages import say
from qabot.reading.drafts import Origin
from qabot.reading.encodings import decode
from qabot.reading.formats.source import FormatError
from qabot.reading.page.blocks import clean
from qabot.reading.page.bylines import names_alone

if TYPE_CHECKING:
    from trafilatura.settings import Document

MAX_BYTES = 10 << 20
"""A page of more would keep trafilatura busy for over 10 s; news pages have under 1 MB."""

MAX_ELEMENTS = 20_000
"""trafilatura takes 0.05 to 0.2 ms for each; news pages have under 5,000."""

MAX_ATTRIBUTES = 1_000
"""Of one tag: the time of the parser grows with the square of their number (100,000 take minutes)."""

MIN_EXTRACTED_SIZE = "20"
"""Characters from which on trafilatura trusts what it found; its default, 250, is meant for letters, not for Chinese."""

_TAG = re.compile(r"<[a-zA-Z][^<>]*")
_LONG_TAG = 2 * MAX_ATTRIBUTES
_HAN = "\u3000-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—"
_LINE_BREAK = re.compile(rf"(?<=[{_HAN}])\s*\n\s*(?=[{_HAN}])|(?P<space>\s*\n\s*)")
_LINES = re.compile(r"[ \t]*\n[ \t]*")
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s+")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*)+")
_BLOCKS = frozenset(("p", "head", "quote", "list", "table", "ab", "code", "div"))
_ENDS = {"lb": "\n", "item": "\n", "row": "\n", "cell": " "}


def read_html(data: bytes, origin: Origin) -> tuple[str, Origin]:
    """Read a web page.

    Args:
        data: The file.
        origin: What is known without it.

    Returns:
        The text, blocks apart by blank lines, table rows and list items one a line; empty if none was found.
        The origin with what the page says of itself; what was known before stays.

    Raises:
        NotTextError: It is no text in a known encoding.
        FormatError: It is too large, or built so that it cannot be read.
    """
    html = clean(decode(data))
    _check_size(data, html)
    tree = _parse(html)
    documents = [found for recall in (False, True) if (found := _extract(tree, recall))]
    if not documents:
        return "", origin
    # The cautious reading loses headings between short articles; the other loses text that has no tags.
    document = max(documents, key=lambda found: len(found.body.findall(".//head")))
    return _text(document.body), _known(origin, document, tree, html)


def _check_size(data: bytes, html: str) -> None:
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MB"
        raise FormatError(
            say(
                f"网页大于 {limit}；请只保存正文部分",
                f"a web page over {limit}; save the text of it only",
            )
        )
    for tags, tag in enumerate(_TAG.finditer(html), start=1):
        long = tag.end() - tag.start() > _LONG_TAG and len(tag[0].split()) > MAX_ATTRIBUTES
        if long or tags > MAX_ELEMENTS:
            raise FormatError(
                say(
                    f"网页的标签太多（超过 {MAX_ELEMENTS} 个，或一个标签的属性超过 {MAX_ATTRIBUTES} 个）；请分成几个文件",
                    f"too many tags (over {MAX_ELEMENTS}, or over {MAX_ATTRIBUTES} attributes in one); split the page",
                )
            )


def _parse(html: str) -> Any:
    """Build the tree.

    Raises:
        FormatError: It is nested deeper, or has a longer piece of text, than the parser keeps.
    """
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(html.encode(), parser=parser)
    except ParserError:
        return document_fromstring("<html></html>")  # Nothing but comments or white space.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise FormatError(
            say(
                "网页的标签嵌套太深（超过 255 层），或有一段文字太长（超过 10 MB）；请另存为文本",
                "nested too deep (over 255 levels), or a text of over 10 MB in one piece; save it as text",
            )
        )
    for element in tree.iter():
        if element.tag not in ("pre", "script", "style", "textarea"):
            element.text = _unwrapped(element.text)
        element.tail = _unwrapped(element.tail)
    return tree


def _unwrapped(text: str | None) -> str | None:
    """Take out the line breaks of the source, which mean nothing; between letters a space stays."""
    if not text or "\n" not in text:
        return text
    return _LINE_BREAK.sub(lambda found: " " if found["space"] else "", text)


def _extract(tree: Any, recall: bool) -> "Document | None":
    from trafilatura import bare_extraction
    from trafilatura.settings import DEFAULT_CONFIG

    config = deepcopy(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = MIN_EXTRACTED_SIZE
    found = bare_extraction(
        deepcopy(tree),
        favor_recall=recall,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=config,
    )
    return None if found is None or isinstance(found, dict) or found.body is None else found


def _text(body: Any) -> str:
    lines = (line.strip() for line in "".join(_pieces(body)).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(element: Any) -> Iterator[str]:
    """Give the text of an element and the line ends that its form asks for."""
    around = "\n\n" if element.tag in _BLOCKS else ""
    yield around
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield around or _ENDS.get(element.tag, "")


def _known(origin: Origin, document: "Document", tree: Any, html: str) -> Origin:
    """Add what the page says of itself."""
    site = document.sitename or ""
    return replace(
        origin,
        title=origin.title or _title(document.title or "", tree),
        author=origin.author or _author(document.author or "", tree),
        published=origin.published or _written_date(document.date or "", html),
        url=origin.url or document.url or None,
        newspaper=origin.newspaper or (site if re.search("[报報]$", site) else ""),
    )


def _title(title: str, tree: Any) -> str:
    """Take off the name of the site, where the title is the one of the window."""
    title = " ".join(clean(title).split())
    window = " ".join((tree.findtext(".//title") or "").split())
    return _SITE.split(title)[0] if title == window else title


def _author(found: str, tree: Any) -> str:
    """Give the names; empty where something else stands there, such as an office."""
    metas = tree.xpath("//meta[@name='author' or @property='article:author']/@content")
    for line in (*map(str, metas), found.replace(";", " ")):
        if names := names_alone(clean(line).strip()):
            return " ".join(names)
    names = tuple(name.strip() for name in clean(found).split(";"))
    return " ".join(names) if all(map(_LATIN_NAME.fullmatch, names)) else ""


def _written_date(found: str, html: str) -> date | None:
    """Give a date if the page has all of it: of a year and a month alone, a first of the month was made."""
    try:
        day = date.fromisoformat(found)
    except ValueError:
        return None
    written = rf"{day.year}(?:\D{{1,3}}0?{day.month}\D{{1,3}}0?{day.day}|{day:%m%d})(?!\d)"
    return day if re.search(written, html) else None
