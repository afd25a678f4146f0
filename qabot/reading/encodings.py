"""Bytes → text: UTF-8, UTF-16, GB18030 and Big5, told apart by what they make of the bytes.

A guess by byte statistics mistakes short Chinese texts; here every candidate decodes the sample,
and the one that gives the most everyday characters is taken. The everyday characters are those that
the makers of GB 2312 and Big5 put on their first level, so no list has to be kept.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache

from qabot.messages import say

SAMPLE_BYTES = 1 << 16
MIN_EVERYDAY = 0.7
"""Least share of everyday characters among those beyond ASCII; the right one gives over 0.9."""

MAX_BEYOND_ASCII = 0.1
"""Share of bytes beyond ASCII up to which a text is plain letters with a few others among them."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTEWISE = ("utf-8", "gb18030", "big5hkscs")
_PRINTABLE = bytes((*b"\t\n\f\r", *range(0x20, 0x7F)))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")


class NotTextError(ValueError):
    """The bytes are no text in an encoding that is read; the message is for people."""


def detect_encoding(sample: bytes, *, whole: bool) -> str:
    """Find the encoding of a text.

    Args:
        sample: Its first bytes, best with some beyond ASCII, see `first_telling`.
        whole: False if the text goes on, so that the last character may be cut.

    Returns:
        A codec name; `utf-8` for plain ASCII and for nothing.

    Raises:
        NotTextError: No encoding makes a text of it.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    # In UTF-16, pairs of ASCII letters would make Chinese characters, everyday ones among them.
    ascii_text = len(sample.translate(None, _PRINTABLE)) <= MAX_BEYOND_ASCII * len(sample)
    candidates = _BYTEWISE if ascii_text else (*_BYTEWISE, "utf-16-le", "utf-16-be")
    shares = [(_share(sample, encoding, whole), encoding) for encoding in candidates]
    share, encoding = max(shares, key=lambda pair: pair[0])
    if share < MIN_EVERYDAY and ascii_text:
        return "utf-8"
    if share < MIN_EVERYDAY:
        raise NotTextError(
            say(
                "不是文本文件（能读 UTF-8、UTF-16、GB18030、Big5 的文本）",
                "not a text file (read are texts in UTF-8, UTF-16, GB18030 and Big5)",
            )
        )
    return encoding


def decode(data: bytes) -> str:
    """Decode a whole file.

    Raises:
        NotTextError: It is no text, or a text with broken bytes; then it names the first one.
    """
    encoding = detect_encoding(first_telling([data]), whole=len(data) <= SAMPLE_BYTES)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as exc:
        raise NotTextError(
            say(
                f"第 {exc.start + 1} 个字节起不是 {encoding.upper()} 编码，文件可能已损坏",
                f"broken from byte {exc.start + 1} on: not {encoding.upper()}",
            )
        ) from exc


def first_telling(chunks: Iterable[bytes]) -> bytes:
    """Give a sample that tells the encoding of a text: from its first piece beyond plain ASCII.

    Args:
        chunks: The text in pieces, in order; read only as far as needed.

    Returns:
        At most SAMPLE_BYTES; the beginning of the text where all of it is ASCII.
    """
    head = b""
    pieces = (piece for chunk in chunks for piece in _pieces(chunk))
    for piece in pieces:
        head = head or piece
        if not piece.isascii() or b"\0" in piece:
            return (piece + next(pieces, b""))[:SAMPLE_BYTES]
    return head


def _pieces(chunk: bytes) -> Iterator[bytes]:
    half = SAMPLE_BYTES // 2
    return (chunk[start : start + half] for start in range(0, len(chunk), half))


def _share(sample: bytes, encoding: str, whole: bool) -> float:
    """Give the share, 0 to 1, of everyday characters among those beyond ASCII in a decoding.

    In UTF-8 every character counts that can be decoded: no other encoding has its form by chance.
    """
    text = codecs.getincrementaldecoder(encoding)("replace").decode(sample, final=whole)
    if len(_CONTROL.findall(text)) * 100 > len(text) + 99:
        return 0.0
    beyond = _BEYOND_ASCII.findall(text)
    if encoding == "utf-8":
        return 1.0 - beyond.count("\ufffd") / max(1, len(beyond))
    if not beyond:
        return 0.99
    return sum(c in _everyday() for c in beyond) / len(beyond)


@cache
def _everyday() -> frozenset[str]:
    """Give the characters and marks on the first level of GB 2312 (rows 1-3, 16-55) and of Big5."""
    gb = (
        bytes((row, cell))
        for row in (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
        for cell in range(0xA1, 0xFF)
    )
    trail = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = (bytes((lead, cell)) for lead in range(0xA1, 0xC7) for cell in trail)
    text = b"".join(gb).decode("gb2312", "ignore") + b"".join(big5).decode("big5", "ignore")
    return frozenset(text) | frozenset("—·‘’“”…")
