"""From a question to the passages that may answer it."""

from qabot.searching.engine import Period
from qabot.searching.searcher import Found, Searcher

__all__ = ["Found", "Period", "Searcher"]
