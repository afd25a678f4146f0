"""The date finder of names and lines, which lives with the other dates."""

from qabot.language.dates import find_date

__all__ = ["find_date"]
