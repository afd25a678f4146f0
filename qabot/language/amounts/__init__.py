"""Figures in a sentence: how much or how many, of what, and when.

    normal form ──▶ numbers.py ──▶ counted.py ──▶ reading.py ──▶ Amount
                       units.py

A figure is a number that says how much or how many. Dates, times, durations, ages, ordinals, scores and names with
numbers (歼-20, 5G, “四个自信”, 世界500强) are none, nor are 一 and 两 that only say a and both.
"""

from qabot.language.amounts.reading import Amount, amounts
from qabot.language.amounts.units import in_statistics, is_counter

__all__ = ["Amount", "amounts", "in_statistics", "is_counter"]
