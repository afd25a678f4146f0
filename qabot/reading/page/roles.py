"""What a block is, by its shape and the room around it, before anything is known of its article."""

import re
from enum import Enum, auto

from qabot.reading.blocks import Block, is_closed
from qabot.reading.bylines import is_byline, is_credit, starts_report
from qabot.reading.shapes import Shape

MAX_HEAD = 36
MAX_HEAD_WITH_COMMA = 20
"""Headings part clauses with a space; a longer line with a comma is a piece of a paragraph."""

MAX_CAPTION = 60
IMAGE_GAP = 3
"""Blank lines that a picture leaves before its caption."""

_SUBTITLE = re.compile("(?:[—―─]{1,3}|--)[^—―─-]")
_CAPTION = Shape(
    r"[上下左右]?图[为：:].*|.*[\s（(。](?:\S{0,10}\s?(?:摄|供图)|资料图片?|资料照片)[）)]?"
)
_PAGE_LINE = Shape(
    r"\d{4}年\d{1,2}月\d{1,2}日(\s*(星期|周)[一二三四五六日天])?(\s.{0,12})?"
    r"|第?\s*\d{1,2}\s*版?([\s:：·]\S{2,8})?|[A-D]\d{1,2}(\s\S{2,8})?"
    r"|.{0,8}(责编|责任编辑|编辑|版式|校对|美编)[：:].{2,60}"
)

_NO_HEAD = Shape("[。；]|^[问答][：:]|[，、,：:]$")


class Role(Enum):
    """What a block is."""

    HEAD = auto()
    SUBTITLE = auto()
    BYLINE = auto()
    CREDIT = auto()
    CAPTION = auto()
    PAGE_LINE = auto()
    BODY = auto()


def role_of(block: Block) -> Role:
    """Give the role of a block by its own shape.

    A short line without the end of a sentence is a heading; after the room of a picture, a caption.
    """
    text = block.text
    if _PAGE_LINE.fits(text):
        return Role.PAGE_LINE
    if starts_report(text):
        return Role.BODY
    if is_byline(text):
        return Role.BYLINE
    if is_credit(text):
        return Role.CREDIT
    if len(text) <= MAX_CAPTION and _CAPTION.fits(text):
        return Role.CAPTION
    if len(text) <= MAX_CAPTION and _SUBTITLE.match(text) and "。" not in text:
        return Role.SUBTITLE
    if _is_head(text):
        return Role.CAPTION if block.gap >= IMAGE_GAP else Role.HEAD
    return Role.BODY


def _is_head(text: str) -> bool:
    if len(text) > MAX_HEAD or _NO_HEAD.is_in(text):
        return False
    if len(text) > MAX_HEAD_WITH_COMMA and "，" in text and " " not in text:
        return False
    return not is_closed(text) or (text[-1] in "？！?!”」）" and text[0] not in "“‘「『")
