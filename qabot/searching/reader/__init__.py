"""A small model that reads question and passage together: relevance, where the answer stands, or "not here"."""

from qabot.searching.reader.reader import (
    BackgroundReader,
    Reader,
    Reading,
    Sure,
    load_reader,
    never_sure,
)
from qabot.searching.reader.spans import Span

__all__ = ["BackgroundReader", "Reader", "Reading", "Span", "Sure", "load_reader", "never_sure"]
