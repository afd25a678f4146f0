"""A small model that reads question and passage together: relevance, where the answer stands, or "not here"."""

from qabot.searching.reader.reader import BackgroundReader, Reader, Sure, load_reader, never_sure

__all__ = ["BackgroundReader", "Reader", "Sure", "load_reader", "never_sure"]
