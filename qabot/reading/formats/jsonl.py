"""JSON lines: one article a line, read as a stream: a file of any size needs little memory."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from qabot.messages import say
from qabot.reading.encodings import (
    SAMPLE_BYTES,
    NotTextError,
    check_sense,
    detect_encoding,
    first_telling,
)
from qabot.reading.formats.source import Source
from qabot.reading.ids import content_id
from qabot.reading.page.blocks import clean, split_lines
from qabot.types import Article, Skipped

_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class _BadLineError(ValueError):
    """A line holds no article; the message is for people."""


def read_jsonl(source: Source, *, max_chars: int) -> Iterator[Article | Skipped]:
    """Read a file of JSON lines.

    Args:
        source: The file; its name is the source of an article that names none.
        max_chars: A longer line is skipped.

    Yields:
        An article a line, or why the line holds none; blank lines are passed over.

    Raises:
        OSError: The file cannot be opened or read.
        NotTextError: It is no text.
        FormatError: It is packed, and unpacks to more than is read.
    """
    with source.open() as file:
        sample = first_telling(iter(lambda: file.read(SAMPLE_BYTES), b""))
    encoding = detect_encoding(sample, whole=False)
    with source.open() as file:  # Again from the beginning: what is packed cannot be wound back.
        for number, line in enumerate(_lines(file, encoding, max_chars), start=1):
            if line is not None and not clean(line).strip():
                continue
            try:
                yield _article(line, source.name)
            except (_BadLineError, NotTextError) as exc:
                yield Skipped(f"{source.name}:{number}", str(exc))


def _lines(file: BinaryIO, encoding: str, max_chars: int) -> Iterator[str | None]:
    """Give the lines; None for one that is too long."""
    stream = io.TextIOWrapper(file, encoding=encoding, errors="surrogateescape")
    try:
        while line := stream.readline(max_chars + 1):
            if len(line) <= max_chars or line.endswith("\n"):
                yield line
                continue
            while line and not line.endswith("\n"):
                line = stream.readline(max_chars)
            yield None
    except UnicodeDecodeError as exc:
        raise NotTextError(
            say(f"后面的内容不是 {encoding.upper()} 编码", f"the rest is not {encoding.upper()}")
        ) from exc
    finally:
        stream.detach()


def _article(line: str | None, name: str) -> Article:
    record = _record(line)
    title = " ".join(_text(record, "title").split("\n"))
    paragraphs = tuple(filter(None, (p.strip() for p in split_lines(_text(record, "text")))))
    captions, credits_ = _lines_of(record, "captions"), _lines_of(record, "credits")
    lines = (*paragraphs, *captions, *credits_)
    if not lines:
        raise _BadLineError(say("没有正文（text 为空）", "no text"))
    check_sense("\n".join((title, *lines)))
    return Article(
        id=_own_id(record) or content_id(title, "\n".join(lines)),
        title=title,
        subtitle=_own_text(record, "subtitle"),
        paragraphs=paragraphs,
        captions=captions,
        credits=credits_,
        author=_text(record, "author"),
        published=_published(record),
        estimated=record.get("date_estimated") is True,
        newspaper=_own_text(record, "newspaper"),
        page_number=_own_text(record, "page_number"),
        source=_text(record, "source") or name,
        url=_text(record, "url") or None,
        file=name,
    )


def _record(line: str | None) -> Mapping[str, Any]:
    """Parse a line.

    Raises:
        _BadLineError: It is too long, has broken bytes, is no JSON, or no object.
    """
    if line is None:
        raise _BadLineError(say("这一行太长", "the line is too long"))
    if _ESCAPED_BYTE.search(line):
        raise _BadLineError(say("这一行有损坏的字节", "the line has broken bytes"))
    try:
        record = json.loads(clean(line), strict=False)
    except ValueError as exc:
        raise _BadLineError(say(f"不是 JSON：{exc}", f"not JSON: {exc}")) from exc
    except RecursionError as exc:
        raise _BadLineError(say("JSON 嵌套太深", "JSON nested too deep")) from exc
    if not isinstance(record, dict):
        raise _BadLineError(say("不是 JSON 对象", "not a JSON object"))
    return record


def _text(record: Mapping[str, Any], key: str) -> str:
    """Give a field; empty if it is missing or null."""
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _BadLineError(
            say(f"{key} 应为文字，实为 {value!r:.40}", f"{key} must be text, is {value!r:.40}")
        )
    return clean(value).strip()


def _own_text(record: Mapping[str, Any], key: str) -> str:
    """Give a field as `qabot index export` writes it; in other files it may be anything, which is passed over."""
    return _text(record, key) if isinstance(record.get(key), str) else ""


def _lines_of(record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Give a list of lines as `qabot index export` writes it; anything else is passed over."""
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        return ()
    lines = (" ".join(split_lines(clean(line))).strip() for line in value)
    return tuple(filter(None, lines))


def _own_id(record: Mapping[str, Any]) -> str:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _text(record, "id")


def _published(record: Mapping[str, Any]) -> date | None:
    value = _text(record, "date")
    if not value:
        return None
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError as exc:
        raise _BadLineError(
            say(
                f"date 应为 YYYY-MM-DD，实为 {value!r:.40}",
                f"date must be YYYY-MM-DD, is {value!r:.40}",
            )
        ) from exc
