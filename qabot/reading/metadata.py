"""Newspaper, page number and day of print of a page.

What is said more surely wins: the sidecar, then the name of the file and its folders, since no recognition of
printed characters has touched it, then the header lines of the page, then dates in its texts, as an estimate.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qabot.language.dates.mentions import find_date
from qabot.language.dates.print_date import estimate
from qabot.language.normal import normal_form
from qabot.reading.drafts import Draft, Origin
from qabot.reading.patterns import Shape
from qabot.reading.sidecar.corrections import Corrections
from qabot.types import Article, Block, Role

_SUFFIXES = re.compile(r"(?:\.[A-Za-z]\w{1,5}){1,2}$")
_SPACED_OUT = re.compile(r"(?<![^\s])[\u3400-\u9fff](?:\s[\u3400-\u9fff]){2,}(?![^\s])")
_IN_DATE = re.compile(r"(?<=[\d年月])\s+(?=[\d年月日])")
_LUNAR = re.compile(r"(?:农历|阴历|夏历)\S*")

# 公报 and 海报 are no newspapers; 综合新闻 is a section of one.
_NEWSPAPER = Shape(
    r"(?:《(?P<quoted>[^《》]{2,14})》|(?:^|[\s|｜·•_:：])(?P<name>[\u3400-\u9fff]{2,12}?(?<![公简海喜通申汇情举快黑墙板])报"
    r"|(?!综合|国内|国际|社会|体育|本地|今日|时政|经济|文化|民生|热点|图片|县域|财经|地方|要闻|教育|法治|娱乐)"
    r"[\u3400-\u9fff]{2,6}新闻))社?(?=$|[\s|｜·•_:：\d])"
)
# 今日八版 tells how many pages there are, not which one it is.
_PAGES = (
    re.compile(r"第\s*([A-Z]?\d{1,3})\s*版"),
    re.compile(r"(?<![\dA-Z今日共期出])([A-Z]?\d{1,3})\s*版(?!本)"),
    re.compile(r"版次\s*[:：]?\s*([A-Z]?\d{1,3})(?!\d)"),
    re.compile(r"(?:^|\s)([A-Z]\d{1,2})(?=$|[\s·:：|])"),
    re.compile(r"^\s*(0\d|[1-9]\d?)(?=\s*$|[\s·:：|]+[\u3400-\u9fff]{2,8}\s*$)"),
    re.compile(r"\s(0\d)\s*$"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the header lines of a page say; empty and None for what they do not.

    Attributes:
        newspaper: Its name as printed, without 《》.
        page_number: As the newspaper counts its pages, in Arabic digits.
        published: Day of print.
    """

    newspaper: str = ""
    page_number: str = ""
    published: date | None = None


def origin_of(name: str, patterns: Iterable[str]) -> Origin:
    """Give what the name of a file and its folders tell.

    Args:
        name: Path inside the corpus, with forward slashes.
        patterns: Regular expressions with the groups newspaper, page, and date or year, month and day; each is
            looked for in the path without its suffix, and the first to give a fact counts.
    """
    path = _SUFFIXES.sub("", unicodedata.normalize("NFKC", name))
    origin = Origin(name)
    for pattern in patterns:
        found = re.search(pattern, path)
        facts = found.groupdict() if found else {}
        origin = replace(
            origin,
            newspaper=origin.newspaper or facts.get("newspaper") or "",
            page_number=origin.page_number or facts.get("page") or "",
            published=origin.published or _date_of(facts),
        )
    return origin


def header_metadata(lines: Iterable[str]) -> Header:
    """Read the header lines of a page; of several that tell the same, the first counts.

    Args:
        lines: Name of the newspaper, page number and date, on one line or several, in any order.
    """
    newspaper, page_number, published = "", "", None
    for line in map(_tidied, lines):
        newspaper = newspaper or _newspaper(line)
        plain = _IN_DATE.sub("", _LUNAR.sub("", normal_form(line)))
        published = published or find_date(plain)
        page_number = page_number or next(_page_numbers(plain.upper()), "")
    return Header(newspaper=newspaper, page_number=page_number, published=published)


def corrected(origin: Origin, corrections: Corrections) -> Origin:
    """Give an origin with what a sidecar says instead."""
    said = corrections
    return replace(
        origin,
        newspaper=origin.newspaper if said.newspaper is None else said.newspaper,
        page_number=origin.page_number if said.page_number is None else said.page_number,
        published=said.published or origin.published,
        url=origin.url if said.url is None else said.url,
    )


def enrich(
    origin: Origin, header_lines: Iterable[str], body_texts: Sequence[str]
) -> tuple[Origin, bool]:
    """Complete an origin by what the page itself says.

    Args:
        origin: What file name and sidecar say; nothing of it changes.
        header_lines: Blocks of the roles HEADER and DATE.
        body_texts: Texts of the articles; asked for a date only where nothing else tells it.

    Returns:
        The origin, and whether its date is an estimate.
    """
    header = header_metadata(header_lines)
    origin = replace(
        origin,
        newspaper=origin.newspaper or header.newspaper,
        page_number=origin.page_number or header.page_number,
        published=origin.published or header.published,
    )
    if origin.published:
        return origin, False
    estimated = estimate(body_texts)
    return replace(origin, published=estimated), estimated is not None


def finish(drafts: Sequence[Draft], blocks: Sequence[Block], origin: Origin) -> tuple[Article, ...]:
    """Make the articles of a page, with what the page itself tells of newspaper, page and day.

    Args:
        drafts: Its articles.
        blocks: All that is printed on it.
        origin: What is known of its file.
    """
    headers = (block.text for block in blocks if block.role in (Role.HEADER, Role.DATE))
    texts = [item.text for draft in drafts for item in draft.items]
    origin, estimated = enrich(origin, headers, texts)
    return tuple(draft.finish(origin, estimated=estimated) for draft in drafts)


def _date_of(facts: dict[str, str | None]) -> date | None:
    """Make a date of the groups of a pattern; None where they have none, or none that a calendar has."""
    if whole := facts.get("date"):
        return find_date(normal_form(whole))
    parts = [facts.get(name) for name in ("year", "month", "day")]
    try:
        year, month, day = (int(part or "") for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def _tidied(line: str) -> str:
    """Close up a name that is printed with room between its characters."""
    return _SPACED_OUT.sub(lambda found: re.sub(r"\s", "", found[0]), line.strip())


def _newspaper(line: str) -> str:
    return _NEWSPAPER.part("quoted", line) or _NEWSPAPER.part("name", line)


def _page_numbers(line: str) -> Iterator[str]:
    for pattern in _PAGES:
        if found := pattern.search(line):
            yield found[1]
