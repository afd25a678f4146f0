"""Where Chinese sentences end."""

import re

# A sentence ends at 。！？!?；… with the closing marks that follow, or at a line's end.
_END = re.compile(r"[。！？!?；;…]+[”’」』）》〉】\")]*|\n+")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the ranges of the sentences of a text; together they cover it, white space at the ends included."""
    ends = [match.end() for match in _END.finditer(text)]
    if not ends or ends[-1] != len(text):
        ends.append(len(text))
    return [(start, end) for start, end in zip([0, *ends], ends, strict=False) if start < end]


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without white space at its ends; it may be empty."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))
