"""Days as numbers that compare as the days do: 20210118."""

from datetime import date


def number_of(day: date) -> int:
    """Return 20210118 of a day."""
    return day.year * 10_000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """Return the day of 20210118."""
    return date(number // 10_000, number // 100 % 100, number % 100)
