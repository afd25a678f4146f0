"""Markdown → text and front matter: YAML between lines of `---`, or TOML between lines of `+++`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qabot.language.dates.mentions import find_date
from qabot.messages import say
from qabot.reading.drafts import Origin
from qabot.reading.formats.source import FormatError
from qabot.reading.page.blocks import clean

MAX_FRONT_MATTER = 1 << 14
"""Characters; YAML is slow to read (16 KB take 50 ms), and what people write has some hundred."""

_FRONT_MATTER = re.compile(
    rf"\s*(?P<mark>---|\+\+\+)[ \t]*\n(?P<fields>.{{0,{MAX_FRONT_MATTER}}}?)(?<=\n)(?P=mark)[ \t]*(?:\n|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(r"\s*(?:#.*\n\s*)*[\w\"']+[ \t]*[:=]")
_KEYS = {
    "title": ("title", "标题"),
    "author": ("author", "authors", "作者"),
    "date": ("date", "published", "日期"),
    "url": ("url", "link", "canonical", "链接"),
    "newspaper": ("newspaper", "publication", "报纸"),
    "page_number": ("page", "page_number", "版面"),
}


def read_markdown(text: str, origin: Origin) -> tuple[str, Origin]:
    """Take the front matter off a text.

    Args:
        text: The file, decoded.
        origin: What is known without it.

    Returns:
        The text behind as many blank lines as the front matter has, its marks of Markdown as they are.
        The origin with the fields of the front matter, which a person wrote and which therefore win.

    Raises:
        FormatError: The front matter has an error; names the line.
    """
    text = clean(text)
    found = _FRONT_MATTER.match(text)
    # Two rules with text between are no front matter.
    if not found or not _FIELD.match(found["fields"]):
        return text, origin
    fields = _fields(found["mark"], found["fields"], text[: found.start("fields")].count("\n"))
    if not isinstance(fields, Mapping):
        return text, origin
    known = {name: _field(fields, keys) for name, keys in _KEYS.items()}
    # As many blank lines, so that every line keeps its number.
    above = "\n" * text.count("\n", 0, found.end())
    return above + text[found.end() :], replace(
        origin,
        title=known["title"] or origin.title,
        author=known["author"] or origin.author,
        published=find_date(known["date"]) or origin.published,
        url=known["url"] or origin.url,
        newspaper=known["newspaper"] or origin.newspaper,
        page_number=known["page_number"] or origin.page_number,
    )


def _fields(mark: str, fields: str, above: int) -> Any:
    """Parse front matter; in YAML every value stays a text, so that page 01 does not become 1."""
    import yaml

    try:
        if mark == "+++":
            return tomllib.loads(fields)
        return yaml.load(fields, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    except yaml.MarkedYAMLError as exc:
        mark_of_fault = (
            exc.context_mark or exc.problem_mark
        )  # Where the part began, if it does not end.
        raise _fault(f"{exc.problem}", above + 1 + mark_of_fault.line) from exc
    except (yaml.YAMLError, tomllib.TOMLDecodeError) as exc:
        place = re.search(r"at line (\d+)", str(exc))
        raise _fault(str(exc), above + int(place[1]) if place else above + 1) from exc
    except RecursionError as exc:
        raise _fault("nested too deep", above + 1) from exc


def _fault(problem: str, line: int) -> FormatError:
    return FormatError(
        say(
            f"第 {line} 行附近，文件头（front matter）有错：{problem}；请改正，或删去文件头",
            f"front matter, near line {line}: {problem}; mend it or take it out",
        )
    )


def _field(fields: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """Give a field on one line, the members of a list apart by a space; empty where it is missing."""
    lowered = {str(key).lower(): value for key, value in fields.items()}
    value = next((lowered[key] for key in keys if lowered.get(key)), "")
    if isinstance(value, Mapping):
        value = value.get("name", "")
    members = value if isinstance(value, list) else [value]
    plain = [m.get("name", "") if isinstance(m, Mapping) else m for m in members]
    return " ".join(" ".join(str(m).split()) for m in plain if not isinstance(m, list | Mapping))
